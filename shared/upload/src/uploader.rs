//! The uploader: what lasts longer than one upload.

use std::sync::Arc;

use client::{ClockOffset, FullJitter, Transport};
use jiff::Timestamp;
use model::{Clock, Randomness, UploadGrant};

use crate::{
    Error, GrantSource, Options, Progress, Source,
    address::Target,
    grant_cell::GrantCell,
    multipart,
    plan::{self, Plan},
    put,
    rate::Rate,
    session::Session,
};

/// Uploads files, any number one after the other or side by side.
pub struct Uploader {
    ports: Ports,
}

/// What comes in from outside, and the offset of the clock, which outlives an upload.
pub(crate) struct Ports {
    pub(crate) options: Options,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) randomness: Arc<dyn Randomness>,
    pub(crate) offset: ClockOffset,
}

impl Ports {
    pub(crate) fn now(&self) -> Timestamp {
        self.offset.correct(self.clock.now())
    }

    pub(crate) fn pauses(&self) -> FullJitter {
        let Options { pause_base, pause_cap, .. } = self.options;
        FullJitter::new(pause_base, pause_cap, self.randomness.clone())
    }
}

/// A file that has arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uploaded {
    /// Bytes.
    pub size: u64,
    /// CRC-64/XZ of the whole file as it was read, and as OSS has it: where the two differ, or OSS
    /// does not say, there is an error instead.
    pub crc64: u64,
    /// ETag of the object, with its quotes, where the answer had one.
    pub etag: Option<String>,
    /// In how many parts it went up; 1 for PutObject.
    pub parts: u32,
}

impl Uploader {
    /// An uploader with these options and ports.
    pub fn new(
        options: Options,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
        randomness: Arc<dyn Randomness>,
    ) -> Self {
        let offset = ClockOffset::default();
        Self { ports: Ports { options, transport, clock, randomness, offset } }
    }

    /// Uploads the whole source to the grant's address.
    ///
    /// The credential is renewed through `grant_source`: when less than 3 minutes or a tenth of its
    /// life is left, and when OSS refuses it. Images and attached media have no such source.
    ///
    /// Dropping the future ends the upload at once; parts sent so far stay in OSS until VOD drops
    /// them after 7 days. After a failure they are freed as far as that is possible.
    ///
    /// # Errors
    /// When the source fails, OSS refuses for good, attempts run out, or what arrived is not what
    /// was sent. [`crate::ErrorKind::CompletionUnconfirmed`] says that the file may have arrived.
    pub async fn upload(
        &self,
        grant: UploadGrant,
        grant_source: Option<&dyn GrantSource>,
        source: &dyn Source,
        progress: Arc<dyn Progress>,
    ) -> Result<Uploaded, Error> {
        let ports = &self.ports;
        let target = Target::new(&grant.address, &grant.auth, ports.options.region.as_deref())?;
        let plan = plan::plan(source.len(), &ports.options)?;
        let cell = GrantCell::new(grant, grant_source, ports, progress.clone());
        let session = Session { ports, cell, target, progress, rate: Rate::default() };
        match plan {
            Plan::Put { length } => put::put(&session, source, length).await,
            Plan::Parts(pieces) => multipart::upload(&session, source, &pieces).await,
        }
    }
}
