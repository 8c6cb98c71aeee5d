//! An OSS of one bucket, in memory.

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write as _,
    sync::{
        Mutex,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use client::{Transport, TransportError, TransportErrorKind};
use http::{Request, Response, response::Builder};
use jiff::{SignedDuration, Timestamp};
use model::{Clock, Secret, time};
use signing::{crc64, encode, oss as signed, oss_v4};
use tokio::time::sleep;

use super::stage::PausedClock;

pub(super) const BUCKET: &str = "outin-1";
pub(super) const KEY: &str = "sv/a b+c.mov";

/// What goes wrong with one request.
#[derive(Clone, Debug)]
pub(super) enum Fault {
    /// Refused with this status and code; an empty code is no XML at all.
    Refuse(u16, &'static str),
    /// Nothing reaches OSS.
    Lose(TransportErrorKind),
    /// OSS does as told, and nobody hears of it.
    LoseReply(TransportErrorKind),
    /// Never ends.
    Hang,
    /// One bit of the body is another when it arrives.
    Corrupt,
    /// The answer lacks this header.
    Without(&'static str),
    /// The CRC-64 of the answer is another.
    WrongChecksum,
    /// From now on the credential used is refused with this code.
    Revoke(&'static str),
}

struct Key {
    secret: Secret,
    token: String,
    expires_at: Timestamp,
    revoked: Option<&'static str>,
}

#[derive(Default)]
struct State {
    keys: HashMap<String, Key>,
    uploads: HashMap<String, BTreeMap<u32, Bytes>>,
    object: Option<Bytes>,
    log: Vec<String>,
    /// Operation, how many of it pass before, and what then happens.
    faults: Vec<(&'static str, u32, Fault)>,
    under_way: usize,
    most_under_way: usize,
}

pub(super) struct Oss {
    state: Mutex<State>,
    clock: PausedClock,
    /// How far its clock is ahead of everybody else's, in seconds.
    pub(super) ahead: AtomicI64,
    /// How long each request takes, in milliseconds.
    pub(super) latency: AtomicU64,
}

impl Oss {
    pub(super) fn new(clock: PausedClock) -> Self {
        let state = Mutex::new(State::default());
        Self { state, clock, ahead: AtomicI64::new(0), latency: AtomicU64::new(50) }
    }

    pub(super) fn add_key(&self, id: &str, secret: &str, token: &str, expires_at: Timestamp) {
        let (secret, token) = (secret.into(), token.to_owned());
        let key = Key { secret, token, expires_at, revoked: None };
        self.state.lock().unwrap().keys.insert(id.to_owned(), key);
    }

    /// The `nth` request (from 1) of the operation, of those not yet seen, meets the fault.
    pub(super) fn fail(&self, operation: &'static str, nth: u32, fault: Fault) {
        self.state.lock().unwrap().faults.push((operation, nth - 1, fault));
    }

    pub(super) fn object(&self) -> Option<Bytes> {
        self.state.lock().unwrap().object.clone()
    }

    /// The operations asked for, in order, refused ones included.
    pub(super) fn log(&self) -> Vec<String> {
        self.state.lock().unwrap().log.clone()
    }

    pub(super) fn count(&self, operation: &str) -> usize {
        self.log().iter().filter(|entry| *entry == operation).count()
    }

    pub(super) fn open_uploads(&self) -> usize {
        self.state.lock().unwrap().uploads.len()
    }

    pub(super) fn most_under_way(&self) -> usize {
        self.state.lock().unwrap().most_under_way
    }

    fn now(&self) -> Timestamp {
        self.clock.now() + SignedDuration::from_secs(self.ahead.load(Ordering::Relaxed))
    }

    fn fault(&self, operation: &str) -> Option<Fault> {
        let mut state = self.state.lock().unwrap();
        state.log.push(operation.to_owned());
        let mut found = None;
        for (index, (of, passing, _)) in state.faults.iter_mut().enumerate() {
            if *of == operation {
                if *passing == 0 && found.is_none() {
                    found = Some(index);
                } else {
                    *passing = passing.saturating_sub(1);
                }
            }
        }
        found.map(|index| state.faults.remove(index).2)
    }

    /// Checks as OSS does, in its order: key, token, end, time, signature.
    fn authenticate(&self, request: &Request<Bytes>) -> Result<(), Refusal> {
        let header = |name: &str| {
            request.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
        };
        let authorization = oss_v4::Authorization::parse(header("authorization")).unwrap();
        let state = self.state.lock().unwrap();
        let Some(key) = state.keys.get(authorization.access_key_id) else {
            return Err(Refusal::new(403, "InvalidAccessKeyId"));
        };
        if key.token != header("x-oss-security-token") {
            return Err(Refusal::new(403, "InvalidSecurityToken"));
        }
        if let Some(code) = key.revoked {
            return Err(Refusal::new(403, code));
        }
        let now = self.now();
        if key.expires_at <= now {
            return Err(Refusal::new(403, "SecurityTokenExpired"));
        }
        let timestamp = header("x-oss-date");
        let sent_at = time::parse_iso8601_basic(timestamp).unwrap();
        if sent_at.duration_since(now).abs() > SignedDuration::from_mins(15) {
            let server_time = now.strftime("%Y-%m-%dT%H:%M:%S.000Z");
            let extra = format!("<ServerTime>{server_time}</ServerTime>");
            return Err(Refusal { status: 403, code: "RequestTimeTooSkewed", extra });
        }
        let query = query(request);
        let query: Vec<_> = query.iter().map(|(n, v)| (n.as_str(), v.as_deref())).collect();
        let headers: Vec<_> =
            request.headers().iter().map(|(n, v)| (n.as_str(), v.to_str().unwrap())).collect();
        let received = signed::Request {
            method: request.method().as_str(),
            bucket: Some(BUCKET),
            key: Some(KEY),
            query: &query,
            headers: &headers,
        };
        oss_v4::verify(&received, &authorization, timestamp, &key.secret)
            .unwrap_or_else(|mismatch| panic!("{mismatch}"));
        Ok(())
    }

    fn revoke(&self, request: &Request<Bytes>, code: &'static str) {
        let authorization = request.headers()["authorization"].to_str().unwrap();
        let authorization = oss_v4::Authorization::parse(authorization).unwrap();
        let mut state = self.state.lock().unwrap();
        state.keys.get_mut(authorization.access_key_id).unwrap().revoked = Some(code);
    }

    fn perform(&self, operation: &str, request: &Request<Bytes>, body: Bytes) -> Reply {
        let upload_id = parameter(request, "uploadId").unwrap_or_default();
        let mut state = self.state.lock().unwrap();
        let ok = || Response::builder().status(200);
        match operation {
            "PutObject" => {
                let answer = ok().header("ETag", "\"PUT\"").header(CRC, crc64::checksum(&body));
                state.object = Some(body);
                Ok((answer, String::new()))
            }
            "InitiateMultipartUpload" => {
                let id = format!("UPLOAD-{}", state.log.len());
                state.uploads.insert(id.clone(), BTreeMap::new());
                let xml = format!(
                    "<?xml version=\"1.0\"?><InitiateMultipartUploadResult>\
                     <UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
                );
                Ok((ok(), xml))
            }
            "UploadPart" => {
                let number = parameter(request, "partNumber").unwrap().parse().unwrap();
                let crc = crc64::checksum(&body);
                let parts = state.uploads.get_mut(&upload_id);
                parts.ok_or(Refusal::new(404, "NoSuchUpload"))?.insert(number, body);
                Ok((ok().header("ETag", etag(crc)).header(CRC, crc), String::new()))
            }
            "CompleteMultipartUpload" => {
                let parts = state.uploads.get(&upload_id);
                let parts = parts.ok_or(Refusal::new(404, "NoSuchUpload"))?;
                let mut whole = Vec::new();
                let mut listed = String::from("<CompleteMultipartUpload>");
                for (number, part) in parts {
                    let etag = etag(crc64::checksum(part)).replace('"', "&quot;");
                    write!(
                        listed,
                        "<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>"
                    )
                    .unwrap();
                    whole.extend_from_slice(part);
                }
                listed.push_str("</CompleteMultipartUpload>");
                if body != listed {
                    return Err(Refusal::new(400, "InvalidPart"));
                }
                let answer = ok().header("ETag", "\"ALL\"").header(CRC, crc64::checksum(&whole));
                state.object = Some(whole.into());
                state.uploads.remove(&upload_id);
                Ok((answer, "<CompleteMultipartUploadResult/>".to_owned()))
            }
            "AbortMultipartUpload" => {
                state.uploads.remove(&upload_id).ok_or(Refusal::new(404, "NoSuchUpload"))?;
                Ok((Response::builder().status(204), String::new()))
            }
            other => panic!("{other} is none of the operations of an upload"),
        }
    }

    async fn serve(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let operation = operation(&request);
        let fault = self.fault(operation);
        if let Some(Fault::Revoke(code)) = &fault {
            self.revoke(&request, code);
        }
        // As in the cloud, a credential must live when the request arrives, not when it ends.
        let admitted = self.authenticate(&request);
        sleep(Duration::from_millis(self.latency.load(Ordering::Relaxed))).await;
        let mut body = request.body().clone();
        match &fault {
            Some(Fault::Refuse(status, code)) => return Ok(Refusal::new(*status, code).answer()),
            Some(Fault::Lose(kind)) => return Err(TransportError::new(*kind, "scripted")),
            Some(Fault::Hang) => std::future::pending().await,
            Some(Fault::Corrupt) => {
                let mut changed = body.to_vec();
                changed[0] ^= 1;
                body = changed.into();
            }
            _ => {}
        }
        let done = admitted
            .and_then(|()| self.perform(operation, &request, body))
            .map(|(answer, xml)| answer.body(Bytes::from(xml)).unwrap());
        let mut answer = done.unwrap_or_else(|refusal| refusal.answer());
        match fault {
            Some(Fault::LoseReply(kind)) => return Err(TransportError::new(kind, "scripted")),
            Some(Fault::Without(name)) => {
                answer.headers_mut().remove(name);
            }
            Some(Fault::WrongChecksum) => {
                answer.headers_mut().insert(CRC, "1".parse().unwrap());
            }
            _ => {}
        }
        Ok(answer)
    }
}

#[async_trait]
impl Transport for Oss {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let _seat = Seat::take(&self.state);
        self.serve(request).await
    }
}

/// Counts a request as under way until it ends or is dropped.
struct Seat<'a>(&'a Mutex<State>);

impl<'a> Seat<'a> {
    fn take(state: &'a Mutex<State>) -> Self {
        let mut counts = state.lock().unwrap();
        counts.under_way += 1;
        counts.most_under_way = counts.most_under_way.max(counts.under_way);
        Self(state)
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.0.lock().unwrap().under_way -= 1;
    }
}

const CRC: &str = "x-oss-hash-crc64ecma";

type Reply = Result<(Builder, String), Refusal>;

struct Refusal {
    status: u16,
    code: &'static str,
    extra: String,
}

impl Refusal {
    fn new(status: u16, code: &'static str) -> Self {
        Self { status, code, extra: String::new() }
    }

    fn answer(&self) -> Response<Bytes> {
        let Self { code, extra, .. } = self;
        let xml = if code.is_empty() {
            String::new()
        } else {
            format!(
                "<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{code} it is.</Message>\
                 <RequestId>OSS-1</RequestId><HostId>h</HostId>{extra}</Error>"
            )
        };
        Response::builder().status(self.status).body(xml.into()).unwrap()
    }
}

fn etag(crc: u64) -> String {
    format!("\"{crc:016X}\"")
}

fn query(request: &Request<Bytes>) -> Vec<(String, Option<String>)> {
    encode::decode_query(request.uri().query().unwrap_or_default()).unwrap()
}

fn parameter(request: &Request<Bytes>, name: &str) -> Option<String> {
    query(request).into_iter().find(|pair| pair.0 == name)?.1
}

fn operation(request: &Request<Bytes>) -> &'static str {
    assert_eq!(request.uri().host(), Some("outin-1.oss-cn-shanghai.aliyuncs.com"));
    assert_eq!(request.uri().path(), "/sv/a%20b%2Bc.mov");
    let has = |name: &str| query(request).iter().any(|pair| pair.0 == name);
    match (request.method().as_str(), has("uploadId")) {
        ("PUT", false) => "PutObject",
        ("PUT", true) => "UploadPart",
        ("POST", true) => "CompleteMultipartUpload",
        ("POST", false) if has("uploads") => "InitiateMultipartUpload",
        ("DELETE", true) => "AbortMultipartUpload",
        (method, _) => panic!("{method} {:?}", request.uri().query()),
    }
}
