//! A video: its parts can be aborted, and its record tells whose it is.

use client::{
    Client,
    operations::{DeleteMultipartUpload, DeleteVideo, GetVideoInfo, Video},
};
use grant::Claim;
use model::{MediaKind, VideoId, VideoStatus};
use runtime::{ApiError, Context};

use crate::{Stage, first_look, second_look, settle, unless_gone};

const KIND: MediaKind = MediaKind::Video;

pub(crate) async fn cancel(
    client: &Client,
    claim: &Claim<'_>,
    id: &str,
    context: &Context,
) -> Result<(), ApiError> {
    let id: VideoId = id.parse().map_err(|_| ApiError::no_such(KIND))?;
    let call = context.call();
    let video = look(client, &id, context).await?;
    if let Some(video) = &video {
        let user_data = video.user_data.as_deref();
        if !claim.holds_for_video(id.as_str(), user_data) {
            return Err(ApiError::no_such(KIND));
        }
        if let Some(grant) = claim.grant_of_video(id.as_str(), user_data) {
            context.audit.grant(grant);
        }
    }
    if !first_look(stage(video.as_ref()), KIND, id.as_str(), claim)? {
        return Ok(());
    }
    let parts = DeleteMultipartUpload { video_id: id.clone() };
    if unless_gone(client.delete_multipart_upload(&call, &parts).await)?.is_none() {
        settle(context).await;
    }
    if second_look(stage(look(client, &id, context).await?.as_ref()), KIND)? {
        let deleted = client.delete_video(&call, &DeleteVideo { video_id: id }).await;
        if unless_gone(deleted)?.is_some_and(|answer| !answer.forbidden_video_ids.is_empty()) {
            tracing::error!("VOD does not let these keys delete the video");
            return Err(ApiError::refused_by_cloud());
        }
    }
    Ok(())
}

async fn look(client: &Client, id: &VideoId, context: &Context) -> Result<Option<Video>, ApiError> {
    let query = GetVideoInfo { video: id.clone().into() };
    let found = unless_gone(client.get_video_info(&context.call(), &query).await)?;
    Ok(found.map(|found| found.video))
}

fn stage(video: Option<&Video>) -> Stage {
    match video.map(|video| &video.status) {
        Some(VideoStatus::Uploading) => Stage::Uploading,
        Some(_) => Stage::Over,
        None => Stage::Gone,
    }
}
