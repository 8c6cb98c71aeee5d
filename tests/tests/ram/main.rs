//! The policies of `deploy/ram` in force: each function works with its own role, its policy allows
//! exactly the calls that the function makes, and whoever may not become a role doesn't.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod account;
mod calls;
mod stage;
mod wire;

use std::collections::BTreeSet;

use model::Credentials;
use runtime::Outcome;
use tests::registry::functions;

use account::{policy, ram};
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
async fn a_token_for_clients_uploads_and_does_nothing_else() {
    let stage = Stage::start().await;
    let token = stage.client_token(&stage.role(COMPUTE, "fc-sts-token")).await;
    let allowed: BTreeSet<_> = policy("sts-session").actions().collect();
    for action in all_actions() {
        let refused = wire::is_refused(&stage, &token, &action).await;
        assert_eq!(refused, !allowed.contains(&action), "{action}");
    }
    stage.end().await;
}

#[tokio::test]
async fn a_narrower_session_policy_narrows_the_token() {
    let stage = Stage::start().await;
    let narrow = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"vod:CreateUploadVideo","Resource":"*"}]}"#;
    let role = stage.role(COMPUTE, "fc-sts-token");
    let token = stage.client_token_within(&role, narrow).await;
    assert!(!wire::is_refused(&stage, &token, "vod:CreateUploadVideo").await);
    assert!(wire::is_refused(&stage, &token, "vod:CreateUploadImage").await);
    // Nor does a wide one widen the role.
    let wide = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
    let token = stage.client_token_within(&role, wide).await;
    assert!(wire::is_refused(&stage, &token, "vod:GetVideoInfo").await);
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
    let given = serde_json::to_string(&ram()).unwrap();
    for entry in std::fs::read_dir(tests::root().join("deploy/ram")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(name) = name.strip_suffix(".policy.json") else { continue };
        // This one is no policy of an identity: it goes with each AssumeRole.
        if name != "sts-session" {
            assert!(given.contains(&format!("\"{name}\"")), "{name}");
        }
    }
}
