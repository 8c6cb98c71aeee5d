//! One signed request to OSS (signature V4, header form).

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use jiff::Timestamp;
use model::{Credentials, time};
use signing::{encode, oss, oss_v4};

use crate::{Error, ErrorKind, address::Target, codes};

/// A request as the operations see it: it can be signed and sent any number of times.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) operation: &'static str,
    pub(crate) method: Method,
    pub(crate) query: Vec<(&'static str, Option<String>)>,
    pub(crate) content_type: Option<&'static str>,
    pub(crate) body: Bytes,
}

impl Request {
    pub(crate) fn new(operation: &'static str, method: Method) -> Self {
        Self { operation, method, query: Vec::new(), content_type: None, body: Bytes::new() }
    }

    pub(crate) fn with(mut self, name: &'static str, value: &(impl ToString + ?Sized)) -> Self {
        self.query.push((name, Some(value.to_string())));
        self
    }

    pub(crate) fn with_body(mut self, body: Bytes) -> Self {
        self.body = body;
        self
    }

    /// The request signed for `now`, with the whole body.
    pub(crate) fn sign(
        &self,
        target: &Target,
        credentials: &Credentials,
        now: Timestamp,
    ) -> Result<http::Request<Bytes>, Error> {
        let timestamp = time::iso8601_basic(now);
        let mut headers: Vec<(&str, &str)> =
            vec![("x-oss-content-sha256", oss_v4::UNSIGNED_PAYLOAD), ("x-oss-date", &timestamp)];
        if let Some(token) = &credentials.security_token {
            headers.push(("x-oss-security-token", token.expose()));
        }
        if let Some(content_type) = self.content_type {
            headers.push(("content-type", content_type));
        }
        let query: Vec<_> =
            self.query.iter().map(|(name, value)| (*name, value.as_deref())).collect();
        let to_sign = oss::Request {
            method: self.method.as_str(),
            bucket: Some(&target.bucket),
            key: Some(&target.key),
            query: &query,
            headers: &headers,
        };
        let scope = oss_v4::Scope {
            date: timestamp.get(..8).unwrap_or_default(),
            region: &target.region,
            product: "oss",
        };
        let signed =
            oss_v4::sign(&to_sign, &scope, &timestamp, &[], &credentials.access_key_secret);
        let authorization = oss_v4::authorization(&credentials.access_key_id, &scope, &signed);
        headers.push(("authorization", &authorization));
        self.assemble(target, &headers).map_err(|_: http::Error| {
            let message = "the grant holds characters that no request can".to_owned();
            Error::local(self.operation, ErrorKind::Address, message, codes::ADDRESS)
        })
    }

    fn assemble(
        &self,
        target: &Target,
        headers: &[(&str, &str)],
    ) -> Result<http::Request<Bytes>, http::Error> {
        let mut sent = HeaderMap::new();
        for (name, value) in headers {
            let name = HeaderName::try_from(*name)?;
            let mut value = HeaderValue::from_str(value)?;
            value.set_sensitive(name == header::AUTHORIZATION || name == "x-oss-security-token");
            sent.insert(name, value);
        }
        let mut request = http::Request::builder()
            .method(self.method.clone())
            .uri(self.url(target))
            .body(self.body.clone())?;
        *request.headers_mut() = sent;
        Ok(request)
    }

    fn url(&self, target: &Target) -> String {
        let mut url = target.url.clone();
        for (index, (name, value)) in self.query.iter().enumerate() {
            url.push(if index == 0 { '?' } else { '&' });
            encode::percent_encode_into(name, &mut url);
            if let Some(value) = value {
                url.push('=');
                encode::percent_encode_into(value, &mut url);
            }
        }
        url
    }
}
