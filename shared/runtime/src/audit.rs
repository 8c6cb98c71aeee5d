//! Who was given what, and who was not: one line a call, and counters of the same.
//!
//! A call carries an [`Audit`] with it. Whoever learns something notes it there: the guard who calls,
//! the function which media it is about and what it gave. When the answer stands, the front writes the
//! line, so that no function can forget a refusal, and none can tell of a credential that nobody got.

mod line;
mod metrics;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use access::{Caller, Refusal};
use model::MediaKind;

pub(crate) use line::{user_agent, write};

/// Where the lines are found among others (`target`), and what a log filter calls them.
pub(crate) const TARGET: &str = "audit";

/// What is known of a call. Clones note into the same.
#[derive(Clone, Default)]
pub struct Audit {
    notes: Arc<Mutex<Notes>>,
    /// The name of the function on AWS Lambda, which its metrics are kept under.
    lambda: Option<Arc<str>>,
}

#[derive(Clone, Debug, Default)]
struct Notes {
    caller: Option<Caller>,
    detail: Option<&'static str>,
    kind: Option<CredentialKind>,
    media_id: Option<String>,
    grant_id: Option<String>,
    given: Option<Given>,
}

/// What a caller was given, and until when.
#[derive(Clone, Debug)]
struct Given {
    event: Event,
    until: Option<String>,
}

/// What a call came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Event {
    /// A credential was given out.
    Issued,
    /// The credential of an upload under way was renewed.
    Refreshed,
    /// An upload was cancelled.
    Cancelled,
    /// The caller got nothing, by their own fault.
    Refused,
    /// The caller got nothing, by ours or the cloud's.
    Failed,
}

/// What a credential is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// One medium.
    Media(MediaKind),
    /// Whatever the session policy allows.
    StsToken,
}

impl From<MediaKind> for CredentialKind {
    fn from(kind: MediaKind) -> Self {
        Self::Media(kind)
    }
}

impl Event {
    fn as_str(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Refreshed => "refreshed",
            Self::Cancelled => "cancelled",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }

    /// Under which name it is counted.
    fn counter(self) -> &'static str {
        match self {
            Self::Issued => "CredentialsIssued",
            Self::Refreshed => "CredentialsRefreshed",
            Self::Cancelled => "UploadsCancelled",
            Self::Refused => "RequestsRefused",
            Self::Failed => "RequestsFailed",
        }
    }
}

impl CredentialKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Media(MediaKind::Video) => "video",
            Self::Media(MediaKind::Image) => "image",
            Self::Media(MediaKind::AttachedMedia) => "attached-media",
            Self::StsToken => "sts-token",
        }
    }
}

impl Audit {
    /// Of a call on AWS Lambda, where counters are metrics of this function.
    pub(crate) fn on_lambda(function: &str) -> Self {
        Self { lambda: Some(function.into()), ..Self::default() }
    }

    /// Notes who calls.
    pub(crate) fn caller(&self, caller: &Caller) {
        let mut notes = self.notes();
        notes.caller = Some(caller.clone());
        // A call whose secret was refused may be made once more, with a new one.
        notes.detail = None;
    }

    /// Notes what the caller is not told of why they are not let in.
    pub(crate) fn not_let_in(&self, refusal: Refusal) {
        self.notes().detail = refusal.detail();
    }

    /// Notes what the call is about. Refusals are told with it, so it is best noted first.
    pub fn kind(&self, kind: impl Into<CredentialKind>) {
        self.notes().kind = Some(kind.into());
    }

    /// Notes which media it is about: VideoId, ImageId or MediaId.
    pub fn media(&self, id: &str) {
        self.notes().media_id = Some(id.to_owned());
    }

    /// Notes the id of the grant, which is the one in stamp and ticket.
    pub fn grant(&self, id: impl fmt::Display) {
        self.notes().grant_id = Some(id.to_string());
    }

    /// Notes that a credential is given out, good until this moment.
    pub fn issued(&self, until: &str) {
        self.given(Event::Issued, Some(until));
    }

    /// Notes that the credential of an upload under way is renewed, good until this moment.
    pub fn refreshed(&self, until: &str) {
        self.given(Event::Refreshed, Some(until));
    }

    /// Notes that an upload is cancelled.
    pub fn cancelled(&self) {
        self.given(Event::Cancelled, None);
    }

    fn given(&self, event: Event, until: Option<&str>) {
        self.notes().given = Some(Given { event, until: until.map(str::to_owned) });
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Audit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.notes().fmt(formatter)
    }
}
