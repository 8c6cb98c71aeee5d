//! How a service of the cloud, such as Function Compute, takes the role of a function. It has no API
//! that a user could call: the service asks STS itself, and the role's trust policy decides alone.

use std::net::Ipv4Addr;

use model::{Credentials, RoleSessionName};

use super::session::Session;
use crate::identities::TemporaryKey;
use crate::peer::Peer;
use crate::policy::{Context, Trusted};
use crate::state::Cloud;

/// Life of such a key, in seconds.
const SECONDS: i64 = 3_600;

/// Why a service does not get a role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ServiceRoleError {
    /// The account has no role of this name.
    #[error("there is no role {0}")]
    NoSuchRole(String),
    /// The role's trust policy does not name the service, or a condition of it is not met.
    #[error("the trust policy of {role} does not let {service} assume it")]
    NotTrusted {
        /// The role's name.
        role: String,
        /// The service that asked.
        service: String,
    },
}

/// Issues a key of the role to a service.
pub(crate) fn assume_role_as_service(
    cloud: &Cloud,
    service: &str,
    role_name: &str,
    session_name: &RoleSessionName,
) -> Result<Credentials, ServiceRoleError> {
    let role = cloud
        .identities
        .role(role_name)
        .ok_or_else(|| ServiceRoleError::NoSuchRole(role_name.to_owned()))?;
    let from_the_cloud = Peer { address: Ipv4Addr::LOCALHOST.into(), secure: true };
    let context = Context::new(cloud.now(), from_the_cloud);
    if !role.trusts(Trusted::Service(service), &context).effect.allows() {
        let (role, service) = (role_name.to_owned(), service.to_owned());
        return Err(ServiceRoleError::NotTrusted { role, service });
    }
    let session = Session { role_name, role, name: session_name, seconds: SECONDS, policy: None };
    let TemporaryKey { access_key_id, access_key_secret, security_token, .. } =
        session.begin(cloud);
    Ok(Credentials::temporary(access_key_id, access_key_secret, security_token))
}
