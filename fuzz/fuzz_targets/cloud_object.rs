//! A signed request to OSS with an arbitrary key, query and body: both signature schemes hold for
//! every text, and what was put is what is got.
#![no_main]

use bytes::Bytes;
use fuzz::cloud::{ACCESS_KEY_ID, access_key_secret, ask};
use http::{Request, Response};
use libfuzzer_sys::fuzz_target;
use signing::{
    encode::{encode_path, encode_query},
    oss, oss_v1, oss_v4,
};

const METHODS: &[&str] = &["GET", "PUT", "POST", "DELETE", "HEAD"];
const NAMES: &[&str] = &[
    "uploads",
    "uploadId",
    "partNumber",
    "acl",
    "cors",
    "delete",
    "list-type",
    "prefix",
    "delimiter",
    "marker",
    "max-keys",
    "encoding-type",
    "continuation-token",
    "response-content-type",
    "objectMeta",
    "other",
];
/// What a body may begin with.
const STARTS: &[&str] = &[
    "",
    "<CompleteMultipartUpload><Part><PartNumber>",
    "<CORSConfiguration><CORSRule><AllowedOrigin>",
    "<Delete><Object><Key>",
    "<CreateBucketConfiguration>",
];
const BUCKET: &str = "media-local";

type Query<'a> = Vec<(u8, Option<&'a str>)>;

fuzz_target!(|input: (u8, bool, Option<&str>, Query<'_>, (u8, &str))| {
    let (method, v4, key, query, (start, body)) = input;
    let method = METHODS[usize::from(method) % METHODS.len()];
    let query: Vec<(&str, &str)> = query
        .into_iter()
        .map(|(name, value)| (NAMES[usize::from(name) % NAMES.len()], value.unwrap_or_default()))
        .collect();
    let body = STARTS[usize::from(start) % STARTS.len()].to_owned() + body;
    let key = key.filter(|key| !key.is_empty());
    // Every time: a cloud does not last for ever, and a bucket that is there is no error.
    send("PUT", None, &[], "", v4);
    let answer = send(method, key, &query, &body, v4);
    if method == "PUT" && query.is_empty() && key.is_some() && answer.status().is_success() {
        let got = send("GET", key, &[], "", !v4);
        assert_eq!(got.status(), 200, "{key:?}");
        assert_eq!(got.body(), &body, "{key:?}");
    }
});

fn send(
    method: &str,
    key: Option<&str>,
    query: &[(&str, &str)],
    body: &str,
    v4: bool,
) -> Response<Bytes> {
    let path = key.map_or_else(String::new, encode_path);
    let date = if v4 { "20260101T000000Z" } else { "Thu, 01 Jan 2026 00:00:00 GMT" };
    let headers = [("x-oss-date", date), ("x-oss-content-sha256", oss_v4::UNSIGNED_PAYLOAD)];
    let signed_query: Vec<_> = query.iter().map(|&(name, value)| (name, Some(value))).collect();
    let signed =
        oss::Request { method, bucket: Some(BUCKET), key, query: &signed_query, headers: &headers };
    let authorization = if v4 {
        let credential = format!("{ACCESS_KEY_ID}/20260101/cn-shanghai/oss/aliyun_v4_request");
        let (id, scope) = oss_v4::Scope::parse_credential(&credential).unwrap();
        let signed = oss_v4::sign(&signed, &scope, date, &[], &access_key_secret());
        oss_v4::authorization(id, &scope, &signed)
    } else {
        oss_v1::authorization(ACCESS_KEY_ID, &oss_v1::sign(&signed, &access_key_secret()))
    };
    let request = headers
        .iter()
        .fold(Request::builder(), |request, (name, value)| request.header(*name, *value))
        .method(method)
        .uri(format!("/{path}?{}", encode_query(query)))
        .header("host", format!("{BUCKET}.localhost:7081"))
        .header("authorization", authorization)
        .body(Bytes::copy_from_slice(body.as_bytes()))
        .unwrap();
    let shown = format!("{request:?}");
    let answer = ask(request);
    let text = String::from_utf8_lossy(answer.body());
    assert!(!text.contains("<Code>SignatureDoesNotMatch</Code>"), "{shown} {text}");
    answer
}
