//! A request to OSS, parsed once: names decoded, nothing interpreted yet.

use std::borrow::Cow;

use http::request::Parts;
use http::{HeaderMap, Method, Uri, header};
use jiff::Timestamp;
use signing::encode::decode_query;

use super::endpoint::region_of;
use super::error::OssError;
use super::target::Target;
use crate::peer::Peer;
use crate::policy::Context;

/// Everything of a request but its body.
#[derive(Debug)]
pub(super) struct OssRequest {
    pub(super) method: Method,
    pub(super) target: Target,
    /// Decoded, in the order of the URL. A name without `=` has no value.
    pub(super) query: Vec<(String, Option<String>)>,
    pub(super) headers: HeaderMap,
    /// `http://host/path`, or `https://…`, as it was asked for.
    pub(super) location: String,
    /// The region whose endpoint was asked; `None` for localhost and addresses.
    pub(super) region: Option<String>,
    /// When it came in.
    pub(super) now: Timestamp,
    /// Where it came from.
    pub(super) peer: Peer,
}

impl OssRequest {
    pub(super) fn parse(parts: &Parts, now: Timestamp) -> Result<Self, OssError> {
        let host = host(parts);
        let peer = Peer::of(&parts.extensions);
        let path = parts.uri.path();
        let target = Target::of(&host, path)?;
        let query = decode_query(parts.uri.query().unwrap_or_default())
            .ok_or_else(|| OssError::invalid_argument("The query string is not valid."))?;
        Ok(Self {
            method: parts.method.clone(),
            target,
            query,
            headers: parts.headers.clone(),
            location: format!("{}://{host}{path}", peer.scheme()),
            region: region_of(&host).map(str::to_owned),
            now,
            peer,
        })
    }

    /// The first header of this name. Bytes that are not UTF-8 become U+FFFD, so that no signature
    /// over them can match.
    pub(super) fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        self.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()))
    }

    /// The first query parameter of this name; empty when it has no value.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_deref().unwrap_or_default())
    }

    /// The circumstances that a policy may ask for (OSS documentation, "RAM policies"). Prefix and
    /// Delimiter are told of ListObjects alone: they never restrict anything else.
    pub(super) fn context(&self, access_key_id: &str) -> Context {
        let lists = self.target.key.is_none() && [Method::GET, Method::HEAD].contains(&self.method);
        let listed = |name| if lists { self.parameter(name) } else { None };
        Context::new(self.now, self.peer)
            .with("acs:AccessId", access_key_id)
            .with_some("acs:UserAgent", self.header("user-agent"))
            .with_some("oss:Prefix", listed("prefix"))
            .with_some("oss:Delimiter", listed("delimiter"))
            .with_some("oss:x-oss-acl", self.header("x-oss-acl"))
            .with_some("oss:x-oss-object-acl", self.header("x-oss-object-acl"))
    }

    /// Lends the request in the form that signatures are computed over.
    pub(super) fn with_signed_form<T>(
        &self,
        work: impl FnOnce(&signing::oss::Request<'_>) -> T,
    ) -> T {
        let query: Vec<_> =
            self.query.iter().map(|(name, value)| (name.as_str(), value.as_deref())).collect();
        let values: Vec<_> = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
            .collect();
        let headers: Vec<_> = values.iter().map(|(name, value)| (*name, &**value)).collect();
        work(&signing::oss::Request {
            method: self.method.as_str(),
            bucket: self.target.bucket.as_deref(),
            key: self.target.key.as_deref(),
            query: &query,
            headers: &headers,
        })
    }
}

/// The host that was asked for, with its port: of an absolute URI, else of the Host header.
pub(super) fn host(parts: &Parts) -> String {
    host_of(&parts.uri, &parts.headers)
}

pub(super) fn host_of(uri: &Uri, headers: &HeaderMap) -> String {
    match uri.authority() {
        Some(authority) => authority.as_str().to_owned(),
        None => headers
            .get(header::HOST)
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .unwrap_or_default(),
    }
}
