//! What a role may upload of one kind.

use model::MediaKind;
use serde_json::{Map, Value};

/// Values by the documented names of their fields; members of UserData bear `UserData.` in front.
pub(super) type Fields = Map<String, Value>;

/// The rules of one role for one kind.
#[derive(Clone, Debug)]
pub(super) struct KindRules {
    pub(super) kind: MediaKind,
    /// The fields that the caller may set, in the order of the documentation.
    pub(super) may_set: Vec<&'static str>,
    /// Those of them that must be there.
    pub(super) required: Vec<&'static str>,
    /// Lower case; `None` for all that VOD takes.
    pub(super) extensions: Option<Vec<String>>,
    /// The largest FileSize.
    pub(super) largest: Option<Largest>,
    /// What is sent where the caller says nothing.
    pub(super) defaults: Fields,
    /// What is sent whatever the caller says.
    pub(super) forced: Fields,
}

/// A largest FileSize.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Largest {
    pub(super) bytes: u64,
    /// As the rules say it, such as `5 GiB`.
    pub(super) text: String,
}
