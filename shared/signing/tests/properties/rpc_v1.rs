//! RPC signature V1.

use model::Secret;
use proptest::prelude::*;
use signing::rpc_v1::{sign, string_to_sign, verify};

use crate::{flip, printable, takes_only, text, two_orders};

proptest! {
    #[test]
    fn order_never_matters((one, other) in two_orders(text(), text())) {
        prop_assert_eq!(string_to_sign("GET", &one), string_to_sign("GET", &other));
    }

    #[test]
    fn a_signature_parameter_never_matters(
        (one, mut other) in two_orders(text(), text()),
        signature in text(),
        place: prop::sample::Index,
    ) {
        other.insert(place.index(other.len() + 1), ("Signature".to_owned(), signature));
        prop_assert_eq!(string_to_sign("GET", &one), string_to_sign("GET", &other));
    }

    #[test]
    fn different_parameters_never_give_the_same_text(
        (one, _) in two_orders(text(), text()),
        (other, _) in two_orders(text(), text()),
    ) {
        let sorted = |pairs: &[(String, String)]| {
            let mut pairs = pairs.to_vec();
            pairs.retain(|(name, _)| name != "Signature");
            pairs.sort();
            pairs
        };
        let equal = sorted(&one) == sorted(&other);
        prop_assert_eq!(string_to_sign("GET", &one) == string_to_sign("GET", &other), equal);
    }

    #[test]
    fn every_bit_matters(
        key in printable(),
        title in printable(),
        timestamp in printable(),
        flip in flip(),
    ) {
        let signed = |method: &str, key: &str, name: &str, title: &str, timestamp: &str| {
            sign(method, &[(name, title), ("Timestamp", timestamp)], &Secret::new(key))
        };
        let signature = signed("POST", &key, "Title", &title, &timestamp);
        for other in [
            signed(&flip.apply("POST"), &key, "Title", &title, &timestamp),
            signed("POST", &flip.apply(&key), "Title", &title, &timestamp),
            signed("POST", &key, &flip.apply("Title"), &title, &timestamp),
            signed("POST", &key, "Title", &flip.apply(&title), &timestamp),
            signed("POST", &key, "Title", &title, &flip.apply(&timestamp)),
        ] {
            prop_assert_ne!(&other, &signature);
        }
    }

    #[test]
    fn only_the_signature_is_accepted(
        key in printable(),
        (parameters, other_order) in two_orders(text(), text()),
        flip in flip(),
    ) {
        let key = Secret::new(key);
        let signature = sign("POST", &parameters, &key);
        takes_only(&signature, &flip, |given| verify("POST", &other_order, &key, given).is_ok())?;
    }
}
