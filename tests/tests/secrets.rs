//! Secrets by reference: from the AWS extension on localhost, and from files.
//!
//! The functions are those that are deployed; the extension is a stand-in that gives out what the
//! test puts in and changes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use serde_json::json;
use tests::{
    ACCESS_KEY_ID, ACCESS_KEY_SECRET, API_KEY, Answer, CALLBACK_KEY, CALLBACK_URL, Environment,
    FunctionCompute, HttpRequest, JWT_SECRET, LambdaFunction, SecretsExtension, World, artefact,
    claims_of, jwt_settings, key_hash, sign,
};
use tokio::time::Instant;

const CREATE: &str = "create-upload-video";

/// How long a change may take to be heard of: a refused secret is read again at most every few
/// seconds.
const HEARD_WITHIN: Duration = Duration::from_secs(20);

/// Whatever must never be logged.
const SECRETS: [&str; 5] =
    [ACCESS_KEY_SECRET, CALLBACK_KEY, API_KEY, "OldCallbackKey1", tests::SESSION_TOKEN];

fn set(settings: &mut Environment, name: &str, value: &str) {
    settings.insert(name.into(), value.into());
}

/// The settings of the world, with all secrets in the extension.
fn by_reference(world: &World, extension: &SecretsExtension) -> Environment {
    let mut settings = world.settings();
    for (name, reference) in [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "secretsmanager:vod/access-key#AccessKeyId"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secretsmanager:vod/access-key#AccessKeySecret"),
        ("VOD_CALLBACK_KEYS", "ssm:/vod/callback-keys"),
        ("API_KEY_HASHES", "secretsmanager:vod/api-key-hashes"),
        ("LOG", "trace"),
    ] {
        set(&mut settings, name, reference);
    }
    set(&mut settings, "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", &extension.port().to_string());
    let pair = json!({"AccessKeyId": ACCESS_KEY_ID, "AccessKeySecret": ACCESS_KEY_SECRET});
    extension.secret("vod/access-key", &pair.to_string());
    extension.secret("vod/api-key-hashes", &key_hash(API_KEY));
    extension.parameter("/vod/callback-keys", CALLBACK_KEY);
    settings
}

async fn start(name: &str, settings: &Environment) -> LambdaFunction {
    LambdaFunction::start(&artefact(name), name, settings).await
}

fn grant(key: &str) -> HttpRequest {
    HttpRequest::new("POST", "/upload/video")
        .key(key)
        .json(&json!({"FileName": "a.mp4", "Title": "First"}))
}

fn callback(key: &str) -> HttpRequest {
    let timestamp = jiff::Timestamp::now().as_second().to_string();
    let signature = signing::vod_callback::sign(CALLBACK_URL, &timestamp, &key.into());
    HttpRequest::new("POST", "/callback/vod")
        .header("x-vod-timestamp", &timestamp)
        .header("x-vod-signature", &signature)
        .body(r#"{"EventType":"SomethingNew","MediaId":"m"}"#)
}

fn keeps_its_secrets(function: &LambdaFunction) {
    let said = function.process.stderr() + &function.process.stdout();
    for secret in SECRETS {
        let encoded = signing::encode::percent_encode(secret);
        assert!(!said.contains(secret) && !said.contains(&encoded), "{secret} in\n{said}");
    }
}

/// Asks again until the answer has this status: a change has been heard of.
async fn until(
    function: &LambdaFunction,
    status: u16,
    request: impl Fn() -> HttpRequest,
) -> Answer {
    let patience = Instant::now() + HEARD_WITHIN;
    loop {
        let answer = function.http(&request()).await;
        if answer.status == status {
            return answer;
        }
        assert!(Instant::now() < patience, "still {}:\n{}", answer.body, function.process.stderr());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn references_of_every_kind_are_resolved() {
    let (world, extension) = (World::start().await, SecretsExtension::start().await);
    let settings = by_reference(&world, &extension);
    let function = start(CREATE, &settings).await;
    let answer = function.http(&grant(API_KEY)).await;
    assert_eq!(answer.status, 200, "{}\n{}", answer.body, function.process.stderr());
    assert_eq!(function.http(&grant("other")).await.status, 401);
    keeps_its_secrets(&function);
    let auth = model::UploadAuth::decode(answer.body["UploadAuth"].as_str().unwrap()).unwrap();
    let said = function.process.stderr();
    for secret in [auth.access_key_secret.expose(), auth.security_token.expose()] {
        assert!(!said.contains(secret), "what was granted is in\n{said}");
    }
    let asked = extension.asked();
    assert!(asked.contains(&"vod/access-key".to_owned()), "{asked:?}");

    let function = start("upload-complete", &settings).await;
    let answer = function.http(&callback(CALLBACK_KEY)).await;
    assert_eq!(answer.status, 200, "{}\n{}", answer.body, function.process.stderr());
    keeps_its_secrets(&function);
    let asked = extension.asked();
    assert!(asked.contains(&"/vod/callback-keys".to_owned()), "{asked:?}");

    let function = start("process-upload", &settings).await;
    let video = world.uploaded_video().await;
    let event = tests::fixture_about("lambda/sqs-one.json", video.as_str());
    assert_eq!(function.value(&event).await, json!({"batchItemFailures": []}));
    assert_ne!(world.status(&video).await, "UploadSucc");
    keeps_its_secrets(&function);
}

#[tokio::test]
async fn references_are_resolved_before_the_first_event() {
    let (world, extension) = (World::start().await, SecretsExtension::start().await);
    let function = start(CREATE, &by_reference(&world, &extension)).await;
    function.api.started().await;
    let asked = extension.asked();
    for needed in ["vod/access-key", "vod/api-key-hashes"] {
        assert!(asked.iter().any(|one| one == needed), "{asked:?}");
    }
}

#[tokio::test]
async fn an_extension_that_is_not_ready_yet_is_waited_for() {
    let (world, extension) = (World::start().await, SecretsExtension::start().await);
    let settings = by_reference(&world, &extension);
    extension.not_ready(3);
    let function = start(CREATE, &settings).await;
    let answer = function.http(&grant(API_KEY)).await;
    assert_eq!(answer.status, 200, "{}\n{}", answer.body, function.process.stderr());
}

/// It must not start, and name what it lacks.
async fn refused(settings: &Environment, setting: &str) {
    let function = start(CREATE, settings).await;
    let (report, ended) = function.refused_start().await;
    let report = report.unwrap_or_else(|| panic!("nothing is reported: {ended:?}"));
    assert_eq!(report.error_type, "Function.InvalidSettings", "{report:?}");
    assert!(report.error_message.contains(setting), "{report:?}");
    assert!(ended.stderr.contains(setting), "{ended:?}");
    assert!(matches!(ended.code, Some(code) if code != 0), "{ended:?}");
    for secret in SECRETS {
        assert!(!ended.stderr.contains(secret) && !report.error_message.contains(secret));
    }
}

#[tokio::test]
async fn a_secret_that_cannot_be_had_stops_the_start_with_the_name_of_its_setting() {
    let (world, extension) = (World::start().await, SecretsExtension::start().await);
    let settings = by_reference(&world, &extension);
    let with = async |name: &str, value: &str, named: &str| {
        let mut settings = settings.clone();
        set(&mut settings, name, value);
        refused(&settings, named).await;
    };
    let hashes = "API_KEY_HASHES";
    let secret = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
    let id = "ALIBABA_CLOUD_ACCESS_KEY_ID";
    tokio::join!(
        with(hashes, "secretsmanager:nobody", hashes),
        with(hashes, "ssm:/nobody", hashes),
        with(hashes, "file:/nowhere/api-key-hashes", hashes),
        with(secret, "secretsmanager:vod/access-key#Nobody", secret),
        with(secret, "secretsmanager:vod/api-key-hashes#Field", secret),
        // Not the token of this function.
        with("AWS_SESSION_TOKEN", "anotherToken", id),
    );
}

/// The extension starts beside the function, and may serve nobody before the first invocation.
#[tokio::test]
async fn an_extension_that_comes_late_makes_invocations_fail_until_it_is_there() {
    let (world, extension) = (World::start().await, SecretsExtension::start().await);
    let settings = by_reference(&world, &extension);
    extension.not_ready(usize::MAX);
    let function = start(CREATE, &settings).await;
    let failure = function.failure(&grant(API_KEY).http_api_event()).await;
    assert_eq!(failure.error_type, "SecretUnavailable", "{failure:?}");
    assert!(failure.error_message.contains("API_KEY_HASHES"), "{failure:?}");
    extension.not_ready(0);
    let answer = function.http(&grant(API_KEY)).await;
    assert_eq!(answer.status, 200, "{}\n{}", answer.body, function.process.stderr());
    assert_eq!(function.http(&grant("other")).await.status, 401);
    keeps_its_secrets(&function);
}

#[tokio::test]
async fn without_the_extension_no_request_is_let_in() {
    let (world, extension) = (World::start().await, SecretsExtension::start().await);
    let settings = by_reference(&world, &extension);
    drop(extension);
    let function = start(CREATE, &settings).await;
    let failure = function.failure(&grant(API_KEY).http_api_event()).await;
    assert_eq!(failure.error_type, "SecretUnavailable", "{failure:?}");
    assert!(failure.error_message.contains("ALIBABA_CLOUD_ACCESS_KEY_ID"), "{failure:?}");
    keeps_its_secrets(&function);
    // Nobody waits for an extension on a platform that has none.
    let Err(ended) = FunctionCompute::start(&artefact(CREATE), CREATE, &settings).await else {
        panic!("it starts on Function Compute")
    };
    assert!(ended.stderr.contains("ALIBABA_CLOUD_ACCESS_KEY_ID"), "{ended:?}");
}

#[tokio::test]
async fn a_secret_that_is_there_and_wrong_is_a_wrong_setting() {
    let (world, extension) = (World::start().await, SecretsExtension::start().await);
    let settings = by_reference(&world, &extension);
    extension.secret("vod/api-key-hashes", "LocalApiKey1");
    let function = start(CREATE, &settings).await;
    let (report, ended) = function.refused_start().await;
    let report = report.unwrap_or_else(|| panic!("nothing is reported: {ended:?}"));
    assert!(report.error_message.contains("API_KEY_HASHES"), "{report:?}");
    assert!(!report.error_message.contains("LocalApiKey1"), "{report:?}");
    assert!(!ended.stderr.contains("LocalApiKey1"), "{ended:?}");
}

#[tokio::test]
async fn a_new_access_key_is_heard_of_when_the_old_one_is_refused() {
    let (world, extension) = (World::start().await, SecretsExtension::start().await);
    let settings = by_reference(&world, &extension);
    let old = json!({"AccessKeyId": "LTAIold", "AccessKeySecret": "oldSecretOfTheAccount"});
    extension.secret("vod/access-key", &old.to_string());
    let function = start(CREATE, &settings).await;
    function.api.started().await;
    assert_eq!(function.http(&grant(API_KEY)).await.status, 502);
    let new = json!({"AccessKeyId": ACCESS_KEY_ID, "AccessKeySecret": ACCESS_KEY_SECRET});
    extension.secret("vod/access-key", &new.to_string());
    until(&function, 200, || grant(API_KEY)).await;
    assert!(!function.process.stderr().contains("oldSecretOfTheAccount"));
    keeps_its_secrets(&function);
}

#[tokio::test]
async fn a_new_secret_of_tokens_needs_no_restart_and_the_old_one_ends() {
    let (world, extension) = (World::start().await, SecretsExtension::start().await);
    let mut settings = by_reference(&world, &extension);
    settings.extend(jwt_settings());
    set(&mut settings, "SECRETS_MAX_AGE_SECONDS", "1");
    set(&mut settings, "JWT_SECRETS", "secretsmanager:vod/jwt-secrets");
    extension.secret("vod/jwt-secrets", JWT_SECRET);
    let function = start(CREATE, &settings).await;
    let token = |secret| sign(&json!({"alg": "HS256"}), &claims_of("user-1"), secret);
    let new = "a new secret of tokens that is long enough";
    assert_eq!(function.http(&grant(&token(JWT_SECRET))).await.status, 200);
    extension.secret("vod/jwt-secrets", &format!("{JWT_SECRET},{new}"));
    until(&function, 200, || grant(&token(new))).await;
    assert_eq!(function.http(&grant(&token(JWT_SECRET))).await.status, 200, "both");
    extension.secret("vod/jwt-secrets", new);
    until(&function, 401, || grant(&token(JWT_SECRET))).await;
    assert_eq!(function.http(&grant(&token(new))).await.status, 200);
    assert!(!function.process.stderr().contains(new));
    keeps_its_secrets(&function);
}

#[tokio::test]
async fn a_new_api_key_needs_no_restart_and_the_old_one_ends() {
    let (world, extension) = (World::start().await, SecretsExtension::start().await);
    let mut settings = by_reference(&world, &extension);
    set(&mut settings, "SECRETS_MAX_AGE_SECONDS", "1");
    let function = start(CREATE, &settings).await;
    assert_eq!(function.http(&grant(API_KEY)).await.status, 200);
    let both = format!("{},{}", key_hash(API_KEY), key_hash("NewApiKey"));
    extension.secret("vod/api-key-hashes", &both);
    until(&function, 200, || grant("NewApiKey")).await;
    assert_eq!(function.http(&grant(API_KEY)).await.status, 200, "both, while they change");
    extension.secret("vod/api-key-hashes", &key_hash("NewApiKey"));
    until(&function, 401, || grant(API_KEY)).await;
    assert_eq!(function.http(&grant("NewApiKey")).await.status, 200);
    keeps_its_secrets(&function);
}

#[tokio::test]
async fn a_new_callback_key_is_heard_of_when_a_signature_fits_none() {
    let (world, extension) = (World::start().await, SecretsExtension::start().await);
    let settings = by_reference(&world, &extension);
    extension.parameter("/vod/callback-keys", "OldCallbackKey1");
    let function = start("upload-complete", &settings).await;
    assert_eq!(function.http(&callback("OldCallbackKey1")).await.status, 200);
    extension.parameter("/vod/callback-keys", CALLBACK_KEY);
    until(&function, 200, || callback(CALLBACK_KEY)).await;
    assert_eq!(function.http(&callback("OldCallbackKey1")).await.status, 403);
    keeps_its_secrets(&function);
}

#[tokio::test]
async fn strangers_cannot_make_a_function_read_its_secrets_without_end() {
    let (world, extension) = (World::start().await, SecretsExtension::start().await);
    let function = start(CREATE, &by_reference(&world, &extension)).await;
    assert_eq!(function.http(&grant(API_KEY)).await.status, 200);
    let before = extension.asked().len();
    for number in 0..100 {
        assert_eq!(function.http(&grant(&format!("wrong{number}"))).await.status, 401);
    }
    let more = extension.asked().len() - before;
    assert!(more <= 5, "{more} reads for 100 wrong keys");
}

#[tokio::test]
async fn a_secret_that_cannot_be_read_again_goes_on_counting() {
    let (world, extension) = (World::start().await, SecretsExtension::start().await);
    let mut settings = by_reference(&world, &extension);
    set(&mut settings, "SECRETS_MAX_AGE_SECONDS", "1");
    let function = start(CREATE, &settings).await;
    assert_eq!(function.http(&grant(API_KEY)).await.status, 200);
    let before = extension.asked().len();
    extension.not_ready(usize::MAX);
    let patience = Instant::now() + HEARD_WITHIN;
    while extension.asked().len() == before {
        assert!(Instant::now() < patience, "it is never read again");
        let answer = function.http(&grant(API_KEY)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(function.http(&grant(API_KEY)).await.status, 200);
}

#[tokio::test]
async fn files_hold_secrets_on_either_platform() {
    let world = World::start().await;
    let folder = tempfile::tempdir().unwrap();
    let mut settings = world.settings();
    for (name, value) in [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", ACCESS_KEY_ID),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", ACCESS_KEY_SECRET),
        ("API_KEY_HASHES", &key_hash(API_KEY)),
    ] {
        let file = folder.path().join(name);
        // As editors and `echo` leave it.
        std::fs::write(&file, format!("{value}\n")).unwrap();
        set(&mut settings, name, &format!("file:{}", file.display()));
    }
    let function = start(CREATE, &settings).await;
    let answer = function.http(&grant(API_KEY)).await;
    assert_eq!(answer.status, 200, "{}\n{}", answer.body, function.process.stderr());
    keeps_its_secrets(&function);

    let started = FunctionCompute::start(&artefact(CREATE), CREATE, &settings).await;
    let function = started.unwrap_or_else(|ended| panic!("{ended:?}"));
    let answer = function.http(&grant(API_KEY)).await;
    assert_eq!(answer.status, 200, "{}\n{}", answer.body, function.process.stderr());
    // And a file that changes is read again.
    let hashes = folder.path().join("API_KEY_HASHES");
    std::fs::write(hashes, key_hash("NewApiKey")).unwrap();
    let patience = Instant::now() + HEARD_WITHIN;
    while function.http(&grant("NewApiKey")).await.status != 200 {
        assert!(Instant::now() < patience, "it is never read again");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
