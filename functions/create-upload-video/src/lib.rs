//! `POST /upload/video`: issues the upload address and credential of a video.
//!
//! The fields are those of CreateUploadVideo, checked against its documented limits before a call
//! is spent. The answer is VOD's own, with the absolute end of the credential and this server's time
//! beside it, so that a client can tell how long it may use the credential, whatever its own clock
//! says.

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
use grant::{Draft, Grant, GrantId, GrantKeys, GrantSettings, VideoGrant};
use http::{Request, Response};
use model::{Clock, MediaKind, Randomness, fields};
use runtime::{ApiError, CloudSettings, Context, HttpFunction, Ports, Route, answer, body};
use settings::SettingsError;

pub use request::VideoRequest;

settings::settings! {
    /// What the function reads.
    pub struct CreateUploadVideoSettings {
        groups { cloud: CloudSettings, grant: GrantSettings, rules: RulesSettings }
    }
}

/// The function.
pub struct CreateUploadVideo {
    client: Arc<Client>,
    keys: GrantKeys,
    rules: Rules,
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
    pub fn new(settings: &CreateUploadVideoSettings, ports: &Ports) -> Result<Self, SettingsError> {
        Ok(Self {
            client: settings.cloud.client(ports)?,
            keys: settings.grant.grant_keys.clone(),
            rules: settings.rules.rules()?,
            clock: ports.clock.clone(),
            randomness: ports.randomness.clone(),
        })
    }

    async fn create(&self, body: &Bytes, context: &Context) -> Result<VideoGrant, ApiError> {
        let caller = context.caller()?;
        context.audit.kind(MediaKind::Video);
        let wishes = body::object(body)?;
        let applied = self.rules.apply(MediaKind::Video, caller, wishes)?;
        let request: VideoRequest = body::typed(applied.body)?;
        let mut create = request.checked(&*self.randomness)?;
        let asked_at = self.clock.now();
        let grant = Grant {
            id: GrantId::random(&*self.randomness),
            kind: MediaKind::Video,
            file_size: create.file_size,
            extension: fields::extension_of(&create.file_name),
            issued_at: asked_at,
        };
        let draft = Draft::new(&self.keys, &caller.owner, &grant);
        create.user_data = Some(draft.user_data(create.user_data.as_deref())?);
        let created = self
            .client
            .create_upload_video_marked(&context.call(), &create, &|video| {
                draft.is_in(video.user_data.as_deref())
            })
            .await?;
        let ticket = draft.ticket(created.video_id.as_str());
        let answer = VideoGrant::created(created, Some(ticket), asked_at, self.clock.now())?;
        context.audit.media(answer.video_id.as_str());
        context.audit.grant(grant.id);
        context.audit.issued(&answer.expiration);
        Ok(answer)
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
