//! One request to OSS, signed as clients sign it, to see what RAM says to it.

use bytes::Bytes;
use http::Request;
use model::{Clock as _, Credentials, time};
use signing::{
    encode,
    oss::Request as ToSign,
    oss_v4::{self, Scope},
};

use crate::stage::Stage;

/// What is asked of OSS. Without a key it is about the bucket.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ask<'a> {
    pub(crate) method: &'static str,
    pub(crate) bucket: &'a str,
    pub(crate) key: &'a str,
    pub(crate) query: Vec<(&'a str, Option<&'a str>)>,
    pub(crate) headers: Vec<(&'a str, &'a str)>,
    pub(crate) body: &'static str,
    /// The key as it stands in the path, where it is not encoded as usual.
    pub(crate) path: Option<String>,
}

/// What OSS says.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: String,
}

impl Told {
    /// The text of an element of the answer.
    pub(crate) fn element(&self, name: &str) -> &str {
        let begin = self.body.split_once(&format!("<{name}>")).map(|(_, rest)| rest);
        begin.and_then(|rest| rest.split_once('<')).map_or("", |(text, _)| text)
    }

    /// Whether RAM refused, and nothing else.
    pub(crate) fn is_denied(&self) -> bool {
        self.status == 403 && (self.body.is_empty() || self.element("Code") == "AccessDenied")
    }
}

impl Stage {
    /// Asks with these keys. The path goes as it is: no client between them tidies it.
    pub(crate) async fn ask(&self, keys: &Credentials, ask: &Ask<'_>) -> Told {
        let now = time::iso8601_basic(self.clock.now());
        let mut headers = ask.headers.clone();
        headers.push(("x-oss-date", &now));
        headers.push(("x-oss-content-sha256", oss_v4::UNSIGNED_PAYLOAD));
        if let Some(token) = &keys.security_token {
            headers.push(("x-oss-security-token", token.expose()));
        }
        let to_sign = ToSign {
            method: ask.method,
            bucket: Some(ask.bucket).filter(|bucket| !bucket.is_empty()),
            key: Some(ask.key).filter(|key| !key.is_empty()),
            query: &ask.query,
            headers: &headers,
        };
        let scope = Scope { date: &now[..8], region: "cn-shanghai", product: "oss" };
        let signed = oss_v4::sign(&to_sign, &scope, &now, &[], &keys.access_key_secret);
        let authorization = oss_v4::authorization(&keys.access_key_id, &scope, &signed);

        let path = ask.path.clone().unwrap_or_else(|| encode::encode_path(ask.key));
        let query: Vec<_> = ask
            .query
            .iter()
            .map(|(name, value)| {
                let value = value.map(|value| format!("={}", encode::percent_encode(value)));
                format!("{name}{}", value.unwrap_or_default())
            })
            .collect();
        let mark = if query.is_empty() { "" } else { "?" };
        let address = self.cloud.address();
        let slash = if ask.bucket.is_empty() { "" } else { "/" };
        let query = query.join("&");
        let uri = format!("http://{address}/{}{slash}{path}{mark}{query}", ask.bucket);
        let mut request = Request::builder()
            .method(ask.method)
            .uri(uri)
            .header("host", address.to_string())
            .header("content-length", ask.body.len())
            .header("authorization", authorization);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let request = request.body(Bytes::from(ask.body)).unwrap();
        let (head, body) = self.cloud.answer(request).await.unwrap().into_parts();
        let body = String::from_utf8(body.to_vec()).unwrap();
        Told { status: head.status.as_u16(), headers: head.headers, body }
    }
}
