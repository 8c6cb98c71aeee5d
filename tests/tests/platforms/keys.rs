//! With whose keys the cloud is called.

use model::Credentials;
use serde_json::json;
use tests::{
    Environment, FcCall, FunctionCompute, HttpRequest, LambdaFunction, World, artefact, fixture,
    program,
    registry::{Trigger, functions},
};

use crate::cases::{Case, of, post};

const FUNCTION: &str = "create-upload-video";

fn request() -> HttpRequest {
    post("/upload/video").json(&json!({"FileName": "a.mp4", "Title": "First"}))
}

async fn on_function_compute(name: &str, settings: &Environment) -> FunctionCompute {
    let started = FunctionCompute::start(&artefact(name), name, settings).await;
    started.unwrap_or_else(|ended| panic!("{name}: {ended:?}"))
}

/// The settings of a function that has nothing but its role.
fn without_keys(world: &World, function: &str) -> Environment {
    let mut settings = world.settings_of(function);
    settings.retain(|name, _| !name.starts_with("ALIBABA_CLOUD_"));
    settings
}

/// The settings of a function whose environment has gone stale.
fn with_wrong_keys(world: &World, function: &str) -> Environment {
    let mut settings = world.settings_of(function);
    settings.insert("ALIBABA_CLOUD_ACCESS_KEY_ID".into(), "STS.Nstale".into());
    settings.insert("ALIBABA_CLOUD_ACCESS_KEY_SECRET".into(), "staleSecret".into());
    settings.insert("ALIBABA_CLOUD_SECURITY_TOKEN".into(), "staleToken".into());
    settings
}

#[tokio::test]
async fn the_role_of_a_request_signs_its_calls_and_no_others() {
    let world = World::start().await;
    for settings in [without_keys(&world, FUNCTION), with_wrong_keys(&world, FUNCTION)] {
        let function = on_function_compute(FUNCTION, &settings).await;
        let nobody = function.http(&request()).await;
        assert!(nobody.status >= 500, "before any role: {}", nobody.body);
        let role = world.role_credentials().await;
        let first = function.http_with(&request(), &FcCall::with_role(role.clone())).await.answer;
        assert_eq!(first.status, 200, "{}\n{}", first.body, function.process.stderr());
        // The role belonged to that request alone.
        let second = function.http(&request()).await;
        assert!(second.status >= 500, "after a role: {}", second.body);
        // Another request's role is another role.
        let forged = Credentials::temporary("STS.Nforged", "forgedSecret", "forgedToken");
        let third = function.http_with(&request(), &FcCall::with_role(forged)).await.answer;
        assert_eq!(third.status, 502, "{}", third.body);
        let again = function.http_with(&request(), &FcCall::with_role(role)).await.answer;
        assert_eq!(again.status, 200, "{}", again.body);
    }
}

#[tokio::test]
async fn the_role_wins_over_keys_that_work() {
    let world = World::start().await;
    let function = on_function_compute(FUNCTION, &world.settings_of(FUNCTION)).await;
    assert_eq!(function.http(&request()).await.status, 200, "the environment's keys work");
    let wrong = Credentials::temporary("STS.Nwrong", "wrongSecret", "wrongToken");
    let refused = function.http_with(&request(), &FcCall::with_role(wrong)).await.answer;
    assert_eq!(refused.status, 502, "{}", refused.body);
    assert_eq!(function.http(&request()).await.status, 200);
}

#[tokio::test]
async fn every_function_works_with_its_role_alone() {
    let world = World::start().await;
    let uploaded = world.uploaded_video().await;
    let uploading = world.granted_video().await;
    for registered in functions() {
        let name = registered.name;
        let before = ["refresh-upload-video", "cancel-upload"].contains(&name);
        let video = if before { &uploading } else { &uploaded };
        let function = on_function_compute(name, &without_keys(&world, name)).await;
        let call = FcCall::with_role(world.role_credentials().await);
        match registered.trigger {
            Trigger::Http { .. } => {
                let mut cases = of(name, video.as_str()).into_iter();
                let Case(good, ..) = cases.find(|Case(_, status, _)| *status == 200).unwrap();
                let given = function.http_with(&good, &call).await.answer;
                assert_eq!(
                    given.status,
                    200,
                    "{name}: {}\n{}",
                    given.body,
                    function.process.stderr()
                );
            }
            Trigger::Queue | Trigger::Schedule => {
                let event =
                    tests::fixture_about("function-compute/mns-topic-json.json", video.as_str());
                let given = function.invoke_with(event.to_string().as_bytes(), &call).await;
                assert!(!given.failed, "{name}: {given:?}\n{}", function.process.stderr());
            }
        }
    }
}

#[tokio::test]
async fn requests_side_by_side_keep_to_their_own_roles() {
    let world = World::start().await;
    let function = on_function_compute(FUNCTION, &without_keys(&world, FUNCTION)).await;
    let right = world.role_credentials().await;
    let wrong = Credentials::temporary("STS.Nwrong", "wrongSecret", "wrongToken");
    let ask = async |number: usize| {
        let good = number.is_multiple_of(2);
        let role = if good { right.clone() } else { wrong.clone() };
        let call = FcCall::with_role(role);
        let given = function.http_with(&request(), &call).await.answer;
        assert_eq!(given.status, if good { 200 } else { 502 }, "{number}: {}", given.body);
    };
    all((0..50).map(ask)).await;
}

/// Waits for all of them at once.
async fn all(futures: impl Iterator<Item = impl Future<Output = ()>>) {
    let mut futures: Vec<_> = futures.map(Box::pin).collect();
    std::future::poll_fn(|context| {
        futures.retain_mut(|future| future.as_mut().poll(context).is_pending());
        if futures.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
}

/// Headers that only Function Compute may set, as a stranger would send them.
fn forged() -> [(&'static str, &'static str); 7] {
    [
        ("x-fc-access-key-id", "STS.Nforged"),
        ("x-fc-access-key-secret", "forgedSecret"),
        ("x-fc-security-token", "forgedToken"),
        ("x-fc-control-path", "/invoke"),
        ("x-fc-request-id", "1-00000000-00000000-000000000000"),
        ("x-fc-function-name", "another-function"),
        ("X-FC-Account-Id", "1"),
    ]
}

#[tokio::test]
async fn forged_platform_headers_change_nothing_on_lambda() {
    let world = World::start().await;
    let function =
        LambdaFunction::start(&artefact(FUNCTION), FUNCTION, &world.settings_of(FUNCTION)).await;
    let answer = function.value(&fixture("lambda/http-api-v2-forged-x-fc.json")).await;
    assert_eq!(answer["statusCode"], 200, "{answer}");
    let forged = forged().iter().fold(request(), |asked, (name, value)| asked.header(name, value));
    let answer = function.http(&forged).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    // An event function is not led to another path by them either, and none reaches a function.
    let mut settings = world.settings();
    settings.insert("PROBE".into(), "http".into());
    let probe = LambdaFunction::start(&program("probe"), "probe", &settings).await;
    let seen = probe.http(&HttpRequest { target: "/probe".into(), ..forged }).await.body;
    assert_eq!(seen["RoleKey"], json!(null));
    let names = seen["Headers"].as_object().unwrap();
    assert!(!names.keys().any(|name| name.starts_with("x-fc-")), "{seen}");
}

#[tokio::test]
async fn forged_platform_headers_change_nothing_locally() {
    let stack = tests::Stack::start(&[]);
    let body = br#"{"FileName":"a.mp4","Title":"First"}"#.to_vec();
    let mut headers = forged().to_vec();
    headers.push(("authorization", "Bearer LocalApiKey1"));
    let answer = stack.send_with("POST", "/upload/video", body.clone(), &headers).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    // Nor do they stand for an API key.
    let mut headers = forged().to_vec();
    headers.push(("x-api-key", ""));
    let answer = stack.send_with("POST", "/upload/video", body, &headers).await;
    assert_eq!(answer.status, 401, "{}", answer.body);
}
