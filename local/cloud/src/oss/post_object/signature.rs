//! Who signed the form: the policy is what is signed, by V1 or by V4.

use http::StatusCode;
use jiff::SignedDuration;
use model::time::parse_iso8601_basic;
use signing::oss_v4::{ALGORITHM, Scope};
use signing::{Scheme, oss_post_policy};

use super::form::Form;
use super::policy::Policy;
use crate::local::{Signed, Trail};
use crate::oss::authentication::{Caller, WINDOW, caller_of_form, signature_does_not_match};
use crate::oss::error::OssError;
use crate::oss::request::OssRequest;
use crate::state::Cloud;

const MISMATCH: &str = "0002-00000705";

/// The longest that a form signed by V4 is good, whatever its policy says.
const LONGEST_LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Who signed, and what. `None`: nobody.
pub(super) fn verify(
    cloud: &Cloud,
    form: &Form,
    request: &OssRequest,
) -> Result<Option<(Caller, Policy)>, OssError> {
    let any = |names: &[&str]| names.iter().any(|name| form.get(name).is_some());
    if any(&["x-oss-signature-version", "x-oss-signature", "x-oss-credential"]) {
        by_v4(cloud, form, request).map(Some)
    } else if any(&["ossaccesskeyid", "policy", "signature"]) {
        by_v1(cloud, form, request).map(Some)
    } else {
        Ok(None)
    }
}

fn by_v1(cloud: &Cloud, form: &Form, request: &OssRequest) -> Result<(Caller, Policy), OssError> {
    let access_key_id = needed(form, "ossaccesskeyid", "OSSAccessKeyId", "0002-00000703")?;
    let policy = needed(form, "policy", "policy", "0002-00000702")?;
    let signature = needed(form, "signature", "Signature", "0002-00000703")?;
    note(Scheme::OssPostPolicyV1, form, access_key_id, policy, signature);
    let caller = caller_of_form(cloud, request, access_key_id)?;
    oss_post_policy::verify_v1(policy, &caller.key.secret, signature).map_err(|mismatch| {
        signature_does_not_match(access_key_id, signature, &mismatch, MISMATCH)
    })?;
    Trail::authenticated();
    Ok((caller, Policy::parse(policy)?))
}

fn by_v4(cloud: &Cloud, form: &Form, request: &OssRequest) -> Result<(Caller, Policy), OssError> {
    let version =
        needed(form, "x-oss-signature-version", "x-oss-signature-version", "0002-00000703")?;
    let credential = needed(form, "x-oss-credential", "x-oss-credential", "0002-00000708")?;
    let date = needed(form, "x-oss-date", "x-oss-date", "0002-00000703")?;
    let policy = needed(form, "policy", "policy", "0002-00000702")?;
    let signature = needed(form, "x-oss-signature", "x-oss-signature", "0002-00000703")?;
    if version != ALGORITHM {
        return Err(invalid("x-oss-signature-version", version, "0002-00000703"));
    }
    let (access_key_id, scope) = Scope::parse_credential(credential)
        .map_err(|_| invalid("x-oss-credential", credential, "0002-00000708"))?;
    note(Scheme::OssPostPolicyV4, form, access_key_id, policy, signature);
    let signed_at =
        parse_iso8601_basic(date).ok_or_else(|| invalid("x-oss-date", date, "0002-00000710"))?;
    if !scope.covers(date) || scope.product != "oss" || scope.region != cloud.config.region {
        return Err(invalid("x-oss-credential", credential, "0002-00000708"));
    }
    let age = request.now.duration_since(signed_at);
    if age < -WINDOW {
        return Err(OssError::access_denied(
            "The form is not valid yet: x-oss-date lies more than 15 minutes ahead.",
        )
        .ec("0002-00000235"));
    }
    if age > LONGEST_LIFE {
        return Err(OssError::access_denied("Invalid according to Policy: Policy expired.")
            .ec("0006-00000213"));
    }
    let caller = caller_of_form(cloud, request, access_key_id)?;
    oss_post_policy::verify_v4(policy, &scope, &caller.key.secret, signature).map_err(
        |mismatch| signature_does_not_match(access_key_id, signature, &mismatch, MISMATCH),
    )?;
    Trail::authenticated();
    let policy = Policy::parse(policy)?;
    let with_token = form.get("x-oss-security-token").map(|_| "x-oss-security-token");
    let fixed = ["x-oss-signature-version", "x-oss-credential", "x-oss-date"];
    if let Some(open) = fixed.into_iter().chain(with_token).find(|name| !policy.fixes(name)) {
        return Err(OssError::access_denied(format!(
            "Invalid according to Policy: the policy has no condition on {open}."
        )));
    }
    Ok((caller, policy))
}

/// For who asks later why the form was refused: its body is not kept.
fn note(scheme: Scheme, form: &Form, access_key_id: &str, policy: &str, signature: &str) {
    let signed = Signed {
        scheme,
        access_key_id: access_key_id.to_owned(),
        canonical_request: None,
        string_to_sign: policy.to_owned(),
        signature: signature.to_owned(),
    };
    Trail::signed(signed, form.get("x-oss-security-token"));
}

fn needed<'a>(
    form: &'a Form,
    field: &str,
    name: &'static str,
    ec: &'static str,
) -> Result<&'a str, OssError> {
    form.get(field).filter(|value| !value.is_empty()).ok_or_else(|| {
        OssError::new(
            StatusCode::BAD_REQUEST,
            "InvalidArgument",
            format!("Bucket POST must contain a field named '{name}'."),
        )
        .with("ArgumentName", name)
        .ec(ec)
    })
}

fn invalid(name: &'static str, value: &str, ec: &'static str) -> OssError {
    OssError::invalid_argument(format!("The field {name} is not valid."))
        .with("ArgumentName", name)
        .with("ArgumentValue", value)
        .ec(ec)
}
