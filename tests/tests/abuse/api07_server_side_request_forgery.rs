//! API7: addresses. The only ones that are fetched are the operator's; the published keys of an issuer
//! are the one thing that comes from elsewhere.

use std::fs;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use model::address;
use serde_json::json;
use tests::{
    Environment, FunctionCompute, HttpRequest, LambdaFunction, Stack, World, artefact, jwt_settings,
};

use crate::{
    alone::{Alone, Liar, http},
    attack::{KINDS, User, refusal},
};

const FUNCTION: &str = "create-upload-video";

fn with_jwks(world: &World, url: &str) -> Environment {
    let mut settings = world.settings_of(FUNCTION);
    settings.extend(jwt_settings());
    settings.remove("JWT_SECRETS");
    settings.remove("API_KEY_HASHES");
    for (name, value) in [("AUTH", "jwt"), ("JWT_ALGORITHM", "EdDSA"), ("JWT_JWKS_URL", url)] {
        settings.insert(name.into(), value.into());
    }
    settings
}

fn token() -> String {
    let encode = |part: serde_json::Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let header = encode(json!({"alg": "EdDSA", "kid": "one"}));
    let claims = encode(tests::claims_of("user-1"));
    format!("Bearer {header}.{claims}.{}", URL_SAFE_NO_PAD.encode([7; 64]))
}

/// An issuer that was taken over sends us on to what only we can reach.
#[tokio::test]
async fn a_key_set_that_redirects_inward_is_not_followed() {
    let world = World::start().await;
    let inward = Liar::start(&[&http("200 OK", "", r#"{"keys": []}"#)]).await;
    for status in [
        "301 Moved Permanently",
        "302 Found",
        "303 See Other",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let to = format!("Location: http://{}/latest/meta-data/\r\n", inward.address);
        let issuer = Liar::start(&[&http(status, &to, "")]).await;
        let url = format!("http://{}/jwks.json", issuer.address);
        let function = Alone::start(FUNCTION, &with_jwks(&world, &url)).await.unwrap();
        let (status, _, body) =
            function.send("/upload/video", KINDS[0].2, &[("authorization", &token())]).await;
        // The caller may be right: it is the issuer that fails.
        assert_eq!(status, 503, "{body}");
        assert!(!body.to_string().contains(&inward.address), "{body}");
        assert!(!issuer.asked().is_empty());
    }
    assert_eq!(inward.connections().await, 0);
}

/// Plain HTTP and addresses that are inward for all to see end the start.
#[tokio::test]
async fn on_a_platform_a_key_set_that_is_inward_for_all_to_see_ends_the_start() {
    let world = World::start().await;
    let inward = Liar::start(&[&http("200 OK", "", r#"{"keys": []}"#)]).await;
    let port = inward.address.rsplit_once(':').unwrap().1;
    let spellings = [
        "127.0.0.1",
        "localhost",
        "LOCALHOST.",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "127.0.0.1.",
        "0.0.0.0",
    ];
    let spellings = spellings.map(|host| format!("https://{host}:{port}/jwks.json"));
    let others = [
        format!("http://127.0.0.1:{port}/jwks.json"),
        "http://169.254.169.254/latest/meta-data/".into(),
        "http://100.100.100.200/latest/meta-data/".into(),
        "https://user:password@issuer.example/jwks.json".into(),
        "file:///etc/passwd".into(),
        "ftp://issuer.example/jwks.json".into(),
        "not an address".into(),
    ];
    for url in spellings.into_iter().chain(others) {
        let settings = with_jwks(&world, &url);
        let lambda = LambdaFunction::start(&artefact(FUNCTION), FUNCTION, &settings).await;
        let (report, _) = lambda.refused_start().await;
        let report = report.unwrap_or_else(|| panic!("{url}"));
        assert!(report.error_message.contains("JWT_JWKS_URL"), "{url}: {report:?}");
        let started = FunctionCompute::start(&artefact(FUNCTION), FUNCTION, &settings).await;
        let ended = started.err().unwrap_or_else(|| panic!("{url}: it starts"));
        assert!(ended.stderr.contains("JWT_JWKS_URL"), "{url}: {ended:?}");
    }
    assert_eq!(inward.connections().await, 0);
}

/// Of another name nobody knows where it leads before it is resolved, which is for the connection.
#[tokio::test]
async fn on_a_platform_no_name_that_resolves_inward_is_connected_to() {
    let world = World::start().await;
    let (name, inward) = name_of_this_machine().await;
    let port = inward.address.rsplit_once(':').unwrap().1;
    let settings = with_jwks(&world, &format!("https://{name}:{port}/jwks.json"));

    let function = FunctionCompute::start(&artefact(FUNCTION), FUNCTION, &settings).await;
    let function = function.unwrap_or_else(|ended| panic!("{name}: {ended:?}"));
    let lambda = LambdaFunction::start(&artefact(FUNCTION), FUNCTION, &settings).await;
    let request = HttpRequest::new("POST", "/upload/video")
        .header("authorization", &token())
        .body(KINDS[0].2);
    for answer in [function.http(&request).await, lambda.http(&request).await] {
        // The token may be good: it is the keys that are missing.
        assert_eq!(refusal(&answer), (503, "ServiceUnavailable"), "{name}: {}", answer.body);
    }
    assert_eq!(inward.connections().await, 0, "{name}");
    for process in [&function.process, &lambda.process] {
        // It was resolved, and not merely unknown.
        process.says(|process| process.stderr().contains("the address lies inward")).await;
    }
}

/// A name that is no `localhost` and leads to this machine all the same, with somebody who listens
/// there. Most machines have one for themselves.
async fn name_of_this_machine() -> (String, Liar) {
    let hosts = fs::read_to_string("/etc/hosts").unwrap();
    let lines = hosts.lines().filter_map(|line| line.split('#').next());
    let names = lines.flat_map(|line| line.split_whitespace().skip(1));
    for name in names.filter(|name| *name != "localhost") {
        let Ok(addresses) = tokio::net::lookup_host((name, 0)).await else { continue };
        if addresses.into_iter().any(|one| address::is_public(one.ip())) {
            continue;
        }
        if let Ok(inward) = Liar::start_at(name, &[&http("200 OK", "", r#"{"keys": []}"#)]).await {
            return (name.to_owned(), inward);
        }
    }
    panic!("/etc/hosts has no name for this machine but localhost:\n{hosts}");
}

/// What callers write is text, wherever it looks like an address or a reference to a secret.
#[tokio::test]
async fn no_address_of_a_caller_is_fetched() {
    let stack = Stack::start(&[]);
    let inward = Liar::start(&[&http("200 OK", "", "{}")]).await;
    let user = User::new(&stack, "user-1");
    let url = format!("http://{}/", inward.address);
    for text in [&url, "file:/etc/passwd", "ssm:/vod/key", "secretsmanager:vod#key"] {
        let body = json!({"FileName": "a.mp4", "Title": text, "Description": text}).to_string();
        let answer = user.send("POST", "/upload/video", body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    for (field, value) in [
        ("CoverURL", json!(url)),
        ("UserData", json!({"MessageCallback": {"CallbackURL": url, "CallbackType": "http"}})),
    ] {
        let mut body = json!({"FileName": "a.mp4", "Title": "t"});
        body[field] = value;
        assert_eq!(refusal(&user.send("POST", "/upload/video", body.to_string()).await).0, 403);
    }
    for header in ["host", "x-forwarded-host", "forwarded", "referer", "origin"] {
        user.send_with("POST", "/upload/video", KINDS[0].2, &[(header, "127.0.0.1")]).await;
    }
    assert_eq!(inward.connections().await, 0);
}
