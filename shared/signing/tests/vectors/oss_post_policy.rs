//! OSS form uploads, V1 and V4.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use model::Secret;
use serde::Deserialize;
use signing::{oss_post_policy, oss_v4::Scope};

use crate::{load, same, spoiled};

#[derive(Deserialize)]
struct Case {
    id: String,
    version: String,
    access_key_id: String,
    access_key_secret: String,
    policy_json: String,
    policy: String,
    string_to_sign: String,
    signature: String,
    form: BTreeMap<String, String>,
}

#[test]
fn every_case() {
    for case in load::<Case>(include_str!("oss_post_policy.json")) {
        let id = &case.id;
        same(id, "policy", &STANDARD.encode(&case.policy_json), &case.policy);
        same(id, "string_to_sign", &case.policy, &case.string_to_sign);
        match case.version.as_str() {
            "V1" => check_v1(&case),
            "V4" => check_v4(&case),
            other => panic!("{id}: no version {other}"),
        }
    }
}

fn check_v1(case: &Case) {
    let id = &case.id;
    let secret = Secret::new(case.access_key_secret.as_str());
    let signature = oss_post_policy::sign_v1(&case.policy, &secret);
    same(id, "signature", &signature, &case.signature);
    same(id, "Signature in the form", &case.form["Signature"], &signature);
    assert_eq!(oss_post_policy::verify_v1(&case.policy, &secret, &signature), Ok(()), "{id}");
    assert!(
        oss_post_policy::verify_v1(&case.policy, &secret, &spoiled(&signature)).is_err(),
        "{id}"
    );
}

fn check_v4(case: &Case) {
    let id = &case.id;
    let secret = Secret::new(case.access_key_secret.as_str());
    let (access_key_id, scope) = Scope::parse_credential(&case.form["x-oss-credential"]).unwrap();
    same(id, "access_key_id", access_key_id, &case.access_key_id);
    let signature = oss_post_policy::sign_v4(&case.policy, &scope, &secret);
    same(id, "signature", &signature, &case.signature);
    same(id, "x-oss-signature in the form", &case.form["x-oss-signature"], &signature);
    let verify =
        |signature: &str| oss_post_policy::verify_v4(&case.policy, &scope, &secret, signature);
    assert_eq!(verify(&signature), Ok(()), "{id}");
    assert!(verify(&spoiled(&signature)).is_err(), "{id}");
}
