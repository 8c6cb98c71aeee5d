//! `POST /callback/vod`: hears of finished uploads, checks who says so, and hands over.
//!
//! VOD takes only the status 200 for success, waits 5 seconds and tries three times, one second
//! apart ("HTTP callback"). So everything that cannot be handed over *now* is answered with another
//! status, and every event that nothing can come of is answered with 200 and logged. A body that is
//! no event at all is refused with 400: VOD never sends one, so its sender should hear of it.

#[cfg(feature = "openapi")]
mod openapi;
#[cfg(test)]
mod tests;
mod verify;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use hand_off::HandOffSettings;
use http::{Request, Response, StatusCode};
use model::{Clock, MediaEvent};
use pipeline::{Executor, HandOff, Rules};
use runtime::{ApiError, Callers, CloudSettings, Context, HttpFunction, Ports, Route, answer};
use serde::Serialize;
use settings::SettingsError;

pub use verify::{CallbackSettings, Refusal, Verifier};

/// VOD gives up after 5 seconds; what is not done by then would be done twice.
const HAND_OFF_TIME: Duration = Duration::from_millis(4_500);

settings::settings! {
    /// What the function reads.
    pub struct UploadCompleteSettings {
        groups {
            cloud: CloudSettings, callback: CallbackSettings, rules: Rules,
            hand_off: HandOffSettings,
        }
    }
}

/// The function.
pub struct UploadComplete {
    verifier: Verifier,
    hand_off: Arc<dyn HandOff>,
    clock: Arc<dyn Clock>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "PascalCase")]
struct Accepted<'a> {
    request_id: &'a str,
}

impl UploadComplete {
    /// The requests that it answers.
    pub const ROUTES: &[Route] = &[Route { method: "POST", path: "/callback/vod" }];

    /// Builds it over the hand-off that the settings choose. Inline, the pipeline is inside: one
    /// process hears and acts.
    ///
    /// # Errors
    /// When the settings name no region of VOD, or a queue without what it takes to reach it.
    pub fn new(settings: &UploadCompleteSettings, ports: &Ports) -> Result<Self, SettingsError> {
        let hand_off = hand_off::choose(&settings.hand_off, ports, || {
            let client = settings.cloud.client(ports)?;
            Ok(Arc::new(Executor::new(client, settings.rules.clone())))
        })?;
        Ok(Self::over(settings.callback.clone(), hand_off, ports.clock.clone()))
    }

    /// Builds it over any hand-off.
    #[must_use]
    pub fn over(
        settings: CallbackSettings,
        hand_off: Arc<dyn HandOff>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { verifier: Verifier::new(settings), hand_off, clock }
    }

    async fn receive(&self, request: &Request<Bytes>, context: &Context) -> Result<(), ApiError> {
        self.verifier.verify(request.headers(), self.clock.now()).map_err(|refusal| {
            tracing::warn!(reason = %refusal, peer = context.client_address.map(tracing::field::display), "callback refused");
            let error = ApiError::new(StatusCode::FORBIDDEN, refusal.code(), refusal.to_string());
            // The callback key may have been changed since this process read it.
            if refusal == Refusal::Signature { error.of_refused_secret() } else { error }
        })?;
        let event = MediaEvent::parse(request.body()).map_err(|error| {
            tracing::warn!(reason = %error, "signed callback without a readable event");
            ApiError::bad_request("MalformedEvent", format!("{error}."))
        })?;
        tracing::info!(
            event_type = event.kind.as_str(),
            media_id = event.media_id.as_deref(),
            "event received"
        );
        let call = context.within(HAND_OFF_TIME).call();
        self.hand_off.give(&event, &call).await.map_err(|error| {
            tracing::error!(reason = %error, "the event was not taken over; VOD will send it again");
            ApiError::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "HandOffFailed",
                "The event was not taken over; send it again.",
            )
        })
    }
}

#[async_trait]
impl HttpFunction for UploadComplete {
    fn name(&self) -> &'static str {
        "upload-complete"
    }

    fn routes(&self) -> &'static [Route] {
        Self::ROUTES
    }

    /// VOD's, which signs them.
    fn callers(&self) -> Callers {
        Callers::Signed
    }

    async fn handle(&self, request: Request<Bytes>, context: &Context) -> Response<Bytes> {
        let accepted = self.receive(&request, context).await;
        let request_id = context.request_id.as_str();
        answer::respond(accepted.map(|()| Accepted { request_id }), context)
    }
}
