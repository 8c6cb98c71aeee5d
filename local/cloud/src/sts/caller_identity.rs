//! GetCallerIdentity: who a key belongs to. It needs no permission.

use serde_json::{Map, Value, json};

use crate::identities::Principal;
use crate::rpc::{Answer, Call, RpcError};

/// Tells the caller who it is.
// Every operation may refuse; this one never does.
#[expect(clippy::unnecessary_wraps, reason = "one type for all operations")]
pub(crate) fn caller_identity(call: &Call<'_>) -> Result<Answer, RpcError> {
    let principal = &call.caller.principal;
    let account = principal.account_id();
    let fields = match principal {
        Principal::Account { .. } => json!({
            "Arn": format!("acs:ram::{account}:root"),
            "IdentityType": "Account",
            "PrincipalId": account,
            "UserId": account,
        }),
        Principal::User { user_name, user_id, .. } => json!({
            "Arn": format!("acs:ram::{account}:user/{user_name}"),
            "IdentityType": "RAMUser",
            "PrincipalId": user_id,
            "UserId": user_id,
        }),
        Principal::AssumedRole { role_name, role_id, session_name, .. } => {
            assumed(account, role_name, role_id, session_name)
        }
        // The real role behind upload credentials is VOD's own and not documented.
        Principal::UploadCredential { media_id, .. } => {
            assumed(account, "vod-upload", &format!("40{account}"), media_id)
        }
    };
    let mut answer: Map<String, Value> = match fields {
        Value::Object(fields) => fields,
        _ => Answer::new(),
    };
    answer.insert("AccountId".to_owned(), account.into());
    Ok(answer)
}

fn assumed(account: &str, role: &str, role_id: &str, session: &str) -> Value {
    json!({
        "Arn": format!("acs:ram::{account}:role/{role}/{session}"),
        "IdentityType": "AssumedRoleUser",
        "PrincipalId": format!("{role_id}:{session}"),
        "RoleId": role_id,
    })
}
