//! AssumeRole.
//!
//! A role of another name or account is EntityNotExist.Role. A policy whose grammar is broken, or
//! holds what the local cloud cannot judge, is InvalidParameter.PolicyGrammar with the place in the
//! message.

use model::{RoleArn, RoleSessionName, time};
use serde_json::json;

use super::{role_id, role_name};
use crate::identities::{Decision, Permission, Principal};
use crate::policy::Policy;
use crate::rpc::{Answer, Call, Parameters, RpcError};

/// Shortest session, and the longest of this role (AssumeRole, DurationSeconds).
const SECONDS: std::ops::RangeInclusive<i64> = 900..=3_600;
const DEFAULT_SECONDS: i64 = 3_600;
/// Longest session policy in characters.
const POLICY_CHARACTERS: usize = 2_048;

/// Issues a temporary key of the role.
pub(crate) fn assume_role(call: &Call<'_>) -> Result<Answer, RpcError> {
    let parameters = call.parameters;
    let account = &call.cloud.config.account;
    let arn = role_arn(parameters)?;
    let session_name = session_name(parameters)?;
    let seconds = seconds(parameters)?;
    check_external_id(parameters)?;
    let policy = session_policy(parameters)?;
    allow(call, &arn)?;
    if arn != account.role_arn {
        return Err(RpcError::not_found(
            "EntityNotExist.Role",
            format!("The specified Role not exists : {}.", role_name(&arn)),
        ));
    }

    let role_id = role_id(&account.id);
    let principal = Principal::AssumedRole {
        account_id: account.id.clone(),
        role_name: role_name(&arn).to_owned(),
        role_id: role_id.clone(),
        session_name: session_name.as_str().to_owned(),
    };
    let policies = std::iter::once(Policy::everything()).chain(policy).collect();
    let key = call.cloud.identities.issue(Permission::Policies(policies), seconds, principal);
    Ok(Answer::from_iter([
        (
            "AssumedRoleUser".to_owned(),
            json!({
                "Arn": format!("{arn}/{session_name}"),
                "AssumedRoleId": format!("{role_id}:{session_name}"),
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

fn role_arn(parameters: &Parameters) -> Result<RoleArn, RpcError> {
    let text = parameters.text("RoleArn").ok_or_else(|| RpcError::mandatory("RoleArn"))?;
    text.parse().map_err(|_| {
        RpcError::bad_request(
            "InvalidParameter.RoleArn",
            "The parameter RoleArn is wrongly formed.",
        )
    })
}

fn session_name(parameters: &Parameters) -> Result<RoleSessionName, RpcError> {
    let text =
        parameters.text("RoleSessionName").ok_or_else(|| RpcError::mandatory("RoleSessionName"))?;
    text.parse().map_err(|_| {
        RpcError::bad_request(
            "InvalidParameter.RoleSessionName",
            "The parameter RoleSessionName is wrongly formed.",
        )
    })
}

fn seconds(parameters: &Parameters) -> Result<i64, RpcError> {
    let Some(text) = parameters.text("DurationSeconds") else { return Ok(DEFAULT_SECONDS) };
    text.parse().ok().filter(|seconds| SECONDS.contains(seconds)).ok_or_else(|| {
        RpcError::bad_request(
            "InvalidParameter.DurationSeconds",
            "The Min/Max value of DurationSeconds is 15min/1hr.",
        )
    })
}

/// ExternalId: 2 to 1,224 of `[\w+=,.@:/-]`. The page names no code for a wrong one.
fn check_external_id(parameters: &Parameters) -> Result<(), RpcError> {
    let Some(text) = parameters.text("ExternalId") else { return Ok(()) };
    let of_the_alphabet =
        text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+=,.@:/-".contains(&b));
    if of_the_alphabet && (2..=1_224).contains(&text.len()) {
        return Ok(());
    }
    Err(RpcError::bad_request(
        "InvalidParameter.ExternalId",
        "The parameter ExternalId is wrongly formed.",
    ))
}

fn session_policy(parameters: &Parameters) -> Result<Option<Policy>, RpcError> {
    let Some(text) = parameters.text("Policy") else { return Ok(None) };
    if text.chars().count() > POLICY_CHARACTERS {
        return Err(RpcError::bad_request(
            "InvalidParameter.PolicySize",
            format!("The size of Policy must be smaller than {POLICY_CHARACTERS} characters."),
        ));
    }
    Policy::parse(text).map(Some).map_err(|error| {
        RpcError::bad_request(
            "InvalidParameter.PolicyGrammar",
            format!("The parameter Policy has not passed grammar check. {error}"),
        )
    })
}

fn allow(call: &Call<'_>, arn: &RoleArn) -> Result<(), RpcError> {
    match call.caller.permission.allows("sts:AssumeRole", arn.as_str()) {
        Decision::Allowed => Ok(()),
        Decision::Denied(_) => Err(RpcError::forbidden(
            "NoPermission",
            "You are not authorized to do this action. You should be authorized by RAM.",
        )),
    }
}
