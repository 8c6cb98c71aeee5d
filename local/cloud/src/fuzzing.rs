//! Doors for the fuzz targets in `fuzz/`: parsers of outside bytes that are nobody else's business.
//! Only there with the feature `fuzzing`.

use bytes::Bytes;
use http::HeaderValue;
use serde_json::Value;

use crate::oss::doors;
pub use crate::oss::doors::PostedForm;
use crate::policy::{Context, Policy, Question, TrustPolicy, Trusted};
use crate::{rpc, vod};

/// Name and value of a parameter.
pub type Pair = (String, String);

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

/// Reads the body of PostObject, which comes in these pieces, one after the other.
///
/// # Errors
/// The code of the refusal.
pub async fn posted_form(
    content_type: HeaderValue,
    pieces: Vec<Bytes>,
) -> Result<PostedForm, &'static str> {
    doors::posted_form(content_type, pieces).await
}

/// The bucket and the key that a Host header and a raw path name.
///
/// # Errors
/// The code of the refusal.
pub fn object_target(
    host: &str,
    path: &str,
) -> Result<(Option<String>, Option<String>), &'static str> {
    doors::target(host, path)
}

/// The parameters of a call's query and form, in their order, and the canonical form that a V1
/// signature covers.
///
/// # Errors
/// The code of the refusal.
pub fn call_parameters(query: &str, form: &[u8]) -> Result<(Vec<Pair>, String), String> {
    rpc::doors::parameters(query, form).map_err(Into::into)
}

/// Reads a `UserData`: the URL for its events, and what they carry.
///
/// # Errors
/// The code of the refusal.
pub fn user_data(text: &str) -> Result<(Option<String>, Option<String>), String> {
    vod::doors::user_data(text).map_err(Into::into)
}

/// Reads the `Match` of SearchMedia and writes it again.
///
/// # Errors
/// The code of the refusal.
pub fn search_match(text: &str) -> Result<String, String> {
    vod::doors::search_match(text).map_err(Into::into)
}

fn context(circumstances: &[(&str, &str)]) -> Context {
    circumstances
        .iter()
        .fold(Context::default(), |context, (key, value)| context.with(*key, *value))
}
