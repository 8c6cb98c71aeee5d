//! One bare call of any operation, to see whether RAM lets it through.

use std::sync::atomic::{AtomicU64, Ordering};

use model::{Clock as _, Credentials, time};
use serde_json::Value;
use signing::{encode, rpc_v1};

use crate::{account::ACCOUNT, stage::Stage};

/// Whether RAM refuses an action (`vod:GetVideoInfo`). One that is let through goes wrong later,
/// because the call says nothing else; AssumeRole is asked for the role behind clients' tokens.
pub(crate) async fn is_refused(stage: &Stage, key: &Credentials, action: &str) -> bool {
    static NONCE: AtomicU64 = AtomicU64::new(0);
    let (product, operation) = action.split_once(':').unwrap();
    let version = if product == "sts" { "2015-04-01" } else { "2017-03-21" };
    let nonce = NONCE.fetch_add(1, Ordering::Relaxed).to_string();
    let mut parameters: Vec<(String, String)> = [
        ("AccessKeyId", key.access_key_id.as_str()),
        ("Action", operation),
        ("Format", "JSON"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", &nonce),
        ("SignatureVersion", "1.0"),
        ("Timestamp", &time::iso8601(stage.clock.now())),
        ("Version", version),
        ("RoleArn", &format!("acs:ram::{ACCOUNT}:role/vod-upload-client")),
        ("RoleSessionName", "session"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    if let Some(token) = &key.security_token {
        parameters.push(("SecurityToken".to_owned(), token.expose().to_owned()));
    }
    let signature = rpc_v1::sign("GET", &parameters, &key.access_key_secret);
    parameters.push(("Signature".to_owned(), signature));
    let query: Vec<_> = parameters
        .iter()
        .map(|(name, value)| {
            format!("{}={}", encode::percent_encode(name), encode::percent_encode(value))
        })
        .collect();
    let url = format!("{}/?{}", stage.cloud.api_endpoint(), query.join("&"));
    let answer = tests::plain_http().get(url).send().await.unwrap();
    let body: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    match body["Code"].as_str() {
        Some("Forbidden" | "NoPermission") => true,
        // The key itself was taken: what is wrong is something else.
        Some(code) => {
            assert!(!code.starts_with("Invalid") || code.starts_with("InvalidParameter"), "{body}");
            assert!(!code.starts_with("Signature"), "{body}");
            false
        }
        None => false,
    }
}
