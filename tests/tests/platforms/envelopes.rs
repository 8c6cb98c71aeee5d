//! Every fixture of an HTTP request, as its platform hands it over.

use std::{collections::BTreeMap, fs};

use serde_json::Value;
use tests::{Answer, HttpRequest, World, fixture, root};

use crate::both::Both;

const CREATE: &str = "create-upload-video";
const STATUS: &str = "upload-status";

/// Fixture, function, status, `Code`.
type Row = (&'static str, &'static str, u16, &'static str);

/// Events of Lambda.
const LAMBDA: &[Row] = &[
    ("function-url", CREATE, 200, ""),
    ("function-url-unicode-path", STATUS, 404, "InvalidVideo.NotFound"),
    ("http-api-v1", CREATE, 400, ""),
    ("http-api-v2-bad-base64", CREATE, 400, ""),
    ("http-api-v2-bad-json", CREATE, 400, "MalformedJson"),
    ("http-api-v2-callback", "upload-complete", 403, "StaleSignature"),
    ("http-api-v2-cookies", CREATE, 200, ""),
    ("http-api-v2-forged-x-fc", CREATE, 200, ""),
    ("http-api-v2-get", STATUS, 404, "InvalidVideo.NotFound"),
    ("http-api-v2-get-token", "sts-token", 200, ""),
    ("http-api-v2-huge", CREATE, 413, "RequestEntityTooLarge"),
    ("http-api-v2-no-body", CREATE, 400, "MalformedJson"),
    ("http-api-v2-no-key", CREATE, 401, "MissingApiKey"),
    ("http-api-v2-options", CREATE, 204, ""),
    ("http-api-v2-post-base64", CREATE, 200, ""),
    ("http-api-v2-post-json", CREATE, 200, ""),
    ("http-api-v2-repeated-query", CREATE, 200, ""),
    ("http-api-v2-unicode-path", STATUS, 404, "InvalidVideo.NotFound"),
    ("http-api-v2-wrong-key", CREATE, 401, "InvalidApiKey"),
    ("http-api-v2-wrong-method", CREATE, 405, "UnsupportedHTTPMethod"),
    ("http-api-v2-wrong-route", CREATE, 404, "NoSuchRoute"),
    ("http-api-v2-x-api-key", CREATE, 200, ""),
    ("rest-api-v1", CREATE, 400, ""),
];

/// Requests of Function Compute.
const FUNCTION_COMPUTE: &[Row] = &[
    ("http-bad-json", CREATE, 400, "MalformedJson"),
    ("http-cookies", CREATE, 200, ""),
    ("http-get", STATUS, 404, "InvalidVideo.NotFound"),
    ("http-huge", CREATE, 413, "RequestEntityTooLarge"),
    ("http-no-body", CREATE, 400, "MalformedJson"),
    ("http-no-key", CREATE, 401, "MissingApiKey"),
    ("http-not-utf8", CREATE, 400, "MalformedJson"),
    ("http-options", CREATE, 204, ""),
    ("http-post-json", CREATE, 200, ""),
    ("http-post-unicode", CREATE, 200, ""),
    ("http-repeated-query", CREATE, 200, ""),
    // The harness sends the headers of the platform itself: no role here, so the settings' keys.
    ("http-role-credentials", CREATE, 200, ""),
    ("http-unicode-path", STATUS, 404, "InvalidVideo.NotFound"),
    ("http-wrong-key", CREATE, 401, "InvalidApiKey"),
    ("http-wrong-method", CREATE, 405, "UnsupportedHTTPMethod"),
    ("http-wrong-route", CREATE, 404, "NoSuchRoute"),
];

/// The functions of a table, each started once.
async fn started(world: &World, rows: &[Row]) -> BTreeMap<&'static str, Both> {
    let mut functions = BTreeMap::new();
    for (_, name, ..) in rows {
        if !functions.contains_key(name) {
            functions.insert(*name, Both::deployed(name, &world.settings_of(name)).await);
        }
    }
    functions
}

fn check(answer: &Answer, (name, _, status, code): &Row) {
    assert_eq!(answer.status, *status, "{name}: {}", answer.body);
    if !code.is_empty() {
        assert_eq!(answer.body["Code"], *code, "{name}: {}", answer.body);
    }
}

#[tokio::test]
async fn every_http_event_of_lambda_is_answered_as_it_should_be() {
    let world = World::start().await;
    let functions = started(&world, LAMBDA).await;
    for row in LAMBDA {
        let event = fixture(&format!("lambda/{}.json", row.0));
        let answered = functions[row.1].lambda.value(&event).await;
        let answer = Answer::of_http_api(&answered);
        check(&answer, row);
        complete(&answered, row.0);
        if event["version"] == "2.0" && row.0 != "http-api-v2-bad-base64" {
            // The request that it was made of, by way of the other platform.
            let request = HttpRequest::of_http_api(&event);
            let other = functions[row.1].function_compute.http(&request).await;
            crate::both::same(&answer, &other, row.0);
        }
    }
    let message = functions[CREATE].lambda.value(&fixture("lambda/rest-api-v1.json")).await;
    let message = message["body"].as_str().unwrap();
    assert!(message.contains("2.0"), "it says what to configure: {message}");
}

/// Some platforms that speak the protocol want every member of an answer, and AWS an integer status.
fn complete(answered: &Value, name: &str) {
    assert!(answered["statusCode"].is_u64(), "{name}: {answered}");
    for member in ["headers", "multiValueHeaders"] {
        assert!(answered[member].is_object(), "{name}: {member} in {answered}");
    }
    assert!(answered["isBase64Encoded"].is_boolean(), "{name}: {answered}");
    assert!(answered["cookies"].is_array(), "{name}: {answered}");
}

#[tokio::test]
async fn every_http_request_of_function_compute_is_answered_as_it_should_be() {
    let world = World::start().await;
    let functions = started(&world, FUNCTION_COMPUTE).await;
    for row in FUNCTION_COMPUTE {
        let request =
            HttpRequest::of_fixture(&fixture(&format!("function-compute/{}.json", row.0)));
        check(&functions[row.1].http(&request).await, row);
    }
}

#[test]
fn no_fixture_of_a_request_is_forgotten() {
    for (folder, prefixes, rows) in [
        ("lambda", &["http-api-", "function-url", "rest-api-"][..], LAMBDA),
        ("function-compute", &["http-"], FUNCTION_COMPUTE),
    ] {
        let files = fs::read_dir(root().join("tests/events").join(folder)).unwrap();
        for file in files {
            let file = file.unwrap().file_name().into_string().unwrap();
            let name = file.trim_end_matches(".json");
            if prefixes.iter().any(|prefix| name.starts_with(prefix)) {
                assert!(rows.iter().any(|row| row.0 == name), "{folder}/{file} is in no table");
            }
        }
    }
}
