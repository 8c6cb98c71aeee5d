//! One file, from a look at it to Normal.

use std::{path::Path, sync::Arc};

use model::{MediaKind, time};
use upload::GrantSource;

use super::{
    Session,
    follow::Follow,
    report::Report,
    transfer::{Refresh, Sent},
    unless_interrupted,
    wait::{self, Patience},
};
use crate::{
    error::Error,
    file::LocalFile,
    functions::{Grant, Medium, create_body},
    kind::{self, Media},
    timeline::{Event, Timeline, rounded},
};

impl Session<'_> {
    /// Uploads the file, and follows it if that was asked for. The report is filled on the way, so
    /// that it tells how far a failed upload came.
    ///
    /// # Errors
    /// When the file does not arrive, or does not become Normal although that was waited for.
    pub(super) async fn one(
        &self,
        path: &Path,
        timeline: &Arc<Timeline>,
        report: &mut Report,
    ) -> Result<(), Error> {
        let file = LocalFile::inspect(path).await?;
        report.size = Some(file.size);
        let said = &self.arguments.media;
        let media = Media::choose(&file.name, said.wishes())?;
        let kind = media.kind();
        report.kind = Some(kind);

        let grant = unless_interrupted(
            &self.interrupt,
            self.functions.create(kind, &create_body(media, &file, said)),
            || Error::interrupted("interrupted before anything was sent"),
        )
        .await?;
        report.media_id = Some(grant.media_id.clone());
        timeline.note(Event::Granted {
            kind,
            media_id: grant.media_id.clone(),
            expiration: time::iso8601(grant.expiration),
            request_id: grant.request_id.clone(),
        });

        report.ticket = grant.ticket.as_ref().map(|ticket| ticket.expose().to_owned());
        self.send(path, file.size, (kind, &grant), timeline, report).await?;
        if self.arguments.wait.wait {
            self.follow(&grant.medium(kind), timeline, report).await?;
        }
        Ok(())
    }

    async fn send(
        &self,
        path: &Path,
        size: u64,
        (kind, grant): (MediaKind, &Grant),
        timeline: &Timeline,
        report: &mut Report,
    ) -> Result<(), Error> {
        let medium = grant.medium(kind);
        let refresh = Refresh { functions: &self.functions, video: &medium, timeline };
        let refresh = (kind == MediaKind::Video).then_some(&refresh as &dyn GrantSource);
        match self.transfer.send(path, size, grant, refresh).await? {
            Sent::Stored { uploaded, time } => {
                let seconds = time.as_secs_f64();
                report.size = Some(uploaded.size);
                report.crc64 = Some(uploaded.crc64.to_string());
                report.parts = Some(uploaded.parts);
                report.seconds = Some(rounded(seconds));
                timeline.note(Event::Uploaded {
                    size: uploaded.size,
                    transfer_seconds: rounded(seconds),
                    rate: rate(uploaded.size, seconds),
                    crc64: uploaded.crc64.to_string(),
                    parts: uploaded.parts,
                });
                Ok(())
            }
            Sent::Unconfirmed(error) => {
                let arrived =
                    wait::has_arrived(&self.functions, &medium, self.arguments.wait.grace);
                let arrived =
                    unless_interrupted(&self.interrupt, async { Ok(arrived.await) }, || {
                        Error::interrupted(
                            "interrupted before it was known whether the file arrived",
                        )
                    });
                if !arrived.await? {
                    return Err(error);
                }
                timeline.note(Event::UploadConfirmed);
                Ok(())
            }
        }
    }

    async fn follow(
        &self,
        medium: &Medium,
        timeline: &Timeline,
        report: &mut Report,
    ) -> Result<(), Error> {
        let said = self.arguments.wait;
        let patience = Patience { timeout: said.wait_timeout, grace: said.grace };
        let Medium { kind, id, .. } = medium;
        let mut follow = Follow::new(*kind, said.grace);
        let waited = unless_interrupted(
            &self.interrupt,
            wait::until_ready(&self.functions, medium, patience, &mut follow, timeline),
            || Error {
                advice: format!("ask for it with `vodup status {} {id}`", kind::word(*kind)),
                ..Error::interrupted("interrupted while waiting; the file itself is uploaded")
            },
        )
        .await;
        report.status = follow.status().cloned();
        report.transcode_task_id = follow.transcode_task_id().map(str::to_owned);
        waited
    }
}

/// Bytes a second.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn rate(size: u64, seconds: f64) -> u64 {
    // Shown to three digits, so what a float cannot hold does not matter; `as` saturates.
    if seconds > 0.0 { (size as f64 / seconds) as u64 } else { size }
}
