//! The parameters of AssumeRole, each with its documented refusal.
//!
//! A policy whose grammar is broken, or that holds what the local cloud cannot judge, is
//! InvalidParameter.PolicyGrammar with the place in the message.

use model::{RoleArn, RoleSessionName};

use crate::identities::LONGEST_SESSION_OF_ANY_ROLE;
use crate::policy::Policy;
use crate::rpc::{Parameters, RpcError};

/// Shortest session in seconds, and the one that is made when nothing is said.
const SHORTEST_SESSION: i64 = 900;
const DEFAULT_SECONDS: i64 = 3_600;
/// Longest session policy in characters.
const POLICY_CHARACTERS: usize = 2_048;

/// What AssumeRole was asked for.
pub(super) struct Wishes<'a> {
    pub(super) role: RoleArn,
    pub(super) session_name: RoleSessionName,
    pub(super) seconds: i64,
    pub(super) policy: Option<Policy>,
    pub(super) external_id: Option<&'a str>,
}

impl<'a> Wishes<'a> {
    pub(super) fn read(parameters: &'a Parameters) -> Result<Self, RpcError> {
        Ok(Self {
            role: role_arn(parameters)?,
            session_name: session_name(parameters)?,
            seconds: seconds(parameters)?,
            external_id: external_id(parameters)?,
            policy: session_policy(parameters)?,
        })
    }
}

/// 400 InvalidParameter.DurationSeconds with the bounds of a role, or of all roles.
pub(super) fn wrong_duration(longest: i64) -> RpcError {
    let longest = match longest % 3_600 {
        0 => format!("{}hr", longest / 3_600),
        _ => format!("{}min", longest / 60),
    };
    RpcError::bad_request(
        "InvalidParameter.DurationSeconds",
        format!("The Min/Max value of DurationSeconds is 15min/{longest}."),
    )
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
    text.parse()
        .ok()
        .filter(|seconds| (SHORTEST_SESSION..=LONGEST_SESSION_OF_ANY_ROLE).contains(seconds))
        .ok_or_else(|| wrong_duration(LONGEST_SESSION_OF_ANY_ROLE))
}

/// ExternalId: 2 to 1,224 of `[\w+=,.@:/-]`. The page names no code for a wrong one.
fn external_id(parameters: &Parameters) -> Result<Option<&str>, RpcError> {
    let Some(text) = parameters.text("ExternalId") else { return Ok(None) };
    let of_the_alphabet =
        text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+=,.@:/-".contains(&b));
    if of_the_alphabet && (2..=1_224).contains(&text.len()) {
        return Ok(Some(text));
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
