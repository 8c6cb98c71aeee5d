//! One file into OSS, with nothing but the grant that VOD gave for it.
//!
//! Small files go up in one PutObject, larger ones in parts, several at a time. When the temporary
//! keys near their end they are renewed through a [`GrantSource`], once for however many parts wait.
//! What arrived is compared with what was read by its CRC-64, part by part and as a whole.
//!
//! The uploader never holds the account's keys and knows no endpoint but the grant's.

mod address;
mod codes;
mod error;
mod file_source;
mod grant_cell;
mod multipart;
mod options;
mod plan;
mod progress;
mod put;
mod rate;
mod request;
mod session;
mod source;
mod uploader;
mod xml;

#[cfg(test)]
mod tests;

pub use error::{Error, ErrorKind, Remedy};
pub use file_source::FileSource;
pub use grant_cell::{GrantSource, RefreshError};
pub use options::Options;
pub use progress::{NoProgress, Progress};
pub use source::{BytesSource, Source, SourceError};
pub use uploader::{Uploaded, Uploader};
