//! `GET /upload/{video|image|attached-media}/{id}`: tells how far an upload is.
//!
//! The answer is read from VOD's own records at that moment. It leaves out every URL: playing and
//! downloading are not this product's to grant. Only the owner gets an answer, or somebody who may
//! act for others. To anyone else the upload does not exist.

#[cfg(feature = "openapi")]
mod openapi;
mod status;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use access::{Rules, RulesSettings};
use async_trait::async_trait;
use bytes::Bytes;
use client::{
    Client,
    operations::{GetAttachedMediaInfo, GetImageInfo, GetVideoInfo, ListTranscodeTask},
};
use grant::{Claim, GrantKeys, GrantSettings, Verdict};
use http::{Request, Response, StatusCode};
use model::{Clock, ImageId, MediaId, MediaKind, VideoId};
use runtime::{
    ApiError, CloudSettings, Context, Found, HttpFunction, Ports, Route, RouteTable, answer, ticket,
};
use settings::SettingsError;

pub use status::{AttachedMediaUpload, ImageUpload, TranscodeTask, VideoUpload};

settings::settings! {
    /// What the function reads.
    pub struct UploadStatusSettings {
        groups { cloud: CloudSettings, grant: GrantSettings, rules: RulesSettings }
    }
}

/// The function.
pub struct UploadStatus {
    client: Arc<Client>,
    keys: GrantKeys,
    rules: Rules,
    clock: Arc<dyn Clock>,
    routes: RouteTable<MediaKind>,
}

impl UploadStatus {
    /// The requests that it answers.
    pub const ROUTES: &[Route] = &[
        Route { method: "GET", path: "/upload/video/{id}" },
        Route { method: "GET", path: "/upload/image/{id}" },
        Route { method: "GET", path: "/upload/attached-media/{id}" },
    ];

    /// What the same paths take beside them.
    const NEIGHBOURS: &[Route] = &[
        Route { method: "DELETE", path: "/upload/video/{id}" },
        Route { method: "DELETE", path: "/upload/image/{id}" },
        Route { method: "DELETE", path: "/upload/attached-media/{id}" },
    ];

    /// Builds it.
    ///
    /// # Errors
    /// When the settings name no region of VOD.
    pub fn new(settings: &UploadStatusSettings, ports: &Ports) -> Result<Self, SettingsError> {
        let kinds = [MediaKind::Video, MediaKind::Image, MediaKind::AttachedMedia];
        Ok(Self {
            client: settings.cloud.client(ports)?,
            keys: settings.grant.grant_keys.clone(),
            rules: settings.rules.rules()?,
            clock: ports.clock.clone(),
            routes: RouteTable::declared(Self::ROUTES, kinds)?,
        })
    }

    async fn answer(
        &self,
        request: &Request<Bytes>,
        context: &Context,
    ) -> Result<Response<Bytes>, ApiError> {
        let Found::Target(kind, parameters) =
            self.routes.find(request.method(), request.uri().path())
        else {
            return Err(ApiError::no_such(MediaKind::Video));
        };
        let id = parameters.into_iter().next().map(|(_, id)| id).unwrap_or_default();
        let caller = context.caller()?;
        context.audit.kind(kind);
        let claim = Claim {
            keys: &self.keys,
            owner: &caller.owner,
            acts_for_others: self.rules.acts_for_others(caller, kind)?,
            ticket: ticket(request.headers()),
        };
        if claim.on(kind, &id) == Verdict::Fails {
            return Err(ApiError::no_such(kind));
        }
        Ok(match kind {
            MediaKind::Video => {
                answer::json(StatusCode::OK, &self.video(&claim, &id, context).await?)
            }
            MediaKind::Image => answer::json(StatusCode::OK, &self.image(&id, context).await?),
            MediaKind::AttachedMedia => {
                answer::json(StatusCode::OK, &self.attached_media(&id, context).await?)
            }
        })
    }

    async fn video(
        &self,
        claim: &Claim<'_>,
        id: &str,
        context: &Context,
    ) -> Result<VideoUpload, ApiError> {
        let no_such = || ApiError::no_such(MediaKind::Video);
        // An id that cannot exist is an id that does not exist.
        let id: VideoId = id.parse().map_err(|_| no_such())?;
        let call = context.call();
        let query = GetVideoInfo { video: id.clone().into() };
        let found = self.client.get_video_info(&call, &query).await;
        let found = found.map_err(|error| ApiError::of_media(error, MediaKind::Video))?;
        if !claim.holds_for_video(id.as_str(), found.video.user_data.as_deref()) {
            return Err(no_such());
        }
        let tasks = if found.video.status.is_uploaded() {
            let tasks = self.client.list_transcode_task(&call, &ListTranscodeTask::new(id)).await?;
            tasks.transcode_task_list
        } else {
            Vec::new()
        };
        Ok(VideoUpload::new(found, tasks, self.clock.now()))
    }

    async fn image(&self, id: &str, context: &Context) -> Result<ImageUpload, ApiError> {
        let id: ImageId = id.parse().map_err(|_| ApiError::no_such(MediaKind::Image))?;
        let found = self.client.get_image_info(&context.call(), &GetImageInfo::new(id)).await;
        let found = found.map_err(|error| ApiError::of_media(error, MediaKind::Image))?;
        Ok(ImageUpload::new(found, self.clock.now()))
    }

    async fn attached_media(
        &self,
        id: &str,
        context: &Context,
    ) -> Result<AttachedMediaUpload, ApiError> {
        let no_such = || ApiError::no_such(MediaKind::AttachedMedia);
        let id: MediaId = id.parse().map_err(|_| no_such())?;
        let query = GetAttachedMediaInfo::new([id]);
        let found = self.client.get_attached_media_info(&context.call(), &query).await;
        let found = found.map_err(|error| ApiError::of_media(error, MediaKind::AttachedMedia))?;
        AttachedMediaUpload::new(found, self.clock.now()).ok_or_else(no_such)
    }
}

#[async_trait]
impl HttpFunction for UploadStatus {
    fn name(&self) -> &'static str {
        "upload-status"
    }

    fn routes(&self) -> &'static [Route] {
        Self::ROUTES
    }

    fn neighbours(&self) -> &'static [Route] {
        Self::NEIGHBOURS
    }

    async fn handle(&self, request: Request<Bytes>, context: &Context) -> Response<Bytes> {
        self.answer(&request, context).await.unwrap_or_else(|error| error.into_response(context))
    }
}
