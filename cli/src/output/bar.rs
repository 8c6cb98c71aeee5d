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
        // A test draws the template, so it is never the default style that is seen.
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
    use indicatif::{InMemoryTerm, ProgressDrawTarget};

    use super::*;

    #[test]
    fn it_shows_bytes_rate_and_time_left_and_disappears() {
        let terminal = InMemoryTerm::new(5, 80);
        let target = ProgressDrawTarget::term_like_with_hz(Box::new(terminal.clone()), 1_000);
        let bars = MultiProgress::with_draw_target(target);
        let bar = Bar::show(&bars, 4 * 1_024 * 1_024);
        bar.sent(2 * 1_024 * 1_024);
        bar.lost(1_024 * 1_024);
        bar.0.tick();
        let shown = terminal.contents();
        assert!(shown.contains("1.00 MiB of 4.00 MiB, "), "{shown}");
        assert!(shown.contains("/s, ") && shown.contains(" left"), "{shown}");
        drop(bar);
        assert_eq!(terminal.contents().trim(), "");
    }
}
