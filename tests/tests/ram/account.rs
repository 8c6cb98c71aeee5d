//! The account as `deploy/ram/README.md` says to set it up: one role for each function, the user of
//! a deployment on AWS, the role behind the tokens of clients.

use serde_json::{Value, json};
use tests::registry::functions;

pub(crate) const ACCOUNT: &str = "1234567890123456";
/// The bucket that clients' tokens are for.
pub(crate) const BUCKET: &str = "uploads-of-users";
pub(crate) const AWS_KEY_ID: &str = "awsAccessKeyId";
pub(crate) const AWS_KEY_SECRET: &str = "awsAccessKeySecret";

/// A document of the folder, its placeholders replaced.
pub(crate) struct Document(pub(crate) Value);

impl Document {
    /// The actions of a policy; every policy of the folder names them one by one.
    pub(crate) fn actions(&self) -> impl Iterator<Item = String> + use<> {
        let statements = self.0["Statement"].as_array().unwrap();
        let actions = statements.iter().flat_map(|statement| {
            assert_eq!(statement["Effect"], "Allow");
            statement["Action"].as_array().unwrap().clone()
        });
        let actions: Vec<_> = actions.map(|action| action.as_str().unwrap().to_owned()).collect();
        actions.into_iter()
    }
}

/// `NAME.policy.json`.
pub(crate) fn policy(name: &str) -> Document {
    document(&format!("{name}.policy.json"))
}

fn document(file: &str) -> Document {
    let path = tests::root().join("deploy/ram").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
    let text = text
        .replace("ACCOUNT_ID", ACCOUNT)
        .replace("REGION", "cn-shanghai")
        .replace("LOG_PROJECT", "my-project")
        .replace("UPLOAD_BUCKET", BUCKET);
    Document(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}")))
}

/// What the role behind clients' tokens may do, as the guide to STS has it: one setting after the
/// other, and the mistake of a role that may do everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClientRole {
    /// For `STS_BUCKET` alone.
    Bucket,
    /// For `STS_VOD` too.
    Vod,
    /// For `STS_VOD_REFRESH` too.
    VodRefresh,
    /// All of the account.
    Everything,
}

impl ClientRole {
    fn policies(self) -> Value {
        match self {
            Self::Bucket => attached(&["sts-role"]),
            Self::Vod => attached(&["sts-role", "sts-role-vod"]),
            Self::VodRefresh => attached(&["sts-role", "sts-role-vod", "sts-role-vod-refresh"]),
            Self::Everything => {
                let statement = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
                let document = json!({ "Version": "1", "Statement": [statement] });
                json!([{ "name": "everything", "document": document }])
            }
        }
    }
}

fn attached(names: &[&str]) -> Value {
    names.iter().map(|name| json!({ "name": name, "document": policy(name).0 })).collect()
}

fn role(name: &str, trust: &str, policies: &Value) -> Value {
    json!({ "name": name, "trust_policy": document(trust).0, "policies": policies })
}

/// All of it, in the form that the local cloud reads.
pub(crate) fn ram(clients: ClientRole) -> Value {
    let mut roles: Vec<_> = functions()
        .iter()
        .map(|function| {
            let mut policies = vec![function.name, "logs"];
            if ["process-upload", "sweep-uploads"].contains(&function.name) {
                policies.push("dead-letters");
            }
            role(&format!("fc-{}", function.name), "trust.fc.json", &attached(&policies))
        })
        .collect();
    roles.push(role("vod-upload-client", "sts-role.trust.json", &clients.policies()));
    roles.push(role(
        "mns-process-upload",
        "mns-process-upload.trust.json",
        &attached(&["mns-process-upload"]),
    ));
    json!({
        "users": [{
            "name": "aws-upload-functions",
            "access_keys": [{ "id": AWS_KEY_ID, "secret": AWS_KEY_SECRET }],
            "policies": attached(&["aws-functions"]),
        }],
        "roles": roles,
    })
}
