//! Which ages of a video a sweep looks at.

use std::time::Duration;

use jiff::Timestamp;
use settings::{FromSetting, Problem, SettingsError};

settings::settings! {
    /// How old a video is that a sweep looks at.
    pub struct WindowSettings {
        /// How long a video is left to VOD and its callbacks before a sweep takes it up: counted from
        /// its last change.
        default min_age: MinAge = "SWEEP_MIN_AGE_SECONDS" "600",
        /// How long a sweep goes on taking a video up: counted from CreateUploadVideo, so it must
        /// leave time for the upload itself.
        default max_age: MaxAge = "SWEEP_MAX_AGE_SECONDS" "86400",
    }
}

/// `SWEEP_MIN_AGE_SECONDS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MinAge(pub Duration);

impl FromSetting for MinAge {
    const EXPECTED: &'static str = "a number of seconds from 0 to 86400";

    fn from_setting(text: &str) -> Result<Self, String> {
        seconds(text, 0, 86_400).map(Self)
    }
}

/// `SWEEP_MAX_AGE_SECONDS`. Seven days is the most: for so long VOD knows the SessionId of a
/// submission, and with it that the step was taken (SubmitTranscodeJobs).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaxAge(pub Duration);

impl FromSetting for MaxAge {
    const EXPECTED: &'static str =
        "a number of seconds from 60 to 604800, and more than SWEEP_MIN_AGE_SECONDS";

    fn from_setting(text: &str) -> Result<Self, String> {
        seconds(text, 60, 604_800).map(Self)
    }
}

fn seconds(text: &str, least: u64, most: u64) -> Result<Duration, String> {
    match text.trim().parse() {
        Ok(seconds) if (least..=most).contains(&seconds) => Ok(Duration::from_secs(seconds)),
        _ => Err(format!("{text:?} is not valid")),
    }
}

impl WindowSettings {
    /// The ages as one.
    ///
    /// # Errors
    /// When no age is between them.
    pub fn window(&self) -> Result<Window, SettingsError> {
        Window::new(self.min_age.0, self.max_age.0).ok_or_else(|| SettingsError {
            problems: vec![Problem {
                name: "SWEEP_MAX_AGE_SECONDS",
                expected: MaxAge::EXPECTED,
                reason: Some(format!(
                    "{} is not more than the {} of SWEEP_MIN_AGE_SECONDS",
                    self.max_age.0.as_secs(),
                    self.min_age.0.as_secs()
                )),
            }],
        })
    }
}

/// A span of ages that is not empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    min_age: Duration,
    max_age: Duration,
}

/// The same as moments: later than `after`, not later than `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) after: Timestamp,
    pub(crate) until: Timestamp,
}

impl Window {
    /// From the one age to the other; `None` when the second is not higher by a whole second, the
    /// unit of VOD.
    #[must_use]
    pub fn new(min_age: Duration, max_age: Duration) -> Option<Self> {
        (max_age.as_secs() > min_age.as_secs()).then_some(Self { min_age, max_age })
    }

    pub(crate) fn span(self, now: Timestamp) -> Span {
        let before = |age| now.checked_sub(age).unwrap_or(Timestamp::MIN);
        Span { after: before(self.max_age), until: before(self.min_age) }
    }
}

#[cfg(test)]
mod tests {
    use settings::{Fixed, Settings as _};

    use super::*;

    fn window(min: &str, max: &str) -> Result<Window, String> {
        let source =
            Fixed::default().with("SWEEP_MIN_AGE_SECONDS", min).with("SWEEP_MAX_AGE_SECONDS", max);
        WindowSettings::load(&source)
            .and_then(|settings| settings.window())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn from_ten_minutes_to_a_day_unless_told() {
        let window = WindowSettings::load(&Fixed::default()).unwrap().window().unwrap();
        let span = window.span("2026-01-02T03:04:05Z".parse().unwrap());
        assert_eq!(span.after.to_string(), "2026-01-01T03:04:05Z");
        assert_eq!(span.until.to_string(), "2026-01-02T02:54:05Z");
    }

    #[test]
    fn both_ages_have_bounds_and_an_order() {
        for (min, max, valid) in [
            ("0", "60", true),
            (" 5 ", " 604800 ", true),
            ("86400", "86401", true),
            ("600", "600", false),
            ("600", "60", false),
            ("86401", "604800", false),
            ("0", "59", false),
            ("0", "604801", false),
            ("-1", "60", false),
            ("1m", "60", false),
        ] {
            assert_eq!(window(min, max).is_ok(), valid, "{min} {max}");
        }
        assert_eq!(
            window("600", "60").unwrap_err(),
            "cannot start, because of the settings:\
             \n  SWEEP_MAX_AGE_SECONDS: 60 is not more than the 600 of SWEEP_MIN_AGE_SECONDS; it \
             should be a number of seconds from 60 to 604800, and more than SWEEP_MIN_AGE_SECONDS"
        );
    }
}
