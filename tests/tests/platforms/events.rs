//! Events of every source, good and bad, to the functions that take events.

use model::VideoId;
use serde_json::{Value, json};
use tests::{
    Environment, Invocation, World, fixture, fixture_about, fixture_bytes,
    registry::{Trigger, functions},
};

use crate::both::Both;

const PROCESS: &str = "process-upload";

/// Whether the next step after the upload of a video has been started.
async fn next_step_started(world: &World, video: &VideoId) -> bool {
    world.status(video).await != "UploadSucc"
}

fn wrong_keys(world: &World, function: &str) -> Environment {
    let mut settings = world.settings_of(function);
    settings.insert("ALIBABA_CLOUD_ACCESS_KEY_SECRET".into(), "wrongSecret".into());
    settings
}

#[tokio::test]
async fn an_event_of_each_source_starts_the_next_step_on_lambda() {
    let world = World::start().await;
    let both = Both::deployed(PROCESS, &world.settings_of(PROCESS)).await;
    for name in ["sqs-one", "sqs-fifo-groups", "sqs-batch-bad-body", "eventbridge", "invoke-video"]
    {
        let video = world.uploaded_video().await;
        let event = fixture_about(&format!("lambda/{name}.json"), video.as_str());
        let answer = both.lambda.value(&event).await;
        assert!(next_step_started(&world, &video).await, "{name}: {answer}");
        if name.starts_with("sqs-") {
            assert_eq!(answer, json!({"batchItemFailures": []}), "{name}");
        }
    }
}

#[tokio::test]
async fn an_event_of_each_source_starts_the_next_step_on_function_compute() {
    let world = World::start().await;
    let both = Both::deployed(PROCESS, &world.settings_of(PROCESS)).await;
    for name in [
        "mns-topic-json",
        "mns-topic-json-attributes",
        "mns-topic-json-base64",
        "mns-topic-stream",
        "eventbridge",
        "eventbridge-data-text",
        "eventbridge-array",
        "invoke-video",
    ] {
        let video = world.uploaded_video().await;
        let event = fixture_about(&format!("function-compute/{name}.json"), video.as_str());
        let given = both.function_compute.invoke(event.to_string().as_bytes()).await;
        assert!(!given.failed && given.answer.status == 200, "{name}: {given:?}");
        assert!(next_step_started(&world, &video).await, "{name}: {given:?}");
    }
}

#[tokio::test]
async fn what_can_never_be_done_is_acknowledged_and_kept_in_the_log() {
    let world = World::start().await;
    let both = Both::deployed(PROCESS, &world.settings_of(PROCESS)).await;
    // The video of the fixtures is not known here.
    for name in ["lambda/sqs-one", "lambda/invoke-video", "lambda/invoke-unknown-type"] {
        let answer = both.lambda.value(&fixture(&format!("{name}.json"))).await;
        let failures = answer["batchItemFailures"].as_array();
        assert!(failures.is_none_or(Vec::is_empty), "{name}: {answer}");
    }
    for name in ["mns-topic-json", "mns-topic-bad-message", "eventbridge", "invoke-unknown-type"] {
        let event = fixture_bytes(&format!("function-compute/{name}.json"));
        let given = both.function_compute.invoke(&event).await;
        assert!(!given.failed && given.answer.status == 200, "{name}: {given:?}");
    }
    for process in [&both.lambda.process, &both.function_compute.process] {
        // Its name, and enough of it to find out more.
        process.says(|process| process.stderr().contains(tests::FIXTURE_VIDEO)).await;
    }
}

#[tokio::test]
async fn what_could_not_be_done_yet_is_delivered_again() {
    let world = World::start().await;
    let both = Both::deployed(PROCESS, &wrong_keys(&world, PROCESS)).await;
    let ids = |event: &Value| -> Vec<Value> {
        let records = event["Records"].as_array().unwrap();
        records.iter().map(|record| json!({"itemIdentifier": record["messageId"]})).collect()
    };
    for name in ["sqs-one", "sqs-fifo-groups"] {
        let event = fixture(&format!("lambda/{name}.json"));
        let answer = both.lambda.value(&event).await;
        let failed = answer["batchItemFailures"].as_array().unwrap();
        // In any order: what is in it counts.
        assert_eq!(failed.len(), ids(&event).len(), "{name}: {answer}");
        assert!(ids(&event).iter().all(|id| failed.contains(id)), "{name}: {answer}");
    }
    // What is no event never will be one; the others of the batch are.
    let event = fixture("lambda/sqs-batch-bad-body.json");
    let answer = both.lambda.value(&event).await;
    let all = ids(&event);
    let failed = answer["batchItemFailures"].as_array().unwrap();
    assert!(failed.contains(&all[0]) && failed.contains(&all[3]), "{answer}");
    assert!(!failed.contains(&all[1]) && !failed.contains(&all[2]), "{answer}");

    let failure = both.lambda.failure(&fixture("lambda/invoke-video.json")).await;
    assert_eq!(failure.error_type, "EventNotProcessed", "{failure:?}");

    for name in ["mns-topic-json", "mns-topic-json-base64", "eventbridge", "invoke-video"] {
        let event = fixture_bytes(&format!("function-compute/{name}.json"));
        let given = both.function_compute.invoke(&event).await;
        assert!(given.failed && given.answer.status == 500, "{name}: {given:?}");
    }
}

#[tokio::test]
async fn no_event_however_odd_ends_a_function() {
    let world = World::start().await;
    for function in functions() {
        if matches!(function.trigger, Trigger::Http { .. }) {
            continue;
        }
        let name = function.name;
        let both = Both::deployed(name, &world.settings_of(name)).await;
        for bad in [
            "bad-null",
            "bad-array",
            "bad-text",
            "bad-number",
            "bad-empty-object",
            "bad-sns",
            "bad-http-without-method",
            "sqs-empty",
        ] {
            let event = fixture_bytes(&format!("lambda/{bad}.json"));
            match both.lambda.invoke(&event).await {
                Invocation::Response(_) => {}
                Invocation::Error(failure) => {
                    assert_eq!(
                        failure.error_type, "UnsupportedEvent",
                        "{name}: {bad}: {failure:?}"
                    );
                }
            }
        }
        for bad in [
            "bad-null.json",
            "bad-array.json",
            "bad-text.json",
            "bad-number.json",
            "bad-empty-object.json",
            "bad-empty.txt",
            "bad-not-json.txt",
            "bad-oss.json",
            "bad-http-event.json",
            "eventbridge-without-data.json",
        ] {
            let event = fixture_bytes(&format!("function-compute/{bad}"));
            let given = both.function_compute.invoke(&event).await;
            // Failed or not, the platform and the status must say the same.
            assert_eq!(given.failed, given.answer.status != 200, "{name}: {bad}: {given:?}");
        }
        assert_eq!(both.lambda.api.refusals(), Vec::<String>::new());
        // A request of a caller is none of its events.
        let failure = both.lambda.failure(&fixture("lambda/http-api-v2-post-json.json")).await;
        assert_eq!(failure.error_type, "UnsupportedEvent", "{name}: {failure:?}");
        let request = tests::HttpRequest::new("POST", "/").body("{}");
        let given = both.function_compute.http(&request).await;
        assert!(given.status >= 400, "{name}: {given:?}");
    }
}

#[tokio::test]
async fn a_function_of_requests_takes_no_events() {
    let world = World::start().await;
    let name = "create-upload-video";
    let both = Both::deployed(name, &world.settings_of(name)).await;
    for name in [
        "bad-null",
        "bad-array",
        "bad-text",
        "bad-number",
        "bad-empty-object",
        "bad-sns",
        "bad-http-without-method",
        "sqs-one",
        "schedule",
        "invoke-video",
    ] {
        let failure = both.lambda.failure(&fixture(&format!("lambda/{name}.json"))).await;
        assert_eq!(failure.error_type, "UnsupportedEvent", "{name}: {failure:?}");
    }
    for name in
        ["bad-null.json", "bad-empty.txt", "bad-not-json.txt", "timer.json", "invoke-video.json"]
    {
        let event = fixture_bytes(&format!("function-compute/{name}"));
        let given = both.function_compute.invoke(&event).await;
        assert!(given.failed && given.answer.status >= 400, "{name}: {given:?}");
    }
    let good = tests::HttpRequest::of_http_api(&fixture("lambda/http-api-v2-post-json.json"));
    assert_eq!(both.http(&good).await.status, 200, "and goes on");
}

#[tokio::test]
async fn a_schedule_of_either_platform_starts_a_sweep() {
    let name = "sweep-uploads";
    let world = World::start().await;
    let both = Both::deployed(name, &world.settings_of(name)).await;
    for event in ["schedule", "schedule-scheduler", "bad-empty-object"] {
        both.lambda.value(&fixture(&format!("lambda/{event}.json"))).await;
    }
    for event in ["timer", "timer-payload", "bad-empty-object"] {
        let event = fixture_bytes(&format!("function-compute/{event}.json"));
        let given = both.function_compute.invoke(&event).await;
        assert!(!given.failed && given.answer.status == 200, "{given:?}");
    }
    let both = Both::deployed(name, &wrong_keys(&world, name)).await;
    let failure = both.lambda.failure(&fixture("lambda/schedule.json")).await;
    assert_eq!(failure.error_type, "EventNotProcessed", "{failure:?}");
    let given = both.function_compute.invoke(&fixture_bytes("function-compute/timer.json")).await;
    assert!(given.failed && given.answer.status == 500, "{given:?}");
}
