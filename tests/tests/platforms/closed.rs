//! A function that would be open to the world does not start, and says why.

use runtime::Callers;
use tests::{
    Environment, FunctionCompute, LambdaFunction, World, artefact, key_hash,
    registry::{Function, Trigger, functions},
};

/// Whether the callers of a function must say who they are.
fn keyed(function: &Function) -> bool {
    matches!(function.trigger, Trigger::Http { callers: Callers::Known, .. })
}

/// It must not start, on neither platform, and name the setting.
async fn refused(name: &str, settings: &Environment, setting: &str) {
    let program = artefact(name);
    let lambda = LambdaFunction::start(&program, name, settings).await;
    let (report, ended) = lambda.refused_start().await;
    let report = report.unwrap_or_else(|| panic!("{name} reports nothing: {ended:?}"));
    assert_eq!(report.error_type, "Function.InvalidSettings", "{name}: {report:?}");
    assert_eq!(report.header.as_deref(), Some("Function.InvalidSettings"), "{name}: {report:?}");
    assert!(report.error_message.contains(setting), "{name}: {report:?}");
    assert!(matches!(ended.code, Some(code) if code != 0), "{name}: {ended:?}");
    assert!(ended.stderr.contains(setting), "{name}: {ended:?}");
    assert_eq!(lambda.api.refusals(), Vec::<String>::new());

    let Err(ended) = FunctionCompute::start(&program, name, settings).await else {
        panic!("{name} starts on Function Compute");
    };
    assert!(matches!(ended.code, Some(code) if code != 0), "{name}: {ended:?}");
    assert!(ended.stderr.contains(setting), "{name}: {ended:?}");
}

#[tokio::test]
async fn without_auth_nothing_starts_that_must_know_its_callers() {
    let world = World::start().await;
    for name in functions().iter().filter(|function| keyed(function)).map(|one| one.name) {
        let mut settings = world.settings_of(name);
        settings.remove("AUTH");
        refused(name, &settings, "AUTH").await;
        for wrong in ["none", "", "apikey", "none,jwt", "jwt,platform"] {
            settings.insert("AUTH".into(), wrong.into());
            refused(name, &settings, "AUTH").await;
        }
        settings.insert("AUTH".into(), "jwt".into());
        refused(name, &settings, "JWT_ALGORITHM").await;
    }
}

/// Every function that is reached from outside, before the real cloud and with the keys of the local one.
#[tokio::test]
async fn secrets_that_stand_in_this_repository_open_nothing() {
    let world = World::start().await;
    for function in functions() {
        let Trigger::Http { .. } = function.trigger else { continue };
        let secret = if keyed(&function) { "API_KEY_HASHES" } else { "VOD_CALLBACK_KEYS" };
        let mut settings = world.settings_of(function.name);
        settings.remove("VOD_ENDPOINT");
        settings.remove("STS_ENDPOINT");
        refused(function.name, &settings, &format!("{secret}: it holds the one of")).await;
    }
}

#[tokio::test]
async fn hashes_that_would_let_nobody_or_anybody_in_are_refused() {
    let world = World::start().await;
    let hash = key_hash("a");
    for wrong in ["", " ", ",", "LocalApiKey1", &hash[1..], &format!("{hash};{hash}")] {
        let mut settings = world.settings();
        settings.insert("API_KEY_HASHES".into(), wrong.into());
        refused("create-upload-video", &settings, "API_KEY_HASHES").await;
    }
    let mut settings = world.settings();
    settings.remove("API_KEY_HASHES");
    refused("create-upload-video", &settings, "API_KEY_HASHES").await;
}

#[tokio::test]
async fn a_required_setting_that_is_missing_is_named_on_both() {
    let world = World::start().await;
    for (name, setting) in [
        ("sts-token", "STS_ROLE_ARN"),
        ("sts-token", "STS_BUCKET"),
        ("upload-complete", "VOD_CALLBACK_URL"),
        ("upload-complete", "VOD_CALLBACK_KEYS"),
    ] {
        let mut settings = world.settings();
        settings.remove(setting);
        refused(name, &settings, setting).await;
    }
}

#[tokio::test]
async fn on_lambda_there_must_be_keys_of_the_cloud() {
    let world = World::start().await;
    for Function { name, .. } in functions() {
        let mut settings = world.settings_of(name);
        settings.remove("ALIBABA_CLOUD_ACCESS_KEY_SECRET");
        let lambda = LambdaFunction::start(&artefact(name), name, &settings).await;
        let (report, ended) = lambda.refused_start().await;
        let report = report.unwrap_or_else(|| panic!("{name} reports nothing: {ended:?}"));
        assert!(report.error_message.contains("ALIBABA_CLOUD_ACCESS_KEY_SECRET"), "{report:?}");
    }
}

#[tokio::test]
async fn the_webhook_and_the_event_functions_need_no_auth() {
    let world = World::start().await;
    for function in functions().iter().filter(|function| !keyed(function)) {
        let name = function.name;
        let settings = world.settings_of(name);
        assert!(!settings.contains_key("AUTH"), "{name}");
        let lambda = LambdaFunction::start(&artefact(name), name, &settings).await;
        tokio::select! {
            () = lambda.api.started() => {}
            ended = lambda.process.ended() => panic!("{name}: {ended:?}"),
        }
        let started = FunctionCompute::start(&artefact(name), name, &settings).await;
        assert!(started.is_ok(), "{name}: {:?}", started.err());
    }
}
