//! What stands in a session policy, whoever it is for.

use model::Owner;
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::folder::Folder;

fn scope(settings: &Fixed) -> Scope {
    Scope::of(&StsTokenSettings::load(settings).unwrap()).unwrap()
}

fn owner(tenant: Option<&str>, subject: &str) -> Owner {
    Owner {
        tenant: tenant.map(|tenant| tenant.parse().unwrap()),
        subject: subject.parse().unwrap(),
    }
}

fn policy(settings: &Fixed) -> Value {
    serde_json::from_str(&scope(settings).policy(&owner(Some("acme"), "user-1"))).unwrap()
}

#[test]
fn by_default_an_owner_writes_below_their_folder() {
    insta::assert_json_snapshot!(policy(&settings()), @r#"
    {
      "Statement": [
        {
          "Action": [
            "oss:PutObject",
            "oss:AbortMultipartUpload",
            "oss:ListParts"
          ],
          "Effect": "Allow",
          "Resource": "acs:oss:*:*:media-of-users/uploads/tenants/acme/users/user-1/*"
        },
        {
          "Action": [
            "oss:PutObject",
            "oss:AbortMultipartUpload",
            "oss:ListParts"
          ],
          "Effect": "Deny",
          "Resource": [
            "acs:oss:*:*:*/../*",
            "acs:oss:*:*:*/.."
          ]
        }
      ],
      "Version": "1"
    }
    "#);
}

#[test]
fn calls_of_vod_are_added_one_switch_after_the_other() {
    let on = settings().with("STS_BUCKET", "").with("STS_VOD", "on");
    insta::assert_json_snapshot!(policy(&on), @r#"
    {
      "Statement": [
        {
          "Action": [
            "vod:CreateUploadVideo",
            "vod:CreateUploadImage"
          ],
          "Effect": "Allow",
          "Resource": "*"
        }
      ],
      "Version": "1"
    }
    "#);
    let refresh = policy(&on.with("STS_VOD_REFRESH", "on"));
    assert_eq!(
        refresh["Statement"][0]["Action"],
        json!(["vod:CreateUploadVideo", "vod:CreateUploadImage", "vod:RefreshUploadVideo"])
    );
    // Beside a bucket they are one statement more, and what is said of OSS stays.
    let both = policy(&settings().with("STS_VOD", "on"));
    let of_oss = policy(&settings());
    let statements = both["Statement"].as_array().unwrap();
    assert_eq!(statements[..2], of_oss["Statement"].as_array().unwrap()[..]);
    assert_eq!((statements.len(), &statements[2]["Resource"]), (3, &json!("*")));
}

#[test]
fn the_longest_policy_is_one_that_sts_takes() {
    let settings = settings()
        .with("STS_BUCKET", "b".repeat(63))
        .with("STS_PREFIX", format!("{}/", "p".repeat(Prefix::LONGEST - 1)))
        .with("STS_VOD", "on")
        .with("STS_VOD_REFRESH", "on");
    let scope = scope(&settings);
    for name in ["x".repeat(96), "x".repeat(255), "*".repeat(32), "*".repeat(255)] {
        let owner = owner(Some(&name), &name);
        let length = scope.policy(&owner).chars().count();
        assert!(length <= 1_100, "{length}, of the 2,048 that AssumeRole takes (Policy)");
        let prefix = scope.prefix(&owner).unwrap().len();
        assert!(prefix <= 340, "{prefix}, of the 1,023 bytes that a key has");
    }
}

/// What means something to a policy, to OSS, to a path, or to how names are written here.
const HOSTILE: &[&str] = &[
    "*",
    "?",
    "/",
    "\\",
    "\"",
    "'",
    "${",
    "}",
    ".",
    "..",
    "../",
    "users",
    "tenants",
    "~",
    "~~",
    "~2a",
    "%2F",
    "%",
    "视",
    "a",
    "A",
    " ",
    ",",
    "acs:oss:*:*:*",
    "\"],\"Resource\":\"*",
    "oss:userid",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
];

/// Names as an identity provider could give them, and some that none should.
fn name() -> impl Strategy<Value = String> {
    let made = proptest::collection::vec(proptest::sample::select(HOSTILE), 1..8)
        .prop_map(|parts| parts.concat());
    prop_oneof![made, "[ -~]{1,255}", "\\PC{1,80}"]
        .prop_filter("a subject", |name| name.parse::<model::Subject>().is_ok())
}

fn any_owner() -> impl Strategy<Value = Owner> {
    (proptest::option::of(name()), name())
        .prop_map(|(tenant, subject)| owner(tenant.as_deref(), &subject))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn no_name_widens_a_policy(owner in any_owner(), vod in any::<bool>(), refresh in any::<bool>()) {
        let switch = |on: bool| if on { "on" } else { "off" };
        let settings = settings()
            .with("STS_VOD", switch(vod))
            .with("STS_VOD_REFRESH", switch(vod && refresh));
        let text = scope(&settings).policy(&owner);
        prop_assert!(text.len() <= 2_048, "{}", text.len());
        prop_assert!(text.is_ascii() && !text.contains("${"), "{text}");
        let policy: Value = serde_json::from_str(&text).unwrap();

        // Of the owner stands one segment or two in one resource, and nothing else.
        let resource = policy["Statement"][0]["Resource"].as_str().unwrap();
        let Some(path) = resource.strip_prefix("acs:oss:*:*:media-of-users/uploads/") else {
            return Err(TestCaseError::fail(resource.to_owned()));
        };
        let path = path.strip_suffix('*').unwrap();
        let segments: Vec<_> = path.strip_suffix('/').unwrap().split('/').collect();
        let names: Vec<_> = match (&owner.tenant, &segments[..]) {
            (None, ["users", user]) => vec![*user],
            (Some(_), ["tenants", tenant, "users", user]) => vec![*tenant, *user],
            _ => return Err(TestCaseError::fail(path.to_owned())),
        };
        for name in names {
            let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.~".contains(&b);
            prop_assert!(name.bytes().all(plain) && !["", ".", ".."].contains(&name), "{name}");
        }

        // With their name taken out, the policies of all owners are the same.
        let mut rest = policy.clone();
        rest["Statement"][0]["Resource"] = Value::Null;
        let other = scope(&settings).policy(&self::owner(None, "user-1"));
        let mut expected: Value = serde_json::from_str(&other).unwrap();
        expected["Statement"][0]["Resource"] = Value::Null;
        prop_assert_eq!(rest, expected);
    }

    #[test]
    fn no_two_owners_share_a_folder_and_none_lies_within_another(
        one in any_owner(),
        other in any_owner(),
        swaps in any::<bool>(),
    ) {
        // Names close to each other, too: the same ones in the other place.
        let other = match (&one.tenant, swaps) {
            (Some(tenant), true) => owner(Some(one.subject.as_str()), tenant.as_str()),
            (None, true) => owner(Some(one.subject.as_str()), one.subject.as_str()),
            (_, false) => other,
        };
        let (folder, of_other) = (Folder::of(&one), Folder::of(&other));
        if one == other {
            prop_assert_eq!(folder, of_other);
        } else {
            prop_assert!(!folder.as_str().starts_with(of_other.as_str()), "{folder:?} {of_other:?}");
            prop_assert!(!of_other.as_str().starts_with(folder.as_str()), "{folder:?} {of_other:?}");
            prop_assert_ne!(folder.digest(), of_other.digest());
        }
    }
}
