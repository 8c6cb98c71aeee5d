//! Finds uploads that no event tells about any more, and hands them over.
//!
//! VOD delivers an event three times within seconds and then gives up ("HTTP callback"). A video
//! whose event was lost that way is stored and stays `UploadSucc` for ever. A schedule runs this
//! function: it lists such videos and gives each to the hand-off of `upload-complete`, as the event
//! that should have come.
//!
//! An event is only a reason to look, so this adds no rule of its own: the pipeline re-reads what is
//! true and starts nothing twice, whoever else is at the same video. A video that was started is no
//! longer `UploadSucc` and is not found again. One for which nothing can be started is found again
//! until it is too old, which bounds what it costs; and where the rules start nothing at all, nothing
//! is even listed.

mod budget;
mod find;
#[cfg(test)]
mod tests;
mod window;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use client::Client;
use hand_off::HandOffSettings;
use model::{Clock, MediaEvent, MediaEventKind, VideoId};
use pipeline::{Executor, HandOff, Rules};
use runtime::{CloudSettings, Context, Event, EventFunction, Outcome, Ports};
use settings::SettingsError;

use budget::Budget;
pub use window::{MaxAge, MinAge, Window, WindowSettings};

settings::settings! {
    /// What the function reads.
    pub struct SweepUploadsSettings {
        groups {
            cloud: CloudSettings,
            hand_off: HandOffSettings,
            rules: Rules,
            window: WindowSettings,
        }
    }
}

/// The pause after a hand-over that failed. It doubles while they fail, because what refuses them is
/// then more likely a quota of VOD, which counts calls per second, than the videos.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// The function.
pub struct SweepUploads {
    client: Arc<Client>,
    hand_off: Arc<dyn HandOff>,
    clock: Arc<dyn Clock>,
    rules: Rules,
    window: Window,
}

/// What became of the videos that were found.
#[derive(Default)]
struct Swept {
    handed_over: usize,
    failed: usize,
    /// Why the last one failed.
    reason: Option<String>,
}

impl SweepUploads {
    /// Its name, in logs and deployments.
    pub const NAME: &str = "sweep-uploads";

    /// Builds it over the hand-off that the settings choose.
    ///
    /// # Errors
    /// When the settings name no region of VOD, no span of ages, or a queue that cannot be used.
    pub fn new(settings: &SweepUploadsSettings, ports: &Ports) -> Result<Self, SettingsError> {
        let client = settings.cloud.client(ports)?;
        let window = settings.window.window()?;
        let rules = settings.rules.clone();
        let hand_off = hand_off::choose(&settings.hand_off, ports, || {
            Ok(Arc::new(Executor::new(client.clone(), rules.clone())))
        })?;
        Ok(Self::over(client, hand_off, ports.clock.clone(), rules, window))
    }

    /// Builds it over any hand-off. The rules must be those of the pipeline behind it: they only
    /// decide whether there is a reason to sweep.
    #[must_use]
    pub fn over(
        client: Arc<Client>,
        hand_off: Arc<dyn HandOff>,
        clock: Arc<dyn Clock>,
        rules: Rules,
        window: Window,
    ) -> Self {
        Self { client, hand_off, clock, rules, window }
    }

    /// Gives one after the other away, whatever becomes of the others, while there is time.
    async fn hand_over(&self, videos: &[VideoId], budget: &Budget<'_>) -> Swept {
        let mut swept = Swept::default();
        let mut pause = FIRST_PAUSE;
        for id in videos {
            let Some(call) = budget.call() else { break };
            match self.hand_off.give(&upload_complete(id), &call).await {
                Ok(()) => {
                    tracing::info!(video_id = %id, "handed over");
                    swept.handed_over += 1;
                    pause = FIRST_PAUSE;
                }
                Err(error) => {
                    tracing::error!(video_id = %id, reason = %error, "not handed over");
                    swept.failed += 1;
                    swept.reason = Some(error.to_string());
                    budget.pause(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
        swept
    }
}

/// The event that should have come. It is the same each time, so that a FIFO queue can tell a
/// repeat within its five minutes.
fn upload_complete(id: &VideoId) -> MediaEvent {
    MediaEvent {
        kind: MediaEventKind::FileUploadComplete,
        media_id: Some(id.to_string()),
        time: None,
        status: Some("success".into()),
        size: None,
        extend: None,
    }
}

#[async_trait]
impl EventFunction for SweepUploads {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    /// Sweeps once, whatever the event says. The next sweep finds what this one left, so only one
    /// that could do nothing at all asks to be repeated.
    async fn handle(&self, _: Event, context: &Context) -> Outcome {
        if !self.rules.have_a_step() {
            tracing::info!("no TEMPLATE_GROUP_ID is set: nothing follows an upload, nothing swept");
            return Outcome::Done;
        }
        let budget = Budget::of(context);
        let found = find::waiting(&self.client, &self.window.span(self.clock.now()), &budget).await;
        let swept = self.hand_over(&found.videos, &budget).await;
        let not_reached = found.videos.len() - swept.handed_over - swept.failed;
        tracing::info!(
            looked_at = found.looked_at,
            waiting = found.videos.len(),
            handed_over = swept.handed_over,
            failed = swept.failed,
            not_reached,
            "swept"
        );
        let out_of_time = (not_reached > 0).then(|| budget::OVER.to_owned());
        match swept.reason.or(found.problem).or(out_of_time) {
            Some(reason) if swept.handed_over == 0 => Outcome::Retry(reason),
            _ => Outcome::Done,
        }
    }
}
