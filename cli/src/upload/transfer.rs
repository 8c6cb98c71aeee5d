//! The uploader, as this program uses it: one file with its grant, a bar, and an end on Ctrl-C.

mod failure;
mod interruptible;

use std::{path::Path, sync::Arc, time::Duration};

use async_trait::async_trait;
use model::UploadGrant;
use tokio::time::{Instant, sleep};
use upload::{
    FileSource, GrantSource, NoProgress, Options, Progress, RefreshError, Uploaded, Uploader,
};

use super::{Ports, interrupt::Interrupt};
use crate::{
    arguments::TransferArguments,
    error::Error,
    file::base_name,
    functions::{Functions, Grant, Medium},
    output::{Bar, Output},
    timeline::{Event, Timeline},
};
use failure::{changed, failed};
use interruptible::Interruptible;

/// How long the uploader may tidy up after Ctrl-C.
const TIDY_TIME: Duration = Duration::from_secs(6);

/// Sends files.
pub(super) struct Transfer {
    uploader: Uploader,
    transport: Arc<Interruptible>,
    interrupt: Interrupt,
    output: Arc<Output>,
}

/// What came of it.
pub(super) enum Sent {
    /// OSS has the object.
    Stored {
        /// What the uploader says.
        uploaded: Uploaded,
        /// How long the bytes took.
        time: Duration,
    },
    /// OSS may have it: its last answer was lost. VOD knows.
    Unconfirmed(Error),
}

impl Transfer {
    /// Sends nothing yet.
    pub(super) fn new(
        arguments: TransferArguments,
        ports: &Ports,
        interrupt: &Interrupt,
        output: &Arc<Output>,
    ) -> Self {
        let transport = Arc::new(Interruptible::new(ports.transport.clone(), interrupt.clone()));
        let uploader = Uploader::new(
            options(arguments),
            transport.clone(),
            ports.clock.clone(),
            ports.randomness.clone(),
        );
        Self { uploader, transport, interrupt: interrupt.clone(), output: output.clone() }
    }

    /// Sends the file to where the grant says.
    ///
    /// # Errors
    /// When the file cannot be read or changes, OSS refuses, or a signal interrupts.
    pub(super) async fn send(
        &self,
        path: &Path,
        size: u64,
        grant: &Grant,
        refresh: Option<&dyn GrantSource>,
    ) -> Result<Sent, Error> {
        let unusable = |error: upload::SourceError| changed(path, &error.0);
        let source = FileSource::open(path).await.map_err(unusable)?;
        let progress: Arc<dyn Progress> = if self.output.has_bars() {
            Arc::new(OnBar(self.output.bar(&base_name(path), size)))
        } else {
            Arc::new(NoProgress)
        };
        let started = Instant::now();
        let upload = self.uploader.upload(grant.upload.clone(), refresh, &source, progress);
        let outcome = tokio::select! {
            outcome = upload => outcome,
            () = self.tidied() => return Err(self.interrupted()),
        };
        match outcome {
            Ok(uploaded) => Ok(Sent::Stored { uploaded, time: started.elapsed() }),
            Err(_) if self.interrupt.is_pressed() => Err(self.interrupted()),
            Err(error) if error.kind() == upload::ErrorKind::CompletionUnconfirmed => {
                Ok(Sent::Unconfirmed(failed(path, &error)))
            }
            Err(error) => Err(failed(path, &error)),
        }
    }

    async fn tidied(&self) {
        self.interrupt.pressed().await;
        sleep(TIDY_TIME).await;
    }

    fn interrupted(&self) -> Error {
        Error::interrupted(match self.transport.parts_freed() {
            None => "interrupted during the upload; nothing was stored",
            Some(true) => "interrupted during the upload; the parts sent so far were removed",
            Some(false) => {
                "interrupted during the upload; the parts sent so far could not be removed, VOD \
                 drops them after 7 days"
            }
        })
    }
}

fn options(arguments: TransferArguments) -> Options {
    let mut options = Options::default();
    if let Some(size) = arguments.part_size {
        options.part_size = size;
        // Whoever wants small parts wants parts.
        options.put_threshold = options.put_threshold.min(size);
    }
    if let Some(parallel) = arguments.parallel {
        options.parallel = parallel.into();
    }
    options
}

/// Renews the grant of one video.
pub(super) struct Refresh<'a> {
    /// Who gives it.
    pub(super) functions: &'a Functions,
    /// For which video.
    pub(super) video: &'a Medium,
    /// Who hears of it.
    pub(super) timeline: &'a Timeline,
}

#[async_trait]
impl GrantSource for Refresh<'_> {
    async fn refresh(&self) -> Result<UploadGrant, RefreshError> {
        match self.functions.refresh(self.video).await {
            Ok(grant) => {
                let expiration = model::time::iso8601(grant.expiration);
                self.timeline.note(Event::Refreshed { expiration });
                Ok(grant.upload)
            }
            Err(error) => {
                Err(RefreshError { reason: error.message.clone(), retryable: error.is_passing() })
            }
        }
    }
}

/// Draws what the uploader tells.
struct OnBar(Bar);

impl Progress for OnBar {
    fn sent(&self, bytes: u64) {
        self.0.sent(bytes);
    }

    fn lost(&self, bytes: u64) {
        self.0.lost(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_parts_are_parts_also_for_small_files() {
        let said = TransferArguments { part_size: Some(102_400), parallel: Some(9) };
        let options = options(said);
        assert_eq!(
            (options.part_size, options.put_threshold, options.parallel),
            (102_400, 102_400, 9)
        );
        let large = TransferArguments { part_size: Some(1 << 30), parallel: None };
        assert_eq!(super::options(large).put_threshold, Options::default().put_threshold);
    }
}
