//! Images and attached media: VOD aborts no parts of theirs (DeleteMultipartUpload takes videos
//! alone) and does not tell whose they are, so the ticket has shown that.

use client::{
    Client,
    operations::{DeleteAttachedMedia, DeleteImage, GetAttachedMediaInfo, GetImageInfo},
};
use grant::Claim;
use model::{ImageId, MediaId, MediaKind};
use runtime::{ApiError, Context};

use crate::{Stage, first_look, second_look, settle, unless_gone};

pub(crate) async fn cancel_image(
    client: &Client,
    claim: &Claim<'_>,
    id: &str,
    context: &Context,
) -> Result<(), ApiError> {
    const KIND: MediaKind = MediaKind::Image;
    let id: ImageId = id.parse().map_err(|_| ApiError::no_such(KIND))?;
    let look = async || {
        let query = GetImageInfo::new(id.clone());
        let found = unless_gone(client.get_image_info(&context.call(), &query).await)?;
        Ok::<_, ApiError>(
            found.map_or(Stage::Gone, |found| stage(found.image_info.status.as_deref())),
        )
    };
    if !first_look(look().await?, KIND, claim)? {
        return Ok(());
    }
    settle(context).await;
    if second_look(look().await?, KIND)? {
        let delete = DeleteImage { image_id: id.clone() };
        unless_gone(client.delete_image(&context.call(), &delete).await)?;
    }
    Ok(())
}

pub(crate) async fn cancel_attached_media(
    client: &Client,
    claim: &Claim<'_>,
    id: &str,
    context: &Context,
) -> Result<(), ApiError> {
    const KIND: MediaKind = MediaKind::AttachedMedia;
    let id: MediaId = id.parse().map_err(|_| ApiError::no_such(KIND))?;
    let look = async || {
        let query = GetAttachedMediaInfo::new([id.clone()]);
        let found = unless_gone(client.get_attached_media_info(&context.call(), &query).await)?;
        let media = found.and_then(|found| found.attached_media_list.into_iter().next());
        Ok::<_, ApiError>(media.map_or(Stage::Gone, |media| stage(media.status.as_deref())))
    };
    if !first_look(look().await?, KIND, claim)? {
        return Ok(());
    }
    settle(context).await;
    if second_look(look().await?, KIND)? {
        let delete = DeleteAttachedMedia { media_id: id.clone() };
        unless_gone(client.delete_attached_media(&context.call(), &delete).await)?;
    }
    Ok(())
}

/// Only `Uploading` is still to come.
fn stage(status: Option<&str>) -> Stage {
    match status {
        Some("Uploading") => Stage::Uploading,
        _ => Stage::Over,
    }
}
