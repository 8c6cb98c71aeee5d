//! One upload, as the functions are asked about it.

use std::fmt;

use model::{MediaKind, Secret};

use crate::kind;

/// What it is, its id, and what shows whose it is.
#[derive(Clone, Debug)]
pub(crate) struct Medium {
    /// Its kind.
    pub(crate) kind: MediaKind,
    /// VideoId, ImageId or MediaId.
    pub(crate) id: String,
    /// The ticket of its create call. VOD itself tells the owner of a video, and of nothing else.
    pub(crate) ticket: Option<Secret>,
}

/// As a person names it: `video 30f54e40…`.
impl fmt::Display for Medium {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", kind::word(self.kind), self.id)
    }
}
