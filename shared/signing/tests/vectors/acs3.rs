//! ACS3-HMAC-SHA256.

use std::collections::BTreeMap;

use model::Secret;
use serde::Deserialize;
use signing::acs3::{self, Authorization, Request};

use crate::{load, pairs, same, spoiled};

#[derive(Deserialize)]
struct Case {
    id: String,
    sdk: Sdk,
    access_key_id: String,
    access_key_secret: String,
    method: String,
    path: String,
    query: BTreeMap<String, String>,
    headers: BTreeMap<String, String>,
    body: String,
    payload_sha256: String,
    signed_headers: Vec<String>,
    canonical_request: String,
    string_to_sign: String,
    signature: String,
    authorization: String,
}

#[derive(Deserialize)]
struct Sdk {
    name: String,
}

#[test]
fn every_case() {
    for case in load::<Case>(include_str!("acs3.json")) {
        let id = &case.id;
        let secret = Secret::new(case.access_key_secret);
        let hash = acs3::payload_sha256(case.body.as_bytes());
        same(id, "payload_sha256", &hash, &case.payload_sha256);

        let (query, headers) = (pairs(&case.query), pairs(&case.headers));
        let request = Request {
            method: &case.method,
            path: &case.path,
            query: &query,
            headers: &headers,
            payload_sha256: &hash,
        };
        let listed: Vec<&str> = case.signed_headers.iter().rev().map(String::as_str).collect();
        let signed = acs3::sign_headers(&request, &listed, &secret);
        same(id, "signed_headers", &signed.signed_headers, &case.signed_headers.join(";"));
        same(id, "canonical_request", &signed.canonical_request, &case.canonical_request);
        same(id, "string_to_sign", &signed.string_to_sign, &case.string_to_sign);
        same(id, "signature", &signed.signature, &case.signature);
        let authorization = signed.authorization(&case.access_key_id);
        same(id, "authorization", &authorization, &case.authorization);

        // This SDK lists what the rules ask for; the Python one lists every header it sends.
        if case.sdk.name == "@alicloud/openapi-client" {
            assert_eq!(acs3::sign(&request, &secret), signed, "{id}");
        }

        let mut read = Authorization::parse(&case.authorization).unwrap();
        same(id, "access_key_id", read.access_key_id, &case.access_key_id);
        assert_eq!(read.unsigned_header(&request), None, "{id}");
        assert_eq!(acs3::verify(&request, &read, &secret), Ok(()), "{id}");

        let spoiled = spoiled(read.signature);
        read.signature = &spoiled;
        let mismatch = acs3::verify(&request, &read, &secret).unwrap_err();
        assert_eq!(mismatch.canonical_request, Some(case.canonical_request), "{id}");
        assert_eq!(mismatch.string_to_sign, case.string_to_sign, "{id}");
    }
}
