//! A sweep ends before the platform ends it.

use super::*;

/// A context that ends so many seconds from now.
fn ends_in(seconds: u64) -> Context {
    Context { deadline: Instant::now() + Duration::from_secs(seconds), ..testing::context() }
}

#[tokio::test(start_paused = true)]
async fn it_stops_while_there_is_time_to_say_how_far_it_came() {
    let slow = Fate::Takes(Duration::from_secs(6));
    let recorder = Recorder::new(&[("v-1", slow), ("v-2", slow), ("v-3", slow)]);
    let vod = ScriptedTransport::new([list(&["v-1", "v-2", "v-3"])]);
    let function = function(&vod, recorder.clone(), rules(Some("group-1")));
    let start = Instant::now();
    assert_eq!(run(&function, &ends_in(14)).await, Outcome::Done);
    assert_eq!(recorder.ids(), ["v-1", "v-2"]);
    assert_eq!(start.elapsed(), Duration::from_secs(12));
}

#[tokio::test(start_paused = true)]
async fn a_video_that_hangs_takes_ten_seconds_and_never_the_last_one() {
    let recorder = Recorder::new(&[
        ("hangs", Fate::HangsUntilItsDeadline),
        ("hangs-too", Fate::HangsUntilItsDeadline),
    ]);
    let vod = ScriptedTransport::new([list(&["hangs", "v-1", "hangs-too", "v-2"])]);
    let function = function(&vod, recorder.clone(), rules(Some("group-1")));
    let start = Instant::now();
    assert_eq!(run(&function, &ends_in(16)).await, Outcome::Done);
    assert_eq!(recorder.ids(), ["hangs", "v-1", "hangs-too"]);
    assert_eq!(start.elapsed(), Duration::from_secs(15));
}

#[tokio::test(start_paused = true)]
async fn without_time_nothing_is_begun() {
    for seconds in [0, 1, 2] {
        let (vod, recorder) = (ScriptedTransport::new([]), Recorder::new(&[]));
        let function = function(&vod, recorder, rules(Some("group-1")));
        let outcome = run(&function, &ends_in(seconds)).await;
        assert_eq!(outcome, Outcome::Retry("the time of the call was over".into()));
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_that_takes_all_the_time_leaves_none_to_hand_over() {
    let slow = Step::After(Duration::from_millis(1_400), Box::new(list(&["v-1"])));
    let (vod, recorder) = (ScriptedTransport::new([slow]), Recorder::new(&[]));
    let function = function(&vod, recorder.clone(), rules(Some("group-1")));
    let outcome = run(&function, &ends_in(4)).await;
    assert!(matches!(outcome, Outcome::Retry(_)), "{outcome:?}");
    assert!(recorder.ids().is_empty());
}
