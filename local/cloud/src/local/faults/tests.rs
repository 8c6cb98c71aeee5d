//! When faults fire, and how a wish that is not understood is refused.

use std::sync::Arc;

use bytes::Bytes;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::install::parse;
use super::*;
use crate::server::LocalCloud;
use crate::state::Cloud;
use crate::testing::{FixedClock, config};

async fn cloud() -> LocalCloud {
    LocalCloud::start(config()).await.unwrap()
}

fn wish(cloud: &Arc<Cloud>, wish: &Value) -> Result<Installed, String> {
    parse(cloud, &Bytes::from(wish.to_string())).map_err(|error| error.message().to_owned())
}

/// Which of these many calls a fault fires at.
fn firings(installed: Installed, calls: usize) -> Vec<usize> {
    let faults = Faults::default();
    faults.install(installed);
    let fires = |_: &usize| !faults.fire(Place::Oss, "UploadPart", FixedClock::START).is_empty();
    (1..=calls).filter(fires).collect()
}

#[tokio::test]
async fn a_fault_fires_as_often_as_was_said_and_where() {
    let cloud = cloud().await;
    let state = cloud.state();
    let reset = |more: Value| {
        let mut all = json!({"name": "reset"});
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        wish(state, &all).unwrap()
    };
    assert_eq!(firings(reset(json!({})), 3), [1, 2, 3]);
    assert_eq!(firings(reset(json!({"times": 2})), 4), [1, 2]);
    assert_eq!(firings(reset(json!({"skip": 2, "times": 1})), 5), [3]);
    assert_eq!(firings(reset(json!({"operation": "UploadPart"})), 1), [1]);
    assert_eq!(firings(reset(json!({"operation": ["PutObject", "UploadPart"]})), 1), [1]);
    assert!(firings(reset(json!({"operation": "PutObject"})), 3).is_empty());
    assert!(firings(reset(json!({"probability": 0})), 9).is_empty());
    assert_eq!(firings(reset(json!({"probability": 1})), 2), [1, 2]);
    let half = firings(reset(json!({"probability": 0.5})), 1000).len();
    assert!((400..600).contains(&half), "{half}");
}

#[tokio::test]
async fn chance_is_decided_by_the_seed() {
    let draw = |seed| async move {
        let config = crate::Config { randomness: Arc::new(crate::Seeded::new(seed)), ..config() };
        let cloud = LocalCloud::start(config).await.unwrap();
        let wish = wish(cloud.state(), &json!({"name": "reset", "probability": 0.3})).unwrap();
        firings(wish, 200)
    };
    let first = draw(1).await;
    assert_eq!(first, draw(1).await);
    assert_ne!(first, draw(2).await);
}

#[tokio::test]
async fn a_fault_ends_with_its_time() {
    let cloud = cloud().await;
    let state = cloud.state();
    let fault = wish(state, &json!({"name": "latency", "for_seconds": 10})).unwrap();
    state.faults.install(fault);
    let fires_after = |seconds| {
        let moment = FixedClock::START + SignedDuration::from_secs(seconds);
        !state.faults.fire(Place::Rpc, "GetVideoInfo", moment).is_empty()
    };
    assert!(fires_after(0) && fires_after(9));
    assert!(!fires_after(10));
}

#[tokio::test]
async fn what_is_not_understood_is_named() {
    let cloud = cloud().await;
    for (given, named) in [
        (json!({"name": "flood"}), "`flood`"),
        (json!({}), "`name`"),
        (json!({"name": "reset", "delay_ms": 5}), "`delay_ms`"),
        (json!({"name": "latency", "delay_ms": -1}), "delay_ms"),
        (json!({"name": "latency", "delay_ms": "5"}), "delay_ms"),
        (json!({"name": "latency", "probability": 1.5}), "probability"),
        (json!({"name": "latency", "operation": "UploadParts"}), "`UploadParts`"),
        (json!({"name": "throttling", "operation": "callback"}), "`callback`"),
        (json!({"name": "token-of-another-object", "operation": "PutObject"}), "operation"),
        (json!({"name": "callback-old-key"}), "`key`"),
        (json!({"name": "callback-late", "operation": "UploadPart"}), "`UploadPart`"),
    ] {
        let message = wish(cloud.state(), &given).unwrap_err();
        assert!(message.contains(named), "{given}: {message}");
    }
    assert!(
        wish(cloud.state(), &json!({"name": "callback-late", "operation": "callback"})).is_ok()
    );
}
