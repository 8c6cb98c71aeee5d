//! What a process does not start with.

use super::{
    BEHIND_HEADERS, FIRST_HASH, LOOPBACK, OPEN, Stage,
    algorithms::settings,
    tokens::{CERTIFICATE, ED25519, OTHER_RSA, P256, P384, RSA, RSA_PRIVATE, SECRET, SHORT_RSA},
};
use crate::{Exposure, Place};

/// Why it does not start.
fn refusal(settings: &[(&str, &str)], place: Place) -> String {
    match Stage::start(settings, place) {
        Ok(stage) => panic!("{settings:?} start: {:?}", stage.admission),
        Err(reason) => reason,
    }
}

#[test]
fn nothing_starts_open_to_the_world() {
    for settings in
        [&[][..], &[("AUTH", "")], &[("AUTH", "none")], &[("API_KEY_HASHES", FIRST_HASH)]]
    {
        let refusal = refusal(settings, OPEN);
        assert!(refusal.contains("AUTH"), "{refusal}");
        assert!(refusal.contains("should be api-key, jwt or platform"), "{refusal}");
    }
}

#[test]
fn a_misspelt_auth_is_refused_everywhere() {
    for place in [OPEN, LOOPBACK] {
        let refusal = refusal(&[("AUTH", "apikey")], place);
        assert!(refusal.contains("\"apikey\" is not known"), "{refusal}");
    }
}

#[test]
fn each_way_needs_what_it_needs_wherever_the_process_is() {
    for place in [OPEN, LOOPBACK] {
        let refusal = refusal(&[("AUTH", "api-key,jwt")], place);
        for name in ["API_KEY_HASHES", "JWT_ISSUER", "JWT_AUDIENCE", "JWT_ALGORITHM"] {
            assert!(refusal.contains(&format!("{name} is not set")), "{refusal}");
        }
    }
    let without_secrets = settings("HS256", ("JWT_LEEWAY_SECONDS", "0"));
    assert!(refusal(&without_secrets, OPEN).contains("JWT_SECRETS is not set"));
    let without_keys = settings("RS256", ("JWT_LEEWAY_SECONDS", "0"));
    let refusal = refusal(&without_keys, OPEN);
    assert!(refusal.contains("JWT_PUBLIC_KEYS is not set"), "{refusal}");
    assert!(refusal.contains("unless JWT_JWKS_URL says where"), "{refusal}");
}

#[test]
fn what_contradicts_is_named() {
    let url = "https://login.example.com/keys";
    for (algorithm, keys, other, reason) in [
        (
            "HS256",
            ("JWT_SECRETS", SECRET),
            ("JWT_PUBLIC_KEYS", RSA),
            "JWT_PUBLIC_KEYS: JWT_ALGORITHM=HS256 is checked with JWT_SECRETS",
        ),
        (
            "HS256",
            ("JWT_SECRETS", SECRET),
            ("JWT_JWKS_URL", url),
            "JWT_JWKS_URL: JWT_ALGORITHM=HS256 is checked with JWT_SECRETS",
        ),
        (
            "RS256",
            ("JWT_PUBLIC_KEYS", RSA),
            ("JWT_SECRETS", SECRET),
            "JWT_SECRETS: JWT_ALGORITHM=RS256 is checked with public keys",
        ),
        (
            "ES256",
            ("JWT_PUBLIC_KEYS", P256),
            ("JWT_JWKS_URL", url),
            "JWT_JWKS_URL: JWT_PUBLIC_KEYS names the keys, too",
        ),
    ] {
        let settings = [settings(algorithm, keys), vec![other]].concat();
        let refusal = refusal(&settings, OPEN);
        assert!(refusal.contains(reason), "{refusal}");
    }
}

#[test]
fn keys_must_fit_the_algorithm() {
    let second = format!("{OTHER_RSA}{P256}");
    for (algorithm, keys, reason) in [
        ("RS256", P256, "entry 1 is no RSA key of at least 2048 bits"),
        ("RS256", SHORT_RSA, "entry 1 is no RSA key of at least 2048 bits"),
        ("RS256", &second, "entry 2 is no RSA key"),
        ("RS256", RSA_PRIVATE, "entry 1 is a private key, which is for the issuer alone"),
        ("ES256", RSA, "entry 1 is no key on the curve P-256"),
        ("ES256", P384, "entry 1 is no key on the curve P-256"),
        ("ES256", CERTIFICATE, "entry 1 is a certificate"),
        ("EdDSA", P256, "entry 1 is no Ed25519 key"),
        ("EdDSA", "MCowBQYDK2VwAyEA", "entry 1 is no PEM block"),
        ("EdDSA", &ED25519[..60], "entry 1 has no end"),
        ("EdDSA", "-----BEGIN X-----", "entry 1 is no public key"),
        ("EdDSA", " , ", "entry 1 is no PEM block"),
        (
            "EdDSA",
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
            "entry 1 is no Ed25519 key",
        ),
    ] {
        let refusal = refusal(&settings(algorithm, ("JWT_PUBLIC_KEYS", keys)), OPEN);
        assert!(refusal.contains(reason), "{refusal}");
        assert!(!refusal.contains("MCow") && !refusal.contains("MII"), "{refusal}");
    }
}

#[test]
fn keys_are_fetched_over_tls_and_from_outside() {
    for (url, reason) in [
        ("http://login.example.com/keys", "is no https:// URL"),
        ("http://127.0.0.1/keys", "is an address of this machine"),
        ("https://127.0.0.1/keys", "is an address of this machine"),
        ("https://[::ffff:127.0.0.1]/keys", "is an address of this machine"),
        ("https://localhost/keys", "is an address of this machine"),
        ("https://LOCALHOST./keys", "is an address of this machine"),
        ("https://169.254.169.254/latest/meta-data", "lies inward"),
        ("https://100.100.100.200/latest/meta-data", "lies inward"),
        ("https://[fd00:ec2::254]/latest", "lies inward"),
        ("https://0x0a000001/keys", "lies inward"),
        ("https://2852039166/latest", "lies inward"),
        ("https://user:password@login.example.com/keys", "holds a password"),
        ("ftp://login.example.com/keys", "has another scheme"),
    ] {
        let refusal = refusal(&settings("RS256", ("JWT_JWKS_URL", url)), OPEN);
        assert!(refusal.contains("JWT_JWKS_URL: "), "{refusal}");
        assert!(refusal.contains(reason), "{url}: {refusal}");
    }
    let outside = settings("RS256", ("JWT_JWKS_URL", "https://login.example.com/keys"));
    assert!(Stage::start(&outside, OPEN).is_ok());
}

#[test]
fn a_loopback_process_may_fetch_them_from_its_own_machine() {
    for url in [
        "http://localhost:8080/keys",
        "http://localhost.:8080/keys",
        "http://127.0.0.1:8080/keys",
        "https://[::1]/keys",
    ] {
        let settings = settings("RS256", ("JWT_JWKS_URL", url));
        assert!(Stage::start(&settings, LOOPBACK).is_ok(), "{url}");
    }
    for url in ["http://login.example.com/keys", "https://10.0.0.1/keys"] {
        refusal(&settings("RS256", ("JWT_JWKS_URL", url)), LOOPBACK);
    }
}

#[test]
fn a_platform_must_stand_in_front() {
    let platform = ("AUTH", "platform");
    for exposure in [Exposure::Open, Exposure::Loopback] {
        let refusal = refusal(&[platform], Place { exposure, ..LOOPBACK });
        assert!(refusal.contains("AUTH: platform is for AWS Lambda"), "{refusal}");
    }
    let headers = ("PLATFORM_CLAIM_HEADERS", "sub=x-jwt-sub");
    assert!(Stage::start(&[platform], OPEN).is_ok());
    let forgeable = refusal(&[platform, headers], OPEN);
    assert!(forgeable.contains("a client could write these headers"), "{forgeable}");

    assert!(Stage::start(&[platform, headers], BEHIND_HEADERS).is_ok());
    assert!(refusal(&[platform], BEHIND_HEADERS).contains("PLATFORM_CLAIM_HEADERS is not set"));
    let tenant = ("JWT_TENANT_CLAIM", "org");
    let without = refusal(&[platform, headers, tenant], BEHIND_HEADERS);
    assert!(without.contains("names no header for \"org\""), "{without}");
}

#[test]
fn headers_of_claims_are_read_strictly() {
    for (text, reason) in [
        ("sub", "has no `=`"),
        ("=x-sub", "cannot be used"),
        ("sub=", "is no name of a header"),
        ("sub=x sub", "is no name of a header"),
        ("sub=Authorization", "cannot be used"),
        ("sub=x-api-key", "cannot be used"),
        ("sub=x-fc-sub", "cannot be used"),
        ("sub=x-sub,sub=x-other", "repeats"),
        ("sub=x-sub,roles=X-Sub", "repeats"),
        (",", "names no claim"),
    ] {
        let settings = [("AUTH", "platform"), ("PLATFORM_CLAIM_HEADERS", text)];
        let refusal = refusal(&settings, BEHIND_HEADERS);
        assert!(refusal.contains(reason), "{text}: {refusal}");
    }
}
