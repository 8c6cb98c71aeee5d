//! `POST /upload/video`: issues the upload address and credential of a video.
//!
//! The fields are those of CreateUploadVideo, checked against its documented limits before a call
//! is spent. The answer is VOD's own, with the absolute end of the credential and this server's time
//! beside it, so that a client can tell how long it may use the credential, whatever its own clock
//! says.

mod request;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use client::Client;
use grant::VideoGrant;
use http::{Request, Response};
use model::{Clock, Randomness};
use runtime::{ApiError, CloudSettings, Context, HttpFunction, Ports, Route, answer, body};
use settings::SettingsError;

pub use request::VideoRequest;

/// The function.
pub struct CreateUploadVideo {
    client: Arc<Client>,
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
}

impl CreateUploadVideo {
    /// The requests that it answers.
    pub const ROUTES: &[Route] = &[Route { method: "POST", path: "/upload/video" }];

    /// Builds it.
    ///
    /// # Errors
    /// When the settings name no region of VOD.
    pub fn new(settings: &CloudSettings, ports: &Ports) -> Result<Self, SettingsError> {
        Ok(Self {
            client: settings.client(ports)?,
            clock: ports.clock.clone(),
            randomness: ports.randomness.clone(),
        })
    }

    async fn create(&self, body: &Bytes, context: &Context) -> Result<VideoGrant, ApiError> {
        let request: VideoRequest = body::parse(body)?;
        let create = request.checked(&*self.randomness)?;
        let asked_at = self.clock.now();
        let created = self.client.create_upload_video(&context.call(), &create).await?;
        tracing::info!(video_id = %created.video_id, "upload credential issued");
        Ok(VideoGrant::created(created, asked_at, self.clock.now())?)
    }
}

#[async_trait]
impl HttpFunction for CreateUploadVideo {
    fn name(&self) -> &'static str {
        "create-upload-video"
    }

    fn routes(&self) -> &'static [Route] {
        Self::ROUTES
    }

    async fn handle(&self, request: Request<Bytes>, context: &Context) -> Response<Bytes> {
        answer::respond(self.create(request.body(), context).await, context)
    }
}
