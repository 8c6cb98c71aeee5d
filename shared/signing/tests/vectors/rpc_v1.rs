//! RPC signature V1.

use std::collections::BTreeMap;

use model::Secret;
use serde::Deserialize;
use signing::{Scheme, encode::decode_query, rpc_v1};

use crate::{load, pairs, same, spoiled};

#[derive(Deserialize)]
struct Case {
    id: String,
    access_key_secret: String,
    method: String,
    params: BTreeMap<String, String>,
    request: Wire,
    string_to_sign: String,
    signature: String,
}

#[derive(Deserialize)]
struct Wire {
    path_and_query: String,
    body: String,
}

fn cases() -> Vec<Case> {
    load(include_str!("rpc_v1.json"))
}

#[test]
fn from_parameters() {
    for case in cases() {
        let secret = Secret::new(case.access_key_secret);
        let parameters = pairs(&case.params);
        let text = rpc_v1::string_to_sign(&case.method, &parameters);
        same(&case.id, "string_to_sign", &text, &case.string_to_sign);
        let signature = rpc_v1::sign(&case.method, &parameters, &secret);
        same(&case.id, "signature", &signature, &case.signature);
    }
}

#[test]
fn from_the_wire() {
    for case in cases() {
        let secret = Secret::new(case.access_key_secret);
        let (_, query) = case.request.path_and_query.split_once('?').unwrap_or_default();
        let parameters: Vec<(String, String)> = [query, &case.request.body]
            .into_iter()
            .flat_map(|part| decode_query(part).unwrap())
            .map(|(name, value)| (name, value.unwrap_or_default()))
            .collect();
        let (_, signature) = parameters.iter().find(|(name, _)| name == "Signature").unwrap();
        same(&case.id, "signature on the wire", signature, &case.signature);
        let text = rpc_v1::string_to_sign(&case.method, &parameters);
        same(&case.id, "string_to_sign", &text, &case.string_to_sign);
        assert_eq!(
            rpc_v1::verify(&case.method, &parameters, &secret, signature),
            Ok(()),
            "{}",
            case.id
        );

        let refused = rpc_v1::verify(&case.method, &parameters, &secret, &spoiled(signature));
        let mismatch = refused.unwrap_err();
        assert_eq!(mismatch.scheme, Scheme::RpcV1, "{}", case.id);
        same(&case.id, "string_to_sign of the mismatch", &mismatch.string_to_sign, &text);
    }
}
