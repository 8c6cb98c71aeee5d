//! Signatures and checksums of the cloud: bytes in, signature out.
//!
//! Every call to VOD, STS and OSS is signed, each in its own way, and each signature is also checked
//! by the local cloud. Both sides live here, so that they are tested against each other and against
//! vectors made by the official SDKs. Nothing here reads a clock, a random source or a socket: time
//! and nonce are part of what is signed and come in as arguments.
//!
//! | module | signs | algorithm |
//! | --- | --- | --- |
//! | [`rpc_v1`] | VOD and STS calls, `SignatureVersion` 1.0 | HMAC-SHA1, base64 |
//! | [`acs3`] | VOD and STS calls, signature V3 | HMAC-SHA256, hex |
//! | [`oss_v1`] | OSS requests and presigned URLs | HMAC-SHA1, base64 |
//! | [`oss_v4`] | OSS requests and presigned URLs | HMAC-SHA256 with a derived key, hex |
//! | [`oss_post_policy`] | OSS form uploads (`PostObject`) | as OSS V1 and V4 |
//! | [`vod_callback`] | VOD event callbacks | MD5, hex |
//! | [`crc64`] | object and part checksums of OSS | CRC-64/XZ |
//!
//! Verifiers compare in constant time. Where a scheme has intermediate strings they answer with a
//! [`Mismatch`] that carries them, because the one useful answer to "signature does not match" is
//! the text that should have been signed.

pub mod acs3;
mod authorization;
pub mod crc64;
pub mod encode;
mod error;
mod headers;
mod mac;
pub mod oss;
pub mod oss_post_policy;
pub mod oss_v1;
pub mod oss_v4;
pub mod rpc_v1;
pub mod vod_callback;

pub use error::{AuthorizationError, Mismatch, Scheme};
