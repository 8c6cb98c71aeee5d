//! The whole pipeline: against a script step by step, and against a VOD in memory under deliveries
//! in any order and number.

mod deliveries;
mod fake_vod;
mod steps;

use std::sync::Arc;

use client::Transport;
use model::MediaEvent;
use serde_json::json;

use crate::{Executor, Rules};

fn executor(transport: &Arc<impl Transport + 'static>) -> Executor {
    let rules = Rules { template_group: Some("group-1".parse().unwrap()) };
    Executor::new(Arc::new(client::testing::client(transport)), rules)
}

fn event(body: &serde_json::Value) -> MediaEvent {
    MediaEvent::parse(body.to_string().as_bytes()).unwrap()
}

/// FileUploadComplete of this video.
fn uploaded(video_id: &str) -> MediaEvent {
    event(&json!({"EventType": "FileUploadComplete", "VideoId": video_id, "Status": "success"}))
}
