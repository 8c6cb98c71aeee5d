//! A cloud on a free port, with a clock that tests move, and a client for it.

mod call;
mod inbox;
mod redact;

use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use local_cloud::{
    Account, Activity, Callback, Config, Definition, LocalCloud, Options, Ram, TemplateGroup,
    Workflow,
};
use model::{Clock, Credentials, Randomness, Secret, UploadAddress, UploadAuth};
use reqwest::Method;
use serde_json::{Value, json};
use signing::{oss, oss_v1};

pub(crate) use call::{Answer, Call, Placement, temporary_key};
pub(crate) use inbox::{Inbox, Message};
pub(crate) use redact::{redact, redact_text};

pub(crate) const ACCESS_KEY_ID: &str = "LTAI-local";
pub(crate) const ACCESS_KEY_SECRET: &str = "local-secret";
pub(crate) const ROLE_ARN: &str = "acs:ram::1234567890123456:role/uploader";
pub(crate) const CALLBACK_KEY: &str = "Test1234Key";
/// The template group of the account; makes LD and SD.
pub(crate) const GROUP: &str = "group-ld-sd";
/// The workflow of the account: the group's streams, then a snapshot.
pub(crate) const WORKFLOW: &str = "0123456789abcdef0123456789abcdef";
/// The moment at which every stage begins.
pub(crate) const START: &str = "2026-01-02T03:04:05Z";

/// Moves only when told.
pub(crate) struct SetClock(Mutex<Timestamp>);

impl SetClock {
    pub(crate) fn advance(&self, seconds: i64) {
        *self.0.lock().unwrap() += SignedDuration::from_secs(seconds);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// Never the same bytes twice: a step of the SplitMix64 generator for every eight.
#[derive(Default)]
struct Sequence(AtomicU64);

impl Randomness for Sequence {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            let step = self.0.fetch_add(1, Ordering::Relaxed) + 1;
            let mut z = step.wrapping_mul(0x9E37_79B9_7F4A_7C15);
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_be_bytes()[..chunk.len()]);
        }
    }
}

/// A running cloud and what a test needs around it.
pub(crate) struct Stage {
    pub(crate) cloud: LocalCloud,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) http: reqwest::Client,
    nonce: AtomicU64,
    /// How many seconds the cloud was moved ahead, as far as this client knows.
    ahead: AtomicI64,
}

impl Stage {
    /// Without a callback; transcoding never ends.
    pub(crate) async fn new() -> Self {
        Self::with(None, Duration::from_hours(1)).await
    }

    /// Events go to the inbox; transcoding takes no time.
    pub(crate) async fn telling(inbox: &Inbox) -> Self {
        Self::with(Some(inbox.url()), Duration::ZERO).await
    }

    /// As [`Stage::new`], with these identities (JSON).
    pub(crate) async fn with_ram(ram: &Value) -> Self {
        let ram = Ram::parse(&ram.to_string()).unwrap();
        let options = Options { ram, ..Options::default() };
        Self::start(None, Duration::from_hours(1), options, Arc::new(Sequence::default())).await
    }

    pub(crate) async fn with(callback: Option<String>, transcode_delay: Duration) -> Self {
        let randomness = Arc::new(Sequence::default());
        Self::start(callback, transcode_delay, Options::default(), randomness).await
    }

    /// Keeps everything in a directory; transcoding takes no time. `nonce` is the first one, so
    /// that a second stage over the directory uses none again.
    pub(crate) async fn kept(directory: &Path, nonce: u64) -> Self {
        let options = Options { data: Some(directory.to_owned()), ..Options::default() };
        let randomness = Arc::new(Sequence::default());
        let stage = Self::start(None, Duration::ZERO, options, randomness).await;
        Self { nonce: AtomicU64::new(nonce), ..stage }
    }

    /// As [`Stage::new`], with this randomness.
    pub(crate) async fn seeded(randomness: Arc<dyn Randomness>) -> Self {
        Self::start(None, Duration::from_hours(1), Options::default(), randomness).await
    }

    async fn start(
        callback: Option<String>,
        transcode_delay: Duration,
        options: Options,
        randomness: Arc<dyn Randomness>,
    ) -> Self {
        let clock = Arc::new(SetClock(Mutex::new(START.parse().unwrap())));
        let definition = |name: &str| Definition { name: name.into(), format: "mp4".into() };
        let cloud = LocalCloud::start(Config {
            listen: Config::LOOPBACK,
            account: Account {
                id: "1234567890123456".into(),
                access_key_id: ACCESS_KEY_ID.into(),
                access_key_secret: ACCESS_KEY_SECRET.into(),
                role_arn: ROLE_ARN.parse().unwrap(),
            },
            region: "cn-shanghai".into(),
            callback: callback.map(|url| Callback { url, key: CALLBACK_KEY.into() }),
            template_groups: vec![TemplateGroup {
                id: GROUP.parse().unwrap(),
                definitions: vec![definition("LD"), definition("SD")],
            }],
            transcode_delay,
            clock: clock.clone(),
            randomness,
            options: Options {
                workflows: vec![Workflow {
                    id: WORKFLOW.to_owned(),
                    activities: vec![
                        Activity::Transcode(GROUP.parse().unwrap()),
                        Activity::Snapshot,
                    ],
                }],
                ..options
            },
        })
        .await
        .unwrap();
        Self {
            cloud,
            clock,
            http: http_client(),
            nonce: AtomicU64::default(),
            ahead: AtomicI64::default(),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now() + SignedDuration::from_secs(self.ahead.load(Ordering::Relaxed))
    }

    /// A request to `/_local`: its status and its JSON.
    pub(crate) async fn local(&self, method: Method, path: &str, body: Value) -> (u16, Value) {
        let url = format!("{}/_local/{path}", self.cloud.api_endpoint());
        let response = self.http.request(method, url).body(body.to_string()).send().await.unwrap();
        let status = response.status().as_u16();
        (status, serde_json::from_str(&response.text().await.unwrap()).unwrap())
    }

    /// Moves the cloud's time, and this client's with it.
    pub(crate) async fn advance(&self, seconds: i64) {
        let (status, time) =
            self.local(Method::POST, "clock", json!({"advance_seconds": seconds})).await;
        assert_eq!(status, 200, "{time}");
        self.ahead.fetch_add(seconds, Ordering::Relaxed);
    }

    /// A nonce that was not used before.
    pub(crate) fn nonce(&self) -> String {
        format!("nonce-{}", self.nonce.fetch_add(1, Ordering::Relaxed))
    }

    /// The account's own key.
    pub(crate) fn own_key() -> Credentials {
        Credentials::long_lived(ACCESS_KEY_ID, ACCESS_KEY_SECRET)
    }

    /// A VOD call by the account's key that must succeed.
    pub(crate) async fn vod(&self, action: &str, parameters: &[(&str, &str)]) -> Value {
        self.answer(action, parameters).await.success()
    }

    /// A VOD call by the account's key.
    pub(crate) async fn answer(&self, action: &str, parameters: &[(&str, &str)]) -> Answer {
        Call::vod(action, parameters).send(self).await
    }

    /// `Code` of a VOD call by the account's key that must be refused.
    pub(crate) async fn refusal(&self, action: &str, parameters: &[(&str, &str)]) -> (u16, String) {
        self.answer(action, parameters).await.refusal()
    }

    /// A video of this file name, not uploaded yet.
    pub(crate) async fn create_video(&self, file_name: &str, more: &[(&str, &str)]) -> Grant {
        let mut parameters = vec![("Title", "t"), ("FileName", file_name)];
        parameters.extend_from_slice(more);
        Grant::read(&self.vod("CreateUploadVideo", &parameters).await, "VideoId")
    }

    /// `Status` of a video.
    pub(crate) async fn status(&self, video_id: &str) -> String {
        let answer = self.vod("GetVideoInfo", &[("VideoId", video_id)]).await;
        answer["Video"]["Status"].as_str().unwrap().to_owned()
    }

    /// Puts bytes where a grant says, signed with the grant's own key.
    pub(crate) async fn put(&self, grant: &Grant, body: &'static str) {
        let key = grant.auth.credentials();
        let response = self.put_as(&key, &grant.address, body).await;
        let status = response.status();
        assert_eq!(status, 200, "{}", response.text().await.unwrap());
    }

    /// Begins a multipart upload where a grant says.
    pub(crate) async fn initiate(&self, grant: &Grant) {
        let key = grant.auth.credentials();
        let query = [("uploads", None)];
        let request = self.signed(&key, &grant.address, reqwest::Method::POST, &query);
        assert_eq!(request.send().await.unwrap().status(), 200);
    }

    /// Puts bytes under this key (OSS signature V1).
    pub(crate) async fn put_as(
        &self,
        key: &Credentials,
        address: &UploadAddress,
        body: &'static str,
    ) -> reqwest::Response {
        self.signed(key, address, reqwest::Method::PUT, &[]).body(body).send().await.unwrap()
    }

    fn signed(
        &self,
        key: &Credentials,
        address: &UploadAddress,
        method: reqwest::Method,
        query: &[(&str, Option<&str>)],
    ) -> reqwest::RequestBuilder {
        let date = model::time::http_date(self.now());
        let token = key.security_token.as_ref().map_or("", Secret::expose);
        let mut headers = vec![("x-oss-date", date.as_str())];
        if !token.is_empty() {
            headers.push(("x-oss-security-token", token));
        }
        let request = oss::Request {
            method: method.as_str(),
            bucket: Some(&address.bucket),
            key: Some(&address.file_name),
            query,
            headers: &headers,
        };
        let signature = oss_v1::sign(&request, &key.access_key_secret);
        let query: Vec<_> = query.iter().map(|(name, _)| *name).collect();
        let url = format!(
            "{}/{}/{}?{}",
            address.endpoint,
            address.bucket,
            address.file_name,
            query.join("&")
        );
        let mut sent = self.http.request(method, url);
        for (name, value) in headers {
            sent = sent.header(name, value);
        }
        sent.header("authorization", oss_v1::authorization(&key.access_key_id, &signature))
    }
}

/// What an answer with an address and a credential gave.
pub(crate) struct Grant {
    pub(crate) id: String,
    pub(crate) address: UploadAddress,
    pub(crate) auth: UploadAuth,
}

impl Grant {
    pub(crate) fn read(answer: &Value, id_key: &str) -> Self {
        Self {
            id: answer[id_key].as_str().unwrap().to_owned(),
            address: UploadAddress::decode(answer["UploadAddress"].as_str().unwrap()).unwrap(),
            auth: UploadAuth::decode(answer["UploadAuth"].as_str().unwrap()).unwrap(),
        }
    }
}

/// A client for plain HTTP that follows nothing. Its TLS has no root certificates and is not used.
fn http_client() -> reqwest::Client {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap()
}
