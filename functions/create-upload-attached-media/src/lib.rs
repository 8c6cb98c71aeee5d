//! `POST /upload/attached-media`: issues the upload address and credential of a watermark, subtitle or material.
//!
//! There is no refresh for attached media: a credential that has expired is replaced by a new medium.

#[cfg(feature = "openapi")]
mod openapi;
mod request;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use access::{Rules, RulesSettings};
use async_trait::async_trait;
use bytes::Bytes;
use client::Client;
use grant::{AttachedMediaGrant, Draft, Grant, GrantId, GrantKeys, GrantSettings};
use http::{Request, Response};
use model::{Clock, MediaKind, Randomness};
use runtime::{ApiError, CloudSettings, Context, HttpFunction, Ports, Route, answer, body};
use settings::SettingsError;

pub use request::AttachedMediaRequest;

settings::settings! {
    /// What the function reads.
    pub struct CreateUploadAttachedMediaSettings {
        groups { cloud: CloudSettings, grant: GrantSettings, rules: RulesSettings }
    }
}

/// The function.
pub struct CreateUploadAttachedMedia {
    client: Arc<Client>,
    keys: GrantKeys,
    rules: Rules,
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
}

impl CreateUploadAttachedMedia {
    /// The requests that it answers.
    pub const ROUTES: &[Route] = &[Route { method: "POST", path: "/upload/attached-media" }];

    /// Builds it.
    ///
    /// # Errors
    /// When the settings name no region of VOD.
    pub fn new(
        settings: &CreateUploadAttachedMediaSettings,
        ports: &Ports,
    ) -> Result<Self, SettingsError> {
        Ok(Self {
            client: settings.cloud.client(ports)?,
            keys: settings.grant.grant_keys.clone(),
            clock: ports.clock.clone(),
            randomness: ports.randomness.clone(),
            rules: settings.rules.rules()?,
        })
    }

    async fn create(
        &self,
        body: &Bytes,
        context: &Context,
    ) -> Result<AttachedMediaGrant, ApiError> {
        let caller = context.caller()?;
        context.audit.kind(MediaKind::AttachedMedia);
        let wishes = body::object(body)?;
        let applied = self.rules.apply(MediaKind::AttachedMedia, caller, wishes)?;
        let mut create = body::typed::<AttachedMediaRequest>(applied.body)?.checked()?;
        let asked_at = self.clock.now();
        let grant = Grant {
            id: GrantId::random(&*self.randomness),
            kind: MediaKind::AttachedMedia,
            file_size: create.file_size,
            extension: create.media_ext.clone(),
            issued_at: asked_at,
        };
        let draft = Draft::new(&self.keys, &caller.owner, &grant);
        create.user_data = Some(draft.user_data(create.user_data.as_deref())?);
        let created = self.client.create_upload_attached_media(&context.call(), &create).await?;
        let ticket = draft.ticket(created.media_id.as_str());
        let answer = AttachedMediaGrant::created(created, ticket, asked_at, self.clock.now())?;
        context.audit.media(answer.media_id.as_str());
        context.audit.grant(grant.id);
        context.audit.issued(&answer.expiration);
        Ok(answer)
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
