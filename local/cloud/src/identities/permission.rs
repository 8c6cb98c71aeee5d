//! What a key may do.

use serde::{Deserialize, Serialize};

use super::decision::{Decision, Denial, Grounds, PolicyType};
use crate::policy::{Policy, Question};

/// What a key may do, before any request is seen. Policies of users and roles are looked up when a
/// request comes, so that a key never outlives what its role may do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Permission {
    /// Everything in the account: a key of the account itself.
    Everything,
    /// An upload credential: write this object, or with a prefix everything that begins with it,
    /// by PutObject and multipart upload, and nothing else.
    Object { bucket: String, key: String, prefix: Option<String> },
    /// What the policies of a RAM user allow.
    User { name: String },
    /// A session of a role: what the role's policies allow and the session policy too, when there
    /// is one.
    Session { role: String, policy: Option<Policy> },
}

/// What an upload credential may do. Source: the calls that the official upload SDKs make with one.
const UPLOAD_ACTIONS: [&str; 3] = ["oss:PutObject", "oss:ListParts", "oss:AbortMultipartUpload"];

/// The object and the prefix of an upload credential.
#[derive(Debug, Clone, Copy)]
pub(super) struct Upload<'a> {
    pub(super) bucket: &'a str,
    pub(super) key: &'a str,
    pub(super) prefix: Option<&'a str>,
}

impl Upload<'_> {
    /// Answers as the session policy of such a credential would, whose one statement allows the
    /// actions of the upload.
    pub(super) fn decide(self, question: &Question<'_>) -> Decision {
        if self.covers(question) {
            let policy = "the upload credential".to_owned();
            Decision::Allowed(Some(Grounds { policy, statement: 0 }))
        } else {
            let policy_type = PolicyType::SessionPolicy;
            Decision::Denied(Denial { policy_type, grounds: None })
        }
    }

    /// Whether the action belongs to the upload of this object.
    fn covers(self, question: &Question<'_>) -> bool {
        let under_prefix = |name: &str| {
            self.prefix.is_some_and(|prefix| !prefix.is_empty() && name.starts_with(prefix))
        };
        UPLOAD_ACTIONS.contains(&question.action)
            && object_of(question.resource).is_some_and(|(bucket, name)| {
                bucket == self.bucket && (name == self.key || under_prefix(name))
            })
    }
}

/// Bucket and key of `acs:oss:region:account:bucket/key`.
fn object_of(resource: &str) -> Option<(&str, &str)> {
    let mut segments = resource.splitn(5, ':');
    if segments.next() != Some("acs") || segments.next() != Some("oss") {
        return None;
    }
    segments.nth(2)?.split_once('/')
}
