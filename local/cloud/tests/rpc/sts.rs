//! AssumeRole and GetCallerIdentity.

use model::Credentials;

use crate::stage::{Answer, Call, ROLE_ARN, Stage, redact, temporary_key};

async fn assume(stage: &Stage, more: &[(&str, &str)]) -> Answer {
    let mut parameters = vec![("RoleArn", ROLE_ARN), ("RoleSessionName", "alice")];
    parameters.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    parameters.extend_from_slice(more);
    Call::sts("AssumeRole", &parameters).send(stage).await
}

async fn session(stage: &Stage, policy: &str) -> Credentials {
    let more: &[_] = if policy.is_empty() { &[] } else { &[("Policy", policy)] };
    temporary_key(&assume(stage, more).await.success())
}

#[tokio::test]
async fn assume_role_answers_as_documented() {
    let stage = Stage::new().await;
    let answer = assume(&stage, &[("DurationSeconds", "900")]).await.success();
    insta::assert_json_snapshot!(redact(&answer));
    let default = assume(&stage, &[]).await.success();
    assert_eq!(default["Credentials"]["Expiration"], "2026-01-02T04:04:05Z");
}

#[tokio::test]
async fn every_parameter_has_its_refusal() {
    let stage = Stage::new().await;
    let long = "x".repeat(65);
    let policy = format!(
        r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"*","Resource":"{}"}}]}}"#,
        "x".repeat(2_048)
    );
    for (name, value, status, code) in [
        ("RoleArn", "", 400, "MissingRoleArn"),
        ("RoleArn", "uploader", 400, "InvalidParameter.RoleArn"),
        ("RoleArn", "acs:ram::1234567890123456:role/other", 404, "EntityNotExist.Role"),
        ("RoleArn", "acs:ram::6543210987654321:role/uploader", 404, "EntityNotExist.Role"),
        ("RoleSessionName", "", 400, "MissingRoleSessionName"),
        ("RoleSessionName", "a", 400, "InvalidParameter.RoleSessionName"),
        ("RoleSessionName", "a b", 400, "InvalidParameter.RoleSessionName"),
        ("RoleSessionName", &long, 400, "InvalidParameter.RoleSessionName"),
        ("DurationSeconds", "899", 400, "InvalidParameter.DurationSeconds"),
        ("DurationSeconds", "3601", 400, "InvalidParameter.DurationSeconds"),
        ("DurationSeconds", "1h", 400, "InvalidParameter.DurationSeconds"),
        ("Policy", "{", 400, "InvalidParameter.PolicyGrammar"),
        ("Policy", r#"{"Version":"1"}"#, 400, "InvalidParameter.PolicyGrammar"),
        ("Policy", &policy, 400, "InvalidParameter.PolicySize"),
        ("ExternalId", "x", 400, "InvalidParameter.ExternalId"),
        ("ExternalId", "a b", 400, "InvalidParameter.ExternalId"),
    ] {
        let refusal = assume(&stage, &[(name, value)]).await.refusal();
        assert_eq!(refusal, (status, code.to_owned()), "{name}={value}");
    }
}

#[tokio::test]
async fn what_cannot_be_judged_is_refused_with_the_reason() {
    let stage = Stage::new().await;
    let policy = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*",
        "Condition":{"Bool":{"acs:SecureTransprot":"true"}}}]}"#;
    let answer = assume(&stage, &[("Policy", policy)]).await;
    assert_eq!(answer.refusal(), (400, "InvalidParameter.PolicyGrammar".to_owned()));
    let place = "Statement[0].Condition.Bool.acs:SecureTransprot";
    assert!(answer.text.contains(place), "{}", answer.text);
}

#[tokio::test]
async fn a_session_key_works_with_its_own_token_only_and_until_its_end() {
    let stage = Stage::new().await;
    for acs3 in [false, true] {
        let scheme = |call: Call| if acs3 { call.acs3() } else { call };
        let (key, other) = (session(&stage, "").await, session(&stage, "").await);
        let create = |key: &Credentials| {
            scheme(Call::vod("CreateUploadVideo", &[("Title", "t"), ("FileName", "a.mp4")]))
                .by(key.clone())
        };
        create(&key).send(&stage).await.success();

        let without = Credentials { security_token: None, ..key.clone() };
        let refusal = create(&without).send(&stage).await.refusal();
        assert_eq!(refusal, (400, "MissingSecurityToken".to_owned()));

        let foreign = Credentials { security_token: other.security_token, ..key.clone() };
        let refusal = create(&foreign).send(&stage).await.refusal();
        assert_eq!(refusal, (400, "InvalidSecurityToken.MismatchWithAccessKey".to_owned()));

        let mut own = Stage::own_key();
        own.security_token.clone_from(&key.security_token);
        let refusal = create(&own).send(&stage).await.refusal();
        assert_eq!(refusal, (400, "InvalidSecurityToken.MismatchWithAccessKey".to_owned()));

        let made_up = Credentials { security_token: Some("CAISmadeup".into()), ..key.clone() };
        let refusal = create(&made_up).send(&stage).await.refusal();
        assert_eq!(refusal, (400, "InvalidSecurityToken.Malformed".to_owned()));

        stage.clock.advance(3_599);
        create(&key).send(&stage).await.success();
        stage.clock.advance(1);
        let refusal = create(&key).send(&stage).await.refusal();
        assert_eq!(refusal, (400, "InvalidSecurityToken.Expired".to_owned()));
    }
}

#[tokio::test]
async fn the_browser_uploader_sends_no_timestamp_but_a_token() {
    let stage = Stage::new().await;
    let key = session(&stage, "").await;
    let mut call = Call::vod("CreateUploadVideo", &[("Title", "t"), ("FileName", "a.mp4")]).by(key);
    call.method = reqwest::Method::GET;
    call.without = vec!["Timestamp"];
    call.nonce = Some("once".to_owned());
    call.send(&stage).await.success();
    stage.clock.advance(1_801);
    // Without a time the nonce is remembered for as long as the token lives.
    assert_eq!(call.send(&stage).await.refusal(), (400, "SignatureNonceUsed".to_owned()));
}

#[tokio::test]
async fn the_caller_is_told_who_it_is() {
    let stage = Stage::new().await;
    let user = Call::sts("GetCallerIdentity", &[]).send(&stage).await.success();
    insta::assert_json_snapshot!(redact(&user));
    // Also where the session policy allows nothing else.
    let nothing = r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#;
    let key = session(&stage, nothing).await;
    let role = Call::sts("GetCallerIdentity", &[]).by(key).send(&stage).await.success();
    insta::assert_json_snapshot!(redact(&role));
    let grant = stage.create_video("a.mp4", &[]).await;
    let call = Call::sts("GetCallerIdentity", &[]).by(grant.auth.credentials());
    let upload = call.send(&stage).await.success();
    assert_eq!(upload["IdentityType"], "AssumedRoleUser");
}

#[tokio::test]
async fn a_hundred_roles_a_second_are_assumed() {
    let stage = Stage::new().await;
    for _ in 0..100 {
        assume(&stage, &[]).await.success();
    }
    let refusal = assume(&stage, &[]).await.refusal();
    assert_eq!(refusal, (400, "Throttling.User".to_owned()));
    // Who one is may be asked all the same.
    Call::sts("GetCallerIdentity", &[]).send(&stage).await.success();
    stage.clock.advance(1);
    assume(&stage, &[]).await.success();
}
