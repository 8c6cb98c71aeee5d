//! One RPC request taken apart: where clients put their parameters differs from SDK to SDK.
//!
//! Seen from official clients: all in the query (GET or POST), all in a form, query and form mixed,
//! and Action and Version in `x-acs-*` headers only. Host says nothing: it may be an IP address.

use bytes::Bytes;
use http::{HeaderMap, Method, Request, header};
use jiff::Timestamp;
use signing::encode::decode_query;

use super::answer::Format;
use super::error::RpcError;
use super::parameters::Parameters;
use crate::peer::Peer;
use crate::policy::Context;

/// What every RPC call has at least one of, and no request of OSS has.
const PARAMETERS: [&str; 3] = ["Action", "Version", "SignatureNonce"];

/// Whether a request on `/` is an RPC call, be it a wrong one. The body counts only when it is a
/// form.
pub(crate) fn is_call(headers: &HeaderMap, query: Option<&str>, body: Option<&[u8]>) -> bool {
    let named = |text: &str| {
        text.split('&').any(|pair| PARAMETERS.contains(&pair.split('=').next().unwrap_or_default()))
    };
    ["x-acs-action", "x-acs-version"].iter().any(|name| headers.contains_key(*name))
        || is_acs3(headers)
        || query.is_some_and(named)
        || body
            .and_then(|body| std::str::from_utf8(body).ok())
            .is_some_and(|form| is_form(headers) && named(form))
}

/// Whether the body is a form, whose fields are parameters.
pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    text_header(headers, header::CONTENT_TYPE.as_str()).is_some_and(|kind| {
        let kind = kind.split(';').next().unwrap_or_default().trim();
        kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
    })
}

/// A request whose parts can be looked up, before anything about it is believed.
pub(crate) struct RpcRequest<'a> {
    pub(crate) method: &'a Method,
    pub(crate) path: &'a str,
    pub(crate) headers: &'a HeaderMap,
    /// The query alone: ACS3 signs it apart from the body.
    pub(crate) query: Parameters,
    /// Query and form together.
    pub(crate) parameters: Parameters,
    pub(crate) body: &'a Bytes,
    peer: Peer,
}

impl<'a> RpcRequest<'a> {
    /// Decodes query and form.
    pub(crate) fn parse(request: &'a Request<Bytes>) -> Result<Self, RpcError> {
        let headers = request.headers();
        let query = decode(request.uri().query().unwrap_or_default(), "query")?;
        let mut all = query.clone();
        if is_form(headers) {
            let form = std::str::from_utf8(request.body()).map_err(|_| unreadable("form"))?;
            all.extend(decode(form, "form")?);
        }
        Ok(Self {
            method: request.method(),
            path: request.uri().path(),
            headers,
            query: Parameters::new(query),
            parameters: Parameters::new(all),
            body: request.body(),
            peer: Peer::of(request.extensions()),
        })
    }

    /// A header as text; one that is not visible ASCII or UTF-8 counts as absent.
    pub(crate) fn header(&self, name: &str) -> Option<&'a str> {
        text_header(self.headers, name)
    }

    /// The scheme's own header, else the parameter. With ACS3 the header is the signed one.
    pub(crate) fn action(&self) -> Option<&str> {
        self.named("x-acs-action", "Action")
    }

    pub(crate) fn version(&self) -> Option<&str> {
        self.named("x-acs-version", "Version")
    }

    fn named(&self, header: &str, parameter: &str) -> Option<&str> {
        let (header, parameter) = (self.header(header), self.parameters.text(parameter));
        if self.is_acs3() { header.or(parameter) } else { parameter.or(header) }
    }

    /// The circumstances that a policy may ask for; VOD and STS tell no others ("Use custom
    /// policies").
    pub(crate) fn context(&self, now: Timestamp) -> Context {
        Context::new(now, self.peer)
    }

    /// Whether the request carries an ACS Authorization header instead of a Signature parameter.
    pub(crate) fn is_acs3(&self) -> bool {
        is_acs3(self.headers)
    }

    /// How the answer is to be written, as far as the request says so in a valid way: `Format`, else
    /// with ACS3 the `accept` header, whose default is JSON; XML is the default of V1 ("Common
    /// parameters").
    pub(crate) fn format(&self) -> Result<Format, RpcError> {
        match self.parameters.text("Format") {
            Some(text) if text.eq_ignore_ascii_case("JSON") => Ok(Format::Json),
            Some(text) if text.eq_ignore_ascii_case("XML") => Ok(Format::Xml),
            Some(_) => Err(RpcError::bad_request(
                "InvalidParameter.Format",
                "The specified Format is not valid: it must be JSON or XML.",
            )),
            None => Ok(self.default_format()),
        }
    }

    /// How the answer is to be written when no Format says so, or a wrong one.
    pub(crate) fn default_format(&self) -> Format {
        if !self.is_acs3() {
            return Format::Xml;
        }
        let accept = self.header("accept").unwrap_or_default().to_ascii_lowercase();
        let xml = accept.contains("xml") && !accept.contains("json");
        if xml { Format::Xml } else { Format::Json }
    }
}

fn is_acs3(headers: &HeaderMap) -> bool {
    text_header(headers, header::AUTHORIZATION.as_str())
        .is_some_and(|value| value.trim_start().starts_with("ACS3-"))
}

fn text_header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| std::str::from_utf8(value.as_bytes()).ok())
}

fn decode(text: &str, part: &str) -> Result<Vec<(String, String)>, RpcError> {
    let pairs = decode_query(text).ok_or_else(|| unreadable(part))?;
    Ok(pairs.into_iter().map(|(name, value)| (name, value.unwrap_or_default())).collect())
}

fn unreadable(part: &str) -> RpcError {
    RpcError::bad_request(
        "InvalidParameter",
        format!("The {part} is not percent-encoded UTF-8 text."),
    )
}

#[cfg(test)]
mod tests;
