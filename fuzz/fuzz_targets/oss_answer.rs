//! Answers of OSS in a multipart upload: the UploadId is passed on as it is, a checksum that differs
//! never counts as success, and no error shows a key.
#![no_main]

use std::sync::Arc;

use bytes::Bytes;
use fuzz::{Frozen, ScriptedTransport, block_on};
use http::{Method, Response};
use jiff::SignedDuration;
use libfuzzer_sys::fuzz_target;
use model::{Clock as _, UploadAddress, UploadAuth, UploadGrant};
use signing::{crc64, encode::decode_query};
use upload::{BytesSource, NoProgress, Options, Uploader};

const SECRET: &str = "testAccessKeySecret";
const TOKEN: &str = "testSecurityToken";

fuzz_target!(|input: (u16, &str, &str, Option<u64>, &str)| {
    let (status, upload_id, code, checksum, raw) = input;
    let checksum = checksum.unwrap_or(crc64::checksum(b"x"));
    let refusal = [
        format!("<Error><Code>{code}</Code><ServerTime>{raw}</ServerTime></Error>"),
        raw.to_owned(),
    ];
    let initiated = format!("<I><UploadId>{upload_id}</UploadId>{raw}</I>");
    let id = upload_id.to_owned();
    let transport = ScriptedTransport::new(move |request| {
        let pairs = decode_query(request.uri().query().unwrap_or_default()).unwrap();
        let mut answer = Response::builder().status(200);
        let body = match (request.method(), pairs.first().map(|(name, _)| name.as_str())) {
            (&Method::POST, Some("uploads")) => initiated.clone(),
            (&Method::POST, _) => {
                answer = answer.status(200 + status % 400);
                refusal[usize::from(status) % 2].clone()
            }
            (method, _) => {
                if method == Method::PUT && !id.contains(['<', '&', '\r', ']']) {
                    let sent = pairs.iter().find(|(name, _)| name == "uploadId");
                    let sent = sent.and_then(|(_, value)| value.as_deref());
                    assert_eq!(sent.map(str::trim), Some(id.trim()));
                }
                answer = answer.header("etag", "\"E\"");
                String::new()
            }
        };
        let answer = answer.header("x-oss-hash-crc64ecma", checksum);
        answer.body(Bytes::from(body)).unwrap()
    });
    let options = Options { put_threshold: 0, attempts: 2, ..Options::default() };
    let (clock, randomness) = (Arc::new(Frozen), Arc::new(Frozen));
    let uploader = Uploader::new(options, transport, clock, randomness);
    let source = BytesSource::new(&b"x"[..]);
    match block_on(uploader.upload(grant(), None, &source, Arc::new(NoProgress))) {
        Ok(uploaded) => {
            assert!((200..300).contains(&(200 + status % 400)));
            assert_eq!((uploaded.crc64, checksum), (checksum, crc64::checksum(b"x")));
        }
        Err(error) => {
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains(SECRET) && !shown.contains(TOKEN), "{shown}");
        }
    }
});

fn grant() -> UploadGrant {
    UploadGrant {
        address: UploadAddress {
            endpoint: "https://oss-cn-shanghai.aliyuncs.com".into(),
            bucket: "b".into(),
            file_name: "k".into(),
            object_prefix: None,
        },
        auth: UploadAuth {
            access_key_id: "STS.id".into(),
            access_key_secret: SECRET.into(),
            security_token: TOKEN.into(),
            expiration: "3000".into(),
            expire_utc_time: None,
            region: None,
        },
        expires_at: Frozen.now() + SignedDuration::from_secs(3_000),
    }
}
