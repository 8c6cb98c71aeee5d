//! Runs every golden vector: what the official SDKs sign is what this crate signs and accepts.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a vector that cannot be read is a failed test"
)]

mod acs3;
mod crc64;
mod oss_post_policy;
mod oss_v1;
mod oss_v4;
mod rpc_v1;
mod vod_callback;

use std::collections::BTreeMap;

use serde::{Deserialize, de::DeserializeOwned};

/// A file of vectors.
#[derive(Deserialize)]
struct File<C> {
    count: usize,
    cases: Vec<C>,
}

/// Reads a file and checks that it holds as many cases as it says.
fn load<C: DeserializeOwned>(text: &str) -> Vec<C> {
    let file: File<C> = serde_json::from_str(text).unwrap();
    assert!(file.count > 0);
    assert_eq!(file.cases.len(), file.count, "cases in the file");
    file.cases
}

/// Compares one text on the way to a signature, so that a failure says which one it is.
#[track_caller]
fn same(id: &str, what: &str, ours: &str, expected: &str) {
    assert_eq!(ours, expected, "{id}: {what}");
}

/// The pairs of a JSON object.
fn pairs(object: &BTreeMap<String, String>) -> Vec<(&str, &str)> {
    object.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// The signature with its last character changed.
fn spoiled(signature: &str) -> String {
    let mut spoiled = signature.to_owned();
    let last = spoiled.pop().unwrap();
    spoiled.push(if last == '0' { '1' } else { '0' });
    spoiled
}

/// A request to OSS as the files of both versions describe it.
#[derive(Deserialize)]
struct OssCase {
    id: String,
    mode: Mode,
    access_key_id: String,
    access_key_secret: String,
    method: String,
    bucket: String,
    key: String,
    headers: BTreeMap<String, String>,
    query: Vec<(String, String)>,
    url: String,
    string_to_sign: String,
    canonical_request: Option<String>,
    authorization: Option<String>,
    signature: String,
    #[serde(default)]
    region: String,
    #[serde(default)]
    product: String,
    #[serde(default)]
    additional_headers: Vec<String>,
}

/// Where the signature travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Mode {
    Header,
    Url,
}

/// A case's query and headers in the form in which a request borrows them.
struct Borrowed<'a> {
    case: &'a OssCase,
    query: Vec<(&'a str, Option<&'a str>)>,
    headers: Vec<(&'a str, &'a str)>,
}

impl OssCase {
    fn borrow(&self) -> Borrowed<'_> {
        let query = self.query.iter().map(|(name, value)| (name.as_str(), Some(value.as_str())));
        Borrowed { case: self, query: query.collect(), headers: pairs(&self.headers) }
    }

    /// Checks that the URL that went out decodes to the case's key and query.
    fn check_url(&self) {
        let (_, rest) = self.url.split_once("://").unwrap();
        let (_, target) = rest.split_once('/').unwrap_or((rest, ""));
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let path = signing::encode::decode_path(path).unwrap();
        same(&self.id, "key in the URL", &path, &self.key);
        let decoded = signing::encode::decode_query(query).unwrap();
        let decoded: Vec<(String, String)> =
            decoded.into_iter().map(|(name, value)| (name, value.unwrap_or_default())).collect();
        assert_eq!(decoded, self.query, "{}: query in the URL", self.id);
    }
}

impl Borrowed<'_> {
    fn request(&self) -> signing::oss::Request<'_> {
        let Self { case, query, headers } = self;
        signing::oss::Request {
            method: &case.method,
            bucket: Some(&case.bucket),
            key: Some(&case.key),
            query,
            headers,
        }
    }

    /// The first value of a query parameter.
    fn parameter(&self, name: &str) -> &str {
        self.query.iter().find(|(other, _)| *other == name).and_then(|(_, value)| *value).unwrap()
    }

    /// The value of a header under a lower-case name.
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(other, _)| *other == name).map(|(_, value)| *value).unwrap()
    }
}
