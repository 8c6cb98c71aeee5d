//! What is handed over, and what becomes of the others when one fails.

use model::MediaEventKind;

use super::*;

#[tokio::test(start_paused = true)]
async fn each_video_is_handed_over_as_the_event_that_should_have_come() {
    let recorder = Recorder::new(&[]);
    sweep(vec![list(&["v-1"])], &recorder).await;
    sweep(vec![list(&["v-1"])], &recorder).await;
    let given = recorder.given.lock().unwrap();
    let (event, _) = &given[0];
    assert_eq!(event.kind, MediaEventKind::FileUploadComplete);
    assert_eq!(
        (event.media_id.as_deref(), event.status.as_deref()),
        (Some("v-1"), Some("success"))
    );
    assert_eq!(*event, given[1].0, "a queue can tell a repeat");
}

#[tokio::test(start_paused = true)]
async fn one_that_fails_stops_no_other() {
    let recorder = Recorder::new(&[("bad", Fate::Refused)]);
    let (outcome, _) = sweep(vec![list(&["v-1", "bad", "v-2"])], &recorder).await;
    assert_eq!(outcome, Outcome::Done, "the next sweep finds it again");
    assert_eq!(recorder.ids(), ["v-1", "bad", "v-2"]);
}

#[tokio::test(start_paused = true)]
async fn where_nothing_can_be_handed_over_the_sweep_asks_to_be_repeated() {
    let recorder = Recorder::new(&[("v-1", Fate::Refused), ("v-2", Fate::Refused)]);
    let (outcome, _) = sweep(vec![list(&["v-1", "v-2"])], &recorder).await;
    assert_eq!(outcome, Outcome::Retry("v-2 is refused".into()));
}

#[tokio::test(start_paused = true)]
async fn failures_in_a_row_are_met_with_longer_pauses() {
    let ids = ["b-1", "b-2", "b-3", "b-4", "b-5", "b-6", "good", "b-7", "v-1"];
    let fates: Vec<_> =
        ids.iter().filter(|id| id.starts_with('b')).map(|id| (*id, Fate::Refused)).collect();
    let recorder = Recorder::new(&fates);
    sweep(vec![list(&ids)], &recorder).await;
    let given = recorder.given.lock().unwrap();
    let pauses: Vec<u128> = given.windows(2).map(|two| (two[1].1 - two[0].1).as_millis()).collect();
    assert_eq!(pauses, [250, 500, 1_000, 2_000, 2_000, 2_000, 0, 250]);
}
