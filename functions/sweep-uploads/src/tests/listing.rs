//! Which videos are found.

use runtime::testing::refused;

use super::*;

fn retry(reason: &str, outcome: &Outcome) {
    let Outcome::Retry(said) = outcome else { panic!("{outcome:?}") };
    assert!(said.contains(reason), "{said}");
}

#[tokio::test(start_paused = true)]
async fn stored_videos_of_the_window_are_asked_for_oldest_first() {
    let (outcome, vod) = sweep(vec![list(&["v-1"])], &Recorder::new(&[])).await;
    assert_eq!(outcome, Outcome::Done);
    let parameters: Vec<String> =
        vod.parameters(0).into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(
        parameters,
        [
            "EndTime=2026-01-02T02:54:05Z",
            "PageNo=1",
            "PageSize=100",
            "SortBy=CreationTime:Asc",
            "StartTime=2026-01-01T03:04:05Z",
            "Status=UploadSucc",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn nothing_is_asked_for_where_nothing_would_follow() {
    let (vod, recorder) = (ScriptedTransport::new([]), Recorder::new(&[]));
    let function = function(&vod, recorder, rules(None));
    assert_eq!(run(&function, &testing::context()).await, Outcome::Done);
    assert!(vod.actions().is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_event_is_not_looked_at() {
    use EventSource::{Bus, Invoke, Queue, Schedule, Topic};
    for source in [Queue, Topic, Bus, Schedule, Invoke] {
        for body in [&b""[..], b"\xff", br#"{"EventType":"FileUploadComplete","VideoId":"x"}"#] {
            let (vod, recorder) = (ScriptedTransport::new([list(&["v-1"])]), Recorder::new(&[]));
            let function = function(&vod, recorder.clone(), rules(Some("group-1")));
            let outcome = function.handle(event(source, body), &testing::context()).await;
            assert_eq!((outcome, recorder.ids()), (Outcome::Done, vec!["v-1".to_owned()]));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn no_video_is_no_error() {
    let recorder = Recorder::new(&[]);
    for step in [refused(404, "InvalidVideo.NotFound"), list(&[])] {
        assert_eq!(sweep(vec![step], &recorder).await.0, Outcome::Done);
    }
    assert!(recorder.ids().is_empty());
}

#[tokio::test(start_paused = true)]
async fn every_page_is_read_before_anything_is_handed_over() {
    let recorder = Recorder::new(&[]);
    // The second page repeats a video, as a page does that moved meanwhile.
    let pages = vec![
        page(201, &[video("v-1"), video("v-2")]),
        page(201, &[video("v-2"), video("v-3")]),
        page(201, &[video("v-4")]),
    ];
    let (outcome, vod) = sweep(pages, &recorder).await;
    assert_eq!(outcome, Outcome::Done);
    assert_eq!(recorder.ids(), ["v-1", "v-2", "v-3", "v-4"]);
    let numbers: Vec<String> =
        (0..3).map(|index| vod.parameters(index)["PageNo"].clone()).collect();
    assert_eq!(numbers, ["1", "2", "3"]);
}

#[tokio::test(start_paused = true)]
async fn a_list_without_a_total_ends_with_an_empty_page() {
    let recorder = Recorder::new(&[]);
    let untold = |videos: &[Value]| ok(&json!({"RequestId": "G", "VideoList": {"Video": videos}}));
    let pages = vec![untold(&[video("v-1")]), untold(&[video("v-2")]), untold(&[])];
    assert_eq!(sweep(pages, &recorder).await.0, Outcome::Done);
    assert_eq!(recorder.ids(), ["v-1", "v-2"]);
}

#[tokio::test(start_paused = true)]
async fn no_page_is_asked_for_that_vod_refuses() {
    let recorder = Recorder::new(&[]);
    let pages = (1..=50).map(|number| page(9_999, &[video(&format!("v-{number}"))])).collect();
    assert_eq!(sweep(pages, &recorder).await.0, Outcome::Done);
    assert_eq!(recorder.ids().len(), 50);
}

#[tokio::test(start_paused = true)]
async fn what_changed_a_moment_ago_is_left_to_its_event() {
    let changed = |id: &str, at: Value| {
        let mut video = video(id);
        video["ModificationTime"] = at;
        video
    };
    let recorder = Recorder::new(&[]);
    let videos = [
        changed("on-the-edge", "2026-01-02T02:54:05Z".into()),
        changed("uploaded-just-now", "2026-01-02T02:54:06Z".into()),
        changed("unreadable", "some day".into()),
        changed("untold", Value::Null),
    ];
    sweep(vec![page(4, &videos)], &recorder).await;
    assert_eq!(recorder.ids(), ["on-the-edge", "unreadable", "untold"]);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_longer_waiting_or_no_video_is_passed_over() {
    let recorder = Recorder::new(&[]);
    let videos = [
        json!({"VideoId": "moved-on", "Status": "Transcoding"}),
        json!({"Title": "without an id", "Status": "UploadSucc"}),
        video("v-1"),
    ];
    assert_eq!(sweep(vec![page(3, &videos)], &recorder).await.0, Outcome::Done);
    assert_eq!(recorder.ids(), ["v-1"]);
}

#[tokio::test(start_paused = true)]
async fn a_sweep_that_may_not_list_asks_to_be_repeated() {
    let recorder = Recorder::new(&[]);
    let (outcome, _) = sweep(vec![refused(403, "Forbidden.RAM")], &recorder).await;
    retry("Forbidden.RAM", &outcome);
    // The client has tried a throttled call four times by itself.
    let throttled = vec![refused(400, "Throttling.User"); 4];
    retry("Throttling.User", &sweep(throttled, &recorder).await.0);
    assert!(recorder.ids().is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_was_found_before_the_list_broke_off_is_handed_over() {
    let recorder = Recorder::new(&[]);
    let pages = vec![page(101, &[video("v-1")]), refused(403, "Forbidden.RAM")];
    assert_eq!(sweep(pages, &recorder).await.0, Outcome::Done);
    assert_eq!(recorder.ids(), ["v-1"]);
}
