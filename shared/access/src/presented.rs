//! What a request shows to be let in.

use http::{HeaderMap, header};

use crate::{Claims, Refusal};

/// Everything of a request that can say who calls.
#[derive(Clone, Copy, Debug)]
pub struct Presented<'a> {
    /// Its headers.
    pub headers: &'a HeaderMap,
    /// What the platform's authorizer says, where it stands beside the request.
    pub claims: Option<&'a Claims>,
}

impl<'a> Presented<'a> {
    /// The credential of `Authorization: Bearer`. A scheme other than Bearer is somebody else's and
    /// counts as absent.
    pub(crate) fn bearer(&self) -> Result<Option<&'a [u8]>, Refusal> {
        let value = self.header(header::AUTHORIZATION.as_str())?;
        Ok(value.and_then(|value| {
            let (scheme, credential) = value.split_at_checked(7)?;
            let bearer = scheme.eq_ignore_ascii_case(b"bearer ");
            let credential = credential.trim_ascii();
            (bearer && !credential.is_empty()).then_some(credential)
        }))
    }

    /// The key of `X-Api-Key`.
    pub(crate) fn api_key(&self) -> Result<Option<&'a [u8]>, Refusal> {
        let value = self.header("x-api-key")?;
        Ok(value.map(<[u8]>::trim_ascii).filter(|key| !key.is_empty()))
    }

    /// A header that stands there once. Of two, a server in front may have judged the other one.
    pub(crate) fn header(&self, name: &str) -> Result<Option<&'a [u8]>, Refusal> {
        let mut values = self.headers.get_all(name).iter();
        let first = values.next().map(http::HeaderValue::as_bytes);
        if values.next().is_some() { Err(Refusal::Repeated) } else { Ok(first) }
    }
}

/// Whether it has the three parts of a JSON Web Token (RFC 7519, 3): no API key has two dots.
pub(crate) fn is_token(bearer: &[u8]) -> bool {
    bearer.split(|byte| *byte == b'.').count() == 3
}
