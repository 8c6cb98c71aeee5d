//! A VOD in memory, as unkind as the network allows: answers come late or never, lists lag.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use client::{
    Transport, TransportError, TransportErrorKind,
    testing::{action, parameters},
};
use http::{Request, Response};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

/// What happens to one request on its way.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fate {
    /// Milliseconds until VOD sees it.
    pub(super) there: u64,
    /// Milliseconds until its answer is back.
    pub(super) back: u64,
    /// Whether the answer is lost, though VOD has acted.
    pub(super) lost: bool,
}

#[derive(Default)]
struct Video {
    /// When each of its tasks was made.
    tasks: Vec<Instant>,
    sessions: BTreeSet<String>,
}

pub(super) struct FakeVod {
    /// Before this moment every video is `Uploading`.
    uploaded_at: Instant,
    /// So long a new task is in no list.
    lag: Duration,
    fates: Mutex<Vec<Fate>>,
    videos: Mutex<BTreeMap<String, Video>>,
    submissions: Mutex<usize>,
}

impl FakeVod {
    /// Deals the fates from the last to the first; later requests meet no obstacle.
    pub(super) fn new(uploaded_after: Duration, lag: Duration, fates: Vec<Fate>) -> Arc<Self> {
        Arc::new(Self {
            uploaded_at: Instant::now() + uploaded_after,
            lag,
            fates: Mutex::new(fates),
            videos: Mutex::default(),
            submissions: Mutex::default(),
        })
    }

    /// From here on no request meets an obstacle.
    pub(super) fn calm_down(&self) {
        self.fates.lock().unwrap().clear();
    }

    /// How many tasks this video has.
    pub(super) fn tasks(&self, video_id: &str) -> usize {
        self.videos.lock().unwrap().get(video_id).map_or(0, |video| video.tasks.len())
    }

    /// How many submissions arrived, refused ones included.
    pub(super) fn submissions(&self) -> usize {
        *self.submissions.lock().unwrap()
    }

    fn act(&self, action: &str, parameters: &BTreeMap<String, String>) -> (u16, Value) {
        let id = &parameters["VideoId"];
        let mut videos = self.videos.lock().unwrap();
        let video = videos.entry(id.clone()).or_default();
        match action {
            "GetVideoInfo" => {
                let visible = Instant::now() >= self.uploaded_at;
                let status = if visible { "UploadSucc" } else { "Uploading" };
                (200, json!({"RequestId": "Q", "Video": {"VideoId": id, "Status": status}}))
            }
            "ListTranscodeTask" => {
                let seen = video.tasks.iter().filter(|made| made.elapsed() >= self.lag);
                let list: Vec<Value> = seen
                    .map(|_| json!({"TranscodeTaskId": "task", "TaskStatus": "Processing"}))
                    .collect();
                (200, json!({"RequestId": "L", "TranscodeTaskList": list}))
            }
            "SubmitTranscodeJobs" => {
                *self.submissions.lock().unwrap() += 1;
                if video.sessions.insert(parameters["SessionId"].clone()) {
                    video.tasks.push(Instant::now());
                    (200, json!({"RequestId": "S", "TranscodeTaskId": "task"}))
                } else {
                    (400, json!({"RequestId": "S", "Code": "SessionIdRepeat", "Message": "."}))
                }
            }
            other => panic!("nobody needs {other}"),
        }
    }
}

#[async_trait]
impl Transport for FakeVod {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let fate = self.fates.lock().unwrap().pop().unwrap_or_default();
        sleep(Duration::from_millis(fate.there)).await;
        let (status, body) = self.act(&action(&request), &parameters(&request));
        sleep(Duration::from_millis(fate.back)).await;
        if fate.lost {
            return Err(TransportError::new(TransportErrorKind::Broken, "lost"));
        }
        Ok(Response::builder().status(status).body(Bytes::from(body.to_string())).unwrap())
    }
}
