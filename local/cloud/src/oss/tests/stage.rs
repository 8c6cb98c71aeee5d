//! A running cloud, and requests to it that are signed as clients sign them.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use model::time::{http_date, iso8601_basic};
use model::{Clock as _, Credentials};
use signing::oss_v4::Scope;
use signing::{encode, oss_v1, oss_v4};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::config::{Config, Options};
use crate::identities::{Permission, Principal, TemporaryKey};
use crate::objects::{BucketProperties, CorsConfiguration};
use crate::server::LocalCloud;
use crate::state::Cloud;
use crate::testing::{FixedClock, config};

/// A cloud with the bucket `media` and a clock that stands still.
pub(super) struct Stage {
    pub(super) server: LocalCloud,
    pub(super) clock: Arc<FixedClock>,
}

/// How a request is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    HeaderV1,
    HeaderV4,
    UrlV1,
    UrlV4,
}

impl Scheme {
    pub(super) const ALL: [Self; 4] = [Self::HeaderV1, Self::HeaderV4, Self::UrlV1, Self::UrlV4];
}

/// The key of the account.
pub(super) fn owner() -> Credentials {
    Credentials::long_lived("LTAI-local", "local-secret")
}

impl Stage {
    pub(super) async fn start() -> Self {
        Self::with(Options::default()).await
    }

    pub(super) async fn with(options: Options) -> Self {
        let clock = Arc::new(FixedClock::default());
        let config = Config { clock: clock.clone(), options, ..config() };
        let server = LocalCloud::start(config).await.unwrap();
        let media = BucketProperties {
            cors: Some(CorsConfiguration::for_uploads()),
            ..BucketProperties::of_account(clock.now())
        };
        server.state().objects.create_bucket("media", media).unwrap();
        Self { server, clock }
    }

    pub(super) fn cloud(&self) -> &Arc<Cloud> {
        self.server.state()
    }

    /// A key for this object alone, for 3000 seconds.
    pub(super) fn upload_credential(&self, key: &str) -> Credentials {
        self.temporary(Permission::Object {
            bucket: "media".to_owned(),
            key: key.to_owned(),
            prefix: None,
        })
    }

    pub(super) fn temporary(&self, permission: Permission) -> Credentials {
        let principal = Principal::UploadCredential {
            account_id: "1234567890123456".to_owned(),
            media_id: "m1".to_owned(),
        };
        let TemporaryKey { access_key_id, access_key_secret, security_token, .. } =
            self.cloud().identities.issue(permission, 3000, principal);
        Credentials::temporary(access_key_id, access_key_secret, security_token)
    }

    /// Signs with V4 in the header by the account's key, sends, and gives the answer.
    pub(super) async fn send(&self, ask: Ask) -> Answer {
        self.send_as(ask, &owner(), Scheme::HeaderV4).await
    }

    pub(super) async fn send_as(&self, ask: Ask, as_: &Credentials, scheme: Scheme) -> Answer {
        let now = self.clock.now();
        self.send_bare(ask.signed(as_, scheme, now)).await
    }

    /// Sends as it is.
    pub(super) async fn send_bare(&self, ask: Ask) -> Answer {
        let port = self.server.address().port();
        self.exchange(&ask.bytes(port)).await
    }

    /// Writes these bytes, closes that direction, and reads to the end.
    pub(super) async fn exchange(&self, bytes: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.server.address()).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        Answer::parse(&answer, self.server.address().port())
    }
}

/// A request that is being made.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    pub(super) method: &'static str,
    pub(super) host: Option<String>,
    pub(super) bucket: String,
    pub(super) key: Option<String>,
    pub(super) query: Vec<(String, Option<String>)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<Vec<u8>>,
}

impl Ask {
    /// On an object of the bucket `media`, or with an empty key on the bucket.
    pub(super) fn new(method: &'static str, key: &str) -> Self {
        Self {
            method,
            host: None,
            bucket: "media".to_owned(),
            key: (!key.is_empty()).then(|| key.to_owned()),
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
        }
    }

    pub(super) fn put(key: &str, body: impl AsRef<[u8]>) -> Self {
        Self::new("PUT", key).body(body)
    }

    pub(super) fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.body = Some(body.as_ref().to_owned());
        self
    }

    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn query(mut self, name: &str, value: Option<&str>) -> Self {
        self.query.push((name.to_owned(), value.map(str::to_owned)));
        self
    }

    /// On another bucket, or with an empty name on the service.
    pub(super) fn of_bucket(mut self, bucket: &str) -> Self {
        bucket.clone_into(&mut self.bucket);
        self
    }

    /// Virtual-hosted under this host.
    pub(super) fn at_host(mut self, host: &str) -> Self {
        self.host = Some(host.to_owned());
        self
    }

    pub(super) fn signed(self, as_: &Credentials, scheme: Scheme, at: Timestamp) -> Self {
        match scheme {
            Scheme::HeaderV1 => self.header_v1(as_, at),
            Scheme::HeaderV4 => self.header_v4(as_, at, "cn-shanghai"),
            Scheme::UrlV1 => self.url_v1(as_, at + SignedDuration::from_secs(600)),
            Scheme::UrlV4 => self.url_v4(as_, at, "600"),
        }
    }

    pub(super) fn header_v1(mut self, as_: &Credentials, at: Timestamp) -> Self {
        self = self.header("date", &http_date(at)).token_header(as_);
        let signature = self.form(|form| oss_v1::sign(form, &as_.access_key_secret));
        let value = oss_v1::authorization(&as_.access_key_id, &signature);
        self.header("authorization", &value)
    }

    pub(super) fn header_v4(mut self, as_: &Credentials, at: Timestamp, region: &str) -> Self {
        let timestamp = iso8601_basic(at);
        self = self
            .header("x-oss-date", &timestamp)
            .header("x-oss-content-sha256", "UNSIGNED-PAYLOAD")
            .token_header(as_);
        let scope = Scope { date: &timestamp[..8], region, product: "oss" };
        let secret = &as_.access_key_secret;
        let signed = self.form(|form| oss_v4::sign(form, &scope, &timestamp, &[], secret));
        let value = oss_v4::authorization(&as_.access_key_id, &scope, &signed);
        self.header("authorization", &value)
    }

    pub(super) fn url_v1(mut self, as_: &Credentials, until: Timestamp) -> Self {
        if let Some(token) = &as_.security_token {
            self = self.query("security-token", Some(token.expose()));
        }
        let expires = until.as_second().unsigned_abs();
        let signature = self.form(|form| oss_v1::sign_url(form, expires, &as_.access_key_secret));
        self.query("OSSAccessKeyId", Some(&as_.access_key_id))
            .query("Expires", Some(&expires.to_string()))
            .query("Signature", Some(&signature))
    }

    pub(super) fn url_v4(mut self, as_: &Credentials, at: Timestamp, seconds: &str) -> Self {
        let timestamp = iso8601_basic(at);
        let scope = Scope { date: &timestamp[..8], region: "cn-shanghai", product: "oss" };
        let credential = format!("{}/{scope}", as_.access_key_id);
        self = self
            .query("x-oss-signature-version", Some("OSS4-HMAC-SHA256"))
            .query("x-oss-credential", Some(&credential))
            .query("x-oss-date", Some(&timestamp))
            .query("x-oss-expires", Some(seconds));
        if let Some(token) = &as_.security_token {
            self = self.query("x-oss-security-token", Some(token.expose()));
        }
        let secret = &as_.access_key_secret;
        let signed = self.form(|form| oss_v4::sign_url(form, &scope, &timestamp, &[], secret));
        self.query("x-oss-signature", Some(&signed.signature))
    }

    fn token_header(self, as_: &Credentials) -> Self {
        match &as_.security_token {
            Some(token) => self.header("x-oss-security-token", token.expose()),
            None => self,
        }
    }

    fn form<T>(&self, sign: impl FnOnce(&signing::oss::Request<'_>) -> T) -> T {
        let query: Vec<_> =
            self.query.iter().map(|(name, value)| (&**name, value.as_deref())).collect();
        let headers: Vec<_> =
            self.headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        sign(&signing::oss::Request {
            method: self.method,
            bucket: Some(&*self.bucket).filter(|bucket| !bucket.is_empty()),
            key: self.key.as_deref(),
            query: &query,
            headers: &headers,
        })
    }

    pub(super) fn bytes(&self, port: u16) -> Vec<u8> {
        let key = encode::encode_path(self.key.as_deref().unwrap_or_default());
        let path = match &self.host {
            None if self.bucket.is_empty() => "/".to_owned(),
            None => format!("/{}/{key}", self.bucket),
            Some(_) => format!("/{key}"),
        };
        let query: Vec<String> = self
            .query
            .iter()
            .map(|(name, value)| {
                let name = encode::percent_encode(name);
                match value {
                    Some(value) => format!("{name}={}", encode::percent_encode(value)),
                    None => name,
                }
            })
            .collect();
        let mark = if query.is_empty() { "" } else { "?" };
        let host = self.host.clone().unwrap_or_else(|| format!("localhost:{port}"));
        let mut head = format!(
            "{} {path}{mark}{} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n",
            self.method,
            query.join("&")
        );
        for (name, value) in &self.headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        if let Some(body) = &self.body {
            write!(head, "content-length: {}\r\n", body.len()).unwrap();
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(self.body.as_deref().unwrap_or_default());
        bytes
    }
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HashMap<String, String>,
    pub(super) body: Vec<u8>,
    port: u16,
}

impl Answer {
    fn parse(bytes: &[u8], port: u16) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a whole head");
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let (line, fields) = head.split_once("\r\n").unwrap();
        let headers = fields
            .split("\r\n")
            .map(|field| field.split_once(": ").unwrap_or((field.trim_end_matches(':'), "")))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Self {
            status: line.split(' ').nth(1).unwrap().parse().unwrap(),
            headers,
            body: bytes[end + 4..].to_owned(),
            port,
        }
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The body as text, with the port, which differs each time, as `PORT`.
    pub(super) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap().replace(&format!(":{}", self.port), ":PORT")
    }

    /// The text with every element on a line of its own.
    pub(super) fn lines(&self) -> String {
        self.text().replace("><", ">\n<")
    }

    /// The text of an element of this name.
    pub(super) fn element(&self, name: &str) -> String {
        let text = self.text();
        let inner = text.split_once(&format!("<{name}>")).and_then(|(_, rest)| {
            rest.split_once(&format!("</{name}>")).map(|(inner, _)| inner.to_owned())
        });
        inner.unwrap_or_default()
    }

    /// Status and `Code`, the two things that clients decide on.
    pub(super) fn outcome(&self) -> (u16, String) {
        (self.status, self.element("Code"))
    }
}
