//! What a signature costs. `cargo bench -p signing`.
//!
//! The figure to keep is [`rpc_v1_create_upload_video`]: at most 3 microseconds.

use divan::{Bencher, black_box, counter::BytesCount};
use model::Secret;
use signing::{
    acs3, crc64,
    oss::Request,
    oss_v1,
    oss_v4::{self, Scope},
    rpc_v1, vod_callback,
};

fn main() {
    divan::main();
}

const TOKEN: &str =
    "CAISrAJ1q6Ft5B2yfSjIr5fkA/+exampleToken==CAISrAJ1q6Ft5B2yfSjIr5fkA/+exampleToken==";
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// CreateUploadVideo with every parameter that it takes, 20 with those that all calls have.
const CREATE_UPLOAD_VIDEO: [(&str, &str); 20] = [
    ("Action", "CreateUploadVideo"),
    ("Version", "2017-03-21"),
    ("Format", "JSON"),
    ("RegionId", "cn-shanghai"),
    ("AccessKeyId", "STS.NUExampleTempKeyId"),
    ("SecurityToken", TOKEN),
    ("SignatureMethod", "HMAC-SHA1"),
    ("SignatureVersion", "1.0"),
    ("SignatureNonce", "0d7b4c1e-1111-4222-8333-444455556666"),
    ("Timestamp", "2026-01-02T03:04:05Z"),
    ("Title", "假期 2026, day one"),
    ("FileName", "holiday clip.mp4"),
    ("FileSize", "104857600"),
    ("Description", "Sea, sand & sun"),
    ("CoverURL", "https://example.com/cover.png"),
    ("CateId", "1000012345"),
    ("Tags", "sea,sand"),
    ("TemplateGroupId", "6ae347b0140181ad371d197ebe289326"),
    ("AppId", "app-1000000"),
    (
        "UserData",
        r#"{"Extend":{"tenant":"t1"},"MessageCallback":{"CallbackURL":"https://example.com/cb"}}"#,
    ),
];

fn secret() -> Secret {
    Secret::new("wyLTSmsyPGP1ohvvw8xYgB29dlGI8KMiH2pKCNZ9")
}

#[divan::bench(sample_size = 100)]
fn rpc_v1_create_upload_video(bencher: Bencher<'_, '_>) {
    let secret = secret();
    bencher.bench(|| rpc_v1::sign("POST", black_box(&CREATE_UPLOAD_VIDEO), &secret));
}

#[divan::bench(sample_size = 100)]
fn acs3_create_upload_video(bencher: Bencher<'_, '_>) {
    let secret = secret();
    let headers = [
        ("host", "vod.cn-shanghai.aliyuncs.com"),
        ("x-acs-action", "CreateUploadVideo"),
        ("x-acs-version", "2017-03-21"),
        ("x-acs-date", "2026-01-02T03:04:05Z"),
        ("x-acs-signature-nonce", "0d7b4c1e11114222833344445555666"),
        ("x-acs-content-sha256", EMPTY),
        ("x-acs-security-token", TOKEN),
    ];
    let request = acs3::Request {
        method: "POST",
        path: "/",
        query: &CREATE_UPLOAD_VIDEO,
        headers: &headers,
        payload_sha256: EMPTY,
    };
    bencher.bench(|| acs3::sign(black_box(&request), &secret));
}

const PART_QUERY: [(&str, Option<&str>); 2] =
    [("partNumber", Some("1001")), ("uploadId", Some("0004B9895DBBB6EC98E36A66A5E4B0A5"))];
const PART_HEADERS: [(&str, &str); 5] = [
    ("x-oss-date", "20260102T030405Z"),
    ("x-oss-content-sha256", oss_v4::UNSIGNED_PAYLOAD),
    ("x-oss-security-token", TOKEN),
    ("content-length", "1048576"),
    ("host", "outin-bucket.oss-cn-shanghai.aliyuncs.com"),
];
const UPLOAD_PART: Request<'_> = Request {
    method: "PUT",
    bucket: Some("outin-bucket"),
    key: Some("sv/5aed81b7-18d0c1f6e4a/5aed81b7-18d0c1f6e4a.mp4"),
    query: &PART_QUERY,
    headers: &PART_HEADERS,
};
const SCOPE: Scope<'_> = Scope { date: "20260102", region: "cn-shanghai", product: "oss" };
const TIMESTAMP: &str = "20260102T030405Z";

#[divan::bench(sample_size = 100)]
fn oss_v1_upload_part(bencher: Bencher<'_, '_>) {
    let secret = secret();
    bencher.bench(|| oss_v1::sign(black_box(&UPLOAD_PART), &secret));
}

#[divan::bench(sample_size = 100)]
fn oss_v4_upload_part(bencher: Bencher<'_, '_>) {
    let secret = secret();
    bencher.bench(|| oss_v4::sign(black_box(&UPLOAD_PART), &SCOPE, TIMESTAMP, &[], &secret));
}

#[divan::bench(sample_size = 100)]
fn oss_v4_upload_part_with_kept_key(bencher: Bencher<'_, '_>) {
    let key = oss_v4::signing_key(&secret(), &SCOPE);
    bencher.bench(|| oss_v4::sign_with_key(black_box(&UPLOAD_PART), &SCOPE, TIMESTAMP, &[], &key));
}

#[divan::bench(sample_size = 100)]
fn vod_callback_check(bencher: Bencher<'_, '_>) {
    let url = "https://example.com/hooks/vod";
    let keys = [Secret::new("Test1234Key"), Secret::new("Test5678Key")];
    let signature = vod_callback::sign(url, "1735689600", &keys[1]);
    bencher.bench(|| vod_callback::verify(black_box(url), "1735689600", &signature, &keys));
}

#[divan::bench(sample_size = 100)]
fn crc64_of_one_mebibyte(bencher: Bencher<'_, '_>) {
    let bytes = vec![0x61; 1 << 20];
    bencher.counter(BytesCount::new(bytes.len())).bench(|| crc64::checksum(black_box(&bytes)));
}

/// Lengths with few and with many bits set.
#[divan::bench(sample_size = 100, args = [1 << 20, (1 << 20) - 1])]
fn crc64_combine(length: u64) -> u64 {
    crc64::combine(black_box(0x995D_C9BB_DF19_39FA), black_box(0x1234_5678_9ABC_DEF0), length)
}
