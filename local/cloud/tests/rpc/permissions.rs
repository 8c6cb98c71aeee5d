//! What temporary keys may do: session policies and upload credentials.

use model::Credentials;

use crate::stage::{Call, ROLE_ARN, Stage, temporary_key};

async fn session(stage: &Stage, statements: &str) -> Credentials {
    let policy = format!(r#"{{"Version":"1","Statement":[{statements}]}}"#);
    let parameters = [("RoleArn", ROLE_ARN), ("RoleSessionName", "alice"), ("Policy", &policy)];
    temporary_key(&Call::sts("AssumeRole", &parameters).send(stage).await.success())
}

async fn code(stage: &Stage, call: Call) -> String {
    let answer = call.send(stage).await;
    if answer.status == 200 { "ok".to_owned() } else { answer.refusal().1 }
}

fn create_video(key: &Credentials) -> Call {
    Call::vod("CreateUploadVideo", &[("Title", "t"), ("FileName", "a.mp4")]).by(key.clone())
}

fn video_info(key: &Credentials) -> Call {
    Call::vod("GetVideoInfo", &[("VideoId", "none")]).by(key.clone())
}

#[tokio::test]
async fn a_session_policy_narrows_the_role() {
    let stage = Stage::new().await;
    let key = session(
        &stage,
        r#"{"Effect":"Allow","Action":["vod:CreateUpload*","vod:RefreshUploadVideo"],"Resource":"*"}"#,
    )
    .await;
    assert_eq!(code(&stage, create_video(&key)).await, "ok");
    assert_eq!(code(&stage, create_video(&key).acs3()).await, "ok");
    assert_eq!(code(&stage, video_info(&key)).await, "Forbidden");
    assert_eq!(code(&stage, video_info(&key).acs3()).await, "Forbidden");
}

#[tokio::test]
async fn a_list_needs_a_permission_of_its_own() {
    let stage = Stage::new().await;
    stage.create_video("a.mp4", &[]).await;
    for (action, expected) in
        [("vod:GetVideoList", "ok"), ("vod:Get*", "ok"), ("vod:GetVideoInfo", "Forbidden")]
    {
        let statement = format!(r#"{{"Effect":"Allow","Action":"{action}","Resource":"*"}}"#);
        let call = Call::vod("GetVideoList", &[]).by(session(&stage, &statement).await);
        assert_eq!(code(&stage, call).await, expected, "{action}");
    }
}

#[tokio::test]
async fn a_denial_beats_what_is_allowed() {
    let stage = Stage::new().await;
    let key = session(
        &stage,
        r#"{"Effect":"Allow","Action":"vod:*","Resource":"acs:vod:*:*:*"},
           {"Effect":"Deny","Action":"vod:GetVideoInfo","Resource":"*"}"#,
    )
    .await;
    assert_eq!(code(&stage, create_video(&key)).await, "ok");
    assert_eq!(code(&stage, video_info(&key)).await, "Forbidden");
}

#[tokio::test]
async fn a_session_assumes_the_role_again_only_when_allowed() {
    let stage = Stage::new().await;
    let again = |key: &Credentials| {
        let parameters = [("RoleArn", ROLE_ARN), ("RoleSessionName", "bob")];
        Call::sts("AssumeRole", &parameters).by(key.clone())
    };
    let wide = session(&stage, r#"{"Effect":"Allow","Action":"sts:*","Resource":"*"}"#).await;
    assert_eq!(code(&stage, again(&wide)).await, "ok");
    let narrow = session(&stage, r#"{"Effect":"Allow","Action":"vod:*","Resource":"*"}"#).await;
    assert_eq!(code(&stage, again(&narrow)).await, "NoPermission");
}

#[tokio::test]
async fn an_upload_credential_calls_nothing() {
    let stage = Stage::new().await;
    let key = stage.create_video("a.mp4", &[]).await.auth.credentials();
    let refused = video_info(&key).send(&stage).await;
    assert_eq!(refused.refusal(), (403, "Forbidden".to_owned()));
    let parameters = [("RoleArn", ROLE_ARN), ("RoleSessionName", "bob")];
    let assume = Call::sts("AssumeRole", &parameters).by(key).send(&stage).await;
    assert_eq!(assume.refusal(), (403, "NoPermission".to_owned()));
}

#[tokio::test]
async fn an_upload_credential_writes_its_own_object_and_no_other() {
    let stage = Stage::new().await;
    let (mine, other) =
        (stage.create_video("a.mp4", &[]).await, stage.create_video("b.mp4", &[]).await);
    stage.put(&mine, "bytes").await;
    let refused = stage.put_as(&mine.auth.credentials(), &other.address, "bytes").await;
    assert_eq!(refused.status(), 403);
    assert_eq!(stage.status(&other.id).await, "Uploading");

    stage.clock.advance(3_000);
    let expired = stage.put_as(&mine.auth.credentials(), &mine.address, "bytes").await;
    assert_eq!(expired.status(), 403);
    assert!(expired.text().await.unwrap().contains("SecurityTokenExpired"));
}
