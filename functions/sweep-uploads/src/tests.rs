//! The function over a scripted VOD.

mod hand_off;
mod listing;
mod pipeline;
mod time;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use ::pipeline::{HandOff, HandOffError, Rules};
use async_trait::async_trait;
use bytes::Bytes;
use client::Call;
use model::MediaEvent;
use runtime::{
    Context, Event, EventFunction as _, EventSource, Outcome,
    testing::{self, FixedClock, ScriptedTransport, Step, ok},
};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, sleep_until};

use crate::{SweepUploads, Window};

const NOW: &str = "2026-01-02T03:04:05Z";

/// What a hand-off does with one video.
#[derive(Clone, Copy)]
enum Fate {
    Refused,
    Takes(Duration),
    HangsUntilItsDeadline,
}

/// Takes everything over at once, but for some, and keeps what it was given, and when.
#[derive(Default)]
struct Recorder {
    fates: Vec<(&'static str, Fate)>,
    given: Mutex<Vec<(MediaEvent, Instant)>>,
}

impl Recorder {
    fn new(fates: &[(&'static str, Fate)]) -> Arc<Self> {
        Arc::new(Self { fates: fates.to_vec(), given: Mutex::default() })
    }

    fn ids(&self) -> Vec<String> {
        self.given
            .lock()
            .unwrap()
            .iter()
            .map(|(event, _)| event.media_id.clone().unwrap())
            .collect()
    }
}

#[async_trait]
impl HandOff for Recorder {
    async fn give(&self, event: &MediaEvent, call: &Call) -> Result<(), HandOffError> {
        self.given.lock().unwrap().push((event.clone(), Instant::now()));
        let id = event.media_id.as_deref();
        match self.fates.iter().find(|(known, _)| Some(*known) == id).map(|(_, fate)| *fate) {
            None => Ok(()),
            Some(Fate::Refused) => Err(HandOffError(format!("{} is refused", id.unwrap()))),
            Some(Fate::Takes(time)) => {
                sleep(time).await;
                Ok(())
            }
            Some(Fate::HangsUntilItsDeadline) => {
                sleep_until(call.deadline).await;
                Err(HandOffError("too late".into()))
            }
        }
    }
}

fn rules(template_group: Option<&str>) -> Rules {
    Rules { template_group: template_group.map(|group| group.parse().unwrap()) }
}

/// A sweep over the default ages.
fn function(vod: &Arc<ScriptedTransport>, hand_off: Arc<Recorder>, rules: Rules) -> SweepUploads {
    let client = Arc::new(client::testing::client(vod));
    let window = Window::new(Duration::from_mins(10), Duration::from_hours(24)).unwrap();
    SweepUploads::over(client, hand_off, FixedClock::at(NOW), rules, window)
}

fn event(source: EventSource, body: &'static [u8]) -> Event {
    Event { id: None, source, body: Bytes::from_static(body) }
}

async fn run(function: &SweepUploads, context: &Context) -> Outcome {
    function.handle(event(EventSource::Schedule, b"{}"), context).await
}

/// One sweep with time enough.
async fn sweep(steps: Vec<Step>, hand_off: &Arc<Recorder>) -> (Outcome, Arc<ScriptedTransport>) {
    let vod = ScriptedTransport::new(steps);
    let function = function(&vod, hand_off.clone(), rules(Some("group-1")));
    let outcome = run(&function, &testing::context()).await;
    assert!(vod.is_done(), "{:?}", vod.actions());
    (outcome, vod)
}

/// A stored video of an hour ago.
fn video(id: &str) -> Value {
    json!({"VideoId": id, "Status": "UploadSucc", "CreationTime": "2026-01-02T02:04:05Z",
        "ModificationTime": "2026-01-02T02:05:05Z"})
}

/// A page of the list.
fn page(total: usize, videos: &[Value]) -> Step {
    ok(&json!({"RequestId": "G", "Total": total, "VideoList": {"Video": videos}}))
}

/// The only page.
fn list(ids: &[&str]) -> Step {
    page(ids.len(), &ids.iter().map(|id| video(id)).collect::<Vec<_>>())
}
