//! Callbacks of VOD and OSS form policies.

use model::Secret;
use proptest::prelude::*;
use signing::{
    oss_post_policy::{sign_v1, sign_v4, verify_v1, verify_v4},
    oss_v4::Scope,
    vod_callback::{sign, verify},
};

use crate::{flip, printable, takes_only, text};

proptest! {
    #[test]
    fn every_bit_of_a_callback_matters(
        url in printable(),
        timestamp in "[0-9]{10}",
        key in printable(),
        flip in flip(),
    ) {
        let signed = |url: &str, timestamp: &str, key: &str| sign(url, timestamp, &Secret::new(key));
        let signature = signed(&url, &timestamp, &key);
        for other in [
            signed(&flip.apply(&url), &timestamp, &key),
            signed(&url, &flip.apply(&timestamp), &key),
            signed(&url, &timestamp, &flip.apply(&key)),
        ] {
            prop_assert_ne!(&other, &signature);
        }
    }

    #[test]
    fn only_the_signature_of_a_callback_is_accepted(
        url in text(),
        keys in prop::collection::vec(printable(), 1..4),
        chosen: prop::sample::Index,
        flip in flip(),
    ) {
        let keys: Vec<Secret> = keys.into_iter().map(Secret::new).collect();
        let signature = sign(&url, "1519375990", chosen.get(&keys));
        takes_only(&signature, &flip, |given| verify(&url, "1519375990", given, &keys))?;
    }

    #[test]
    fn only_the_signature_of_a_policy_is_accepted(policy in text(), key in text(), flip in flip()) {
        let key = Secret::new(key);
        let scope = Scope { date: "20231203", region: "cn-shanghai", product: "oss" };
        takes_only(&sign_v1(&policy, &key), &flip, |given| verify_v1(&policy, &key, given).is_ok())?;
        takes_only(&sign_v4(&policy, &scope, &key), &flip, |given| {
            verify_v4(&policy, &scope, &key, given).is_ok()
        })?;
    }
}
