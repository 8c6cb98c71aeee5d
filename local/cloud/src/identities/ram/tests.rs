use serde_json::json;

use super::*;
use crate::identities::Identities;
use crate::testing::config;

fn with(ram: Ram) -> crate::Config {
    let options = crate::Options { ram, ..crate::Options::default() };
    crate::Config { options, ..config() }
}

fn start(ram: &Value) -> Result<Identities, String> {
    let ram = Ram::parse(&ram.to_string()).map_err(|error| error.to_string())?;
    let config = with(ram);
    Identities::new(&config).map_err(|error| error.to_string())
}

fn refusal(ram: &Value) -> String {
    start(ram).err().unwrap()
}

fn trust() -> Value {
    json!({ "Version": "1", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": { "Service": "fc.aliyuncs.com" },
    }] })
}

#[test]
fn the_same_in_yaml() {
    let text = "
account_access_keys:
  - { id: LTAI-root, secret: s0 }
users:
  - name: alice
    access_keys:
      - { id: LTAI-alice, secret: s1 }
      - { id: LTAI-old, secret: s2, status: Inactive }
    policies:
      - name: uploads
        document:
          Version: '1'
          Statement:
            - { Effect: Allow, Action: 'vod:*', Resource: '*' }
roles:
  - name: fc-create
    max_session_duration: 7200
    trust_policy:
      Version: '1'
      Statement:
        - Effect: Allow
          Action: sts:AssumeRole
          Principal: { Service: [fc.aliyuncs.com] }
";
    let ram = Ram::parse(text).unwrap();
    let identities = Identities::new(&with(ram)).unwrap();
    assert!(identities.find("LTAI-alice").unwrap().enabled);
    assert!(!identities.find("LTAI-old").unwrap().enabled);
    assert!(identities.find("LTAI-root").is_some());
    assert!(identities.find("LTAI-local").is_some(), "the account's own key is always there");
    assert_eq!(identities.role("fc-create").unwrap().longest_session, 7_200);
    assert_eq!(identities.role("uploader").unwrap().longest_session, 3_600);
}

#[test]
fn fields_are_named_when_they_are_wrong() {
    for (ram, message) in [
        (json!({ "user": [] }), "user: unknown field `user`"),
        (json!({ "users": [{}] }), "users[0]: missing field `name`"),
        (json!({ "users": [{ "name": "a", "x": 1 }] }), "users[0].x: unknown field `x`"),
        (
            json!({ "users": [{ "name": "a", "access_keys": [{ "id": "k", "secret": 5 }] }] }),
            "users[0].access_keys[0].secret: invalid type",
        ),
        (
            json!({ "users": [{ "name": "a", "access_keys": [
                { "id": "k", "secret": "s", "status": "Off" },
            ] }] }),
            "users[0].access_keys[0].status: unknown variant `Off`",
        ),
        (json!({ "roles": [{ "name": "r" }] }), "roles[0]: missing field `trust_policy`"),
    ] {
        let found = refusal(&ram);
        assert!(found.starts_with(message), "{found}");
    }
    assert!(Ram::parse("{} x").is_err());
    assert!(Ram::parse("users: [").is_err());
}

#[test]
fn what_ram_would_refuse_is_refused() {
    let user = |name: &str| json!({ "name": name });
    let key = |id: &str| json!({ "id": id, "secret": "s" });
    let role = |more: Value| {
        let mut role = json!({ "name": "r", "trust_policy": trust() });
        role.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "roles": [role] })
    };
    let long = "x".repeat(65);
    for (ram, message) in [
        (json!({ "users": [user("")] }), "users[0].name: must be 1 to 64"),
        (json!({ "users": [user("a b")] }), "users[0].name: must be 1 to 64"),
        (json!({ "users": [user(&long)] }), "users[0].name: must be 1 to 64"),
        (json!({ "users": [user("local")] }), "users[0].name: \"local\" is the name of another"),
        (
            json!({ "users": [user("a"), user("a")] }),
            "users[1].name: \"a\" is the name of another user too",
        ),
        (json!({ "account_access_keys": [key("")] }), "account_access_keys[0].id: must be"),
        (json!({ "account_access_keys": [key("STS.x")] }), "account_access_keys[0].id: must be"),
        (json!({ "account_access_keys": [key("a/b")] }), "account_access_keys[0].id: must be"),
        (
            json!({ "account_access_keys": [key("LTAI-local")] }),
            "account_access_keys[0].id: is the id of another key too",
        ),
        (
            json!({ "users": [{ "name": "a", "access_keys": [{ "id": "k", "secret": "" }] }] }),
            "users[0].access_keys[0].secret: must not be empty",
        ),
        (role(json!({ "name": "r@s" })), "roles[0].name: must be 1 to 64"),
        (
            role(json!({ "max_session_duration": 3_599 })),
            "roles[0].max_session_duration: must be 3600 to 43200",
        ),
        (
            role(json!({ "max_session_duration": 43_201 })),
            "roles[0].max_session_duration: must be 3600 to 43200",
        ),
        (
            role(json!({ "trust_policy": { "Version": "1" } })),
            "roles[0].trust_policy: Statement: must be a list of at least one",
        ),
        (
            role(json!({ "policies": [{ "name": "p", "document": { "Version": "2" } }] })),
            "roles[0].policies[0].document: Version: must be \"1\"",
        ),
        (
            role(json!({ "policies": [{ "name": "p_1", "document": {} }] })),
            "roles[0].policies[0].name: must be 1 to 128",
        ),
        (
            role(json!({ "policies": [{ "name": "p", "document": {
                "Version": "1", "Statement": "x".repeat(6_144),
            } }] })),
            "roles[0].policies[0].document: must be at most 6144 characters",
        ),
    ] {
        let found = refusal(&ram);
        assert!(found.starts_with(message), "{found}");
    }
    let twice = json!({ "name": "r", "trust_policy": trust() });
    let found = refusal(&json!({ "roles": [twice.clone(), twice] }));
    assert_eq!(found, "roles[1].name: is the name of another role too");
}

#[test]
fn a_role_of_the_account_s_own_name_takes_its_place() {
    let identities =
        start(&json!({ "roles": [{ "name": "uploader", "trust_policy": trust() }] })).unwrap();
    assert!(identities.role("uploader").unwrap().policies.is_empty());
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = Ram::open(Path::new("/nowhere/ram.yaml")).unwrap_err().to_string();
    assert!(error.starts_with("/nowhere/ram.yaml: "), "{error}");
}

#[test]
fn secrets_are_not_shown() {
    let ram = Ram::parse(r#"{"account_access_keys":[{"id":"k","secret":"Sesame1"}]}"#).unwrap();
    assert!(!format!("{ram:?}").contains("Sesame1"));
}
