//! What a log line holds.
//!
//! In a process of its own: `tracing` remembers for each line in the code whether anybody listens,
//! and while other tests pass the same lines without a listener it may remember wrongly.

#![allow(clippy::unwrap_used, reason = "a test ends by a panic")]

use std::{
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use runtime::{Context, Platform, logs};
use serde_json::Value;
use tokio::time::Instant;

const REQUEST_ID: &str = "11111111-2222-3333-4444-555555555555";

/// Keeps what is written.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn lines(filter: &str, work: impl FnOnce()) -> Vec<Value> {
    let kept = Kept::default();
    let writer = kept.clone();
    let log = logs::subscriber(filter, move || writer.clone());
    tracing::subscriber::with_default(log, work);
    let written = kept.0.lock().unwrap();
    let text = std::str::from_utf8(&written).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn context() -> Context {
    Context {
        request_id: REQUEST_ID.parse().unwrap(),
        function: "outer",
        deadline: Instant::now() + Duration::from_secs(20),
        platform: Platform::Local,
        credentials: None,
        client_address: None,
        caller: None,
    }
}

#[test]
fn a_line_of_a_request_carries_its_id_and_the_function() {
    let lines = lines("info", || {
        logs::request_span(&context()).in_scope(|| {
            tracing::info!(video_id = "v", "issued");
            tracing::info_span!("process", function = "inner").in_scope(|| {
                tracing::warn!("deeper");
            });
        });
    });
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["message"], "issued");
    assert_eq!(lines[0]["level"], "INFO");
    assert_eq!(lines[0]["video_id"], "v");
    for line in &lines {
        assert_eq!(line["spans"][0]["request_id"], REQUEST_ID, "{line}");
        assert_eq!(line["spans"][0]["function"], "outer", "{line}");
    }
    assert_eq!(lines[1]["spans"][1]["function"], "inner");
}

#[test]
fn the_filter_applies_and_a_broken_one_means_info() {
    let work = || {
        tracing::debug!("quiet");
        tracing::info!("loud");
    };
    assert_eq!(lines("debug", work).len(), 2);
    assert_eq!(lines("warn", work).len(), 0);
    assert_eq!(lines("logs=not-a-level", work).len(), 1);
}

#[test]
fn no_filter_brings_whole_events_into_the_log() {
    let work = || {
        tracing::trace!(target: "lambda_runtime::layers::api_response", body = "all", "event");
        tracing::debug!(target: "lambda_runtime::layers::trace", "call");
        tracing::trace!("own");
    };
    for filter in ["trace", "trace,lambda_runtime=trace", "lambda_runtime::layers=trace,logs=trace"]
    {
        let lines = lines(filter, work);
        let messages: Vec<_> = lines.iter().map(|line| line["message"].as_str()).collect();
        assert_eq!(messages, [Some("call"), Some("own")], "{filter}");
    }
}
