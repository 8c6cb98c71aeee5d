//! The hand-off over a FIFO queue of Amazon SQS.

use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_sqs::{
    Client, Config,
    config::{
        BehaviorVersion, Credentials, Region, StalledStreamProtectionConfig, retry::RetryConfig,
        timeout::TimeoutConfig,
    },
};
use client::Call;
use model::MediaEvent;
use once_cell::sync::OnceCell;
use pipeline::{HandOff, HandOffError};
use runtime::Ports;
use settings::{Problem, SettingsError};
use tokio::time::{Instant, timeout_at};

use crate::{
    HandOffSettings, QueueUrl, failure,
    message::Message,
    settings::missing,
    transport::{OverClock, OverTransport},
};

/// Within the 4.5 seconds that VOD leaves us, one silent connection must not cost the hand-off.
const ATTEMPT_TIME: Duration = Duration::from_millis(1_500);
/// The first call and two more. A message that arrived twice is one: its MessageDeduplicationId.
const ATTEMPTS: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// Sends each event to one queue.
pub struct Sqs {
    queue: QueueUrl,
    config: Config,
    /// Built at the first event: what is refused before that should not wait for it.
    client: OnceCell<Client>,
}

impl Sqs {
    /// A hand-off to this queue with the keys in the settings. Nothing is sent yet.
    ///
    /// # Errors
    /// When a setting that SQS needs is missing; all that are.
    pub fn new(
        queue: QueueUrl,
        settings: &HandOffSettings,
        ports: &Ports,
    ) -> Result<Self, SettingsError> {
        let config =
            config(&queue, settings, ports).map_err(|problems| SettingsError { problems })?;
        Ok(Self { queue, config, client: OnceCell::new() })
    }
}

fn config(
    queue: &QueueUrl,
    settings: &HandOffSettings,
    ports: &Ports,
) -> Result<Config, Vec<Problem>> {
    // The region in the URL comes first: on Lambda AWS_REGION is the function's, and a signature
    // must name the queue's.
    let region = queue.region().or(settings.region.as_ref().map(|region| region.0.as_str()));
    let (Some(id), Some(secret), Some(region)) =
        (&settings.access_key_id, &settings.secret_access_key, region)
    else {
        let needed = [
            (
                "AWS_ACCESS_KEY_ID",
                settings.access_key_id.is_none(),
                "the id of an AWS access key, because HAND_OFF names a queue of SQS",
            ),
            (
                "AWS_SECRET_ACCESS_KEY",
                settings.secret_access_key.is_none(),
                "the secret of an AWS access key, because HAND_OFF names a queue of SQS",
            ),
            (
                "AWS_REGION",
                region.is_none(),
                "the queue's region, because the URL in HAND_OFF names none",
            ),
        ];
        let absent = needed.into_iter().filter(|(_, absent, _)| *absent);
        return Err(absent.map(|(name, _, expected)| missing(name, expected)).collect());
    };
    let token = settings.session_token.as_ref().map(|token| token.expose().to_owned());
    let keys = Credentials::new(&id.0, secret.expose(), token, None, "settings");
    let endpoint = match &settings.endpoint {
        Some(endpoint) => &endpoint.0,
        None => queue.endpoint(),
    };
    ports.will_call(endpoint);
    let retries = RetryConfig::standard()
        .with_max_attempts(ATTEMPTS)
        .with_initial_backoff(FIRST_PAUSE)
        .with_max_backoff(LONGEST_PAUSE);
    Ok(Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(region.to_owned()))
        .endpoint_url(endpoint.as_str())
        .credentials_provider(keys)
        .http_client(OverTransport(ports.transport.clone()))
        .time_source(OverClock(ports.clock.clone()))
        .retry_config(retries)
        .timeout_config(TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT_TIME).build())
        // Both sides of the exchange are small and whole.
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .build())
}

#[async_trait]
impl HandOff for Sqs {
    async fn give(&self, event: &MediaEvent, call: &Call) -> Result<(), HandOffError> {
        if call.deadline <= Instant::now() {
            return Err(failure::out_of_time());
        }
        let Message { body, group_id, deduplication_id } = Message::of(event);
        let send = self
            .client
            .get_or_init(|| Client::from_conf(self.config.clone()))
            .send_message()
            .queue_url(self.queue.as_str())
            .message_body(body)
            .message_group_id(&group_id)
            .message_deduplication_id(deduplication_id)
            .send();
        let answer = timeout_at(call.deadline, send).await.map_err(|_| failure::out_of_time())?;
        let answer = answer.map_err(|error| failure::explain(&error))?;
        let message_id = answer.message_id().ok_or_else(failure::not_confirmed)?;
        tracing::info!(message_id, group_id, "event handed to the queue");
        Ok(())
    }
}
