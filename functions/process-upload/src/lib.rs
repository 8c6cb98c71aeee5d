//! Starts the next processing step after an upload: the pipeline as an event function.
//!
//! Its events are the bodies of VOD's callbacks, as a queue or an inline hand-off passes them on.

use std::sync::Arc;

use async_trait::async_trait;
use client::Call;
use model::MediaEvent;
use pipeline::{Executor, Outcome as Processed, Process, Rules};
use runtime::{CloudSettings, Context, Event, EventFunction, Outcome, Ports};
use settings::SettingsError;
use tracing::Instrument as _;

settings::settings! {
    /// What the function reads.
    pub struct ProcessUploadSettings {
        groups { cloud: CloudSettings, rules: Rules }
    }
}

/// The function.
pub struct ProcessUpload {
    process: Arc<dyn Process>,
}

impl ProcessUpload {
    /// Its name, in logs and deployments.
    pub const NAME: &str = "process-upload";

    /// Builds it over VOD.
    ///
    /// # Errors
    /// When the settings name no region of VOD.
    pub fn new(settings: &ProcessUploadSettings, ports: &Ports) -> Result<Self, SettingsError> {
        let client = settings.cloud.client(ports)?;
        Ok(Self::over(Arc::new(Executor::new(client, settings.rules.clone()))))
    }

    /// Builds it over any process.
    #[must_use]
    pub fn over(process: Arc<dyn Process>) -> Self {
        Self { process }
    }
}

#[async_trait]
impl EventFunction for ProcessUpload {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    async fn handle(&self, event: Event, context: &Context) -> Outcome {
        let event = match MediaEvent::parse(&event.body) {
            Ok(event) => event,
            Err(error) => return Outcome::Drop(error.to_string()),
        };
        match Process::process(self, &event, &context.call()).await {
            Processed::Done => Outcome::Done,
            Processed::NotYet(reason) => Outcome::Retry(reason),
            Processed::Dropped(reason) => Outcome::Drop(reason),
        }
    }
}

/// Behind an inline hand-off there is no event of a platform, only what was heard.
#[async_trait]
impl Process for ProcessUpload {
    async fn process(&self, event: &MediaEvent, call: &Call) -> Processed {
        let span = tracing::error_span!(
            "process",
            function = Self::NAME,
            event_type = event.kind.as_str(),
            media_id = event.media_id.as_deref()
        );
        self.process.process(event, call).instrument(span).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use bytes::Bytes;
    use model::MediaEventKind;
    use runtime::EventSource;
    use runtime::testing::{self, FixedClock, ScriptedTransport, ok, refused};
    use serde_json::json;
    use settings::Settings as _;

    use super::*;

    /// Answers as told, and keeps what it was given.
    struct Scripted(Processed, Mutex<Vec<MediaEvent>>);

    #[async_trait]
    impl Process for Scripted {
        async fn process(&self, event: &MediaEvent, _: &Call) -> Processed {
            self.1.lock().unwrap().push(event.clone());
            self.0.clone()
        }
    }

    async fn handle(answer: Processed, body: &'static [u8]) -> (Outcome, Vec<MediaEvent>) {
        let process = Arc::new(Scripted(answer, Mutex::default()));
        let event = Event { id: None, source: EventSource::Queue, body: Bytes::from_static(body) };
        let outcome = ProcessUpload::over(process.clone()).handle(event, &testing::context()).await;
        let seen = process.1.lock().unwrap().clone();
        (outcome, seen)
    }

    const UPLOADED: &[u8] = br#"{"EventType":"FileUploadComplete","VideoId":"v"}"#;

    #[tokio::test]
    async fn an_event_reaches_the_pipeline_and_its_outcome_comes_back() {
        let (outcome, seen) = handle(Processed::Done, UPLOADED).await;
        assert_eq!(outcome, Outcome::Done);
        assert_eq!(seen[0].kind, MediaEventKind::FileUploadComplete);
        let (outcome, _) = handle(Processed::NotYet("busy".into()), UPLOADED).await;
        assert_eq!(outcome, Outcome::Retry("busy".into()));
        let (outcome, _) = handle(Processed::Dropped("unknown".into()), UPLOADED).await;
        assert_eq!(outcome, Outcome::Drop("unknown".into()));
    }

    #[tokio::test]
    async fn what_is_no_event_is_dropped_and_never_reaches_the_pipeline() {
        let (outcome, seen) = handle(Processed::Done, b"{}").await;
        assert!(matches!(outcome, Outcome::Drop(_)));
        assert!(seen.is_empty());
    }

    fn over_vod(vod: &Arc<ScriptedTransport>) -> ProcessUpload {
        let source = testing::settings().with("TEMPLATE_GROUP_ID", "group-1");
        let settings = ProcessUploadSettings::load(&source).unwrap();
        let ports = testing::ports_over(vod.clone(), FixedClock::at("2026-01-02T03:04:05Z"));
        ProcessUpload::new(&settings, &ports).unwrap()
    }

    #[tokio::test]
    async fn the_settings_make_the_rules() {
        let vod = ScriptedTransport::new([
            ok(&json!({"RequestId": "Q", "Video": {"VideoId": "v", "Status": "UploadSucc"}})),
            ok(&json!({"RequestId": "L", "TranscodeTaskList": []})),
            ok(&json!({"RequestId": "S", "TranscodeTaskId": "task-1"})),
        ]);
        let event =
            Event { id: None, source: EventSource::Queue, body: Bytes::from_static(UPLOADED) };
        assert_eq!(over_vod(&vod).handle(event, &testing::context()).await, Outcome::Done);
        assert_eq!(vod.parameters(2)["TemplateGroupId"], "group-1");
    }

    #[tokio::test]
    async fn what_vod_refuses_is_delivered_again_and_what_it_does_not_know_is_not() {
        let event = Event {
            id: Some("m-1".into()),
            source: EventSource::Queue,
            body: Bytes::from_static(UPLOADED),
        };
        let vod = ScriptedTransport::new([refused(403, "Forbidden.RAM")]);
        let outcome = over_vod(&vod).handle(event.clone(), &testing::context()).await;
        assert!(matches!(outcome, Outcome::Retry(_)), "{outcome:?}");
        let vod = ScriptedTransport::new([refused(404, "InvalidVideo.NotFound")]);
        let outcome = over_vod(&vod).handle(event, &testing::context()).await;
        assert!(matches!(outcome, Outcome::Drop(_)), "{outcome:?}");
    }
}
