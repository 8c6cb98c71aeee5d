//! OSS signatures V1 and V4.

use model::Secret;
use proptest::prelude::*;
use signing::{
    oss::Request,
    oss_v1,
    oss_v4::{self, Authorization, Scope},
};

use crate::{borrow, flip, printable, takes_only, text, two_orders};

const SCOPE: Scope<'_> = Scope { date: "20231203", region: "cn-shanghai", product: "oss" };
const TIMESTAMP: &str = "20231203T121212Z";

/// Names that V1 covers as well.
fn sub_resource() -> impl Strategy<Value = String> {
    "uploads|uploadId|partNumber|acl|security-token|callback|x-oss-[a-z]{1,6}"
}

fn query(pairs: &[(String, String)]) -> Vec<(&str, Option<&str>)> {
    pairs.iter().map(|(name, value)| (name.as_str(), Some(value.as_str()))).collect()
}

fn request<'a>(
    query: &'a [(&'a str, Option<&'a str>)],
    headers: &'a [(&'a str, &'a str)],
) -> Request<'a> {
    Request { method: "PUT", bucket: Some("outin-bucket"), key: Some("sv/a.mp4"), query, headers }
}

/// The signatures of all four forms.
fn all(request: &Request<'_>, timestamp: &str, secret: &Secret) -> [String; 4] {
    [
        oss_v1::sign(request, secret),
        oss_v1::sign_url(request, 1_700_000_000, secret),
        oss_v4::sign(request, &SCOPE, timestamp, &["host", "range"], secret).signature,
        oss_v4::sign_url(request, &SCOPE, timestamp, &["host", "range"], secret).signature,
    ]
}

fn all_differ(ours: &[String; 4], others: &[String; 4]) -> bool {
    ours.iter().zip(others).all(|(one, other)| one != other)
}

proptest! {
    #[test]
    fn order_and_case_never_matter(
        (query_one, query_two) in two_orders(sub_resource(), text()),
        (headers_one, headers_two) in two_orders("x-oss-[a-z]{1,8}", printable()),
    ) {
        let secret = Secret::new("secret");
        let upper: Vec<_> = headers_two
            .into_iter()
            .map(|(name, value)| (name.to_uppercase(), format!("\t{value} ")))
            .collect();
        prop_assert_eq!(
            all(&request(&query(&query_one), &borrow(&headers_one)), TIMESTAMP, &secret),
            all(&request(&query(&query_two), &borrow(&upper)), TIMESTAMP, &secret)
        );
    }

    #[test]
    fn no_value_and_an_empty_one_are_the_same(name in sub_resource()) {
        let secret = Secret::new("secret");
        prop_assert_eq!(
            all(&request(&[(&name, None)], &[]), TIMESTAMP, &secret),
            all(&request(&[(&name, Some(""))], &[]), TIMESTAMP, &secret)
        );
    }

    #[test]
    fn every_bit_matters(
        secret in printable(),
        key in printable(),
        upload_id in printable(),
        value in printable(),
        flip in flip(),
    ) {
        let signed = |secret: &str, method: &str, key: &str, upload_id: &str, value: &str| {
            let query = [("uploadId", Some(upload_id))];
            let headers = [("X-Oss-Meta-A", value), ("Content-Type", "video/mp4")];
            let request = Request { method, key: Some(key), ..request(&query, &headers) };
            all(&request, TIMESTAMP, &Secret::new(secret))
        };
        let ours = signed(&secret, "PUT", &key, &upload_id, &value);
        for others in [
            signed(&flip.apply(&secret), "PUT", &key, &upload_id, &value),
            signed(&secret, &flip.apply("PUT"), &key, &upload_id, &value),
            signed(&secret, "PUT", &flip.apply(&key), &upload_id, &value),
            signed(&secret, "PUT", &key, &flip.apply(&upload_id), &value),
            signed(&secret, "PUT", &key, &upload_id, &flip.apply(&value)),
        ] {
            prop_assert!(all_differ(&ours, &others));
        }
    }

    #[test]
    fn every_bit_of_each_signed_header_matters(value in printable(), flip in flip()) {
        let secret = Secret::new("secret");
        let signed = |name: &str, value: &str| {
            all(&request(&[], &[(name, value)]), TIMESTAMP, &secret)
        };
        for name in ["Content-MD5", "Content-Type", "x-oss-security-token", "x-oss-notification"] {
            let (ours, others) = (signed(name, &value), signed(name, &flip.apply(&value)));
            prop_assert!(all_differ(&ours, &others), "{name}");
        }
        for name in ["Host", "Range"] {
            let (ours, others) = (signed(name, &value), signed(name, &flip.apply(&value)));
            prop_assert!(ours[2] != others[2] && ours[3] != others[3], "{name}");
        }
        let dated = |date: &str| oss_v1::sign(&request(&[], &[("date", date)]), &secret);
        prop_assert_ne!(dated(&value), dated(&flip.apply(&value)));
    }

    #[test]
    fn time_and_scope_matter(seconds in 0..u64::MAX / 2, flip in flip()) {
        let secret = Secret::new("secret");
        let request = request(&[], &[]);
        prop_assert_ne!(
            oss_v1::sign_url(&request, seconds, &secret),
            oss_v1::sign_url(&request, seconds + 1, &secret)
        );
        let signed = |date: &str, region: &str, product: &str, timestamp: &str| {
            oss_v4::sign(&request, &Scope { date, region, product }, timestamp, &[], &secret)
                .signature
        };
        let Scope { date, region, product } = SCOPE;
        let ours = signed(date, region, product, TIMESTAMP);
        for other in [
            signed(&flip.apply(date), region, product, TIMESTAMP),
            signed(date, &flip.apply(region), product, TIMESTAMP),
            signed(date, region, &flip.apply(product), TIMESTAMP),
            signed(date, region, product, &flip.apply(TIMESTAMP)),
        ] {
            prop_assert_ne!(&other, &ours);
        }
    }

    #[test]
    fn only_the_v1_signature_is_accepted(
        (pairs, _) in two_orders(text(), text()),
        flip in flip(),
    ) {
        let secret = Secret::new("secret");
        let query = query(&pairs);
        let request = request(&query, &[("date", "now")]);
        takes_only(&oss_v1::sign(&request, &secret), &flip, |signature| {
            oss_v1::verify(&request, &secret, signature).is_ok()
        })?;
        takes_only(&oss_v1::sign_url(&request, 7, &secret), &flip, |signature| {
            oss_v1::verify_url(&request, 7, &secret, signature).is_ok()
        })?;
    }

    #[test]
    fn only_the_v4_signature_is_accepted(
        (pairs, _) in two_orders(text(), text()),
        flip in flip(),
    ) {
        let secret = Secret::new("secret");
        let query = query(&pairs);
        let headers = [("host", "h"), ("x-oss-date", TIMESTAMP)];
        let request = request(&query, &headers);
        let signed = oss_v4::sign(&request, &SCOPE, TIMESTAMP, &["host"], &secret);
        let header = oss_v4::authorization("id", &SCOPE, &signed);
        let read = Authorization::parse(&header).unwrap();
        takes_only(&signed.signature, &flip, |signature| {
            let authorization = Authorization { signature, ..read.clone() };
            oss_v4::verify(&request, &authorization, TIMESTAMP, &secret).is_ok()
        })?;
    }

    #[test]
    fn any_text_can_be_read(
        header in text(),
        parts in "(OSS|OSS4-HMAC-SHA256) [CAS=,;:/a ]{0,20}",
        (pairs, _) in two_orders(text(), text()),
    ) {
        for text in [&header, &parts] {
            let _ = (oss_v1::parse_authorization(text), Authorization::parse(text));
            let _ = Authorization::from_query(&query(&pairs));
        }
    }
}
