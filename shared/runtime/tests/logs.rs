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

use client::system::SystemClock;
use runtime::{Audit, Context, Platform, logs};
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
        platform_claims: None,
        clock: Arc::new(SystemClock),
        audit: Audit::default(),
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
fn the_audit_is_logged_at_any_level_but_off() {
    let work = || tracing::info!(target: "audit", line = r#"{"target":"audit","_aws":{"a":1}}"#);
    for (filter, written) in [
        ("info", 1),
        ("error", 1),
        ("client=debug", 1),
        ("off,audit=info", 1),
        ("off", 0),
        ("info, audit=off", 0),
        ("audit=off", 0),
        ("info,audit=warn", 1),
        ("warn,audit=error", 1),
        ("audit=info,audit=off", 0),
    ] {
        let lines = lines(filter, work);
        assert_eq!(lines.len(), written, "{filter}");
        // As it was written, and not within the form of another line.
        assert!(lines.iter().all(|line| line["_aws"]["a"] == 1), "{lines:?}");
    }
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

#[test]
fn a_text_of_others_cannot_begin_a_line_or_command_a_terminal() {
    let hostile =
        "a\r\n{\"level\":\"ERROR\"}\u{85}\u{2028}\u{2029}\u{1b}[31m\u{9b}31m\0\u{7f}\u{202e}é";
    let kept = Kept::default();
    let writer = kept.clone();
    let log = logs::subscriber("info", move || writer.clone());
    tracing::subscriber::with_default(log, || {
        tracing::info_span!("request", title = hostile).in_scope(|| {
            tracing::info!(title = hostile, shown = %hostile, seen = ?hostile, "{hostile}");
        });
    });
    let written = kept.0.lock().unwrap();
    let text = std::str::from_utf8(&written).unwrap();
    let line = text.strip_suffix('\n').unwrap();
    assert!(!line.chars().any(char::is_control), "{line:?}");
    assert_eq!(line.chars().filter(|c| !c.is_ascii()).collect::<String>(), "é".repeat(5));
    let line: Value = serde_json::from_str(line).unwrap();
    for field in ["title", "shown", "message"] {
        assert_eq!(line[field], hostile, "{field}");
    }
    assert_eq!(line["spans"][0]["title"], hostile);
}
