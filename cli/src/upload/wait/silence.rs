//! A server that has gone while a file is followed.

use std::time::Duration;

use tokio::time::Instant;

use crate::{
    error::{Error, ErrorKind},
    functions::Functions,
    timeline::Timeline,
};

/// How long connections may be refused in a row: a restart takes less.
const LONGEST_ABSENCE: Duration = Duration::from_secs(30);

/// How long nothing has been heard.
#[derive(Debug, Default)]
pub(super) struct Silence {
    is_said: bool,
    refused_since: Option<Instant>,
}

impl Silence {
    /// The server answered, whatever it said.
    pub(super) fn broken(&mut self) {
        self.refused_since = None;
    }

    /// A question failed. Tells the user once if that was for want of an answer.
    ///
    /// # Errors
    /// With this failure, if connections have been refused for too long.
    pub(super) fn note(
        &mut self,
        error: Error,
        functions: &Functions,
        timeline: &Timeline,
    ) -> Result<Error, Error> {
        if error.is_silence() && !self.is_said {
            self.is_said = true;
            timeline.warn(&format!("no answer from {}, still trying", functions.address()));
        }
        if error.kind != ErrorKind::Unreachable {
            self.refused_since = None;
            return Ok(error);
        }
        let since = *self.refused_since.get_or_insert_with(Instant::now);
        if since.elapsed() < LONGEST_ABSENCE {
            return Ok(error);
        }
        let absence = LONGEST_ABSENCE.as_secs();
        let message = format!("{} for {absence} s; the file itself is uploaded", error.message);
        Err(Error { message, ..error })
    }
}
