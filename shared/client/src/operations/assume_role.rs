//! AssumeRole of STS: temporary keys of a RAM role.

use jiff::Timestamp;
use model::{Credentials, RoleArn, RoleSessionName, Secret};
use serde::Deserialize;

use super::{Operation, Repeat, Service};
use crate::{Call, Client, Error, lenient, parameters::Parameters};

/// Request of AssumeRole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssumeRole {
    /// Which role.
    pub role_arn: RoleArn,
    /// Who, for the audit trail.
    pub role_session_name: RoleSessionName,
    /// A policy of at most 2,048 characters; the keys may do what it and the role both allow.
    pub policy: Option<String>,
    /// 900 to the role's MaxSessionDuration; 3,600 where absent.
    pub duration_seconds: Option<u32>,
    /// 2 to 1,224 characters, where the role's trust policy asks for one.
    pub external_id: Option<String>,
}

impl AssumeRole {
    /// The whole role, for the default time.
    #[must_use]
    pub fn new(role_arn: RoleArn, role_session_name: RoleSessionName) -> Self {
        Self {
            role_arn,
            role_session_name,
            policy: None,
            duration_seconds: None,
            external_id: None,
        }
    }
}

/// Answer of AssumeRole.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AssumeRoleAnswer {
    /// Of this call.
    pub request_id: String,
    /// The session's identity.
    #[serde(default)]
    pub assumed_role_user: Option<AssumedRoleUser>,
    /// The keys.
    pub credentials: TemporaryCredentials,
}

/// The identity of a role's session.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AssumedRoleUser {
    /// `acs:ram::<account>:role/<role>/<session>`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub arn: Option<String>,
    /// `<role id>:<session>`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub assumed_role_id: Option<String>,
}

/// Temporary keys with the end of their life.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TemporaryCredentials {
    /// `STS.…`.
    pub access_key_id: String,
    /// The key that signs.
    pub access_key_secret: Secret,
    /// Goes with every call.
    pub security_token: Secret,
    /// The end, absolute.
    pub expiration: Timestamp,
}

impl TemporaryCredentials {
    /// The keys for a signer.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        Credentials {
            access_key_id: self.access_key_id.clone(),
            access_key_secret: self.access_key_secret.clone(),
            security_token: Some(self.security_token.clone()),
        }
    }
}

impl Operation for AssumeRole {
    const NAME: &'static str = "AssumeRole";
    const SERVICE: Service = Service::Sts;
    type Answer = AssumeRoleAnswer;

    fn parameters(&self, parameters: &mut Parameters) {
        parameters
            .set("RoleArn", &self.role_arn)
            .set("RoleSessionName", &self.role_session_name)
            .set_if("Policy", self.policy.as_ref())
            .set_if("DurationSeconds", self.duration_seconds.as_ref())
            .set_if("ExternalId", self.external_id.as_ref());
    }

    fn repeat(&self) -> Repeat {
        // Each answer has keys of its own; one that nobody read dies by itself.
        Repeat::Always
    }
}

impl Client {
    /// Asks STS for temporary keys of a role. STS allows 100 calls a second for the whole account:
    /// keep what it gives.
    ///
    /// # Errors
    /// `NotFound` for the role, `Denied`, and whatever any call can meet.
    pub async fn assume_role(
        &self,
        call: &Call,
        request: &AssumeRole,
    ) -> Result<AssumeRoleAnswer, Error> {
        self.execute(call, request).await
    }
}
