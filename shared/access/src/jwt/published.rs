//! Keys that an issuer publishes, kept as long as they are good.
//!
//! A key that is not known yet may be a new one, so the set is fetched again, but whoever sends
//! invented `kid`s must not be able to make this process fetch without end: once in half a minute is
//! enough for a real change of keys. While there are no keys at all nobody is let in, so it is tried
//! as often as callers are told to come again. One fetch serves all who wait.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::DecodingKey;
use model::Clock;
use tokio::sync::Mutex;
use url::Url;

use super::{JwtAlgorithm, key_set::KeySet};
use crate::{Fault, Refusal};

/// The largest set that is read, in bytes.
pub const LARGEST_KEY_SET: usize = 256 * 1024;

/// At most once in this time a set is fetched while another is held.
const PAUSE: Duration = Duration::from_secs(30);
/// At most once in this time a set is fetched while none is held: the `Retry-After` of the refusals.
const PAUSE_WITHOUT_KEYS: Duration = Duration::from_secs(1);
/// A set of this age is fetched again, so that a key that was withdrawn goes.
const FRESH: Duration = Duration::from_mins(10);
/// While it cannot be fetched again, a set serves until this age.
const LONGEST: Duration = Duration::from_hours(6);

/// Where key sets come from.
#[async_trait]
pub trait KeySetSource: Send + Sync {
    /// Fetches what is published at an address: at most [`LARGEST_KEY_SET`] bytes, by no redirect,
    /// and from no address that lies inward.
    ///
    /// # Errors
    /// When there is no such answer, or it comes too late.
    async fn fetch(&self, url: &Url) -> Result<Bytes, FetchError>;
}

/// Why a key set could not be fetched; the text names no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FetchError(pub String);

/// The keys published at one address.
pub(super) struct PublishedKeys {
    url: Url,
    algorithm: JwtAlgorithm,
    source: Arc<dyn KeySetSource>,
    clock: Arc<dyn Clock>,
    held: RwLock<Option<Held>>,
    /// Held while a set is fetched; when the last fetch began or, once over, ended.
    fetching: Mutex<Option<Timestamp>>,
}

/// A set and when it came.
#[derive(Clone)]
struct Held {
    set: Arc<KeySet>,
    since: Timestamp,
}

impl PublishedKeys {
    pub(super) fn new(
        url: Url,
        algorithm: JwtAlgorithm,
        source: Arc<dyn KeySetSource>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { url, algorithm, source, clock, held: RwLock::new(None), fetching: Mutex::new(None) }
    }

    /// Fetches them ahead of the first token. A failure is in the log, and the first token that comes
    /// after the pause tries again.
    pub(super) async fn warm_up(&self) {
        if self.held().is_none() {
            self.fetch(&mut *self.fetching.lock().await).await;
        }
    }

    /// The keys that a token of this `kid` may be signed with; at least one.
    pub(super) async fn find(&self, id: Option<&str>) -> Result<Vec<DecodingKey>, Refusal> {
        if let Some(held) = self.held() {
            let found = held.set.find(id);
            if !found.is_empty() {
                return if self.age(held.since) < FRESH {
                    Ok(found)
                } else {
                    self.find_fresher(id, found).await
                };
            }
        }
        let mut last = self.fetching.lock().await;
        // Whoever held the lock before may have fetched what is sought here.
        let found = self.found(id);
        if found.as_ref().is_ok_and(|keys| !keys.is_empty()) || !self.is_due(*last) {
            return known(found);
        }
        self.fetch(&mut last).await;
        known(self.found(id))
    }

    /// What there is serves while it is being replaced: one caller fetches, the others go on.
    async fn find_fresher(
        &self,
        id: Option<&str>,
        found: Vec<DecodingKey>,
    ) -> Result<Vec<DecodingKey>, Refusal> {
        match self.fetching.try_lock() {
            Ok(mut last) if self.is_due(*last) => {
                self.fetch(&mut last).await;
                known(self.found(id))
            }
            _ => Ok(found),
        }
    }

    /// Fetches the set. The time is noted first, because a fetch that is given up counts too, and
    /// again at the end: a failure may have taken longer than the pause, and whoever waited for it
    /// must not be the next to wait.
    async fn fetch(&self, last: &mut Option<Timestamp>) {
        *last = Some(self.clock.now());
        let fetched = self.source.fetch(&self.url).await.map_err(|error| error.to_string());
        let set = fetched.and_then(|body| {
            if body.len() > LARGEST_KEY_SET {
                return Err("it is larger than 256 KB".to_owned());
            }
            KeySet::read(&body, self.algorithm).map_err(str::to_owned)
        });
        match set {
            Ok(set) => {
                let held = Held { set: Arc::new(set), since: self.clock.now() };
                *self.held.write().unwrap_or_else(PoisonError::into_inner) = Some(held);
            }
            Err(reason) => {
                let host = self.url.host_str();
                tracing::error!(host, reason, "JWT_JWKS_URL: the keys could not be fetched");
            }
        }
        *last = Some(self.clock.now());
    }

    /// The set, unless it is too old to be trusted.
    fn held(&self) -> Option<Held> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner).clone();
        held.filter(|held| self.age(held.since) < LONGEST)
    }

    /// The keys of this `kid`, or that there are none at all to seek among.
    fn found(&self, id: Option<&str>) -> Result<Vec<DecodingKey>, Refusal> {
        self.held().map(|held| held.set.find(id)).ok_or(Refusal::KeysUnavailable)
    }

    fn is_due(&self, last: Option<Timestamp>) -> bool {
        let pause = if self.held().is_some() { PAUSE } else { PAUSE_WITHOUT_KEYS };
        last.is_none_or(|last| self.age(last) >= pause)
    }

    /// Clocks are set back, too: then a long time has passed, for all that is known.
    fn age(&self, since: Timestamp) -> Duration {
        let age: SignedDuration = self.clock.now().duration_since(since);
        Duration::try_from(age).unwrap_or(Duration::MAX)
    }
}

fn known(found: Result<Vec<DecodingKey>, Refusal>) -> Result<Vec<DecodingKey>, Refusal> {
    match found {
        Ok(keys) if keys.is_empty() => Err(Refusal::InvalidToken(Fault::Key)),
        other => other,
    }
}
