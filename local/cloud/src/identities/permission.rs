//! What a key may do.

use crate::policy::{Effect, Policy};

/// What a key may do, before any request is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Permission {
    /// Everything in the account.
    Everything,
    /// An upload credential: write this object, or with a prefix everything that begins with it,
    /// by PutObject and multipart upload, and nothing else.
    Object { bucket: String, key: String, prefix: Option<String> },
    /// A session of a role: what every one of these policies allows. The role's own comes first,
    /// then the session policy, when there is one.
    Policies(Vec<Policy>),
}

/// The answer to one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Go on.
    Allowed,
    /// Refuse.
    Denied(Denial),
}

/// What decided against a request (`AccessDeniedDetail`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Denial {
    /// `PolicyType`: `SessionPolicy` or `AccountLevelIdentityBasedPolicy`.
    pub(crate) policy_type: &'static str,
    /// Whether a Deny statement applied (`ExplicitDeny`) or no statement did (`ImplicitDeny`).
    pub(crate) explicit: bool,
}

impl Denial {
    /// `NoPermissionType`.
    pub(crate) fn no_permission_type(self) -> &'static str {
        if self.explicit { "ExplicitDeny" } else { "ImplicitDeny" }
    }
}

/// What an upload credential may do. Source: the calls that the official upload SDKs make with one.
const UPLOAD_ACTIONS: [&str; 3] = ["oss:PutObject", "oss:ListParts", "oss:AbortMultipartUpload"];

impl Permission {
    /// Whether an action (`oss:PutObject`, `vod:CreateUploadVideo`) is allowed on a resource
    /// (`acs:oss:*:1234567890123456:bucket/key`).
    pub(crate) fn allows(&self, action: &str, resource: &str) -> Decision {
        match self {
            Self::Everything => Decision::Allowed,
            Self::Object { bucket, key, prefix } => {
                let named = object_of(resource).is_some_and(|(in_bucket, name)| {
                    in_bucket == bucket
                        && (name == key
                            || prefix.as_deref().is_some_and(|prefix| {
                                !prefix.is_empty() && name.starts_with(prefix)
                            }))
                });
                if named && UPLOAD_ACTIONS.contains(&action) {
                    Decision::Allowed
                } else {
                    Decision::Denied(Denial { policy_type: "SessionPolicy", explicit: false })
                }
            }
            Self::Policies(policies) => by_policies(policies, action, resource),
        }
    }
}

/// The session policy is asked before the role's (RAM, "Policy evaluation").
fn by_policies(policies: &[Policy], action: &str, resource: &str) -> Decision {
    for (index, policy) in policies.iter().enumerate().rev() {
        let policy_type =
            if index == 0 { "AccountLevelIdentityBasedPolicy" } else { "SessionPolicy" };
        match policy.evaluate(action, resource) {
            Effect::Allow => (),
            Effect::ExplicitDeny => {
                return Decision::Denied(Denial { policy_type, explicit: true });
            }
            Effect::ImplicitDeny => {
                return Decision::Denied(Denial { policy_type, explicit: false });
            }
        }
    }
    if policies.is_empty() {
        return Decision::Denied(Denial {
            policy_type: "AccountLevelIdentityBasedPolicy",
            explicit: false,
        });
    }
    Decision::Allowed
}

/// Bucket and key of `acs:oss:region:account:bucket/key`.
fn object_of(resource: &str) -> Option<(&str, &str)> {
    let mut segments = resource.splitn(5, ':');
    if segments.next() != Some("acs") || segments.next() != Some("oss") {
        return None;
    }
    segments.nth(2)?.split_once('/')
}
