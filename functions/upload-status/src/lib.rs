//! `GET /upload/{video|image|attached-media}/{id}`: tells how far an upload is.
//!
//! The answer is read from VOD's own records at that moment. It leaves out every URL: playing and
//! downloading are not this product's to grant.

mod status;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use client::{
    Client,
    operations::{GetAttachedMediaInfo, GetImageInfo, GetVideoInfo, ListTranscodeTask},
};
use http::{Request, Response, StatusCode};
use model::{Clock, ImageId, MediaId, MediaKind, VideoId};
use runtime::{
    ApiError, CloudSettings, Context, Found, HttpFunction, Ports, Route, RouteTable, answer,
};
use settings::SettingsError;

pub use status::{AttachedMediaUpload, ImageUpload, TranscodeTask, VideoUpload};

/// The function.
pub struct UploadStatus {
    client: Arc<Client>,
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

    /// Builds it.
    ///
    /// # Errors
    /// When the settings name no region of VOD.
    pub fn new(settings: &CloudSettings, ports: &Ports) -> Result<Self, SettingsError> {
        let kinds = [MediaKind::Video, MediaKind::Image, MediaKind::AttachedMedia];
        // The routes are constant and a test makes this table, so it never fails in use.
        let routes = RouteTable::new(Self::ROUTES.iter().copied().zip(kinds)).map_err(|error| {
            SettingsError {
                problems: vec![settings::Problem {
                    name: "routes",
                    expected: "free of contradictions",
                    reason: Some(error.to_string()),
                }],
            }
        })?;
        Ok(Self { client: settings.client(ports)?, clock: ports.clock.clone(), routes })
    }

    async fn answer(
        &self,
        request: &Request<Bytes>,
        context: &Context,
    ) -> Result<Response<Bytes>, ApiError> {
        let Found::Target(kind, parameters) =
            self.routes.find(request.method(), request.uri().path())
        else {
            return Err(no_such("upload"));
        };
        let id = parameters.into_iter().next().map(|(_, id)| id).unwrap_or_default();
        Ok(match kind {
            MediaKind::Video => answer::json(StatusCode::OK, &self.video(&id, context).await?),
            MediaKind::Image => answer::json(StatusCode::OK, &self.image(&id, context).await?),
            MediaKind::AttachedMedia => {
                answer::json(StatusCode::OK, &self.attached_media(&id, context).await?)
            }
        })
    }

    async fn video(&self, id: &str, context: &Context) -> Result<VideoUpload, ApiError> {
        // An id that cannot exist is an id that does not exist.
        let id: VideoId = id.parse().map_err(|_| no_such("video"))?;
        let call = context.call();
        let found =
            self.client.get_video_info(&call, &GetVideoInfo { video: id.clone().into() }).await?;
        let tasks = if found.video.status.is_uploaded() {
            let tasks = self.client.list_transcode_task(&call, &ListTranscodeTask::new(id)).await?;
            tasks.transcode_task_list
        } else {
            Vec::new()
        };
        Ok(VideoUpload::new(found, tasks, self.clock.now()))
    }

    async fn image(&self, id: &str, context: &Context) -> Result<ImageUpload, ApiError> {
        let id: ImageId = id.parse().map_err(|_| no_such("image"))?;
        let found = self.client.get_image_info(&context.call(), &GetImageInfo::new(id)).await?;
        Ok(ImageUpload::new(found, self.clock.now()))
    }

    async fn attached_media(
        &self,
        id: &str,
        context: &Context,
    ) -> Result<AttachedMediaUpload, ApiError> {
        let id: MediaId = id.parse().map_err(|_| no_such("attached medium"))?;
        let query = GetAttachedMediaInfo::new([id]);
        let found = self.client.get_attached_media_info(&context.call(), &query).await?;
        AttachedMediaUpload::new(found, self.clock.now()).ok_or_else(|| no_such("attached medium"))
    }
}

fn no_such(what: &str) -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "NoSuchResource", format!("There is no such {what}."))
}

#[async_trait]
impl HttpFunction for UploadStatus {
    fn name(&self) -> &'static str {
        "upload-status"
    }

    fn routes(&self) -> &'static [Route] {
        Self::ROUTES
    }

    async fn handle(&self, request: Request<Bytes>, context: &Context) -> Response<Bytes> {
        self.answer(&request, context).await.unwrap_or_else(|error| error.into_response(context))
    }
}
