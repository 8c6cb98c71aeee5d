//! The words of this product: ids, secrets, credentials, upload grants, media events.
//!
//! Everything here is plain data. Nothing reads a clock, a file or a socket, so that every other
//! crate, and every test, can build and compare these values freely. Names are those of the
//! ApsaraVideo VOD, OSS and STS documentation.

pub mod address;
mod credentials;
mod event;
pub mod fields;
mod grant;
mod identity;
mod ids;
mod lenient;
mod media;
mod ports;
#[cfg(feature = "openapi")]
pub mod schema;
mod secret;
pub mod time;

pub use credentials::Credentials;
pub use event::{EventParseError, MediaEvent, MediaEventKind};
pub use grant::{GrantDecodeError, UPLOAD_AUTH_SECONDS, UploadAddress, UploadAuth, UploadGrant};
pub use identity::{Owner, Subject, Tenant};
pub use ids::{
    IdError, ImageId, MediaId, ReferenceId, RequestId, RoleArn, RoleSessionName, SessionId,
    TemplateGroupId, TranscodeTaskId, VideoId,
};
pub use media::{MediaKind, TranscodeTaskStatus, VideoStatus};
pub use ports::{Clock, Randomness};
pub use secret::Secret;
