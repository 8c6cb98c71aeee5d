//! The parsers of bodies, for the fuzz targets. Refusals are told by their code.

use super::error::OssError;
use super::target::Target;
use super::{complete, cors, delete_multiple_objects, post_object};

pub use post_object::doors::PostedForm;
pub(crate) use post_object::doors::posted_form;

/// Part numbers and ETags of CompleteMultipartUpload.
pub(crate) fn listed_parts(body: &[u8]) -> Result<Vec<(u16, String)>, &'static str> {
    complete::parse(body).map_err(|error| error.code())
}

/// The keys of DeleteMultipleObjects, and whether it is quiet.
pub(crate) fn listed_keys(body: &[u8]) -> Result<(Vec<String>, bool), &'static str> {
    delete_multiple_objects::parse(body).map_err(|error| error.code())
}

/// A CORSConfiguration, written again.
pub(crate) fn cors_configuration(body: &[u8]) -> Result<String, &'static str> {
    let read = cors::configuration::parse(body).map_err(|error| error.code())?;
    Ok(cors::configuration::write(&read).document())
}

/// The policy of a form.
pub(crate) fn form_policy(base64: &str) -> Result<(), &'static str> {
    let read: Result<_, OssError> = post_object::policy::Policy::parse(base64);
    read.map(|_| ()).map_err(|error| error.code())
}

/// The bucket and the key that a Host header and a raw path name.
pub(crate) fn target(
    host: &str,
    path: &str,
) -> Result<(Option<String>, Option<String>), &'static str> {
    let target = Target::of(host, path).map_err(|error| error.code())?;
    Ok((target.bucket, target.key))
}
