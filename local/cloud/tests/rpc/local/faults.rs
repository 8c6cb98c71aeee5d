//! Each fault, as a client meets it.

mod callback;
mod credential;
mod multipart;
mod network;
mod route;
mod throttling;
mod transfer;

use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::Stage;

/// Installs a fault.
async fn install(stage: &Stage, fault: Value) -> Value {
    let (status, answer) = stage.local(Method::POST, "faults", fault).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

/// Installs a fault that fires once.
pub(crate) async fn once(stage: &Stage, name: &str) {
    install(stage, json!({"name": name, "times": 1})).await;
}

/// How often each installed fault fired, in the order of installation.
async fn fired(stage: &Stage) -> Vec<u64> {
    let (_, list) = stage.local(Method::GET, "faults", json!({})).await;
    list["Faults"].as_array().unwrap().iter().map(|f| f["fired"].as_u64().unwrap()).collect()
}

/// Moves the frozen time by a second again and again until the work is done; tells how often.
async fn seconds_of<T>(stage: &Stage, work: impl Future<Output = T>) -> (T, u64) {
    let clock = |body: Value| stage.local(Method::POST, "clock", body);
    clock(json!({"freeze": true})).await;
    let mut work = std::pin::pin!(work);
    let mut seconds = 0;
    let done = loop {
        tokio::select! {
            done = &mut work => break (done, seconds),
            _ = clock(json!({"advance_seconds": 1})) => seconds += 1,
        }
    };
    clock(json!({"reset": true})).await;
    done
}
