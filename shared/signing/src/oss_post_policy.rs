//! Signatures of OSS form uploads (`PostObject`): the base64 text of the policy is what is signed.
//!
//! Nothing else of the form is covered, so everything that matters has to be a condition in the
//! policy.
//!
//! Source: *`PostObject`* of the OSS API reference.

use base64::{Engine, engine::general_purpose::STANDARD};
use model::Secret;

use crate::{
    Mismatch, Scheme,
    mac::{hmac_sha1, same},
    oss_v4::{Scope, signing_key},
};

/// The form field `Signature` for the form field `policy`: 28 characters of base64.
#[must_use]
pub fn sign_v1(policy_base64: &str, access_key_secret: &Secret) -> String {
    let key = [access_key_secret.expose().as_bytes()];
    STANDARD.encode(hmac_sha1(&key, policy_base64.as_bytes()))
}

/// The form field `x-oss-signature` for the form field `policy`: 64 lower-case hexadecimal digits.
/// `scope` is that of the form field `x-oss-credential`.
#[must_use]
pub fn sign_v4(policy_base64: &str, scope: &Scope<'_>, access_key_secret: &Secret) -> String {
    signing_key(access_key_secret, scope).sign(policy_base64.as_bytes())
}

/// Checks the form field `Signature` in constant time.
///
/// # Errors
///
/// [`Mismatch`] with the policy's text as string to sign.
pub fn verify_v1(
    policy_base64: &str,
    access_key_secret: &Secret,
    signature: &str,
) -> Result<(), Mismatch> {
    let expected = sign_v1(policy_base64, access_key_secret);
    compare(Scheme::OssPostPolicyV1, policy_base64, &expected, signature)
}

/// Checks the form field `x-oss-signature` in constant time.
///
/// # Errors
///
/// [`Mismatch`] with the policy's text as string to sign.
pub fn verify_v4(
    policy_base64: &str,
    scope: &Scope<'_>,
    access_key_secret: &Secret,
    signature: &str,
) -> Result<(), Mismatch> {
    let expected = sign_v4(policy_base64, scope, access_key_secret);
    compare(Scheme::OssPostPolicyV4, policy_base64, &expected, signature)
}

fn compare(
    scheme: Scheme,
    policy_base64: &str,
    expected: &str,
    signature: &str,
) -> Result<(), Mismatch> {
    if same(expected, signature) {
        Ok(())
    } else {
        let string_to_sign = policy_base64.to_owned();
        Err(Mismatch { scheme, string_to_sign, canonical_request: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Published nowhere; computed with the hmac module of Python as well.
    #[test]
    fn signs_the_policy_text() {
        let policy = r#"{"expiration":"2014-12-01T12:00:00.000Z","conditions":[{"bucket":"johnsmith"},["starts-with","$key","user/eric/"]]}"#;
        let policy = STANDARD.encode(policy);
        let secret = Secret::new("sk");
        assert_eq!(sign_v1(&policy, &secret), "dpKSRMoL0aqf4NRGyH4VO/YOsyY=");
    }

    #[test]
    fn a_mismatch_carries_the_policy() {
        let secret = Secret::new("sk");
        let scope = Scope { date: "20231216", region: "cn-hangzhou", product: "oss" };
        let v1 = verify_v1("cG9saWN5", &secret, "AAAA").unwrap_err();
        let v4 = verify_v4("cG9saWN5", &scope, &secret, "aaaa").unwrap_err();
        assert_eq!((v1.scheme, v4.scheme), (Scheme::OssPostPolicyV1, Scheme::OssPostPolicyV4));
        assert_eq!(
            (v1.string_to_sign.as_str(), v4.string_to_sign.as_str()),
            ("cG9saWN5", "cG9saWN5")
        );
    }
}
