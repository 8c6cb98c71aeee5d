//! Doors for the fuzz targets in `fuzz/`: parsers of outside bytes that are nobody else's business.
//! Only there with the feature `fuzzing`.

use serde_json::Value;

use crate::oss::doors;
use crate::policy::{Context, Policy, Question, TrustPolicy, Trusted};

/// Reads a session policy and asks it. Gives whether it allows the action on the resource in these
/// circumstances (condition keys and their values).
///
/// # Errors
/// The refusal of the grammar, which names a place.
pub fn ask_policy(
    document: &str,
    action: &str,
    resource: &str,
    circumstances: &[(&str, &str)],
) -> Result<bool, String> {
    let policy = Policy::parse(document).map_err(|error| error.to_string())?;
    let context = context(circumstances);
    Ok(policy.evaluate(&Question { action, resource, context: &context }).effect.allows())
}

/// Reads a trust policy and asks whether a service may assume the role.
///
/// # Errors
/// The refusal of the grammar, which names a place.
pub fn ask_trust_policy(
    document: &Value,
    service: &str,
    circumstances: &[(&str, &str)],
) -> Result<bool, String> {
    let policy = TrustPolicy::read(document).map_err(|error| error.to_string())?;
    Ok(policy.evaluate(Trusted::Service(service), &context(circumstances)).effect.allows())
}

/// Reads the body of CompleteMultipartUpload: part numbers and ETags.
///
/// # Errors
/// The code of the refusal.
pub fn listed_parts(body: &[u8]) -> Result<Vec<(u16, String)>, &'static str> {
    doors::listed_parts(body)
}

/// Reads the body of DeleteMultipleObjects: its keys, and whether it is quiet.
///
/// # Errors
/// The code of the refusal.
pub fn listed_keys(body: &[u8]) -> Result<(Vec<String>, bool), &'static str> {
    doors::listed_keys(body)
}

/// Reads the body of PutBucketCors and writes it as GetBucketCors does.
///
/// # Errors
/// The code of the refusal.
pub fn cors_configuration(body: &[u8]) -> Result<String, &'static str> {
    doors::cors_configuration(body)
}

/// Reads the policy of a form (PostObject), base64-encoded.
///
/// # Errors
/// The code of the refusal.
pub fn form_policy(base64: &str) -> Result<(), &'static str> {
    doors::form_policy(base64)
}

fn context(circumstances: &[(&str, &str)]) -> Context {
    circumstances
        .iter()
        .fold(Context::default(), |context, (key, value)| context.with(*key, *value))
}
