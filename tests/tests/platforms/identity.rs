//! Callers with tokens, and callers that the platform's authorizer knows.

use serde_json::{Value, json};
use tests::{
    Environment, FunctionCompute, HttpRequest, JWT_SECRET, LambdaFunction, World, artefact,
    claims_of, jwt_settings, sign, token_of,
};

use crate::{both::Both, cases::post};

const FUNCTION: &str = "create-upload-video";

fn request() -> HttpRequest {
    post("/upload/video")
        .without("authorization")
        .without("x-api-key")
        .json(&json!({"FileName": "a.mp4", "Title": "Whose"}))
}

fn with(world: &World, more: &[(&str, &str)]) -> Environment {
    let mut settings = world.settings_of(FUNCTION);
    settings.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    settings
}

#[tokio::test]
async fn a_token_is_checked_alike_on_both() {
    let world = World::start().await;
    let mut settings = world.settings_of(FUNCTION);
    settings.extend(jwt_settings());
    let both = Both::deployed(FUNCTION, &settings).await;
    let let_in = both.http(&request().key(&token_of("user-1"))).await;
    assert_eq!(let_in.status, 200, "{}", let_in.body);

    let mut expired = claims_of("user-1");
    expired["exp"] = json!(1);
    let expired = sign(&json!({"alg": "HS256"}), &expired, JWT_SECRET);
    let unsigned = sign(&json!({"alg": "none"}), &claims_of("user-1"), JWT_SECRET);
    for (token, code) in [
        (expired.as_str(), "ExpiredToken"),
        (&unsigned, "InvalidToken"),
        ("a.b.c", "InvalidToken"),
        ("LocalApiKey2", "InvalidApiKey"),
    ] {
        let refused = both.http(&request().key(token)).await;
        assert_eq!((refused.status, &refused.body["Code"]), (401, &json!(code)), "{token}");
    }
    let refused = both.http(&request()).await;
    assert_eq!((refused.status, &refused.body["Code"]), (401, &json!("MissingToken")));
}

#[tokio::test]
async fn on_lambda_the_authorizer_of_the_http_api_says_who_calls() {
    let world = World::start().await;
    let settings = with(&world, &[("AUTH", "platform")]);
    let lambda = LambdaFunction::start(&artefact(FUNCTION), FUNCTION, &settings).await;
    let ask = async |authorizer: Value| {
        let mut event = request().key("whatever.the.authorizer-wants").http_api_event();
        event["requestContext"]["authorizer"] = authorizer;
        lambda.value(&event).await
    };
    for authorizer in [
        json!({"jwt": {"claims": {"sub": "user-1", "roles": "[uploader]"}, "scopes": null}}),
        json!({"lambda": {"sub": "user-1"}}),
    ] {
        let answer = ask(authorizer).await;
        assert_eq!(answer["statusCode"], 200, "{answer}");
    }
    for authorizer in [
        Value::Null,
        json!({"iam": {"userArn": "arn:aws:iam::1:user/a"}}),
        json!({"lambda": {"role": "admin"}}),
        json!("user-1"),
    ] {
        let answer = ask(authorizer.clone()).await;
        assert_eq!(answer["statusCode"], 401, "{authorizer}: {answer}");
    }
    let said = lambda.process.stderr();
    assert!(said.contains("requestContext.authorizer holds neither"), "{said}");
}

#[tokio::test]
async fn on_function_compute_the_gateway_says_who_calls_in_headers() {
    let world = World::start().await;
    let settings = with(
        &world,
        &[("AUTH", "platform"), ("PLATFORM_CLAIM_HEADERS", "sub=x-jwt-sub,roles=x-jwt-roles")],
    );
    let started = FunctionCompute::start(&artefact(FUNCTION), FUNCTION, &settings).await;
    let function = started.unwrap_or_else(|ended| panic!("{ended:?}"));
    let known = request().header("x-jwt-sub", "user-1");
    assert_eq!(function.http(&known).await.status, 200);
    let twice = known.header("x-jwt-sub", "user-2");
    assert_eq!(function.http(&twice).await.body["Code"], "RepeatedHeader");
    let unknown = function.http(&request().header("x-jwt-roles", "admin")).await;
    assert_eq!((unknown.status, &unknown.body["Code"]), (401, &json!("InvalidToken")));
    let nobody = function.http(&request()).await;
    assert_eq!((nobody.status, &nobody.body["Code"]), (401, &json!("MissingIdentity")));
}
