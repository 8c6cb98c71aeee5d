//! The answer to a create or refresh call.

use bytes::Bytes;
use jiff::Timestamp;
use model::{MediaKind, Secret, UploadGrant, time};
use serde::Deserialize;

use super::Medium;
use crate::error::Error;

/// Permission to upload one file.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    /// VideoId, ImageId or MediaId.
    pub(crate) media_id: String,
    /// VOD's id of the call.
    pub(crate) request_id: String,
    /// When the credential dies, by the server's clock.
    pub(crate) expiration: Timestamp,
    /// Shows later whose the upload is; a server without tickets gives none.
    pub(crate) ticket: Option<Secret>,
    /// Address and credential; they die by this machine's clock.
    pub(crate) upload: UploadGrant,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    request_id: String,
    #[serde(alias = "ImageId", alias = "MediaId")]
    video_id: String,
    upload_address: String,
    upload_auth: Secret,
    expiration: String,
    server_time: String,
    #[serde(default)]
    ticket: Option<Secret>,
}

impl Grant {
    /// What was granted, to ask about later.
    pub(crate) fn medium(&self, kind: MediaKind) -> Medium {
        Medium { kind, id: self.media_id.clone(), ticket: self.ticket.clone() }
    }

    /// Reads the answer to a call that was made at `asked_at` by this machine's clock.
    ///
    /// # Errors
    /// When it is no grant. The error says nothing of what stands in it.
    pub(super) fn read(
        kind: MediaKind,
        answer: &Bytes,
        asked_at: Timestamp,
    ) -> Result<Self, Error> {
        Self::decode(answer, asked_at).ok_or_else(|| {
            super::unreadable(match kind {
                MediaKind::Video => "upload credential of a video",
                MediaKind::Image => "upload credential of an image",
                MediaKind::AttachedMedia => "upload credential of an attached medium",
            })
        })
    }

    fn decode(answer: &Bytes, asked_at: Timestamp) -> Option<Self> {
        let answer: Answer = serde_json::from_slice(answer).ok()?;
        let expiration = time::parse_iso8601(&answer.expiration)?;
        let server_time = time::parse_iso8601(&answer.server_time)?;
        let mut upload =
            UploadGrant::decode(&answer.upload_address, answer.upload_auth.expose(), asked_at)
                .ok()?;
        // Both moments are the server's, so their distance holds whatever this machine believes
        // the time to be; counted from the question, it errs on the short side.
        let life = expiration.duration_since(server_time);
        upload.expires_at = asked_at.checked_add(life).ok()?;
        Some(Self {
            media_id: answer.video_id,
            request_id: answer.request_id,
            expiration,
            ticket: answer.ticket,
            upload,
        })
    }
}
