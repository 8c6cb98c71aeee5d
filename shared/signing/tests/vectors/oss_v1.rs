//! OSS signature V1, header and URL.

use model::Secret;
use signing::oss_v1;

use crate::{Mode, OssCase, load, same, spoiled};

#[test]
fn every_case() {
    for case in load::<OssCase>(include_str!("oss_v1.json")) {
        case.check_url();
        match case.mode {
            Mode::Header => check_header(&case),
            Mode::Url => check_signed_url(&case),
        }
    }
}

fn check_header(case: &OssCase) {
    let id = &case.id;
    let secret = Secret::new(case.access_key_secret.as_str());
    let borrowed = case.borrow();
    let request = borrowed.request();
    same(id, "string_to_sign", &oss_v1::string_to_sign(&request), &case.string_to_sign);
    let signature = oss_v1::sign(&request, &secret);
    same(id, "signature", &signature, &case.signature);

    let expected = case.authorization.as_deref().unwrap();
    let authorization = oss_v1::authorization(&case.access_key_id, &signature);
    same(id, "authorization", &authorization, expected);
    let read = oss_v1::parse_authorization(expected);
    assert_eq!(read, Ok((case.access_key_id.as_str(), case.signature.as_str())), "{id}");
    assert_eq!(oss_v1::verify(&request, &secret, &signature), Ok(()), "{id}");

    let mismatch = oss_v1::verify(&request, &secret, &spoiled(&signature)).unwrap_err();
    assert_eq!(mismatch.string_to_sign, case.string_to_sign, "{id}");
}

fn check_signed_url(case: &OssCase) {
    let id = &case.id;
    let secret = Secret::new(case.access_key_secret.as_str());
    let borrowed = case.borrow();
    let request = borrowed.request();
    let expires = borrowed.parameter("Expires").parse().unwrap();
    let text = oss_v1::string_to_sign_url(&request, expires);
    same(id, "string_to_sign", &text, &case.string_to_sign);
    let signature = oss_v1::sign_url(&request, expires, &secret);
    same(id, "signature", &signature, &case.signature);
    same(id, "Signature in the URL", borrowed.parameter("Signature"), &signature);
    assert_eq!(oss_v1::verify_url(&request, expires, &secret, &signature), Ok(()), "{id}");

    let refused = oss_v1::verify_url(&request, expires, &secret, &spoiled(&signature));
    assert_eq!(refused.unwrap_err().string_to_sign, case.string_to_sign, "{id}");
}
