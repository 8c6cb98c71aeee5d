//! What to do when the answer to CreateUploadVideo was lost.
//!
//! Every CreateUploadVideo makes a new video, so a blind repeat leaves an orphan that stays
//! `Uploading` for ever. A ReferenceId is unique in the account: by it the video is found, if there
//! is one, and a repeat that overtakes a slow first call is refused instead of doubling it.
//!
//! A ReferenceId that a caller chose may be that of somebody else's video, whose credential is not
//! theirs to have: whoever made the call says by which mark they know their own.

use model::{ReferenceId, VideoStatus};

use super::{
    CreateUploadVideo, CreateUploadVideoAnswer, GetVideoInfo, Operation, RefreshUploadVideo, Video,
    VideoSelector,
};
use crate::{Call, Client, Error, ErrorKind, codes, retry};

/// Tells the video that a lost call made from one that was there before it.
pub(super) type IsOurs<'a> = &'a (dyn Fn(&Video) -> bool + Send + Sync);

pub(super) async fn create(
    client: &Client,
    call: &Call,
    request: &CreateUploadVideo,
    is_ours: IsOurs<'_>,
) -> Result<CreateUploadVideoAnswer, Error> {
    let mut pauses = client.pauses();
    let mut answer_was_lost = false;
    let mut rounds = 0;
    loop {
        rounds += 1;
        let error = match client.execute(call, request).await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let lost = !error.outcome_known();
        // A ReferenceId in use after a lost answer is that lost call, late.
        let overtaken = answer_was_lost && error.kind() == ErrorKind::AlreadyExists;
        if !lost && !overtaken {
            return Err(error);
        }
        let Some(reference_id) = &request.reference_id else {
            return Err(error.with_advice(codes::LOST_CREATE));
        };
        answer_was_lost = true;
        tracing::warn!(kind = ?error.kind(), "the answer to CreateUploadVideo was lost; looking it up");
        match look_up(client, call, reference_id, is_ours).await {
            Ok(answer) => return Ok(answer),
            Err(missing) if missing.kind() == ErrorKind::NotFound => {}
            Err(other) if other.kind() == ErrorKind::AlreadyExists => return Err(other),
            // Nothing was learned: what is known is that the first answer was lost.
            Err(_) => return Err(harmless(error, rounds)),
        }
        if rounds >= client.attempts() {
            return Err(harmless(error, rounds));
        }
        let pause = pauses.next().unwrap_or_default();
        if !retry::sleep_within(call.deadline, pause).await {
            return Err(harmless(error, rounds));
        }
    }
}

/// The caller may send the same request again: its ReferenceId keeps it single.
fn harmless(error: Error, rounds: u32) -> Error {
    let attempts = error.attempts().max(rounds);
    error.after(attempts, true)
}

async fn look_up(
    client: &Client,
    call: &Call,
    reference_id: &ReferenceId,
    is_ours: IsOurs<'_>,
) -> Result<CreateUploadVideoAnswer, Error> {
    let query = GetVideoInfo { video: VideoSelector::ReferenceId(reference_id.clone()) };
    let video = client.get_video_info(call, &query).await?.video;
    if video.status != VideoStatus::Uploading || !is_ours(&video) {
        // Another video of the same id: a credential for it would let its file be overwritten, and
        // its VideoId is perhaps nothing that this caller should know.
        tracing::warn!(video_id = %video.video_id, "the ReferenceId is another video's");
        let message = format!("ReferenceId {reference_id} belongs to another video");
        return Err(Error::local(
            CreateUploadVideo::NAME,
            ErrorKind::AlreadyExists,
            message,
            codes::REFERENCE_IN_USE,
        ));
    }
    let refresh = RefreshUploadVideo { video: VideoSelector::VideoId(video.video_id) };
    let fresh = client.refresh_upload_video(call, &refresh).await?;
    Ok(CreateUploadVideoAnswer {
        request_id: fresh.request_id,
        video_id: fresh.video_id,
        upload_address: fresh.upload_address,
        upload_auth: fresh.upload_auth,
    })
}
