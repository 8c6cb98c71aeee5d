//! Nothing reaches past the caller's deadline.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use model::{Credentials, VideoId};
use tokio::time::Instant;

use crate::testing::{FixedClock, FixedRandomness, ScriptedTransport, Step, client, ok, refused};
use crate::{
    Call, Client, Config, CredentialProvider, CredentialsError, ErrorKind, operations::GetVideoInfo,
};

const VIDEO: &str = r#"{"RequestId":"R","Video":{"VideoId":"abc","Status":"Normal"}}"#;

fn request() -> GetVideoInfo {
    GetVideoInfo { video: "abc".parse::<VideoId>().unwrap().into() }
}

#[tokio::test(start_paused = true)]
async fn a_passed_deadline_sends_nothing() {
    let cloud = ScriptedTransport::new([]);
    let call = Call::within(Duration::ZERO);
    let error = client(&cloud).get_video_info(&call, &request()).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome_known()), (ErrorKind::Deadline, true));
    assert!(cloud.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn one_attempt_that_hangs_leaves_time_for_another() {
    let cloud = ScriptedTransport::new([Step::Hang, ok(VIDEO)]);
    let start = Instant::now();
    let call = Call::within(Duration::from_secs(3));
    client(&cloud).get_video_info(&call, &request()).await.unwrap();
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_cloud_that_hangs_for_ever_ends_at_the_deadline() {
    let cloud = ScriptedTransport::new(vec![Step::Hang; 4]);
    let start = Instant::now();
    let call = Call::within(Duration::from_secs(3));
    let error = client(&cloud).get_video_info(&call, &request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(start.elapsed() <= Duration::from_secs(3));
}

#[tokio::test(start_paused = true)]
async fn no_pause_reaches_past_the_deadline() {
    let cloud = ScriptedTransport::new([refused(400, "Throttling.User")]);
    let start = Instant::now();
    let call = Call::within(Duration::from_millis(1));
    let error = client(&cloud).get_video_info(&call, &request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Throttled, "the cloud's own answer, not the deadline");
    assert!(start.elapsed() <= Duration::from_millis(1));
}

/// Gives keys after a while, or never.
struct Slow(Option<Duration>);

#[async_trait]
impl CredentialProvider for Slow {
    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        match self.0 {
            Some(time) => tokio::time::sleep(time).await,
            None => {
                return Err(CredentialsError { reason: "no keys here".into(), retryable: false });
            }
        }
        Ok(Credentials::long_lived("id", "secret"))
    }
}

fn client_of(cloud: &Arc<ScriptedTransport>, provider: Slow) -> Client {
    Client::new(
        Config::new("cn-shanghai"),
        cloud.clone(),
        Arc::new(provider),
        FixedClock::at("2026-01-02T03:04:05Z"),
        FixedRandomness::new(1),
    )
    .unwrap()
}

#[tokio::test(start_paused = true)]
async fn keys_that_come_too_late_are_a_deadline() {
    let cloud = ScriptedTransport::new([]);
    let client = client_of(&cloud, Slow(Some(Duration::from_mins(1))));
    let call = Call::within(Duration::from_secs(3));
    let error = client.get_video_info(&call, &request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Deadline);
}

#[tokio::test(start_paused = true)]
async fn keys_that_cannot_be_had_say_why() {
    let cloud = ScriptedTransport::new([]);
    let client = client_of(&cloud, Slow(None));
    let call = Call::within(Duration::from_secs(3));
    let error = client.get_video_info(&call, &request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(error.to_string().contains("no keys here"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn keys_of_the_call_win_over_the_provider() {
    let cloud = ScriptedTransport::new([ok(VIDEO)]);
    let client = client_of(&cloud, Slow(None));
    let mut call = Call::within(Duration::from_secs(3));
    call.credentials = Some(Credentials::temporary("STS.of-the-call", "secret", "token"));
    client.get_video_info(&call, &request()).await.unwrap();
    let authorization = cloud.requests()[0].headers()["authorization"].clone();
    assert!(authorization.to_str().unwrap().contains("Credential=STS.of-the-call,"));
}
