//! The one place that knows the current credential of an upload.
//!
//! Parts run side by side and meet the end of their common credential together. However many do, it
//! is renewed once: the first to notice asks, the others wait for what it gets. When to renew is
//! told by the credential itself, never by a clock started with the upload.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use client::FullJitter;
use jiff::{SignedDuration, Timestamp};
use model::UploadGrant;

use crate::{Error, ErrorKind, Progress, Remedy, codes, uploader::Ports};

/// The credential is renewed when less than this is left, or a tenth of its life if that is more.
const MARGIN: SignedDuration = SignedDuration::from_mins(3);
/// Longest time for one renewal.
const REFRESH_LIMIT: Duration = Duration::from_secs(30);
/// Pauses between renewals that failed while the old credential still lives.
const PATIENCE: (Duration, Duration) = (Duration::from_secs(2), Duration::from_mins(1));

/// Renews the grant of one video, as a rule by asking the function that gave it.
///
/// Only videos have one: credentials of images and attached media cannot be renewed.
#[async_trait]
pub trait GrantSource: Send + Sync {
    /// A new credential for the same object (RefreshUploadVideo).
    ///
    /// # Errors
    /// When none can be had.
    async fn refresh(&self) -> Result<UploadGrant, RefreshError>;
}

/// A renewal that failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct RefreshError {
    /// What failed. No secret may be in it.
    pub reason: String,
    /// Whether asking again may help.
    pub retryable: bool,
}

/// A credential, numbered.
pub(crate) struct Current {
    pub(crate) generation: u64,
    pub(crate) grant: UploadGrant,
    /// When to renew it without being told; never, where its end is not believable.
    renew_at: Option<Timestamp>,
}

pub(crate) struct GrantCell<'a> {
    source: Option<&'a dyn GrantSource>,
    ports: &'a Ports,
    progress: Arc<dyn Progress>,
    state: Mutex<State>,
    /// Held by whoever renews.
    flight: tokio::sync::Mutex<()>,
}

struct State {
    current: Arc<Current>,
    /// OSS has refused the current one.
    refused: bool,
    /// After a renewal that failed early, no other before this moment.
    not_before: Option<Timestamp>,
    pauses: FullJitter,
    /// No renewal will succeed any more.
    failure: Option<Error>,
}

impl<'a> GrantCell<'a> {
    pub(crate) fn new(
        grant: UploadGrant,
        source: Option<&'a dyn GrantSource>,
        ports: &'a Ports,
        progress: Arc<dyn Progress>,
    ) -> Self {
        let renew_at = renewal(&grant, ports.now());
        let current = Arc::new(Current { generation: 0, grant, renew_at });
        let pauses = FullJitter::new(PATIENCE.0, PATIENCE.1, ports.randomness.clone());
        let state = State { current, refused: false, not_before: None, pauses, failure: None };
        Self {
            source,
            ports,
            progress,
            state: Mutex::new(state),
            flight: tokio::sync::Mutex::new(()),
        }
    }

    /// The credential to sign with now, renewed first where its end is near.
    pub(crate) async fn current(&self) -> Result<Arc<Current>, Error> {
        let (current, refused) = {
            let state = self.state();
            (state.current.clone(), state.refused)
        };
        if refused {
            return self.renew(current.generation).await;
        }
        let Some(source) = self.source.filter(|_| self.is_due()) else { return Ok(current) };
        // Whoever comes while another renews early goes on with what still lives.
        let Ok(_flight) = self.flight.try_lock() else { return Ok(current) };
        if self.is_due() {
            match self.ask(source).await {
                Err(Failed { error, retryable }) if error.kind() == ErrorKind::Refresh => {
                    tracing::warn!(%error, "the credential could not be renewed yet");
                    self.wait_before_next(retryable, &current.grant);
                }
                Err(Failed { error, .. }) => return Err(error),
                Ok(renewed) => return Ok(renewed),
            }
        }
        Ok(self.state().current.clone())
    }

    /// A credential younger than the one of this generation, which OSS has refused.
    pub(crate) async fn renew(&self, generation: u64) -> Result<Arc<Current>, Error> {
        {
            let mut state = self.state();
            state.refused |= state.current.generation == generation;
        }
        let _flight = self.flight.lock().await;
        {
            let state = self.state();
            if state.current.generation > generation {
                return Ok(state.current.clone());
            }
            if let Some(failure) = &state.failure {
                return Err(failure.clone());
            }
        }
        let renewed = self.ask_patiently().await;
        if let Err(error) = &renewed {
            self.state().failure = Some(error.clone());
        }
        renewed
    }

    async fn ask_patiently(&self) -> Result<Arc<Current>, Error> {
        let Some(source) = self.source else {
            let message = "the credential has ended and cannot be renewed".to_owned();
            let error = Error::local("upload", ErrorKind::GrantExpired, message, codes::NO_REFRESH);
            return Err(error.with_remedy(Remedy::Recreate));
        };
        let mut pauses = self.ports.pauses();
        let mut attempts = 1;
        loop {
            match self.ask(source).await {
                Ok(renewed) => return Ok(renewed),
                Err(failed) if !failed.retryable || attempts >= self.ports.options.attempts => {
                    return Err(failed.error);
                }
                Err(failed) => tracing::warn!(error = %failed.error, "renewal is tried again"),
            }
            attempts += 1;
            tokio::time::sleep(pauses.next().unwrap_or_default()).await;
        }
    }

    async fn ask(&self, source: &dyn GrantSource) -> Result<Arc<Current>, Failed> {
        let asked = tokio::time::timeout(REFRESH_LIMIT, source.refresh()).await;
        let grant = asked
            .unwrap_or_else(|_| {
                let reason = format!("no answer within {} s", REFRESH_LIMIT.as_secs());
                Err(RefreshError { reason, retryable: true })
            })
            .map_err(|error| Failed::refresh(&error))?;
        let renew_at = renewal(&grant, self.ports.now());
        let mut state = self.state();
        if grant.address != state.current.grant.address {
            return Err(Failed::address_changed());
        }
        self.progress.refreshed(grant.expires_at);
        let generation = state.current.generation + 1;
        state.current = Arc::new(Current { generation, grant, renew_at });
        state.refused = false;
        state.not_before = None;
        state.pauses = FullJitter::new(PATIENCE.0, PATIENCE.1, self.ports.randomness.clone());
        Ok(state.current.clone())
    }

    fn is_due(&self) -> bool {
        let now = self.ports.now();
        let state = self.state();
        state.current.renew_at.is_some_and(|moment| moment <= now)
            && state.not_before.is_none_or(|moment| moment <= now)
    }

    fn wait_before_next(&self, retryable: bool, grant: &UploadGrant) {
        let now = self.ports.now();
        let mut state = self.state();
        let pause = state.pauses.next().unwrap_or(PATIENCE.1);
        let later = SignedDuration::try_from(pause).ok().and_then(|p| now.checked_add(p).ok());
        // What no repeat helps is asked once more when OSS refuses the old one.
        state.not_before = if retryable { later } else { Some(grant.expires_at) };
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A renewal that failed, as an error of this crate.
struct Failed {
    error: Error,
    retryable: bool,
}

impl Failed {
    fn refresh(error: &RefreshError) -> Self {
        let remedy = if error.retryable { Remedy::Retry } else { Remedy::Recreate };
        let message = format!("the credential could not be renewed: {error}");
        let failed = Error::local("upload", ErrorKind::Refresh, message, codes::REFRESH_FAILED);
        Self { error: failed.with_remedy(remedy), retryable: error.retryable }
    }

    fn address_changed() -> Self {
        let message = "the renewed grant leads to another object".to_owned();
        let kind = ErrorKind::AddressChanged;
        let error = Error::local("upload", kind, message, codes::ADDRESS_CHANGED);
        Self { error: error.with_remedy(Remedy::Recreate), retryable: false }
    }
}

/// When to renew a grant received `now`. One that seems to have ended before it came says that this
/// machine's clock is wrong: then OSS alone knows.
fn renewal(grant: &UploadGrant, now: Timestamp) -> Option<Timestamp> {
    let life = grant.expires_at.duration_since(now);
    if !life.is_positive() {
        return None;
    }
    let margin = MARGIN.max(life / 10).min(life / 2);
    grant.expires_at.checked_sub(margin).ok()
}
