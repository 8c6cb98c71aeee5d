//! ApsaraVideo VOD and STS over HTTP.
//!
//! A [`Client`] turns a typed request into one signed call, and the answer back into a type. It
//! repeats a call only where a repeat cannot do harm, stays inside the caller's deadline, and fails
//! with one [`Error`] that keeps the cloud's code, status and request id and says what to do.
//!
//! Everything that touches the world comes in from outside: [`Transport`] sends, a
//! [`CredentialProvider`] knows the keys, [`model::Clock`] and [`model::Randomness`] give time and
//! nonces. What a program uses is [`HttpTransport`], [`StaticCredentials`] and [`system`].

mod call;
mod client;
mod codes;
mod config;
mod credentials;
mod error;
mod http_transport;
mod lenient;
pub mod operations;
mod parameters;
mod reach;
mod regions;
mod retry;
mod skew;
pub mod system;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod transport;
mod wire;

#[cfg(test)]
mod tests;

pub use call::Call;
pub use client::Client;
pub use config::{Config, ConfigError, SignatureVersion};
pub use credentials::{CredentialProvider, CredentialsError, StaticCredentials};
pub use error::{Error, ErrorKind};
pub use http_transport::{HttpOptions, HttpTransport};
pub use operations::VideoSelector;
pub use reach::Reach;
pub use regions::VOD_REGIONS;
pub use retry::{FullJitter, RetryPolicy, sleep_within};
pub use skew::ClockOffset;
pub use transport::{BodyProgress, Transport, TransportError, TransportErrorKind};
