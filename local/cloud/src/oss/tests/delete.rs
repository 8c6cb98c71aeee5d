use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};

use super::stage::{Ask, Scheme, Stage, owner};
use crate::identities::Permission;
use crate::policy::Policy;

fn many(body: &str) -> Ask {
    let digest = STANDARD.encode(Md5::digest(body));
    Ask::new("POST", "").query("delete", None).header("content-md5", &digest).body(body)
}

#[tokio::test]
async fn an_object_is_gone_and_gone_again() {
    let stage = Stage::start().await;
    for scheme in Scheme::ALL {
        stage.send(Ask::put("a//b", "x")).await;
        for _ in 0..2 {
            let answer = stage.send_as(Ask::new("DELETE", "a//b"), &owner(), scheme).await;
            assert_eq!((answer.status, answer.body.as_slice()), (204, &b""[..]), "{scheme:?}");
        }
        let head = stage.send(Ask::new("HEAD", "a//b")).await;
        assert_eq!(head.status, 404);
    }
    let elsewhere = stage.send(Ask::new("DELETE", "k").of_bucket("other")).await;
    assert_eq!(elsewhere.outcome(), (404, "NoSuchBucket".to_owned()));
}

#[tokio::test]
async fn many_at_once() {
    let stage = Stage::start().await;
    for key in ["a", " b ", "c&d"] {
        stage.send(Ask::put(key, "x")).await;
    }
    let list = "<Delete><Object><Key> b </Key></Object><Object><Key>c&amp;d</Key></Object>\
                <Object><Key>none</Key></Object></Delete>";
    let answer = stage.send(many(list)).await;
    assert_eq!(answer.status, 200);
    insta::assert_snapshot!("delete_multiple_objects", answer.lines());
    assert_eq!(stage.send(Ask::new("HEAD", " b ")).await.status, 404);
    assert_eq!(stage.send(Ask::new("HEAD", "a")).await.status, 200);
    let quiet = "<Delete><Quiet>true</Quiet><Object><Key>a</Key></Object></Delete>";
    let answer = stage.send(many(quiet)).await;
    assert_eq!((answer.status, answer.body.as_slice()), (200, &b""[..]));
    assert_eq!(stage.send(Ask::new("HEAD", "a")).await.status, 404);
}

#[tokio::test]
async fn a_list_must_be_whole_and_have_its_digest() {
    let stage = Stage::start().await;
    let list = "<Delete><Object><Key>a</Key></Object></Delete>";
    let bare = Ask::new("POST", "").query("delete", None).body(list);
    assert_eq!(stage.send(bare.clone()).await.outcome(), (400, "MissingArgument".to_owned()));
    let wrong = bare.header("content-md5", "AAAAAAAAAAAAAAAAAAAAAA==");
    assert_eq!(stage.send(wrong).await.outcome(), (400, "InvalidDigest".to_owned()));
    assert_eq!(stage.send(many("<Delete>")).await.outcome(), (400, "MalformedXML".to_owned()));
}

#[tokio::test]
async fn nothing_is_removed_unless_all_may_be() {
    let stage = Stage::start().await;
    stage.send(Ask::put("mine/a", "x")).await;
    let policy = r#"{"Version":"1","Statement":[
        {"Effect":"Allow","Action":"oss:DeleteObject","Resource":"acs:oss:*:*:media/mine/*"}]}"#;
    let policy = Policy::parse(policy).unwrap();
    let key =
        stage.temporary(Permission::Session { role: "uploader".to_owned(), policy: Some(policy) });
    let list = |second: &str| {
        many(&format!(
            "<Delete><Object><Key>mine/a</Key></Object><Object><Key>{second}</Key></Object>\
             </Delete>"
        ))
    };
    let answer = stage.send_as(list("yours/a"), &key, Scheme::HeaderV4).await;
    assert_eq!(answer.outcome(), (403, "AccessDenied".to_owned()));
    assert_eq!(stage.send(Ask::new("HEAD", "mine/a")).await.status, 200);
    let answer = stage.send_as(list("mine/b"), &key, Scheme::HeaderV4).await;
    assert_eq!(answer.status, 200);
    assert_eq!(stage.send(Ask::new("HEAD", "mine/a")).await.status, 404);
    let anonymous = stage.send_bare(list("mine/b")).await;
    assert_eq!(anonymous.outcome(), (403, "AccessDenied".to_owned()));
}
