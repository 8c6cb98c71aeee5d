//! A local ApsaraVideo VOD, STS and OSS that is strict: every signature, token, date, policy and
//! limit is checked as the cloud checks it, so that what passes here passes there.
//!
//! One port serves all three, as official clients need it; [`LocalCloud::start`] with
//! [`Config::LOOPBACK`] takes a free one. Records live in memory, objects in a temporary directory
//! that goes with the cloud, unless [`Options::data`] keeps all of it. Nothing is transcoded: a
//! transcoding job is a delay.

mod body;
mod callbacks;
mod clock;
mod config;
mod front;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod identifiers;
mod identities;
mod local;
mod objects;
mod oss;
mod peer;
mod policy;
mod rpc;
mod seed;
mod server;
mod state;
mod storage;
mod sts;
#[cfg(test)]
mod testing;
mod tls;
mod vod;
mod wire;

pub use callbacks::{Delivery, DeliveryOutcome};
pub use config::{
    Account, Activity, Callback, Config, Definition, Options, Quotas, TemplateGroup, Workflow,
};
pub use identities::{AccessKeyStatus, Ram, RamAccessKey, RamError, RamPolicy, RamRole, RamUser};
pub use seed::Seeded;
pub use server::{LocalCloud, StartError};
pub use storage::DataError;
pub use sts::ServiceRoleError;
pub use tls::TlsError;
