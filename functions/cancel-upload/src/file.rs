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

/// What is not a video.
pub(crate) enum File {
    Image(ImageId),
    AttachedMedia(MediaId),
}

pub(crate) async fn cancel(
    client: &Client,
    claim: &Claim<'_>,
    file: File,
    context: &Context,
) -> Result<(), ApiError> {
    let (kind, id) = (file.kind(), file.id());
    if !first_look(file.look(client, context).await?, kind, id, claim)? {
        return Ok(());
    }
    settle(context).await;
    if second_look(file.look(client, context).await?, kind)? {
        file.delete(client, context).await?;
    }
    Ok(())
}

impl File {
    fn kind(&self) -> MediaKind {
        match self {
            Self::Image(_) => MediaKind::Image,
            Self::AttachedMedia(_) => MediaKind::AttachedMedia,
        }
    }

    fn id(&self) -> &str {
        match self {
            Self::Image(id) => id.as_str(),
            Self::AttachedMedia(id) => id.as_str(),
        }
    }

    async fn look(&self, client: &Client, context: &Context) -> Result<Stage, ApiError> {
        let call = context.call();
        let status = match self {
            Self::Image(id) => {
                let query = GetImageInfo::new(id.clone());
                let found = unless_gone(client.get_image_info(&call, &query).await)?;
                found.map(|found| found.image_info.status)
            }
            Self::AttachedMedia(id) => {
                let query = GetAttachedMediaInfo::new([id.clone()]);
                let found = unless_gone(client.get_attached_media_info(&call, &query).await)?;
                let media = found.and_then(|found| found.attached_media_list.into_iter().next());
                media.map(|media| media.status)
            }
        };
        Ok(match status.as_ref().map(Option::as_deref) {
            None => Stage::Gone,
            Some(Some("Uploading")) => Stage::Uploading,
            Some(_) => Stage::Over,
        })
    }

    async fn delete(self, client: &Client, context: &Context) -> Result<(), ApiError> {
        let call = context.call();
        match self {
            Self::Image(image_id) => {
                unless_gone(client.delete_image(&call, &DeleteImage { image_id }).await)?;
            }
            Self::AttachedMedia(media_id) => {
                let delete = DeleteAttachedMedia { media_id };
                unless_gone(client.delete_attached_media(&call, &delete).await)?;
            }
        }
        Ok(())
    }
}
