//! The tokens that are kept, one for each owner, and the one call that renews each.

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
};

use client::{Call, Client};
use jiff::{SignedDuration, Timestamp};
use lru::LruCache;
use model::{Clock, Credentials, Owner};

use crate::session::Sessions;

/// How many owners' tokens are kept: those who asked last. A token has some 2 KB, and the smallest
/// instance 128 MB.
pub(crate) const MOST_OWNERS: NonZeroUsize = NonZeroUsize::new(2_000).unwrap();

/// How long a failure is handed out to an owner instead of asking again, so that a broken role does
/// not turn every request into a call.
const FAILURE_LIFE: SignedDuration = SignedDuration::from_secs(1);

/// The least life of a token that is handed out although it could not be renewed: enough to begin
/// with, and to come back for another.
const LEAST_LIFE: SignedDuration = SignedDuration::from_mins(1);

/// A token with its life.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    /// The keys.
    pub(crate) credentials: Credentials,
    /// When they die.
    pub(crate) expires_at: Timestamp,
}

/// What is handed out for now.
#[derive(Clone)]
struct Kept {
    /// When this was learned: no age can be told on a clock that was set back behind it.
    since: Timestamp,
    /// When the next call is due.
    renew_at: Timestamp,
    outcome: Result<Arc<Token>, client::Error>,
}

impl Kept {
    /// A new token, until a third of its life is left. Its life may have begun as early as the call
    /// was made.
    fn token(token: Token, asked_at: Timestamp) -> Self {
        let life = token.expires_at.duration_since(asked_at);
        Self {
            since: asked_at,
            renew_at: later(asked_at, life * 2 / 3),
            outcome: Ok(Arc::new(token)),
        }
    }

    /// For a moment: a failure, or the token before it, which is good for as long as it lives.
    fn failure(error: client::Error, before: Option<Arc<Token>>, now: Timestamp) -> Self {
        let alive = before.filter(|token| later(now, LEAST_LIFE) < token.expires_at);
        Self { since: now, renew_at: later(now, FAILURE_LIFE), outcome: alive.ok_or(error) }
    }

    fn is_spent(&self, now: Timestamp) -> bool {
        now >= self.renew_at || now < self.since
    }
}

fn later(moment: Timestamp, by: SignedDuration) -> Timestamp {
    moment.checked_add(by).unwrap_or(moment)
}

/// What an owner's requests share. Whoever holds the lock makes the call, if one is due; the others
/// find its outcome. One who goes away in the middle leaves it to the next.
type Slot = Arc<tokio::sync::Mutex<Option<Kept>>>;

/// Keeps one token for each owner. However many requests of an owner wait for a new one, one call is
/// made; those of others make their own, and a failure is the failure of one owner.
pub(crate) struct TokenCache {
    client: Arc<Client>,
    sessions: Sessions,
    clock: Arc<dyn Clock>,
    /// Whoever has just asked asks again, however rarely they have asked before.
    slots: Mutex<LruCache<Owner, Slot>>,
}

impl TokenCache {
    /// A cache in front of these sessions.
    #[must_use]
    pub(crate) fn new(client: Arc<Client>, sessions: Sessions, clock: Arc<dyn Clock>) -> Self {
        Self { client, sessions, clock, slots: Mutex::new(LruCache::new(MOST_OWNERS)) }
    }

    /// The owner's token that is kept, or a new one.
    ///
    /// # Errors
    /// Those of AssumeRole.
    pub(crate) async fn token(
        &self,
        owner: &Owner,
        call: &Call,
    ) -> Result<Arc<Token>, client::Error> {
        let slot = self.slot(owner);
        let mut kept = slot.lock().await;
        let now = self.clock.now();
        if let Some(fresh) = kept.as_ref().filter(|kept| !kept.is_spent(now)) {
            return fresh.outcome.clone();
        }
        let before = kept.as_ref().and_then(|kept| kept.outcome.clone().ok());
        let new = self.assume(owner, call, before).await;
        kept.insert(new).outcome.clone()
    }

    fn slot(&self, owner: &Owner) -> Slot {
        // Nothing panics under this lock but an allocation that fails.
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.get_or_insert_ref(owner, Slot::default).clone()
    }

    async fn assume(&self, owner: &Owner, call: &Call, before: Option<Arc<Token>>) -> Kept {
        let asked_at = self.clock.now();
        match self.client.assume_role(call, &self.sessions.of(owner)).await {
            Ok(answer) => {
                tracing::info!(cloud_request_id = %answer.request_id, "role assumed");
                let token = Token {
                    credentials: answer.credentials.credentials(),
                    expires_at: answer.credentials.expiration,
                };
                Kept::token(token, asked_at)
            }
            Err(error) => {
                tracing::warn!(kind = ?error.kind(), advice = error.advice(), "no new token: {error}");
                Kept::failure(error, before, self.clock.now())
            }
        }
    }

    /// How many owners' tokens are in memory.
    #[cfg(test)]
    pub(crate) fn owners(&self) -> usize {
        self.slots.lock().unwrap().len()
    }
}
