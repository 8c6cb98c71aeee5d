//! The one place where secrets are written down: records of a data directory hold them in the clear,
//! because the cloud has to sign with them again. For `#[serde(serialize_with)]`.

use model::Secret;
use serde::{Serialize, Serializer};

/// Writes a secret.
pub(crate) fn write<S: Serializer>(secret: &Secret, to: S) -> Result<S::Ok, S::Error> {
    secret.expose().serialize(to)
}

/// Writes a secret that may be absent.
#[expect(clippy::ref_option, reason = "the signature is serde's")]
pub(crate) fn write_option<S: Serializer>(
    secret: &Option<Secret>,
    to: S,
) -> Result<S::Ok, S::Error> {
    secret.as_ref().map(Secret::expose).serialize(to)
}
