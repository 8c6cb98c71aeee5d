//! ACLs, as everybody meets them.

use super::stage::{Ask, Stage};

async fn set(stage: &Stage, bucket: &str) {
    let ask = Ask::new("PUT", "").query("acl", None).header("x-oss-acl", bucket).body("");
    assert_eq!(stage.send(ask).await.status, 200, "{bucket}");
}

#[tokio::test]
async fn what_everybody_may_do_in_a_bucket() {
    let stage = Stage::start().await;
    stage.send(Ask::put("k", "x")).await;
    for (acl, read, write) in
        [("private", 403, 403), ("public-read", 200, 403), ("public-read-write", 200, 200)]
    {
        set(&stage, acl).await;
        for method in ["GET", "HEAD"] {
            assert_eq!(stage.send_bare(Ask::new(method, "k")).await.status, read, "{acl}");
        }
        assert_eq!(stage.send_bare(Ask::put("k", "x")).await.status, write, "{acl}");
        let list = stage.send_bare(Ask::new("GET", "")).await;
        assert_eq!(list.outcome(), (403, "AccessDenied".to_owned()));
        assert_eq!(list.element("EC"), "0003-00000905");
    }
    let ask = Ask::new("GET", "k").query("response-content-type", Some("text/html"));
    assert_eq!(stage.send_bare(ask).await.outcome(), (400, "InvalidArgument".to_owned()));
}

#[tokio::test]
async fn an_objects_own_acl_wins() {
    let stage = Stage::start().await;
    stage.send(Ask::put("open", "x").header("x-oss-object-acl", "public-read")).await;
    assert_eq!(stage.send_bare(Ask::new("GET", "open")).await.status, 200);
    let acl = |key, value| {
        let ask = Ask::new("PUT", key).query("acl", None).body("");
        stage.send(ask.header("x-oss-object-acl", value))
    };
    assert_eq!(acl("open", "private").await.status, 200);
    set(&stage, "public-read").await;
    let closed = stage.send_bare(Ask::new("GET", "open")).await;
    assert_eq!(closed.outcome(), (403, "AccessDenied".to_owned()));
    assert_eq!(closed.element("Message"), "You have no right to access this object.");
    assert_eq!(acl("open", "default").await.status, 200);
    assert_eq!(stage.send_bare(Ask::new("GET", "open")).await.status, 200);
    let told = stage.send(Ask::new("GET", "open").query("acl", None)).await;
    assert_eq!(told.element("Grant"), "default");
    assert_eq!(acl("open", "open").await.outcome(), (400, "InvalidArgument".to_owned()));
    assert_eq!(acl("none", "private").await.outcome(), (404, "NoSuchKey".to_owned()));
}

#[tokio::test]
async fn nobody_is_told_apart_from_what_is_not_there() {
    let stage = Stage::start().await;
    let answer = stage.send_bare(Ask::new("GET", "none")).await;
    assert_eq!(answer.outcome(), (403, "AccessDenied".to_owned()));
    set(&stage, "public-read").await;
    let answer = stage.send_bare(Ask::new("GET", "none")).await;
    assert_eq!(answer.outcome(), (404, "NoSuchKey".to_owned()));
}
