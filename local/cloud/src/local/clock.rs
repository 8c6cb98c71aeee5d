//! `/_local/clock`: tells the cloud's time and moves it.
//!
//! One call may do several things; they happen in this order: reset, freeze or not, advance.

use bytes::Bytes;
use http::{Method, Response};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::answer::{LocalError, json, read};
use crate::body::Body;
use crate::clock::{CloudClock, OutOfRange};
use crate::state::Cloud;
use crate::storage::{DataError, Storage, Table};

/// The record of how the clock was set last.
const CLOCK: &str = "clock";

/// Sets the clock as it was at the last end of the cloud.
pub(crate) fn resume(clock: &CloudClock, storage: &Storage) -> Result<(), DataError> {
    let Some(setting) = storage.find(Table::Cloud, CLOCK)? else { return Ok(()) };
    clock.restore(setting).map_err(|error| DataError::Record {
        table: Table::Cloud.name(),
        key: CLOCK.to_owned(),
        reason: error.to_string(),
    })
}

fn keep(clock: &CloudClock, storage: &Storage) {
    let mut batch = storage.batch();
    batch.put(Table::Cloud, CLOCK, &clock.setting());
    storage.commit(batch);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    /// Forward, or back by a negative number.
    #[serde(default)]
    advance_seconds: i64,
    freeze: Option<bool>,
    #[serde(default)]
    reset: bool,
}

/// What is told of the clock.
#[derive(Serialize)]
pub(super) struct Time {
    now: Timestamp,
    frozen: bool,
    /// How far ahead of the machine's clock.
    offset_seconds: f64,
}

impl Time {
    /// The clock as it stands.
    pub(super) fn of(cloud: &Cloud) -> Self {
        let setting = cloud.clock.setting();
        Self {
            now: cloud.now(),
            frozen: setting.frozen_at.is_some(),
            offset_seconds: setting.offset.as_secs_f64(),
        }
    }
}

/// Answers GET and POST.
pub(super) fn serve(
    cloud: &Cloud,
    method: &Method,
    body: &Bytes,
) -> Result<Response<Body>, LocalError> {
    match *method {
        Method::GET => (),
        Method::POST => {
            let change: Change = read(body)?;
            apply(&cloud.clock, &change)
                .map_err(|error| LocalError::bad_request(format!("advance_seconds: {error}")))?;
            let setting = cloud.clock.setting();
            keep(&cloud.clock, &cloud.storage);
            tracing::info!(now = %cloud.now(), ?setting, "the clock was moved");
        }
        _ => return Err(LocalError::method_not_allowed(method, "GET, POST")),
    }
    Ok(json(&Time::of(cloud)))
}

fn apply(clock: &CloudClock, change: &Change) -> Result<(), OutOfRange> {
    if change.reset {
        clock.reset()?;
    }
    match change.freeze {
        Some(true) => clock.freeze()?,
        Some(false) => clock.thaw()?,
        None => (),
    }
    clock.advance(SignedDuration::from_secs(change.advance_seconds))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use model::Clock as _;

    use super::*;
    use crate::testing::FixedClock;

    #[tokio::test]
    async fn the_clock_goes_on_as_it_was_set() {
        let directory = tempfile::tempdir().unwrap();
        let open = || Storage::open(directory.path(), "account").unwrap();
        let given = Arc::new(FixedClock::default());
        let clock = || CloudClock::new(given.clone());
        let storage = open();
        let before = clock();
        resume(&before, &storage).unwrap();
        assert_eq!(before.now(), FixedClock::START);
        let hour = SignedDuration::from_hours(1);
        for freezes in [false, true] {
            before.advance(hour).unwrap();
            if freezes {
                before.freeze().unwrap();
            }
            keep(&before, &storage);
            storage.settled().await.unwrap();
            given.advance(SignedDuration::from_secs(5));
            let after = clock();
            resume(&after, &storage).unwrap();
            let stands = |clock: &CloudClock| clock.setting().frozen_at.is_some();
            assert_eq!((after.now(), stands(&after)), (before.now(), freezes));
        }
    }
}
