//! `POST /upload/video/refresh`: renews the upload credential of a video.
//!
//! The address stays the same and so does a multipart upload under way; only the keys are new. VOD
//! has no such call for images and attached media: those are created again ("Upload URLs and
//! credentials", Limits).
//!
//! Only the owner gets one, or somebody who may act for others, and only until the video has arrived.
//! To anyone else the video does not exist.

#[cfg(feature = "openapi")]
mod openapi;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use access::{Rules, RulesSettings};
use async_trait::async_trait;
use bytes::Bytes;
use client::{
    Client,
    operations::{GetVideoInfo, RefreshUploadVideo as Refresh, Video, VideoSelector},
};
use grant::{Claim, GrantKeys, GrantSettings, Verdict, VideoGrant};
use http::{Request, Response, StatusCode};
use model::{Clock, MediaKind, ReferenceId, Secret, VideoId};
use runtime::{ApiError, CloudSettings, Context, HttpFunction, Ports, Route, answer, body, ticket};
use serde::Deserialize;
use settings::SettingsError;

/// The body of a request: which video, by either id.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[cfg_attr(
    feature = "openapi",
    derive(schemars::JsonSchema),
    schemars(extend("oneOf" = model::schema::one_of("VideoId", "ReferenceId")))
)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RefreshRequest {
    /// The id from the answer of the create call.
    pub video_id: Option<VideoId>,
    /// The caller's own id, in its place.
    pub reference_id: Option<ReferenceId>,
    /// The ticket from the answer of the create call; it may also stand in the header
    /// `X-Upload-Ticket`.
    pub ticket: Option<Secret>,
}

impl RefreshRequest {
    fn checked(&self) -> Result<VideoSelector, ApiError> {
        match (&self.video_id, &self.reference_id) {
            (Some(id), None) => Ok(id.clone().into()),
            (None, Some(id)) => Ok(id.clone().into()),
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

settings::settings! {
    /// What the function reads.
    pub struct RefreshUploadVideoSettings {
        groups { cloud: CloudSettings, grant: GrantSettings, rules: RulesSettings }
    }
}

/// The function.
pub struct RefreshUploadVideo {
    client: Arc<Client>,
    keys: GrantKeys,
    rules: Rules,
    clock: Arc<dyn Clock>,
}

impl RefreshUploadVideo {
    /// The requests that it answers.
    pub const ROUTES: &[Route] = &[Route { method: "POST", path: "/upload/video/refresh" }];

    /// Builds it.
    ///
    /// # Errors
    /// When the settings name no region of VOD.
    pub fn new(
        settings: &RefreshUploadVideoSettings,
        ports: &Ports,
    ) -> Result<Self, SettingsError> {
        Ok(Self {
            client: settings.cloud.client(ports)?,
            keys: settings.grant.grant_keys.clone(),
            rules: settings.rules.rules()?,
            clock: ports.clock.clone(),
        })
    }

    async fn refresh(
        &self,
        request: &Request<Bytes>,
        context: &Context,
    ) -> Result<VideoGrant, ApiError> {
        let caller = context.caller()?;
        context.audit.kind(MediaKind::Video);
        let asked: RefreshRequest = body::parse(request.body())?;
        let wanted = asked.checked()?;
        if let VideoSelector::VideoId(id) = &wanted {
            context.audit.media(id.as_str());
        }
        let claim = Claim {
            keys: &self.keys,
            owner: &caller.owner,
            acts_for_others: self.rules.acts_for_others(caller, MediaKind::Video)?,
            ticket: asked.ticket.or_else(|| ticket(request.headers())),
        };
        let Video { video_id, status, user_data, .. } = self.owned(&claim, wanted, context).await?;
        let (id, user_data) = (video_id.as_str(), user_data.as_deref());
        if let Some(grant) = claim.grant_of_video(id, user_data) {
            context.audit.grant(grant);
        }
        if status.is_uploaded() {
            return Err(arrived());
        }
        let ticket = claim.ticket_of_video(id, user_data);
        let asked_at = self.clock.now();
        let refreshed = self
            .client
            .refresh_upload_video(&context.call(), &Refresh { video: video_id.into() })
            .await
            .map_err(|error| ApiError::of_media(error, MediaKind::Video))?;
        let answer = VideoGrant::refreshed(refreshed, ticket, asked_at, self.clock.now())?;
        context.audit.refreshed(&answer.expiration);
        Ok(answer)
    }

    /// The video, if the claim to it holds. A ticket that shows nothing costs no call.
    async fn owned(
        &self,
        claim: &Claim<'_>,
        wanted: VideoSelector,
        context: &Context,
    ) -> Result<Video, ApiError> {
        let no_such = || ApiError::no_such(MediaKind::Video);
        if let VideoSelector::VideoId(id) = &wanted
            && claim.on(MediaKind::Video, id.as_str()) == Verdict::Fails
        {
            return Err(no_such());
        }
        let query = GetVideoInfo { video: wanted };
        let found = self.client.get_video_info(&context.call(), &query).await;
        let video = found.map_err(|error| ApiError::of_media(error, MediaKind::Video))?.video;
        context.audit.media(video.video_id.as_str());
        let holds = claim.holds_for_video(video.video_id.as_str(), video.user_data.as_deref());
        if holds { Ok(video) } else { Err(no_such()) }
    }
}

/// 409: VOD would give a credential, and with it what has arrived, and was perhaps looked at and
/// approved, could be replaced without a word.
fn arrived() -> ApiError {
    ApiError::new(
        StatusCode::CONFLICT,
        "Forbidden.IllegalStatus",
        "The video has arrived, so there is no upload to refresh; create a new one.",
    )
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
        answer::respond(self.refresh(&request, context).await, context)
    }
}
