//! The progress bar of one file.

use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

/// How often time left and rate are drawn anew while nothing moves.
const TICK: Duration = Duration::from_millis(250);

const TEMPLATE: &str = "{wide_bar} {binary_bytes} of {binary_total_bytes}, \
                        {binary_bytes_per_sec}, {eta} left";

/// A bar that is gone when it is dropped, also where the upload ends early.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    /// Draws it.
    pub(super) fn show(bars: &MultiProgress, size: u64) -> Self {
        let bar = ProgressBar::new(size);
        // A test parses the template, so it is never the default style that is seen.
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style);
        }
        let bar = bars.add(bar);
        if !bar.is_hidden() {
            bar.enable_steady_tick(TICK);
        }
        Self(bar)
    }

    /// So many more bytes are on their way.
    pub(crate) fn sent(&self, bytes: u64) {
        self.0.inc(bytes);
    }

    /// So many must be sent again.
    pub(crate) fn lost(&self, bytes: u64) {
        self.0.dec(bytes);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use indicatif::ProgressDrawTarget;

    use super::*;

    #[test]
    fn the_template_holds_together() {
        assert!(ProgressStyle::with_template(TEMPLATE).is_ok());
    }

    #[test]
    fn it_stands_at_what_was_sent_less_what_was_lost() {
        let bars = MultiProgress::with_draw_target(ProgressDrawTarget::hidden());
        let bar = Bar::show(&bars, 100);
        bar.sent(60);
        bar.lost(20);
        assert_eq!((bar.0.position(), bar.0.length()), (40, Some(100)));
    }
}
