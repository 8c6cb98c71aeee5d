//! AssumeRole.
//!
//! Two must agree: a policy of the caller allows `sts:AssumeRole` on the role, and the role's trust
//! policy names the caller. The account's own key assumes nothing. A role of another name or account
//! is EntityNotExist.Role; it is only looked for when the caller may assume it, so that nobody can
//! try out names. The page has no code of its own for a trust policy that says no: it is
//! NoPermission too.

use model::{RoleArn, time};
use serde_json::json;

use super::parameters::{Wishes, wrong_duration};
use super::session::Session;
use crate::identities::{Principal, Role};
use crate::local::Trail;
use crate::policy::{Question, Trusted};
use crate::rpc::{Answer, Call, RpcError};

const ASSUME_ROLE: &str = "sts:AssumeRole";

/// Issues a temporary key of a role.
pub(crate) fn assume_role(call: &Call<'_>) -> Result<Answer, RpcError> {
    let wishes = Wishes::read(call.parameters)?;
    allow(call, &wishes.role)?;
    let (role_name, role) = role(call, &wishes.role)?;
    if wishes.seconds > role.longest_session {
        return Err(wrong_duration(role.longest_session));
    }
    trust(call, &wishes.role, role, wishes.external_id)?;

    let Wishes { session_name, seconds, policy, .. } = &wishes;
    let session =
        Session { role_name, role, name: session_name, seconds: *seconds, policy: policy.clone() };
    let key = session.begin(call.cloud);
    Ok(Answer::from_iter([
        (
            "AssumedRoleUser".to_owned(),
            json!({
                "Arn": format!("{}/{session_name}", wishes.role),
                "AssumedRoleId": format!("{}:{session_name}", role.id),
            }),
        ),
        (
            "Credentials".to_owned(),
            json!({
                "AccessKeyId": key.access_key_id,
                "AccessKeySecret": key.access_key_secret.expose(),
                "SecurityToken": key.security_token.expose(),
                "Expiration": time::iso8601(key.expires_at),
            }),
        ),
    ]))
}

/// The caller's half: the account never, others when their policies allow it.
fn allow(call: &Call<'_>, arn: &RoleArn) -> Result<(), RpcError> {
    if matches!(call.caller.principal, Principal::Account { .. }) {
        Trail::asked(
            ASSUME_ROLE,
            arn.as_str(),
            "denied to the account itself, whatever policies say",
        );
        return Err(no_permission("Roles may not be assumed by root accounts."));
    }
    let question = Question { action: ASSUME_ROLE, resource: arn.as_str(), context: call.context };
    let decision = call.cloud.identities.decide(call.caller, &question);
    tracing::debug!(action = question.action, resource = question.resource, %decision, "asked");
    if decision.is_allowed() { Ok(()) } else { Err(not_authorized()) }
}

fn role<'a>(call: &'a Call<'_>, arn: &'a RoleArn) -> Result<(&'a str, &'a Role), RpcError> {
    let account = &call.cloud.config.account.id;
    let name = arn.as_str().rsplit('/').next().unwrap_or_default();
    let own = arn.as_str().strip_prefix("acs:ram::").is_some_and(|rest| {
        rest.split_once(':').is_some_and(|(account_id, _)| account_id == account)
    });
    own.then(|| call.cloud.identities.role(name)).flatten().map(|role| (name, role)).ok_or_else(
        || {
            RpcError::not_found(
                "EntityNotExist.Role",
                format!("The specified Role not exists : {name}."),
            )
        },
    )
}

/// The role's half.
fn trust(
    call: &Call<'_>,
    arn: &RoleArn,
    role: &Role,
    external_id: Option<&str>,
) -> Result<(), RpcError> {
    let principal = &call.caller.principal;
    let context = call.context.clone().with_some("sts:ExternalId", external_id);
    let verdict = principal.arn().map(|arn| {
        role.trusts(Trusted::Identity { account_id: principal.account_id(), arn: &arn }, &context)
    });
    let trusted = verdict.is_some_and(|verdict| verdict.effect.allows());
    let decision = match verdict.and_then(|verdict| verdict.statement) {
        Some(place) if trusted => format!("allowed by Statement[{place}] of the trust policy"),
        Some(place) => format!("denied by Statement[{place}] of the trust policy"),
        None => "denied, because no statement of the trust policy allows it".to_owned(),
    };
    Trail::asked(ASSUME_ROLE, arn.as_str(), decision);
    if trusted { Ok(()) } else { Err(not_authorized()) }
}

fn not_authorized() -> RpcError {
    no_permission("You are not authorized to do this action. You should be authorized by RAM.")
}

fn no_permission(message: &str) -> RpcError {
    RpcError::forbidden("NoPermission", message)
}
