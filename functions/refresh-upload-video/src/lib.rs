//! `POST /upload/video/refresh`: renews the upload credential of a video.
//!
//! The address stays the same and so does a multipart upload under way; only the keys are new. VOD
//! has no such call for images and attached media: those are created again ("Upload URLs and
//! credentials", Limits).

#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use client::{Client, operations};
use grant::VideoGrant;
use http::{Request, Response};
use model::{Clock, ReferenceId, VideoId};
use runtime::{ApiError, CloudSettings, Context, HttpFunction, Ports, Route, answer, body};
use serde::Deserialize;
use settings::SettingsError;

/// The body of a request: which video, by either id.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RefreshRequest {
    /// The id from the answer of the create call.
    pub video_id: Option<VideoId>,
    /// The caller's own id, in its place.
    pub reference_id: Option<ReferenceId>,
}

impl RefreshRequest {
    fn checked(self) -> Result<operations::RefreshUploadVideo, ApiError> {
        match (self.video_id, self.reference_id) {
            (Some(id), None) => Ok(operations::RefreshUploadVideo { video: id.into() }),
            (None, Some(id)) => Ok(operations::RefreshUploadVideo { video: id.into() }),
            (None, None) => Err(ApiError::bad_request(
                "MissingParameter",
                "VideoId or ReferenceId is required.",
            )),
            (Some(_), Some(_)) => Err(ApiError::bad_request(
                "InvalidParameter",
                "VideoId and ReferenceId are both given; give one.",
            )),
        }
    }
}

/// The function.
pub struct RefreshUploadVideo {
    client: Arc<Client>,
    clock: Arc<dyn Clock>,
}

impl RefreshUploadVideo {
    /// The requests that it answers.
    pub const ROUTES: &[Route] = &[Route { method: "POST", path: "/upload/video/refresh" }];

    /// Builds it.
    ///
    /// # Errors
    /// When the settings name no region of VOD.
    pub fn new(settings: &CloudSettings, ports: &Ports) -> Result<Self, SettingsError> {
        Ok(Self { client: settings.client(ports)?, clock: ports.clock.clone() })
    }

    async fn refresh(&self, body: &Bytes, context: &Context) -> Result<VideoGrant, ApiError> {
        let request = body::parse::<RefreshRequest>(body)?.checked()?;
        let asked_at = self.clock.now();
        let refreshed = self.client.refresh_upload_video(&context.call(), &request).await?;
        tracing::info!(video_id = %refreshed.video_id, "upload credential refreshed");
        Ok(VideoGrant::refreshed(refreshed, asked_at, self.clock.now())?)
    }
}

#[async_trait]
impl HttpFunction for RefreshUploadVideo {
    fn name(&self) -> &'static str {
        "refresh-upload-video"
    }

    fn routes(&self) -> &'static [Route] {
        Self::ROUTES
    }

    async fn handle(&self, request: Request<Bytes>, context: &Context) -> Response<Bytes> {
        answer::respond(self.refresh(request.body(), context).await, context)
    }
}
