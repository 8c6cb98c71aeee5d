//! `POST /upload/image`: issues the upload address and credential of an image.
//!
//! There is no refresh for images: a credential that has expired is replaced by a new image.

mod request;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use client::Client;
use grant::ImageGrant;
use http::{Request, Response};
use model::Clock;
use runtime::{ApiError, CloudSettings, Context, HttpFunction, Ports, Route, answer, body};
use settings::SettingsError;

pub use request::ImageRequest;

/// The function.
pub struct CreateUploadImage {
    client: Arc<Client>,
    clock: Arc<dyn Clock>,
}

impl CreateUploadImage {
    /// The requests that it answers.
    pub const ROUTES: &[Route] = &[Route { method: "POST", path: "/upload/image" }];

    /// Builds it.
    ///
    /// # Errors
    /// When the settings name no region of VOD.
    pub fn new(settings: &CloudSettings, ports: &Ports) -> Result<Self, SettingsError> {
        Ok(Self { client: settings.client(ports)?, clock: ports.clock.clone() })
    }

    async fn create(&self, body: &Bytes, context: &Context) -> Result<ImageGrant, ApiError> {
        let create = body::parse::<ImageRequest>(body)?.checked()?;
        let asked_at = self.clock.now();
        let created = self.client.create_upload_image(&context.call(), &create).await?;
        tracing::info!(image_id = %created.image_id, "upload credential issued");
        Ok(ImageGrant::created(created, asked_at, self.clock.now())?)
    }
}

#[async_trait]
impl HttpFunction for CreateUploadImage {
    fn name(&self) -> &'static str {
        "create-upload-image"
    }

    fn routes(&self) -> &'static [Route] {
        Self::ROUTES
    }

    async fn handle(&self, request: Request<Bytes>, context: &Context) -> Response<Bytes> {
        answer::respond(self.create(request.body(), context).await, context)
    }
}
