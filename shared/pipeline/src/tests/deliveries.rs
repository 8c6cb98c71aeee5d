//! However often, late and disordered an event comes, one task follows from it.

use std::{sync::Arc, time::Duration};

use client::testing::call;
use futures_util::future::join_all;
use proptest::prelude::*;
use serde_json::json;
use tokio::time::sleep;

use super::{
    event, executor,
    fake_vod::{FakeVod, Fate},
    uploaded,
};
use crate::{Outcome, Process as _};

const VIDEOS: [&str; 2] = ["video-1", "video-2"];

#[tokio::test(start_paused = true)]
async fn two_deliveries_at_once_start_one_task() {
    let late = Fate { there: 10, back: 10, lost: false };
    let vod = FakeVod::new(Duration::ZERO, Duration::ZERO, vec![late; 6]);
    let executor = executor(&vod);
    let (event, call) = (uploaded("video-1"), call());
    let outcomes = join_all([executor.process(&event, &call), executor.process(&event, &call)]);
    assert_eq!(outcomes.await, [Outcome::Done, Outcome::Done]);
    assert_eq!((vod.submissions(), vod.tasks("video-1")), (2, 1), "both tried, one counted");
}

/// One event on its way: how long it takes, and what it says.
#[derive(Clone, Debug)]
struct Delivery {
    after: u64,
    video: usize,
    kind: &'static str,
}

fn delivery() -> impl Strategy<Value = Delivery> {
    let kinds = prop::sample::select(vec![
        "FileUploadComplete",
        "FileUploadComplete",
        "FileUploadComplete",
        "StreamTranscodeComplete",
        "TranscodeComplete",
    ]);
    (0..2_000_u64, 0..VIDEOS.len(), kinds).prop_map(|(after, video, kind)| Delivery {
        after,
        video,
        kind,
    })
}

fn fate() -> impl Strategy<Value = Fate> {
    (0..300_u64, 0..300_u64, prop::bool::weighted(0.2)).prop_map(|(there, back, lost)| Fate {
        there,
        back,
        lost,
    })
}

/// Every delivery with its outcome.
async fn deliver(vod: &Arc<FakeVod>, deliveries: &[Delivery]) -> Vec<Outcome> {
    let executor = &executor(vod);
    let all = deliveries.iter().map(|delivery| async move {
        sleep(Duration::from_millis(delivery.after)).await;
        let id = VIDEOS[delivery.video];
        let event = event(&json!({"EventType": delivery.kind, "VideoId": id}));
        executor.process(&event, &call()).await
    });
    join_all(all).await
}

proptest! {
    #[test]
    fn any_deliveries_start_at_most_one_task_and_done_means_that_it_exists(
        deliveries in prop::collection::vec(delivery(), 1..8),
        fates in prop::collection::vec(fate(), 0..60),
        uploaded_after in 0..1_000_u64,
        lag in 0..1_000_u64,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let lag = Duration::from_millis(lag);
            let vod = FakeVod::new(Duration::from_millis(uploaded_after), lag, fates);
            let outcomes = deliver(&vod, &deliveries).await;
            for (video, id) in VIDEOS.iter().enumerate() {
                let done = deliveries.iter().zip(&outcomes).any(|(delivery, outcome)| {
                    let is_upload = delivery.kind == "FileUploadComplete";
                    is_upload && delivery.video == video && *outcome == Outcome::Done
                });
                prop_assert!(vod.tasks(id) <= 1);
                prop_assert!(vod.tasks(id) == 1 || !done, "done without a task");
            }

            // Whatever happened before, the next delivery in calm weather gets there.
            vod.calm_down();
            sleep(Duration::from_secs(2)).await;
            let last = Delivery { after: 0, video: 0, kind: "FileUploadComplete" };
            prop_assert_eq!(deliver(&vod, &[last]).await, [Outcome::Done]);
            prop_assert_eq!(vod.tasks(VIDEOS[0]), 1);
            Ok(())
        })?;
    }
}
