//! How the adapters treat any function: what reaches it, panics, deadlines, many calls at once, the
//! end.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::{
    API_KEY, FcCall, FunctionCompute, HttpRequest, Invocation, InvokeOptions, World, fixture,
    program,
};

use crate::both::Both;

async fn requests() -> (World, Both) {
    let world = World::start().await;
    let both = Both::probe("http", world.settings()).await;
    (world, both)
}

async fn events() -> (World, Both) {
    let world = World::start().await;
    let both = Both::probe("event", world.settings()).await;
    (world, both)
}

fn probe(body: &str) -> HttpRequest {
    HttpRequest::new("POST", "/probe").key(API_KEY).body(body)
}

#[tokio::test]
async fn a_request_reaches_the_function_whole() {
    let (_world, both) = requests().await;
    let path = "/probe/%E5%81%87%20%231%3F%25";
    let query = "tag=a&tag=b&q=%E5%81%87+1%261&empty=";
    let request = HttpRequest::new("GET", &format!("{path}?{query}"))
        .header("x-api-key", API_KEY)
        .header("cookie", "session=4f1c09ab; theme=dark")
        .header("x-custom", "Grüße".replace('ü', "ue").replace('ß', "ss").as_str());
    let lambda = both.lambda.http(&request).await;
    let function_compute = both.function_compute.http(&request).await;
    for (seen, platform) in [(lambda, "Lambda"), (function_compute, "FunctionCompute")] {
        assert_eq!(seen.status, 200, "{platform}: {}", seen.body);
        let seen = seen.body;
        assert_eq!(seen["Platform"], platform);
        assert_eq!(seen["Function"], "probe");
        assert_eq!(seen["Method"], "GET");
        assert_eq!(seen["Path"], path, "{platform}");
        assert_eq!(seen["Query"], query, "{platform}");
        assert_eq!(seen["Headers"]["x-custom"], json!(["Gruesse"]), "{platform}");
        assert_eq!(
            seen["Headers"]["cookie"],
            json!(["session=4f1c09ab; theme=dark"]),
            "{platform}"
        );
        assert_eq!(seen["ClientAddress"], "203.0.113.24", "{platform}");
        assert_eq!(seen["Body"], "", "{platform}");
        let names = seen["Headers"].as_object().unwrap();
        assert!(!names.keys().any(|name| name.starts_with("x-fc-")), "{platform}: {seen}");
    }
}

#[tokio::test]
async fn a_body_reaches_the_function_as_it_was_sent() {
    let (_world, both) = requests().await;
    for content_type in
        ["application/json", "text/plain; charset=utf-8", "application/octet-stream", "image/png"]
    {
        let request = probe("假期\r\n\0").header("content-type", content_type);
        let seen = both.lambda.http(&request).await.body;
        assert_eq!(seen["Body"], "假期\r\n\0", "{content_type}");
        let seen = both.function_compute.http(&request).await.body;
        assert_eq!(seen["Body"], "假期\r\n\0", "{content_type}");
    }
}

#[tokio::test]
async fn the_platforms_request_id_is_in_answer_and_log() {
    let (_world, both) = requests().await;
    let options = InvokeOptions::default();
    let id = options.request_id.clone();
    let event = probe("x").http_api_event().to_string();
    let Invocation::Response(answer) = both.lambda.invoke_with(event.as_bytes(), options).await
    else {
        panic!("no answer")
    };
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    assert_eq!(answer["headers"]["x-request-id"], id.as_str());
    both.lambda.process.says(|process| process.stderr().contains(&id)).await;

    let call = FcCall::default();
    let given = both.function_compute.http_with(&probe("x"), &call).await;
    assert_eq!(given.answer.headers["x-request-id"], call.request_id.as_str());
    let process = &both.function_compute.process;
    process.says(|process| process.stderr().contains(&call.request_id)).await;
    // Function Compute cuts the log of a call out between these.
    for word in ["Start", "End"] {
        let line = format!("FC Invoke {word} RequestId: {}", call.request_id);
        process.says(|process| process.stdout().lines().any(|said| said == line)).await;
    }
}

#[tokio::test]
async fn a_panic_costs_one_request() {
    let (_world, both) = requests().await;
    for _ in 0..2 {
        let failure = both.lambda.failure(&probe("panic").http_api_event()).await;
        assert_eq!(failure.error_type, "FunctionPanicked", "{failure:?}");
        assert_eq!(both.lambda.http(&probe("x")).await.status, 200);

        let call = FcCall::default();
        let given = both.function_compute.http_with(&probe("panic"), &call).await;
        assert!(given.failed && given.answer.status == 500, "{given:?}");
        assert_eq!(given.answer.body["Code"], "InternalError");
        assert_eq!(both.function_compute.http(&probe("x")).await.status, 200);
        let line = format!(
            "FC Invoke End RequestId: {}, Error: Unhandled function error",
            call.request_id
        );
        let process = &both.function_compute.process;
        process.says(|process| process.stdout().lines().any(|said| said == line)).await;
    }
    for process in [&both.lambda.process, &both.function_compute.process] {
        process.says(|process| process.stderr().contains("told to panic")).await;
    }
}

#[tokio::test]
async fn a_panic_costs_one_event() {
    let (_world, both) = events().await;
    for _ in 0..2 {
        // Those of a queue stand in `queues`.
        let failure = both.lambda.failure(&json!({"Do": "panic"})).await;
        assert_eq!(failure.error_type, "FunctionPanicked", "{failure:?}");
        both.lambda.value(&json!({"Do": "done"})).await;

        let given = both.function_compute.invoke(br#"{"Do":"panic"}"#).await;
        assert!(given.failed && given.answer.status == 500, "{given:?}");
        let given = both.function_compute.invoke(br#"{"Do":"done"}"#).await;
        assert!(!given.failed && given.answer.status == 200, "{given:?}");
    }
}

#[tokio::test]
async fn each_outcome_of_an_event_has_its_answer_on_function_compute() {
    let (_world, both) = events().await;
    let message = |message: &str| {
        let mut event = fixture("function-compute/mns-topic-json.json");
        event["Message"] = message.into();
        event.to_string()
    };
    for (body, failed) in [("done", false), ("drop", false), ("retry", true)] {
        for event in [json!({"Do": body}).to_string(), message(body)] {
            let given = both.function_compute.invoke(event.as_bytes()).await;
            assert_eq!(given.failed, failed, "{event}: {given:?}");
            assert_eq!(given.answer.status, if failed { 500 } else { 200 }, "{event}");
        }
    }
    let sources = |source: &'static str| {
        both.function_compute.process.says(move |process| process.stderr().contains(source))
    };
    sources("\"source\":\"Topic\"").await;
    sources("\"source\":\"Invoke\"").await;
}

#[tokio::test]
async fn a_source_is_told_from_another() {
    let (_world, both) = events().await;
    for (name, source) in [
        ("lambda/sqs-one", "Queue"),
        ("lambda/schedule", "Schedule"),
        ("lambda/schedule-scheduler", "Schedule"),
        ("lambda/invoke-video", "Invoke"),
        ("function-compute/mns-topic-json", "Topic"),
        ("function-compute/mns-topic-stream", "Topic"),
        ("function-compute/eventbridge", "Bus"),
        ("function-compute/eventbridge-data-text", "Bus"),
        ("function-compute/timer", "Schedule"),
        ("function-compute/invoke-video", "Invoke"),
    ] {
        let event = fixture(&format!("{name}.json"));
        let process = if name.starts_with("lambda/") {
            both.lambda.value(&event).await;
            &both.lambda.process
        } else {
            both.function_compute.invoke(event.to_string().as_bytes()).await;
            &both.function_compute.process
        };
        let line = format!("\"source\":\"{source}\"");
        process
            .says(|process| {
                let log = process.stderr();
                log.lines()
                    .rev()
                    .find(|line| line.contains("probed"))
                    .is_some_and(|l| l.contains(&line))
            })
            .await;
    }
}

#[tokio::test]
async fn deadlines_in_odd_forms_do_no_harm() {
    let (_world, both) = requests().await;
    let event = probe("x").http_api_event().to_string();
    let past = jiff::Timestamp::now().as_millisecond() - 60_000;
    let far = u64::MAX.to_string();
    let year_9999 = "253402300799000";
    for deadline in ["0", "1", &past.to_string(), "600000", year_9999, &far, "9223372036854775808"]
    {
        let options =
            InvokeOptions { deadline_ms: deadline.to_owned(), ..InvokeOptions::default() };
        match both.lambda.invoke_with(event.as_bytes(), options).await {
            Invocation::Response(answer) => {
                let answer: Value = serde_json::from_slice(&answer).unwrap();
                assert_eq!(answer["statusCode"], 200, "{deadline}: {answer}");
                let seen: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
                // No platform gives a function more than a quarter of an hour, and no time is none.
                let left = seen["SecondsLeft"].as_u64().unwrap();
                assert!((1..=900).contains(&left), "{deadline}: {left} seconds");
            }
            Invocation::Error(failure) => panic!("{deadline}: {failure:?}"),
        }
    }
}

#[tokio::test]
async fn a_function_that_takes_too_long_is_answered_for_before_the_platform_gives_up() {
    let (_world, both) = requests().await;
    let event = probe("wait").http_api_event().to_string();
    let begun = Instant::now();
    // Of five seconds the adapter keeps half of one for the answer, more than that never: as much may
    // pass on a machine that does much else.
    let left = Duration::from_secs(5);
    let deadline = jiff::Timestamp::now().as_millisecond() + 5_000;
    let options = InvokeOptions { deadline_ms: deadline.to_string(), ..InvokeOptions::default() };
    let Invocation::Response(answer) = both.lambda.invoke_with(event.as_bytes(), options).await
    else {
        panic!("no answer")
    };
    assert!(begun.elapsed() < left, "{:?}", begun.elapsed());
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    assert_eq!(answer["statusCode"], 504, "{answer}");
    assert_eq!(both.lambda.http(&probe("x")).await.status, 200);
}

#[tokio::test]
async fn function_compute_sends_many_requests_at_once() {
    let (_world, both) = requests().await;
    let slow = HttpRequest::new("POST", "/probe").key(API_KEY).body("wait");
    // One that takes for ever holds nobody up.
    tokio::select! {
        answer = both.function_compute.http(&slow) => panic!("{answer:?}"),
        () = fifty(&both.function_compute) => {}
    }
}

async fn fifty(function: &FunctionCompute) {
    let mut asked: Vec<_> = (0..50)
        .map(|number| {
            Box::pin(async move {
                let body = format!("number {number}");
                let given = function.http(&probe(&body)).await;
                assert_eq!((given.status, &given.body["Body"]), (200, &body.into()));
            })
        })
        .collect();
    std::future::poll_fn(|context| {
        asked.retain_mut(|one| one.as_mut().poll(context).is_pending());
        if asked.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
}

#[tokio::test]
async fn hooks_of_an_instance_are_answered() {
    let (_world, both) = requests().await;
    for name in ["initialize", "pre-stop"] {
        let given = both.function_compute.hook(name).await;
        assert!(!given.failed && given.answer.status == 200, "{name}: {given:?}");
    }
    assert_eq!(both.function_compute.http(&probe("x")).await.status, 200);
}

#[tokio::test]
async fn a_control_path_that_nobody_knows_reaches_no_function() {
    let (_world, both) = requests().await;
    let request = probe("x");
    for control in ["/", "/http-invoke/../invoke", "/nobody", "http-invoke"] {
        let given = both.function_compute.send(control, &request, &FcCall::default()).await;
        assert!(given.answer.status >= 400, "{control}: {given:?}");
        assert!(given.answer.body["Body"].is_null(), "{control}: {given:?}");
    }
}

#[tokio::test]
async fn sigterm_ends_a_function_cleanly() {
    let world = World::start().await;
    for kind in ["http", "event"] {
        let mut settings = world.settings();
        settings.insert("PROBE".into(), kind.into());
        let started = FunctionCompute::start(&program("probe"), "probe", &settings).await;
        let function = started.unwrap();
        function.process.terminate();
        let ended = function.process.ended().await;
        assert_eq!(ended.code, Some(0), "{ended:?}");
    }
}
