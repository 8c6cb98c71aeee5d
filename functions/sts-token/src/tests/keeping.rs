//! How long a token is kept for its owner, and what happens when there is no new one.

use client::{Transport, TransportError};
use futures_util::future::join_all;

use super::*;

/// The life of the first token at its start.
const LIFE_SECONDS: u64 = 3_600;

#[tokio::test]
async fn a_token_is_handed_out_until_a_third_of_its_life_is_left() {
    let rig = rig([first(), second()]);
    assert_eq!(rig.key().await, "STS.first");
    rig.clock.advance(Duration::from_millis(LIFE_SECONDS * 1_000 * 2 / 3 - 1));
    assert_eq!((rig.key().await.as_str(), rig.calls()), ("STS.first", 1));
    rig.clock.advance(Duration::from_millis(1));
    assert_eq!((rig.key().await.as_str(), rig.calls()), ("STS.second", 2));
    assert_eq!((rig.key().await.as_str(), rig.calls()), ("STS.second", 2));
}

#[tokio::test]
async fn a_token_that_cannot_be_renewed_is_good_for_as_long_as_it_lives() {
    let refusals = (0..3).map(|_| refused(403, "NoPermission"));
    let rig = rig([first()].into_iter().chain(refusals).chain([second()]));
    assert_eq!(rig.key().await, "STS.first");
    rig.clock.advance(Duration::from_secs(LIFE_SECONDS * 2 / 3));
    assert_eq!((rig.key().await.as_str(), rig.calls()), ("STS.first", 2));
    // The failed call is not repeated by everyone who asks.
    assert_eq!((rig.key().await.as_str(), rig.calls()), ("STS.first", 2));
    rig.clock.advance(Duration::from_secs(1));
    assert_eq!((rig.key().await.as_str(), rig.calls()), ("STS.first", 3));
    // Too little life is no life.
    rig.clock.advance(Duration::from_secs(LIFE_SECONDS / 3 - 30));
    assert_eq!((rig.ask().await.status, rig.calls()), (502, 4));
    rig.clock.advance(Duration::from_secs(1));
    assert_eq!((rig.key().await.as_str(), rig.calls()), ("STS.second", 5));
}

#[tokio::test]
async fn the_answer_tells_the_time_of_this_moment_and_not_of_the_call() {
    let rig = rig([first()]);
    rig.ask().await;
    rig.clock.advance(Duration::from_mins(10));
    let body = rig.ask().await.body;
    assert_eq!(body["ServerTime"], "2026-01-02T00:10:00Z");
    assert_eq!(body["Expiration"], "2026-01-02T01:00:00Z");
}

#[tokio::test(start_paused = true)]
async fn however_many_wait_one_call_is_made() {
    let rig = rig([Step::After(Duration::from_millis(50), Box::new(first()))]);
    let keys = join_all((0..100).map(|_| rig.key())).await;
    assert!(keys.iter().all(|key| key == "STS.first"), "{keys:?}");
    assert_eq!(rig.calls(), 1);
}

#[tokio::test(start_paused = true)]
async fn whoever_waited_goes_on_when_the_one_who_asked_is_gone() {
    let rig = rig([Step::Hang, first()]);
    let gone = tokio::time::timeout(Duration::from_millis(1), rig.ask());
    let (gone, key) = tokio::join!(gone, rig.key());
    assert!(gone.is_err());
    assert_eq!((key.as_str(), rig.calls()), ("STS.first", 2));
}

#[tokio::test]
async fn a_failure_is_kept_for_a_second_and_hides_no_later_token() {
    let rig = rig([refused(404, "EntityNotExist.Role"), first()]);
    // Late in a second of the clock: the second meant is one of time, not of the calendar.
    rig.clock.advance(Duration::from_millis(900));
    let answer = rig.ask().await;
    assert_eq!((answer.status, answer.code()), (502, "BadGateway"));
    assert!(!answer.body.to_string().contains("EntityNotExist"), "{}", answer.body);
    rig.clock.advance(Duration::from_millis(999));
    assert_eq!((rig.key().await.as_str(), rig.calls()), ("BadGateway", 1));
    rig.clock.advance(Duration::from_millis(1));
    assert_eq!((rig.key().await.as_str(), rig.calls()), ("STS.first", 2));
    rig.clock.advance(Duration::from_mins(1));
    assert_eq!((rig.key().await.as_str(), rig.calls()), ("STS.first", 2));
}

#[tokio::test(start_paused = true)]
async fn all_who_wait_for_a_failure_hear_of_it_and_the_next_one_gets_a_token() {
    let failure = Step::After(Duration::from_millis(50), Box::new(refused(403, "NoPermission")));
    let rig = rig([failure, first()]);
    let keys = join_all((0..20).map(|_| rig.key())).await;
    assert!(keys.iter().all(|key| key == "BadGateway"), "{keys:?}");
    rig.clock.advance(Duration::from_secs(1));
    assert_eq!((rig.key().await.as_str(), rig.calls()), ("STS.first", 2));
}

#[tokio::test]
async fn a_clock_that_was_set_back_makes_no_token_eternal() {
    let sts = ScriptedTransport::new([token("STS.first", "2026-01-02T13:00:00Z"), second()]);
    let clock = FixedClock::at("2026-01-02T12:00:00Z");
    let ports = testing::ports_over(sts.clone(), clock.clone());
    let rig = Rig { function: function(&settings(), &ports), sts, clock };
    assert_eq!(rig.key().await, "STS.first");
    rig.clock.set("2026-01-02T01:00:00Z");
    assert_eq!(rig.key().await, "STS.second");
}

/// Takes its time: each request moves the clock.
struct Slow {
    sts: Arc<ScriptedTransport>,
    clock: Arc<FixedClock>,
}

#[async_trait]
impl Transport for Slow {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        self.clock.advance(Duration::from_secs(5));
        self.sts.send(request).await
    }
}

#[tokio::test]
async fn a_failure_that_took_long_is_kept_for_its_second_too() {
    let sts = ScriptedTransport::new([refused(403, "NoPermission"), first()]);
    let clock = FixedClock::at("2026-01-02T00:00:00Z");
    let slow = Slow { sts: sts.clone(), clock: clock.clone() };
    let ports = testing::ports_over(Arc::new(slow), clock.clone());
    let rig = Rig { function: function(&settings(), &ports), sts, clock };
    assert_eq!(rig.key().await, "BadGateway");
    assert_eq!((rig.key().await.as_str(), rig.calls()), ("BadGateway", 1));
    rig.clock.advance(Duration::from_secs(1));
    assert_eq!(rig.key().await, "STS.first");
}
