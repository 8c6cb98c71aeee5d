//! What a policy is asked: an action on a resource, and the circumstances of the request.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::time::iso8601;

use crate::peer::Peer;

/// One question to a policy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question<'a> {
    /// `oss:PutObject`, `vod:CreateUploadVideo`.
    pub(crate) action: &'a str,
    /// `acs:oss:*:1234567890123456:bucket/key`.
    pub(crate) resource: &'a str,
    pub(crate) context: &'a Context,
}

/// The condition keys of a request and their values. A key that is not there makes every condition
/// on it false.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Context(BTreeMap<String, String>);

impl Context {
    /// What every service knows of a request ("Condition keys").
    ///
    /// `acs:MFAPresent` is false: it tells of a login to the console, which no call with an
    /// AccessKey has behind it. `acs:SourceVpc` is never there, because this cloud has no VPC.
    pub(crate) fn new(now: Timestamp, peer: Peer) -> Self {
        Self::default()
            .with("acs:CurrentTime", iso8601(now))
            .with("acs:MFAPresent", false.to_string())
            .with("acs:SourceIp", peer.address.to_canonical().to_string())
            .with("acs:SecureTransport", peer.secure.to_string())
    }

    /// Adds a key.
    #[must_use]
    pub(crate) fn with(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.insert(key.into(), value.into());
        self
    }

    /// Adds a key when there is a value for it.
    #[must_use]
    pub(crate) fn with_some(self, key: &str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// The value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }
}
