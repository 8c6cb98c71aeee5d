//! OSS signature V4, header and URL.

use model::Secret;
use signing::oss_v4::{self, Authorization, Scope};

use crate::{Mode, OssCase, load, same, spoiled};

#[test]
fn every_case() {
    for case in load::<OssCase>(include_str!("oss_v4.json")) {
        case.check_url();
        check(&case);
    }
}

fn check(case: &OssCase) {
    let id = &case.id;
    let secret = Secret::new(case.access_key_secret.as_str());
    let borrowed = case.borrow();
    let request = borrowed.request();
    let (timestamp, read) = match case.mode {
        Mode::Header => (
            borrowed.header("x-oss-date"),
            Authorization::parse(case.authorization.as_deref().unwrap()),
        ),
        Mode::Url => (borrowed.parameter("x-oss-date"), Authorization::from_query(&borrowed.query)),
    };
    let (date, _) = timestamp.split_once('T').unwrap();
    let scope = Scope { date, region: &case.region, product: &case.product };

    // In reverse, because a signer takes the names in any order.
    let additional: Vec<&str> = case.additional_headers.iter().rev().map(String::as_str).collect();
    let signed = match case.mode {
        Mode::Header => oss_v4::sign(&request, &scope, timestamp, &additional, &secret),
        Mode::Url => oss_v4::sign_url(&request, &scope, timestamp, &additional, &secret),
    };
    let expected = case.canonical_request.as_deref().unwrap();
    same(id, "canonical_request", &signed.canonical_request, expected);
    same(id, "string_to_sign", &signed.string_to_sign, &case.string_to_sign);
    same(id, "signature", &signed.signature, &case.signature);
    let listed = case.additional_headers.join(";");
    same(id, "additional headers", &signed.additional_headers, &listed);

    let mut read = read.unwrap();
    assert_eq!(
        (read.access_key_id, read.scope, read.signature),
        (case.access_key_id.as_str(), scope, case.signature.as_str()),
        "{id}"
    );
    assert!(read.scope.covers(timestamp), "{id}");
    let written = oss_v4::authorization(&case.access_key_id, &scope, &signed);
    let reread = Authorization::parse(&written).unwrap();
    assert_eq!(reread, read, "{id}: authorization");

    let verify = match case.mode {
        Mode::Header => oss_v4::verify,
        Mode::Url => oss_v4::verify_url,
    };
    assert_eq!(verify(&request, &read, timestamp, &secret), Ok(()), "{id}");
    let spoiled = spoiled(&case.signature);
    read.signature = &spoiled;
    let mismatch = verify(&request, &read, timestamp, &secret).unwrap_err();
    assert_eq!(mismatch.canonical_request.as_deref(), Some(expected), "{id}");
    assert_eq!(mismatch.string_to_sign, case.string_to_sign, "{id}");
}
