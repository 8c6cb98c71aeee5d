//! Many owners, each with a token of their own.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use client::{Transport, TransportError, testing::parameters};
use futures_util::future::join_all;
use tokio::sync::Barrier;

use super::*;
use crate::cache::MOST_OWNERS;

/// An STS that puts the name of the session into the key, and counts.
#[derive(Default)]
struct Sts {
    calls: Mutex<BTreeMap<String, usize>>,
    /// Whether it refuses a session whose name begins with `broken`.
    refuses: AtomicBool,
    /// Answers so many at once, and none before.
    together: Option<Barrier>,
}

#[async_trait]
impl Transport for Sts {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let name = parameters(&request).remove("RoleSessionName").unwrap();
        *self.calls.lock().unwrap().entry(name.clone()).or_default() += 1;
        if let Some(together) = &self.together {
            together.wait().await;
        }
        let step = if name.starts_with("broken") && self.refuses.load(Ordering::Relaxed) {
            refused(403, "NoPermission")
        } else {
            token(&format!("STS.{name}"), "2026-01-02T01:00:00Z")
        };
        let Step::Answer(status, body) = step else { unreachable!() };
        Ok(Response::builder().status(status).body(body.into()).unwrap())
    }
}

struct Crowd {
    function: StsToken,
    sts: Arc<Sts>,
    clock: Arc<FixedClock>,
}

impl Crowd {
    fn of(sts: Sts) -> Self {
        let sts = Arc::new(sts);
        let clock = FixedClock::at("2026-01-02T00:00:00Z");
        let ports = testing::ports_over(sts.clone(), clock.clone());
        Self { function: function(&settings(), &ports), sts, clock }
    }

    async fn key(&self, subject: &str) -> String {
        key(&ask_as(&self.function, testing::caller(subject)).await)
    }

    fn calls(&self) -> usize {
        self.sts.calls.lock().unwrap().values().sum()
    }
}

fn within(tenant: &str, subject: &str) -> Caller {
    let mut caller = testing::caller(subject);
    caller.owner.tenant = Some(tenant.parse().unwrap());
    caller
}

#[tokio::test]
async fn each_owner_has_a_token_and_a_folder_of_their_own() {
    let crowd = Crowd::of(Sts::default());
    let callers = [testing::caller("a"), testing::caller("b"), within("t", "a"), within("u", "a")];
    let mut seen = BTreeMap::new();
    for _ in 0..2 {
        for caller in &callers {
            let answer = ask_as(&crowd.function, caller.clone()).await;
            let prefix = answer.body["Prefix"].as_str().unwrap().to_owned();
            seen.insert(prefix, key(&answer));
        }
    }
    assert_eq!(
        seen.keys().collect::<Vec<_>>(),
        [
            "uploads/tenants/t/users/a/",
            "uploads/tenants/u/users/a/",
            "uploads/users/a/",
            "uploads/users/b/",
        ]
    );
    let keys: std::collections::BTreeSet<_> = seen.values().collect();
    assert_eq!((keys.len(), crowd.calls()), (4, 4), "{seen:?}");
}

#[tokio::test]
async fn the_calls_of_two_owners_are_under_way_at_once_and_each_is_one() {
    // Neither is answered before the other has been asked for too.
    let crowd = Crowd::of(Sts { together: Some(Barrier::new(2)), ..Sts::default() });
    let asked = join_all((0..40).map(|i| crowd.key(if i % 2 == 0 { "even" } else { "odd" })));
    for (i, key) in asked.await.into_iter().enumerate() {
        let owner = if i % 2 == 0 { "STS.even-" } else { "STS.odd-" };
        assert!(key.starts_with(owner), "{i}: {key}");
    }
    assert_eq!(crowd.calls(), 2);
}

#[tokio::test]
async fn the_failure_of_one_owner_is_nobody_elses() {
    let crowd = Crowd::of(Sts { refuses: true.into(), ..Sts::default() });
    for _ in 0..3 {
        assert_eq!(crowd.key("broken").await, "BadGateway");
        assert!(crowd.key("whole").await.starts_with("STS.whole-"));
    }
    assert_eq!(crowd.calls(), 2, "a failure is kept for its second");
    crowd.sts.refuses.store(false, Ordering::Relaxed);
    crowd.clock.advance(Duration::from_secs(1));
    assert!(crowd.key("broken").await.starts_with("STS.broken-"));
    assert_eq!(crowd.calls(), 3);
}

#[tokio::test]
async fn ten_thousand_owners_take_the_memory_of_two_thousand() {
    let crowd = Crowd::of(Sts::default());
    for i in 0..10_000 {
        crowd.key(&format!("user-{i}")).await;
    }
    assert_eq!(crowd.function.cache.owners(), MOST_OWNERS.get());
    assert_eq!(crowd.calls(), 10_000);
    // Those who asked last are known, the first has to be asked for again.
    for i in 9_900..10_000 {
        crowd.key(&format!("user-{i}")).await;
    }
    assert_eq!(crowd.calls(), 10_000);
    assert!(crowd.key("user-0").await.starts_with("STS.user-0-"));
    assert_eq!(crowd.calls(), 10_001);
}
