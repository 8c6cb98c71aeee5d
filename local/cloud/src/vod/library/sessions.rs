//! The SessionIds of SubmitTranscodeJobs, each remembered for seven days.

use jiff::{SignedDuration, Timestamp};

use super::Library;

/// For how long a SessionId is remembered (SubmitTranscodeJobs).
const SESSION_DAYS: i64 = 7;

impl Library {
    /// Whether a SessionId was used in the last seven days.
    pub(in crate::vod) fn knows_session(&self, session: &str, now: Timestamp) -> bool {
        self.sessions.get(session).is_some_and(|until| now < *until)
    }

    /// Remembers a SessionId from now on.
    pub(in crate::vod) fn remember_session(&mut self, session: &str, now: Timestamp) {
        self.sessions.retain(|_, until| now < *until);
        let until = now
            .checked_add(SignedDuration::from_hours(24 * SESSION_DAYS))
            .unwrap_or(Timestamp::MAX);
        self.sessions.insert(session.to_owned(), until);
    }
}
