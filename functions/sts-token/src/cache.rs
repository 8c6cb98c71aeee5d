//! The token that is kept, and the one call that renews it.

use std::sync::Arc;

use client::{Call, Client, operations::AssumeRole};
use jiff::{SignedDuration, Timestamp};
use model::{Clock, Credentials};
use moka::future::Cache;

/// How long a failure is handed out instead of asking again, so that a broken role does not turn
/// every request into a call.
const FAILURE_LIFE: SignedDuration = SignedDuration::from_secs(1);

/// The least life of a token that is handed out although it could not be renewed: enough to begin
/// with, and to come back for another.
const LEAST_LIFE: SignedDuration = SignedDuration::from_mins(1);

/// A token with its life.
#[derive(Clone, Debug)]
pub struct Token {
    /// The keys.
    pub credentials: Credentials,
    /// When they die.
    pub expires_at: Timestamp,
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

/// Keeps one token. However many requests wait for a new one, one call is made.
pub struct TokenCache {
    client: Arc<Client>,
    assume_role: AssumeRole,
    clock: Arc<dyn Clock>,
    kept: Cache<(), Kept>,
}

impl TokenCache {
    /// A cache in front of this call.
    #[must_use]
    pub fn new(client: Arc<Client>, assume_role: AssumeRole, clock: Arc<dyn Clock>) -> Self {
        Self { client, assume_role, clock, kept: Cache::new(1) }
    }

    /// The token that is kept, or a new one.
    ///
    /// # Errors
    /// Those of AssumeRole.
    pub async fn token(&self, call: &Call) -> Result<Arc<Token>, client::Error> {
        let now = self.clock.now();
        let entry = self
            .kept
            .entry(())
            .or_insert_with_if(self.assume(call), |kept| kept.is_spent(now))
            .await;
        entry.into_value().outcome
    }

    async fn assume(&self, call: &Call) -> Kept {
        let before = self.kept.get(&()).await.and_then(|kept| kept.outcome.ok());
        let asked_at = self.clock.now();
        match self.client.assume_role(call, &self.assume_role).await {
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
}
