//! What a token of a client opens: the folder of its owner, and nothing that is anybody else's.

use std::{collections::BTreeSet, time::Duration};

use model::{Credentials, Owner};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::Value;
use settings::Fixed;

use crate::{
    COMPUTE,
    account::{BUCKET, ClientRole, policy},
    all_actions,
    oss::{Ask, Told},
    stage::{OTHER_BUCKET, Stage},
    wire,
};

/// Both ends of what a role may be: as narrow as the guide says, and everything. A token is the same.
const ROLES: [ClientRole; 2] = [ClientRole::Bucket, ClientRole::Everything];

fn owner(subject: &str) -> Owner {
    Owner::of(subject.parse().unwrap())
}

/// An owner's keys and folder.
struct Token<'a> {
    stage: &'a Stage,
    keys: Credentials,
    prefix: String,
}

impl<'a> Token<'a> {
    async fn of(stage: &'a Stage, owner: Owner) -> Self {
        // STS takes 100 calls a second.
        stage.clock.advance(Duration::from_secs(1));
        let (keys, answer) = token(stage, &stage.settings(), owner).await;
        assert_eq!(answer["Bucket"], BUCKET);
        Self { stage, keys, prefix: answer["Prefix"].as_str().unwrap().to_owned() }
    }

    async fn ask(&self, ask: &Ask<'_>) -> Told {
        self.stage.ask(&self.keys, ask).await
    }

    async fn put(&self, key: &str) -> Told {
        self.ask(&put(key)).await
    }
}

async fn token(stage: &Stage, settings: &Fixed, owner: Owner) -> (Credentials, Value) {
    stage.client_token(settings, owner, &stage.role(COMPUTE, "fc-sts-token")).await
}

fn object<'a>(method: &'static str, key: &'a str) -> Ask<'a> {
    Ask { method, bucket: BUCKET, key, ..Ask::default() }
}

fn put(key: &str) -> Ask<'_> {
    Ask { body: "content", ..object("PUT", key) }
}

#[tokio::test]
async fn an_owner_uploads_into_their_folder() {
    for role in ROLES {
        let stage = Stage::with(role).await;
        let token = Token::of(&stage, owner("user-1")).await;
        for name in ["a.mp4", "deep/er/a.mp4", "视 频*?.mp4", "a..b/..c", "..%2Fa"] {
            let told = token.put(&format!("{}{name}", token.prefix)).await;
            assert_eq!(told.status, 200, "{name}: {told:?}");
        }

        let key = format!("{}large.mp4", token.prefix);
        let begin = Ask { query: vec![("uploads", None)], ..object("POST", &key) };
        for aborted in [true, false] {
            let answer = token.ask(&begin).await;
            let id = answer.element("UploadId");
            let upload =
                |method| Ask { query: vec![("uploadId", Some(id))], ..object(method, &key) };
            let part =
                Ask { query: vec![("partNumber", Some("1")), ("uploadId", Some(id))], ..put(&key) };
            let part = token.ask(&part).await;
            assert_eq!(part.status, 200, "{part:?}");
            assert_eq!(token.ask(&upload("GET")).await.status, 200);
            if aborted {
                assert_eq!(token.ask(&upload("DELETE")).await.status, 204);
            } else {
                let complete = Ask {
                    query: vec![("uploadId", Some(id))],
                    headers: vec![("x-oss-complete-all", "yes")],
                    ..object("POST", &key)
                };
                let told = token.ask(&complete).await;
                assert_eq!(told.status, 200, "{told:?}");
                assert!(told.headers.contains_key("x-oss-request-id"));
            }
        }
        stage.end().await;
    }
}

#[tokio::test]
async fn nothing_else_can_be_written() {
    for role in ROLES {
        let stage = Stage::with(role).await;
        let token = Token::of(&stage, owner("user-1")).await;
        let other = Token::of(&stage, owner("user-2")).await;
        let own = token.prefix.strip_suffix('/').unwrap();
        let others = other.prefix.as_str();
        assert_eq!(other.put(&format!("{others}a.mp4")).await.status, 200);
        for key in [
            format!("{others}a.mp4"),
            format!("{others}b.mp4"),
            // Around the folder: above it, beside it, and what only begins as it does.
            own.to_owned(),
            format!("{own}0/a.mp4"),
            format!("{own}.mp4"),
            "uploads/users/a.mp4".to_owned(),
            "uploads/a.mp4".to_owned(),
            "uploads/".to_owned(),
            "a.mp4".to_owned(),
            token.prefix.to_uppercase(),
            format!("UPLOADS/{}", token.prefix.strip_prefix("uploads/").unwrap()),
            // Paths that lead out of it, wherever keys become paths.
            format!("{own}/../user-2/a.mp4"),
            format!("{own}/../../../a.mp4"),
            format!("{own}/deep/../../user-2/a.mp4"),
            format!("{own}/.."),
            format!("{own}/deep/.."),
            // What would be a wildcard in a policy is none in a key.
            "uploads/users/*/a.mp4".to_owned(),
            "uploads/users/user-?/a.mp4".to_owned(),
        ] {
            let told = token.put(&key).await;
            assert!(told.is_denied(), "{key}: {told:?}");
            let begin = Ask { query: vec![("uploads", None)], ..object("POST", &key) };
            assert!(token.ask(&begin).await.is_denied(), "{key}");
        }
        // However the slashes are written: OSS decodes a path once.
        let encoded = |key: &str| key.replace('/', "%2F").replace("..", "%2E%2E");
        for key in [format!("{others}c.mp4"), format!("{own}/../user-2/c.mp4")] {
            let ask = Ask { path: Some(encoded(&key)), ..put(&key) };
            let told = token.ask(&ask).await;
            assert!(told.is_denied(), "{key}: {told:?}");
        }
        let own_key = format!("{own}/c.mp4");
        let ask = Ask { path: Some(encoded(&own_key)), ..put(&own_key) };
        assert_eq!(token.ask(&ask).await.status, 200);
        // Nor in another bucket.
        let ask = Ask { bucket: OTHER_BUCKET, ..put(&own_key) };
        assert!(token.ask(&ask).await.is_denied());
        stage.end().await;
    }
}

#[tokio::test]
async fn nothing_is_read_listed_deleted_or_published() {
    for role in ROLES {
        let stage = Stage::with(role).await;
        let token = Token::of(&stage, owner("user-1")).await;
        let other = Token::of(&stage, owner("user-2")).await;
        let (own, others) = (format!("{}a.mp4", token.prefix), format!("{}a.mp4", other.prefix));
        assert_eq!(token.put(&own).await.status, 200);
        assert_eq!(other.put(&others).await.status, 200);
        let begin = Ask { query: vec![("uploads", None)], ..object("POST", &others) };
        let answer = other.ask(&begin).await;
        let upload = answer.element("UploadId");
        let (from, copy) = (format!("/{BUCKET}/{others}"), format!("{}copy.mp4", token.prefix));
        let prefix = token.prefix.as_str();

        let bucket = |method, query: &'static str| Ask {
            query: if query.is_empty() { Vec::new() } else { vec![(query, None)] },
            ..object(method, "")
        };
        let mut asks = vec![
            Ask { query: vec![("prefix", Some(prefix))], ..object("GET", "") },
            Ask {
                query: vec![("list-type", Some("2")), ("prefix", Some(prefix))],
                ..object("GET", "")
            },
            bucket("GET", ""),
            bucket("GET", "uploads"),
            bucket("GET", "bucketInfo"),
            bucket("GET", "location"),
            bucket("GET", "acl"),
            bucket("GET", "cors"),
            bucket("GET", "policy"),
            Ask { headers: vec![("x-oss-acl", "public-read")], ..bucket("PUT", "acl") },
            bucket("PUT", "policy"),
            bucket("PUT", "lifecycle"),
            bucket("DELETE", "cors"),
            bucket("DELETE", ""),
            Ask { bucket: "", ..object("GET", "") },
            Ask { bucket: "new-bucket", ..object("PUT", "") },
            Ask { headers: vec![("x-oss-copy-source", &from)], ..object("PUT", &copy) },
            Ask { query: vec![("uploadId", Some(upload))], ..object("GET", &others) },
            Ask { query: vec![("uploadId", Some(upload))], ..object("DELETE", &others) },
            Ask { query: vec![("uploadId", Some(upload))], ..object("POST", &others) },
        ];
        for key in [&own, &others] {
            for method in ["GET", "HEAD", "DELETE"] {
                asks.push(object(method, key));
            }
            asks.push(Ask { query: vec![("acl", None)], ..object("GET", key) });
            asks.push(Ask {
                query: vec![("acl", None)],
                headers: vec![("x-oss-object-acl", "public-read")],
                ..object("PUT", key)
            });
        }
        for ask in &asks {
            let told = token.ask(ask).await;
            assert!(told.is_denied(), "{ask:?}: {told:?}");
        }
        // All is as it was.
        let parts = Ask { query: vec![("uploadId", Some(upload))], ..object("GET", &others) };
        assert_eq!(other.ask(&parts).await.status, 200);
        stage.end().await;
    }
}

#[tokio::test]
async fn each_setting_opens_its_calls_of_vod_and_the_role_has_to_have_them() {
    let of_oss = ["oss:PutObject", "oss:AbortMultipartUpload", "oss:ListParts"];
    let create = ["vod:CreateUploadVideo", "vod:CreateUploadImage"];
    let refresh = ["vod:RefreshUploadVideo"];
    let off: &[(&str, &str)] = &[];
    let on: &[(&str, &str)] = &[("STS_VOD", "on")];
    let both: &[(&str, &str)] = &[("STS_VOD", "on"), ("STS_VOD_REFRESH", "on")];
    for (role, switched, opened) in [
        (ClientRole::Bucket, off, vec![]),
        (ClientRole::VodRefresh, off, vec![]),
        (ClientRole::Everything, off, vec![]),
        (ClientRole::Bucket, both, vec![]),
        (ClientRole::Vod, on, create.to_vec()),
        (ClientRole::Everything, on, create.to_vec()),
        (ClientRole::Vod, both, create.to_vec()),
        (ClientRole::VodRefresh, both, [&create[..], &refresh].concat()),
        (ClientRole::Everything, both, [&create[..], &refresh].concat()),
    ] {
        let stage = Stage::with(role).await;
        let settings = switched
            .iter()
            .fold(stage.settings(), |settings, (name, value)| settings.with(name, *value));
        let (keys, _) = token(&stage, &settings, owner("user-1")).await;
        let vod = ["vod:GetMezzanineInfo", "vod:UpdateVideoInfo", "vod:SearchMedia"];
        for action in all_actions().iter().map(String::as_str).chain(vod) {
            let refused = wire::is_refused(&stage, &keys, action).await;
            assert_eq!(refused, !opened.contains(&action), "{role:?} {switched:?}: {action}");
        }
        stage.end().await;
    }
    // What the guide says to attach for a setting is what the setting opens.
    let actions = |name| policy(name).actions().collect::<BTreeSet<_>>();
    assert_eq!(actions("sts-role"), of_oss.map(String::from).into());
    assert_eq!(actions("sts-role-vod"), create.map(String::from).into());
    assert_eq!(actions("sts-role-vod-refresh"), refresh.map(String::from).into());
}

const HOSTILE: &[&str] =
    &["*", "?", "/", "..", ".", "\\", "\"", "${oss:x}", "~", "%2F", "user", "U", "视"];

/// Names of users among which there are some that would be wildcards, paths or variables.
fn subject() -> impl Strategy<Value = String> {
    let made = proptest::collection::vec(proptest::sample::select(HOSTILE), 1..4);
    let made = made.prop_map(|parts| parts.concat());
    prop_oneof![made, "[ -~]{1,200}"]
        .prop_filter("a subject", |name| name.parse::<model::Subject>().is_ok())
}

#[test]
fn whoever_they_are_two_owners_reach_no_file_of_each_other() {
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let stage = tokio.block_on(Stage::with(ClientRole::Everything));
    let config = Config { failure_persistence: None, ..Config::with_cases(100) };
    let result = TestRunner::new(config).run(&(subject(), subject()), |(one, other)| {
        prop_assume!(one != other);
        tokio.block_on(async {
            let one = Token::of(&stage, owner(&one)).await;
            let other = Token::of(&stage, owner(&other)).await;
            let (own, others) = (format!("{}a", one.prefix), format!("{}a", other.prefix));
            prop_assert_eq!(one.put(&own).await.status, 200);
            prop_assert_eq!(other.put(&others).await.status, 200);
            prop_assert!(one.put(&others).await.is_denied(), "{own} {others}");
            prop_assert!(other.put(&own).await.is_denied(), "{own} {others}");
            Ok(())
        })
    });
    result.unwrap();
    tokio.block_on(stage.end());
}
