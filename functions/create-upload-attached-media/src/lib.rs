//! `POST /upload/attached-media`: issues the upload address and credential of a watermark, subtitle or material.
//!
//! There is no refresh for attached media: a credential that has expired is replaced by a new medium.

mod request;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use client::Client;
use grant::AttachedMediaGrant;
use http::{Request, Response};
use model::Clock;
use runtime::{ApiError, CloudSettings, Context, HttpFunction, Ports, Route, answer, body};
use settings::SettingsError;

pub use request::AttachedMediaRequest;

/// The function.
pub struct CreateUploadAttachedMedia {
    client: Arc<Client>,
    clock: Arc<dyn Clock>,
}

impl CreateUploadAttachedMedia {
    /// The requests that it answers.
    pub const ROUTES: &[Route] = &[Route { method: "POST", path: "/upload/attached-media" }];

    /// Builds it.
    ///
    /// # Errors
    /// When the settings name no region of VOD.
    pub fn new(settings: &CloudSettings, ports: &Ports) -> Result<Self, SettingsError> {
        Ok(Self { client: settings.client(ports)?, clock: ports.clock.clone() })
    }

    async fn create(
        &self,
        body: &Bytes,
        context: &Context,
    ) -> Result<AttachedMediaGrant, ApiError> {
        let create = body::parse::<AttachedMediaRequest>(body)?.checked()?;
        let asked_at = self.clock.now();
        let created = self.client.create_upload_attached_media(&context.call(), &create).await?;
        tracing::info!(media_id = %created.media_id, "upload credential issued");
        Ok(AttachedMediaGrant::created(created, asked_at, self.clock.now())?)
    }
}

#[async_trait]
impl HttpFunction for CreateUploadAttachedMedia {
    fn name(&self) -> &'static str {
        "create-upload-attached-media"
    }

    fn routes(&self) -> &'static [Route] {
        Self::ROUTES
    }

    async fn handle(&self, request: Request<Bytes>, context: &Context) -> Response<Bytes> {
        answer::respond(self.create(request.body(), context).await, context)
    }
}
