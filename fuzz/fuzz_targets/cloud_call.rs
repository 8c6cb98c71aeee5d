//! A signed call of VOD or STS with arbitrary parameters: the signature holds in every placement of
//! every text, and the answer is JSON with a RequestId.
#![no_main]

use bytes::Bytes;
use fuzz::cloud::{ACCESS_KEY_ID, ROLE_ARN, access_key_secret, ask, next};
use http::Request;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use signing::{acs3, encode::encode_query, rpc_v1};

const ACTIONS: &[(&str, &str)] = &[
    ("CreateUploadVideo", "2017-03-21"),
    ("RefreshUploadVideo", "2017-03-21"),
    ("CreateUploadImage", "2017-03-21"),
    ("CreateUploadAttachedMedia", "2017-03-21"),
    ("GetVideoInfo", "2017-03-21"),
    ("GetVideoInfos", "2017-03-21"),
    ("GetVideoList", "2017-03-21"),
    ("SearchMedia", "2017-03-21"),
    ("UpdateVideoInfo", "2017-03-21"),
    ("DeleteVideo", "2017-03-21"),
    ("RegisterMedia", "2017-03-21"),
    ("SubmitTranscodeJobs", "2017-03-21"),
    ("SetMessageCallback", "2017-03-21"),
    ("AssumeRole", "2015-04-01"),
    ("GetCallerIdentity", "2015-04-01"),
];
const NAMES: &[&str] = &[
    "Title",
    "FileName",
    "Description",
    "Tags",
    "UserData",
    "CoverURL",
    "VideoId",
    "VideoIds",
    "ImageType",
    "ImageExt",
    "BusinessType",
    "MediaExt",
    "FileSize",
    "CateId",
    "TemplateGroupId",
    "SessionId",
    "ReferenceId",
    "StartTime",
    "PageNo",
    "PageSize",
    "Match",
    "SortBy",
    "RegisterMetadatas",
    "UserData",
    "CallbackURL",
    "AuthKey",
    "Policy",
    "RoleSessionName",
    "DurationSeconds",
    "ExternalId",
];
/// What a value may begin with.
const STARTS: &[&str] = &[
    "",
    "a.mp4",
    "{\"Extend\":",
    "{\"Version\":\"1\",\"Statement\":[",
    "{\"Version\":\"1\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"",
    "Title = '",
    "default",
    "subtitle",
    "2026-01-01T00:00:00Z",
    "http://127.0.0.1:9/",
];
const NOW: &str = "2026-01-01T00:00:00Z";

type Pair = (String, String);

fuzz_target!(|input: (u8, u8, u8, Vec<(u8, u8, &str)>)| {
    let (action, form, split, parameters) = input;
    let (action, version) = ACTIONS[usize::from(action) % ACTIONS.len()];
    let mut own: Vec<Pair> = Vec::new();
    if action == "AssumeRole" {
        own.push(("RoleArn".into(), ROLE_ARN.into()));
    }
    for (name, start, text) in parameters {
        let name = NAMES[usize::from(name) % NAMES.len()].to_owned();
        if own.iter().all(|(known, _)| *known != name) {
            own.push((name, STARTS[usize::from(start) % STARTS.len()].to_owned() + text));
        }
    }
    let request = if form % 2 == 0 {
        v1(action, version, own, split)
    } else {
        v3(action, version, &own, split)
    };
    let shown = format!("{request:?}");
    let answer = ask(request);
    let body: Value = serde_json::from_slice(answer.body()).expect(&shown);
    assert!(body["RequestId"].is_string(), "{shown} {body}");
    assert_eq!(body.get("Code").is_some(), !answer.status().is_success(), "{shown} {body}");
    assert_ne!(body["Code"], "SignatureDoesNotMatch", "{shown} {body}");
});

fn v1(action: &str, version: &str, own: Vec<Pair>, split: u8) -> Request<Bytes> {
    let nonce = next().to_string();
    let common = [
        ("Action", action),
        ("Version", version),
        ("Format", "JSON"),
        ("AccessKeyId", ACCESS_KEY_ID),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("SignatureNonce", &nonce),
        ("Timestamp", NOW),
    ];
    let mut all: Vec<Pair> = common.map(|(name, value)| (name.into(), value.into())).into();
    all.extend(own);
    let signature = rpc_v1::sign("POST", &all, &access_key_secret());
    all.push(("Signature".to_owned(), signature));
    let (query, form) = all.split_at(usize::from(split) % (all.len() + 1));
    posted(query, form).body(encode_query(form).into()).unwrap()
}

fn v3(action: &str, version: &str, own: &[Pair], split: u8) -> Request<Bytes> {
    let (query, form) = own.split_at(usize::from(split) % (own.len() + 1));
    let body = encode_query(form);
    let payload_sha256 = acs3::payload_sha256(body.as_bytes());
    let nonce = next().to_string();
    let headers = [
        ("host", "127.0.0.1:7081"),
        ("x-acs-action", action),
        ("x-acs-version", version),
        ("x-acs-date", NOW),
        ("x-acs-signature-nonce", &nonce),
        ("x-acs-content-sha256", &payload_sha256),
    ];
    let signed_query: Vec<_> = query.iter().map(|(name, value)| (&**name, &**value)).collect();
    let signed = acs3::sign(
        &acs3::Request {
            method: "POST",
            path: "/",
            query: &signed_query,
            headers: &headers,
            payload_sha256: &payload_sha256,
        },
        &access_key_secret(),
    );
    headers
        .iter()
        .fold(posted(query, form), |request, (name, value)| request.header(*name, *value))
        .header("authorization", signed.authorization(ACCESS_KEY_ID))
        .body(body.into())
        .unwrap()
}

fn posted(query: &[Pair], form: &[Pair]) -> http::request::Builder {
    let request = Request::post(format!("/?{}", encode_query(query)));
    if form.is_empty() {
        request
    } else {
        request.header("content-type", "application/x-www-form-urlencoded")
    }
}
