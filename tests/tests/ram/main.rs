//! The policies of `deploy/ram` in force: each function works with its own role, its policy allows
//! exactly the calls that the function makes, and whoever may not become a role doesn't.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod account;
mod calls;
mod oss;
mod stage;
mod tokens;
mod wire;

use std::collections::BTreeSet;

use model::Credentials;
use runtime::Outcome;
use tests::registry::functions;

use account::{ClientRole, policy, ram};
use stage::Stage;

const COMPUTE: &str = "fc.aliyuncs.com";

/// Every action that the policy of some function allows.
fn all_actions() -> BTreeSet<String> {
    functions().iter().flat_map(|function| policy(function.name).actions()).collect()
}

#[tokio::test]
async fn each_function_works_with_its_role_which_allows_what_it_calls_and_nothing_else() {
    for function in functions() {
        let name = function.name;
        let stage = Stage::start().await;
        let role = stage.role(COMPUTE, &format!("fc-{name}"));
        let called = stage.exercise(name, &role).await;
        let allowed: BTreeSet<_> = policy(name).actions().collect();
        assert_eq!(called, allowed, "{name}: what it calls, and what its policy allows");
        for action in all_actions() {
            let refused = wire::is_refused(&stage, &role, &action).await;
            assert_eq!(refused, !allowed.contains(&action), "{name}: {action}");
        }
        stage.end().await;
    }
}

#[tokio::test]
async fn a_function_on_aws_works_with_the_key_of_its_user() {
    let stage = Stage::start().await;
    let user = Credentials::long_lived(account::AWS_KEY_ID, account::AWS_KEY_SECRET);
    let mut called = BTreeSet::new();
    for function in functions() {
        called.extend(stage.exercise(function.name, &user).await);
    }
    assert_eq!(called, policy("aws-functions").actions().collect::<BTreeSet<_>>());
    assert!(wire::is_refused(&stage, &user, "vod:GetMezzanineInfo").await);
    stage.end().await;
}

#[tokio::test]
async fn nobody_else_becomes_a_role() {
    let stage = Stage::start().await;
    for function in functions() {
        let role = format!("fc-{}", function.name);
        assert!(stage.assume_as("mns.aliyuncs.com", &role).is_err(), "{role}");
        // Only the function that hands out tokens may become the role behind them.
        let credentials = stage.role(COMPUTE, &role);
        let refused = wire::is_refused(&stage, &credentials, "sts:AssumeRole").await;
        assert_eq!(refused, function.name != "sts-token", "{role}");
    }
    assert!(stage.assume_as("mns.aliyuncs.com", "mns-process-upload").is_ok());
    assert!(stage.assume_as(COMPUTE, "mns-process-upload").is_err());
    assert!(stage.assume_as(COMPUTE, "vod-upload-client").is_err());
    stage.end().await;
}

#[tokio::test]
async fn a_function_with_the_policy_of_another_is_refused() {
    let stage = Stage::start().await;
    let other = stage.role(COMPUTE, "fc-create-upload-image");
    let status = stage.create_video(&other).await;
    assert_eq!(status, 502, "a refusal by RAM is the operator's mistake, not the caller's");
    let sweeper = stage.role(COMPUTE, "fc-create-upload-video");
    assert!(matches!(stage.sweep(&sweeper).await, Outcome::Retry(_)));
    stage.end().await;
}

#[test]
fn every_policy_of_the_folder_is_in_force_here() {
    let given = serde_json::to_string(&ram(ClientRole::VodRefresh)).unwrap();
    for entry in std::fs::read_dir(tests::root().join("deploy/ram")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(name) = name.strip_suffix(".policy.json") else { continue };
        assert!(given.contains(&format!("\"{name}\"")), "{name}");
    }
}
