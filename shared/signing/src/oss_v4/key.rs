//! The V4 signing key.

use std::fmt;

use model::Secret;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::scope::{Scope, TERMINATOR};
use crate::mac::hmac_sha256;

/// A key derived from an `AccessKeySecret` for one [`Scope`]. Good for one day, so it may be kept. It
/// is wiped when dropped and cannot be printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SigningKey([u8; 32]);

impl SigningKey {
    /// The hexadecimal HMAC-SHA256 of a text.
    pub(crate) fn sign(&self, text: &[u8]) -> String {
        hex::encode(hmac_sha256(&[&self.0], text))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SigningKey(***)")
    }
}

/// Derives the signing key: `aliyun_v4` and the secret, then date, region, product and
/// `aliyun_v4_request`, each signed with what came before.
#[must_use]
pub fn signing_key(access_key_secret: &Secret, scope: &Scope<'_>) -> SigningKey {
    let secret = access_key_secret.expose().as_bytes();
    let mut key = Zeroizing::new(hmac_sha256(&[b"aliyun_v4", secret], scope.date.as_bytes()));
    for part in [scope.region, scope.product, TERMINATOR] {
        key = Zeroizing::new(hmac_sha256(&[key.as_slice()], part.as_bytes()));
    }
    SigningKey(*key)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Published nowhere; computed with the hmac module of Python as well.
    #[test]
    fn derives_the_known_key() {
        let scope = Scope { date: "20231216", region: "cn-hangzhou", product: "oss" };
        let key = signing_key(&Secret::new("sk"), &scope);
        assert_eq!(
            hex::encode(key.0),
            "b412a03b134ebddd720f5167b5de6db66620ebb3b01cff4d49e3ccb09f8de97f"
        );
        assert_eq!(format!("{key:?}"), "SigningKey(***)");
    }
}
