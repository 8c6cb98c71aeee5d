//! The cases of `oss/signer/signer_test.go` in the official Go SDK.

use super::*;

const SCOPE: Scope<'_> = Scope { date: "20231216", region: "cn-hangzhou", product: "oss" };

/// The query of every case, in the order of none of the schemes.
const QUERY: [(&str, Option<&str>); 6] = [
    ("param1", Some("value1")),
    ("+param1", Some("value3")),
    ("|param1", Some("value4")),
    ("+param2", Some("")),
    ("|param2", Some("")),
    ("param2", None),
];

fn headers<'a>(content_type: &'a str, timestamp: Option<&'a str>) -> Vec<(&'a str, &'a str)> {
    let mut headers = vec![
        ("x-oss-head1", "value"),
        ("abc", "value"),
        ("ZAbc", "value"),
        ("XYZ", "value"),
        ("content-type", content_type),
    ];
    if let Some(timestamp) = timestamp {
        headers.push(("x-oss-content-sha256", UNSIGNED_PAYLOAD));
        headers.push(("x-oss-date", timestamp));
    }
    headers
}

fn put<'a>(
    query: &'a [(&'a str, Option<&'a str>)],
    headers: &'a [(&'a str, &'a str)],
) -> Request<'a> {
    let (bucket, key) = (Some("bucket"), Some("1234+-/123/1.txt"));
    Request { method: "PUT", bucket, key, query, headers }
}

fn secret() -> Secret {
    Secret::new("sk")
}

#[test]
fn header() {
    let timestamp = "20231216T162057Z";
    let headers = headers("text/plain", Some(timestamp));
    let request = put(&QUERY, &headers);
    let signed = sign(&request, &SCOPE, timestamp, &[], &secret());
    assert_eq!(
        signed.canonical_request,
        "PUT\n/bucket/1234%2B-/123/1.txt\n\
         %2Bparam1=value3&%2Bparam2&%7Cparam1=value4&%7Cparam2&param1=value1&param2\n\
         content-type:text/plain\nx-oss-content-sha256:UNSIGNED-PAYLOAD\n\
         x-oss-date:20231216T162057Z\nx-oss-head1:value\n\n\nUNSIGNED-PAYLOAD"
    );
    assert_eq!(
        signed.string_to_sign,
        "OSS4-HMAC-SHA256\n20231216T162057Z\n20231216/cn-hangzhou/oss/aliyun_v4_request\n\
         f4613657f1b108998e8dbd10a1aa5da621dc2c6e02c9ddec0f163664848704c4"
    );
    assert_eq!(
        signed.signature,
        "e21d18daa82167720f9b1047ae7e7f1ce7cb77a31e8203a7d5f4624fa0284afe"
    );
    assert_eq!(signed.additional_headers, "");
}

#[test]
fn header_with_token() {
    let timestamp = "20231217T034736Z";
    let scope = Scope { date: "20231217", ..SCOPE };
    let mut headers = headers("text/plain", Some(timestamp));
    headers.push(("x-oss-security-token", "token"));
    let signed = sign(&put(&QUERY, &headers), &scope, timestamp, &[], &secret());
    assert_eq!(
        signed.signature,
        "b94a3f999cf85bcdc00d332fbd3734ba03e48382c36fa4d5af5df817395bd9ea"
    );
}

#[test]
fn header_with_additional_headers() {
    let timestamp = "20231216T172512Z";
    let headers = headers("text/plain", Some(timestamp));
    let request = put(&QUERY, &headers);
    // Unknown names, names that are signed anyway, the order and the case make no difference.
    for additional in [["ZAbc", "abc", "abc", "ABC"], ["none", "x-oss-head1", "abc", "zabc"]] {
        let signed = sign(&request, &SCOPE, timestamp, &additional, &secret());
        assert_eq!(signed.additional_headers, "abc;zabc");
        assert_eq!(
            signed.signature,
            "4a4183c187c07c8947db7620deb0a6b38d9fbdd34187b6dbaccb316fa251212f"
        );
    }
}

#[test]
fn header_for_a_cloud_box() {
    let timestamp = "20231216T162057Z";
    let scope = Scope { region: "cb-123", product: "oss-cloudbox", ..SCOPE };
    let headers = headers("text/plain", Some(timestamp));
    let signed = sign(&put(&QUERY, &headers), &scope, timestamp, &[], &secret());
    assert_eq!(
        signed.signature,
        "94ce1f12c17d148ea681030275a94449d3357f5b5b21133996eec80af3e08a43"
    );
}

/// Signs a URL as the SDK does and checks that a verifier that finds the signature there agrees.
fn presigned(timestamp: &str, more: &[(&str, Option<&str>)], additional: &[&str]) -> Signed {
    let (date, _) = timestamp.split_once('T').unwrap();
    let scope = Scope { date, ..SCOPE };
    let credential = format!("ak/{scope}");
    let mut query = QUERY.to_vec();
    query.extend([
        ("x-oss-signature-version", Some(ALGORITHM)),
        ("x-oss-credential", Some(credential.as_str())),
        ("x-oss-date", Some(timestamp)),
        ("x-oss-expires", Some("599")),
    ]);
    query.extend(more);
    let headers = headers("application/octet-stream", None);
    let signed = sign_url(&put(&query, &headers), &scope, timestamp, additional, &secret());

    query.push(("x-oss-signature", Some(signed.signature.as_str())));
    let authorization = Authorization::from_query(&query).unwrap();
    assert_eq!(authorization.access_key_id, "ak");
    assert_eq!(verify_url(&put(&query, &headers), &authorization, timestamp, &secret()), Ok(()));
    signed
}

#[test]
fn url() {
    assert_eq!(
        presigned("20231217T025437Z", &[], &[]).signature,
        "a39966c61718be0d5b14e668088b3fa07601033f6518ac7b523100014269c0fe"
    );
}

#[test]
fn url_with_token() {
    assert_eq!(
        presigned("20231217T035628Z", &[("x-oss-security-token", Some("token"))], &[]).signature,
        "3817ac9d206cd6dfc90f1c09c00be45005602e55898f26f5ddb06d7892e1f8b5"
    );
}

#[test]
fn url_with_additional_headers() {
    let more = [("x-oss-additional-headers", Some("abc;zabc"))];
    let signed = presigned("20231217T033009Z", &more, &["abc", "ZAbc"]);
    assert!(
        signed
            .string_to_sign
            .ends_with("\ne06541af14a8dc30dd12d3b75557af47f405e37784a76eae1a844c3426777df9")
    );
    assert_eq!(
        signed.signature,
        "6bd984bfe531afb6db1f7550983a741b103a8c58e5e14f83ea474c2322dfa2b7"
    );
}

#[test]
fn a_kept_key_signs_alike() {
    let timestamp = "20231216T162057Z";
    let headers = headers("text/plain", Some(timestamp));
    let request = put(&QUERY, &headers);
    let key = signing_key(&secret(), &SCOPE);
    assert_eq!(
        sign_with_key(&request, &SCOPE, timestamp, &["abc"], &key),
        sign(&request, &SCOPE, timestamp, &["abc"], &secret())
    );
}

#[test]
fn a_mismatch_carries_both_texts() {
    let timestamp = "20231216T162057Z";
    let headers = headers("text/plain", Some(timestamp));
    let request = put(&QUERY, &headers);
    let signed = sign(&request, &SCOPE, timestamp, &["abc"], &secret());
    let header = authorization("ak", &SCOPE, &signed);
    let read = Authorization::parse(&header).unwrap();
    assert_eq!(verify(&request, &read, timestamp, &secret()), Ok(()));
    let mismatch = verify(&request, &read, timestamp, &Secret::new("other")).unwrap_err();
    assert_eq!(mismatch.scheme, Scheme::OssV4);
    assert_eq!(mismatch.string_to_sign, signed.string_to_sign);
    assert_eq!(mismatch.canonical_request, Some(signed.canonical_request));
}
