//! An AuthKey in a record: a [`Secret`] does not write itself down, so the place where it is meant
//! says so.

use model::Secret;
use serde::Serializer;

/// Writes the key as a text, or nothing. For records on the disk of the cloud only.
#[expect(clippy::ref_option, reason = "the form that serde calls")]
pub(crate) fn write<S: Serializer>(key: &Option<Secret>, to: S) -> Result<S::Ok, S::Error> {
    match key {
        Some(key) => to.serialize_some(key.expose()),
        None => to.serialize_none(),
    }
}
