//! ACS3-HMAC-SHA256.

use model::Secret;
use proptest::prelude::*;
use signing::acs3::{Authorization, Request, sign, verify};

use crate::{borrow, flip, printable, takes_only, text, two_orders};

fn request<'a>(
    query: &'a [(&'a str, &'a str)],
    headers: &'a [(&'a str, &'a str)],
    payload_sha256: &'a str,
) -> Request<'a> {
    Request { method: "POST", path: "/", query, headers, payload_sha256 }
}

proptest! {
    #[test]
    fn order_and_case_never_matter(
        (query, other_query) in two_orders(text(), text()),
        (headers, other_headers) in two_orders("x-acs-[a-z]{1,8}", printable()),
    ) {
        let secret = Secret::new("secret");
        let upper: Vec<_> = other_headers
            .into_iter()
            .map(|(name, value)| (name.to_uppercase(), format!(" {value}\t")))
            .collect();
        prop_assert_eq!(
            sign(&request(&borrow(&query), &borrow(&headers), "hash"), &secret),
            sign(&request(&borrow(&other_query), &borrow(&upper), "hash"), &secret)
        );
    }

    #[test]
    fn every_bit_matters(
        key in printable(),
        value in printable(),
        date in printable(),
        hash in "[0-9a-f]{64}",
        flip in flip(),
    ) {
        let signed = |key: &str, method: &str, path: &str, value: &str, date: &str, hash: &str| {
            let query = [("Title", value)];
            let headers = [("host", value), ("x-acs-date", date)];
            let request = Request { method, path, ..request(&query, &headers, hash) };
            sign(&request, &Secret::new(key)).signature
        };
        let signature = signed(&key, "POST", "/a", &value, &date, &hash);
        for other in [
            signed(&flip.apply(&key), "POST", "/a", &value, &date, &hash),
            signed(&key, &flip.apply("POST"), "/a", &value, &date, &hash),
            signed(&key, "POST", &flip.apply("/a"), &value, &date, &hash),
            signed(&key, "POST", "/a", &flip.apply(&value), &date, &hash),
            signed(&key, "POST", "/a", &value, &flip.apply(&date), &hash),
            signed(&key, "POST", "/a", &value, &date, &flip.apply(&hash)),
        ] {
            prop_assert_ne!(&other, &signature);
        }
    }

    #[test]
    fn only_the_signature_is_accepted(
        key in printable(),
        (query, other_query) in two_orders(text(), text()),
        (headers, _) in two_orders("x-acs-[a-z]{1,8}", printable()),
        flip in flip(),
    ) {
        let secret = Secret::new(key);
        let mut headers = borrow(&headers);
        headers.push(("host", "127.0.0.1:9000"));
        let query = borrow(&query);
        let header = sign(&request(&query, &headers, "hash"), &secret).authorization("id");
        let query = borrow(&other_query);
        headers.push(("Authorization", &header));
        let read = Authorization::parse(&header).unwrap();
        takes_only(read.signature, &flip, |signature| {
            let authorization = Authorization { signature, ..read.clone() };
            verify(&request(&query, &headers, "hash"), &authorization, &secret).is_ok()
        })?;
    }

    #[test]
    fn any_text_can_be_read(header in text(), parts in "ACS3-HMAC-SHA256 [CS=,;a ]{0,20}") {
        let _ = (Authorization::parse(&header), Authorization::parse(&parts));
    }
}
