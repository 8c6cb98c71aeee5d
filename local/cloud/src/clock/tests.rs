use proptest::prelude::*;
use tokio::time::Instant;

use super::*;
use crate::testing::FixedClock;

fn clock() -> (Arc<FixedClock>, Arc<CloudClock>) {
    let given = Arc::new(FixedClock::default());
    (given.clone(), Arc::new(CloudClock::new(given)))
}

fn seconds(seconds: i64) -> SignedDuration {
    SignedDuration::from_secs(seconds)
}

#[tokio::test]
async fn it_tells_the_given_time_until_it_is_moved() {
    let (given, clock) = clock();
    assert_eq!(clock.now(), FixedClock::START);
    clock.advance(seconds(60)).unwrap();
    assert_eq!(clock.now(), FixedClock::START + seconds(60));
    given.advance(seconds(5));
    assert_eq!(clock.now(), FixedClock::START + seconds(65));
    clock.advance(seconds(-100)).unwrap();
    assert_eq!(clock.now(), FixedClock::START + seconds(-35));
    clock.reset().unwrap();
    assert_eq!(clock.now(), FixedClock::START + seconds(5));
    assert_eq!(clock.setting(), Setting { offset: SignedDuration::ZERO, frozen_at: None });
}

#[tokio::test]
async fn frozen_it_moves_only_when_moved_and_goes_on_from_there() {
    let (given, clock) = clock();
    clock.freeze().unwrap();
    given.advance(seconds(100));
    assert_eq!(clock.now(), FixedClock::START);
    clock.advance(seconds(1)).unwrap();
    clock.freeze().unwrap();
    assert_eq!(clock.now(), FixedClock::START + seconds(1));
    clock.thaw().unwrap();
    given.advance(seconds(1));
    assert_eq!(clock.now(), FixedClock::START + seconds(2));
    assert_eq!(clock.setting().offset, seconds(-99));
}

#[tokio::test]
async fn a_time_that_cannot_be_told_moves_nothing() {
    let (_, clock) = clock();
    assert_eq!(clock.advance(SignedDuration::MAX), Err(OutOfRange));
    assert_eq!(clock.advance(SignedDuration::MIN), Err(OutOfRange));
    assert_eq!(clock.now(), FixedClock::START);
}

#[tokio::test(start_paused = true)]
async fn a_wait_lasts_as_long_as_it_says() {
    let (_, clock) = clock();
    let began = Instant::now();
    clock.sleep(Duration::from_secs(7)).await;
    assert_eq!(began.elapsed().as_secs(), 7);
    clock.sleep(Duration::ZERO).await;
    assert_eq!(began.elapsed().as_secs(), 7);
}

/// Waits in a task of its own; what ends is noted in the order of ending.
fn waiter(
    clock: &Arc<CloudClock>,
    ended: &Arc<Mutex<Vec<u64>>>,
    wait: u64,
) -> tokio::task::JoinHandle<()> {
    let (clock, ended) = (clock.clone(), ended.clone());
    tokio::spawn(async move {
        clock.sleep(Duration::from_secs(wait)).await;
        ended.lock().unwrap().push(wait);
    })
}

#[tokio::test(start_paused = true)]
async fn a_move_wakes_who_is_due_in_order_and_shortens_the_rest() {
    let (_, clock) = clock();
    let ended = Arc::default();
    let began = Instant::now();
    let waiters: Vec<_> =
        [30, 10, 3600, 20].map(|wait| waiter(&clock, &ended, wait)).into_iter().collect();
    tokio::task::yield_now().await;
    clock.advance(seconds(3590)).unwrap();
    for _ in 0..8 {
        tokio::task::yield_now().await;
    }
    assert_eq!(*ended.lock().unwrap(), [10, 20, 30]);
    assert_eq!(began.elapsed(), Duration::ZERO);
    for waiter in waiters {
        waiter.await.unwrap();
    }
    assert_eq!(*ended.lock().unwrap(), [10, 20, 30, 3600]);
    assert_eq!(began.elapsed().as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn no_wait_ends_while_time_stands_still() {
    let (_, clock) = clock();
    clock.freeze().unwrap();
    let patience = Duration::from_hours(24);
    assert!(tokio::time::timeout(patience, clock.sleep(Duration::from_secs(1))).await.is_err());
    let ended = Arc::default();
    let waiter = waiter(&clock, &ended, 2);
    tokio::task::yield_now().await;
    clock.advance(seconds(1)).unwrap();
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert!(ended.lock().unwrap().is_empty());
    clock.thaw().unwrap();
    let began = Instant::now();
    waiter.await.unwrap();
    assert_eq!(began.elapsed().as_secs(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_move_back_lengthens_no_wait() {
    let (_, clock) = clock();
    let ended = Arc::default();
    let began = Instant::now();
    let waiter = waiter(&clock, &ended, 5);
    tokio::task::yield_now().await;
    clock.advance(seconds(-3600)).unwrap();
    waiter.await.unwrap();
    assert_eq!(began.elapsed().as_secs(), 5);
}

#[tokio::test]
async fn only_the_skewed_request_sees_another_time() {
    let (_, clock) = clock();
    let inside = CloudClock::skewed(seconds(960), async { clock.now() }).await;
    assert_eq!(inside, FixedClock::START + seconds(960));
    assert_eq!(clock.now(), FixedClock::START);
}

proptest! {
    /// However the clock is moved, who waits ends in the order of the deadlines, nobody early and
    /// nobody late.
    #[test]
    fn waits_end_in_order_whatever_the_moves(
        waits in proptest::collection::vec(1_u64..1_000, 1..12),
        moves in proptest::collection::vec(1_i64..400, 0..6),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let (_, clock) = clock();
            clock.freeze().unwrap();
            let ended: Arc<Mutex<Vec<u64>>> = Arc::default();
            let waiters: Vec<_> = waits.iter().map(|wait| waiter(&clock, &ended, *wait)).collect();
            tokio::task::yield_now().await;
            let mut sorted = waits.clone();
            sorted.sort_unstable();
            let mut gone = 0;
            for by in moves.iter().copied().chain([1_000]) {
                clock.advance(seconds(by)).unwrap();
                gone += u64::try_from(by).unwrap();
                for _ in 0..waits.len() + 2 {
                    tokio::task::yield_now().await;
                }
                let due: Vec<u64> = sorted.iter().copied().filter(|wait| *wait <= gone).collect();
                assert_eq!(*ended.lock().unwrap(), due);
            }
            for waiter in waiters {
                waiter.await.unwrap();
            }
        });
    }
}
