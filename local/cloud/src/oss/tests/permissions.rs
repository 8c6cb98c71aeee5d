use super::stage::{Ask, Scheme, Stage};
use crate::identities::Permission;
use crate::policy::Policy;

#[tokio::test]
async fn an_upload_credential_does_its_own_upload_and_nothing_else() {
    let stage = Stage::start().await;
    let key = stage.upload_credential("k");
    let send = async |ask: Ask| stage.send_as(ask, &key, Scheme::HeaderV4).await;
    let id = send(Ask::new("POST", "k").query("uploads", None)).await.element("UploadId");
    let with_id = |method| Ask::new(method, "k").query("uploadId", Some(&id));
    assert_eq!(send(with_id("GET")).await.status, 200);
    assert_eq!(send(with_id("PUT").query("partNumber", Some("1")).body("x")).await.status, 200);
    assert_eq!(send(with_id("DELETE")).await.status, 204);
    assert_eq!(send(Ask::put("k", "x")).await.status, 200);
    for ask in [
        Ask::put("k2", "x"),
        Ask::put("other", "x"),
        Ask::new("GET", "k"),
        Ask::new("DELETE", "k"),
        Ask::new("GET", ""),
        Ask::new("POST", "other").query("uploads", None),
    ] {
        let answer = send(ask.clone()).await;
        assert_eq!(answer.outcome(), (403, "AccessDenied".to_owned()), "{ask:?}");
    }
    let head = send(Ask::new("HEAD", "k")).await;
    assert_eq!(head.status, 403);
}

#[tokio::test]
async fn the_answer_tells_what_was_denied_and_by_what() {
    let stage = Stage::start().await;
    let key = stage.upload_credential("k");
    let answer = stage.send_as(Ask::put("other", "x"), &key, Scheme::HeaderV4).await;
    assert_eq!(answer.element("Message"), "Access denied by authorizer's policy.");
    insta::assert_snapshot!("access_denied", answer.lines());
    assert_eq!(answer.header("x-oss-ec"), "0003-00000202");
}

#[tokio::test]
async fn a_session_policy_is_in_force() {
    let stage = Stage::start().await;
    let session = Policy::parse(
        r#"{"Version":"1","Statement":[
            {"Effect":"Allow","Action":"oss:*","Resource":"acs:oss:*:*:media/mine/*"},
            {"Effect":"Deny","Action":"oss:PutObject","Resource":"acs:oss:*:*:media/mine/locked/*"}
        ]}"#,
    )
    .unwrap();
    let role = "uploader".to_owned();
    let key = stage.temporary(Permission::Session { role, policy: Some(session) });
    let put = async |name| stage.send_as(Ask::put(name, "x"), &key, Scheme::HeaderV1).await;
    assert_eq!(put("mine/a").await.status, 200);
    let outside = put("yours/a").await;
    assert_eq!((outside.status, outside.element("NoPermissionType")), (403, "ImplicitDeny".into()));
    let locked = put("mine/locked/a").await;
    assert_eq!((locked.status, locked.element("NoPermissionType")), (403, "ExplicitDeny".into()));
    assert_eq!(locked.element("EC"), "0003-00000201");
}

#[tokio::test]
async fn what_is_not_implemented_is_said_to_who_may_do_it() {
    let stage = Stage::start().await;
    for (ask, name) in [
        (Ask::new("GET", "").query("versions", None), "ListObjectVersions"),
        (Ask::new("PUT", "").query("lifecycle", None), "PutBucketLifecycle"),
        (Ask::new("GET", "k").query("tagging", None), "GetObjectTagging"),
        (Ask::put("k", "").header("x-oss-copy-source", "/media/a"), "CopyObject"),
    ] {
        let answer = stage.send(ask).await;
        assert_eq!(answer.outcome(), (400, "NotImplemented".to_owned()));
        assert_eq!(answer.element("Operation"), name);
    }
}
