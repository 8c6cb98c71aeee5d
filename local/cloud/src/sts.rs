//! Security Token Service: AssumeRole and GetCallerIdentity (API reference, version 2015-04-01).

mod assume_role;
mod caller_identity;
mod parameters;
mod service_role;
mod session;

pub(crate) use assume_role::assume_role;
pub(crate) use caller_identity::caller_identity;
pub use service_role::ServiceRoleError;
pub(crate) use service_role::assume_role_as_service;
