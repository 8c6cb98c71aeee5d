//! The progress bar of one file.

use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::on_one_line;

/// How often time left and rate are drawn anew while nothing moves.
const TICK: Duration = Duration::from_millis(250);

const TEMPLATE: &str = "{prefix} {wide_bar} {binary_bytes} of {binary_total_bytes}, \
                        {binary_bytes_per_sec}, {eta} left";

/// Longest name beside the bar, in characters; the bar needs the rest of the line.
const LONGEST_NAME: usize = 24;
/// How much of the end stays, which holds the extension.
const END: usize = 8;

/// A bar that is gone when it is dropped, also where the upload ends early.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    /// Draws it.
    pub(super) fn show(bars: &MultiProgress, name: &str, size: u64) -> Self {
        let bar = ProgressBar::new(size);
        // A test parses the template, so it is never the default style that is seen.
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style);
        }
        bar.set_prefix(shortened(&on_one_line(name)));
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

/// The name with its middle left out, if it is long.
fn shortened(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() <= LONGEST_NAME {
        return name.to_owned();
    }
    let (start, end) = (LONGEST_NAME - END - 1, letters.len() - END);
    letters[..start].iter().chain(&['…']).chain(&letters[end..]).collect()
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
    fn a_long_name_keeps_its_ends() {
        assert_eq!(shortened("a.mov"), "a.mov");
        let short = shortened("holiday at the sea in 2025, part 12.mov");
        assert_eq!(short, "holiday at the …t 12.mov");
        assert_eq!(short.chars().count(), LONGEST_NAME);
    }

    #[test]
    fn it_stands_at_what_was_sent_less_what_was_lost() {
        let bars = MultiProgress::with_draw_target(ProgressDrawTarget::hidden());
        let bar = Bar::show(&bars, "a.mov", 100);
        bar.sent(60);
        bar.lost(20);
        assert_eq!((bar.0.position(), bar.0.length()), (40, Some(100)));
    }
}
