//! The client: one loop for every operation.

use std::{fmt, future::Future, sync::Arc, time::Duration};

use bytes::Bytes;
use http::Response;
use jiff::Timestamp;
use model::{Clock, Credentials, Randomness};
use tokio::time::{Instant, timeout_at};
use url::Url;

use crate::{
    Call, ClockOffset, Config, ConfigError, CredentialProvider, Error, ErrorKind, FullJitter,
    RetryPolicy, SignatureVersion, Transport, codes,
    config::Endpoints,
    operations::{Operation, Repeat, Service},
    parameters::Parameters,
    retry, wire,
};

/// Calls VOD and STS.
///
/// It keeps no credentials: keys are asked of the provider for each attempt, or come with the call.
/// It does keep one thing it learns, the offset of this machine's clock. Cheap to share in an `Arc`.
pub struct Client {
    endpoints: Endpoints,
    signature: SignatureVersion,
    policy: RetryPolicy,
    offset: ClockOffset,
    transport: Arc<dyn Transport>,
    credentials: Arc<dyn CredentialProvider>,
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
}

/// One attempt that failed.
struct Failed {
    error: Error,
    /// The cloud's time and ours, where the cloud refused the call because they differ.
    clocks: Option<(Timestamp, Timestamp)>,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self { error, clocks: None }
    }
}

impl Client {
    /// A client of one region.
    ///
    /// # Errors
    /// When VOD has no endpoint in the region and none was given, or a given one is no address.
    pub fn new(
        config: Config,
        transport: Arc<dyn Transport>,
        credentials: Arc<dyn CredentialProvider>,
        clock: Arc<dyn Clock>,
        randomness: Arc<dyn Randomness>,
    ) -> Result<Self, ConfigError> {
        Ok(Self {
            signature: config.signature,
            endpoints: config.endpoints()?,
            policy: RetryPolicy::default(),
            offset: ClockOffset::default(),
            transport,
            credentials,
            clock,
            randomness,
        })
    }

    /// Where VOD is called.
    #[must_use]
    pub fn vod_endpoint(&self) -> &Url {
        &self.endpoints.vod
    }

    /// Where STS is called.
    #[must_use]
    pub fn sts_endpoint(&self) -> &Url {
        &self.endpoints.sts
    }

    /// With another patience.
    #[must_use]
    pub fn with_retry(mut self, policy: RetryPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// The time of day, corrected by what the cloud's answers taught about this machine's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.offset.correct(self.clock.now())
    }

    pub(crate) fn pauses(&self) -> FullJitter {
        FullJitter::new(self.policy.base, self.policy.cap, self.randomness.clone())
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.policy.attempts
    }

    /// Makes the call, and makes it again where that helps and can do no harm.
    pub(crate) async fn execute<O: Operation>(
        &self,
        call: &Call,
        operation: &O,
    ) -> Result<O::Answer, Error> {
        let repeat = operation.repeat();
        let mut parameters = Parameters::default();
        operation.parameters(&mut parameters);
        let mut pauses = self.pauses();
        let mut skew_corrected = false;
        let mut attempts = 0;
        loop {
            attempts += 1;
            let failed = match self.attempt::<O>(call, &parameters, repeat).await {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            let error = failed.error.after(attempts, repeat == Repeat::Always);
            if let (Some((server, local)), false) = (failed.clocks, skew_corrected) {
                skew_corrected = true;
                if self.offset.learn(server, local) {
                    tracing::warn!(operation = O::NAME, "this machine's clock is off; corrected");
                    continue;
                }
            }
            // One step of the clock's correction is not one of the attempts.
            let spent = attempts - u32::from(skew_corrected) >= self.policy.attempts;
            if spent || !error.is_retryable() || error.kind() == ErrorKind::Deadline {
                return Err(error);
            }
            let pause = pauses.next().unwrap_or(self.policy.cap);
            tracing::debug!(operation = O::NAME, kind = ?error.kind(), ?pause, "tried again");
            if !retry::sleep_within(call.deadline, pause).await {
                return Err(error);
            }
        }
    }

    async fn attempt<O: Operation>(
        &self,
        call: &Call,
        parameters: &Parameters,
        repeat: Repeat,
    ) -> Result<O::Answer, Failed> {
        if call.remaining().is_zero() {
            return Err(Error::deadline(O::NAME).into());
        }
        let credentials = self.credentials_of::<O>(call).await?;
        let now = self.now();
        let nonce = self.randomness.hex(16);
        let frame = wire::Frame {
            endpoint: match O::SERVICE {
                Service::Vod => &self.endpoints.vod,
                Service::Sts => &self.endpoints.sts,
            },
            version: O::SERVICE.version(),
            operation: O::NAME,
            credentials: &credentials,
            now,
            nonce: &nonce,
            signature: self.signature,
        };
        let signed = wire::build(&frame, parameters).map_err(|_| {
            let message = "the AccessKeyId or SecurityToken holds characters that no header can";
            Error::local(O::NAME, ErrorKind::Credentials, message.to_owned(), codes::KEYS)
        })?;
        let limit = self.limit(call, repeat);
        let sent = self.transport.send(signed.request);
        let answer = self.in_time::<O>(limit, sent).await?;
        let local = self.clock.now();
        wire::read(O::NAME, &signed.string_to_sign, &answer).map_err(|refused| Failed {
            error: refused.error,
            clocks: refused.server_time.map(|server| (server, local)),
        })
    }

    async fn credentials_of<O: Operation>(&self, call: &Call) -> Result<Credentials, Error> {
        if let Some(credentials) = &call.credentials {
            return Ok(credentials.clone());
        }
        match timeout_at(call.deadline, self.credentials.credentials()).await {
            Ok(Ok(credentials)) => Ok(credentials),
            Ok(Err(error)) => Err(Error::credentials(O::NAME, &error)),
            Err(_) => Err(Error::deadline(O::NAME)),
        }
    }

    /// How long this attempt may take. Where something may follow a lost answer, half of the time is
    /// left to it; where nothing may, giving up early would only lose the answer.
    fn limit(&self, call: &Call, repeat: Repeat) -> Duration {
        match repeat {
            Repeat::Never => call.remaining(),
            Repeat::Looked | Repeat::Always => {
                self.policy.attempt_timeout.min(call.remaining() / 2)
            }
        }
    }

    async fn in_time<O: Operation>(
        &self,
        limit: Duration,
        sent: impl Future<Output = Result<Response<Bytes>, crate::TransportError>>,
    ) -> Result<Response<Bytes>, Error> {
        match timeout_at(Instant::now() + limit, sent).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(Error::transport(O::NAME, &error)),
            Err(_) => {
                let reason = format!("gave up after {} ms", limit.as_millis());
                let kind = crate::TransportErrorKind::Timeout;
                Err(Error::transport(O::NAME, &crate::TransportError::new(kind, reason)))
            }
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("endpoints", &self.endpoints)
            .field("signature", &self.signature)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}
