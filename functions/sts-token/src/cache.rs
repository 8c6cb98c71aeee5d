//! The token that is kept, and the one call that renews it.

use std::sync::Arc;

use client::{Call, Client, operations::AssumeRole};
use jiff::Timestamp;
use model::{Clock, Credentials};
use moka::future::Cache;

/// How long a failure is handed out instead of asking again, so that a broken role does not turn
/// every request into a call.
const FAILURE_SECONDS: i64 = 1;

/// A token with its life.
#[derive(Clone, Debug)]
pub struct Token {
    /// The keys.
    pub credentials: Credentials,
    /// When they die.
    pub expires_at: Timestamp,
}

/// What the last call gave, and when.
#[derive(Clone)]
struct Kept {
    asked_at: Timestamp,
    outcome: Result<Arc<Token>, client::Error>,
}

impl Kept {
    /// Whether it may not be handed out any more: a third of the life of a token is left, or a
    /// failure is old enough to try again.
    fn is_spent(&self, now: Timestamp) -> bool {
        let age = now.as_second() - self.asked_at.as_second();
        match &self.outcome {
            Ok(token) => {
                let life = token.expires_at.as_second() - self.asked_at.as_second();
                age * 3 >= life * 2 || age < 0
            }
            Err(_) => !(0..FAILURE_SECONDS).contains(&age),
        }
    }
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
        let asked_at = self.clock.now();
        let outcome = self.client.assume_role(call, &self.assume_role).await.map(|answer| {
            tracing::info!(cloud_request_id = %answer.request_id, "role assumed");
            Arc::new(Token {
                credentials: answer.credentials.credentials(),
                expires_at: answer.credentials.expiration,
            })
        });
        Kept { asked_at, outcome }
    }
}
