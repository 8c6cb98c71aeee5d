//! API3: properties. Fields that cost money, publish or call elsewhere are the operator's to set, in
//! every form in which a field can be sent; and answers hold nothing that is not the caller's.

use serde_json::{Value, json};
use tests::Stack;

use crate::attack::{KINDS, User, refusal};

/// What VOD takes in each create call and users may not set.
fn privileged(kind: &str) -> Vec<(&'static str, Value)> {
    let mut fields = vec![
        ("CateId", json!(1_000_012_345_u64)),
        ("StorageLocation", json!("out-00000.oss-cn-shanghai.aliyuncs.com")),
        ("WorkflowId", json!("637adc2b7ba51a83d841606f8b28e0d1")),
        ("AppId", json!("app-1000000")),
    ];
    match kind {
        "video" => fields.extend([
            ("TemplateGroupId", json!("637adc2b7ba51a83d841606f8b28e0d1")),
            ("CoverURL", json!("https://attacker.example/cover.jpg")),
            ("EnableFirstFrameCover", json!(true)),
        ]),
        "attached-media" => {
            fields[0] = ("CateIds", json!("1000012345"));
            fields.push(("Icon", json!("https://attacker.example/icon.png")));
        }
        _ => {}
    }
    fields
}

fn camel(name: &str) -> String {
    name[..1].to_lowercase() + &name[1..]
}

#[tokio::test]
async fn no_privileged_field_can_be_set_in_any_spelling() {
    let stack = Stack::start(&[]);
    let user = User::new(&stack, "user-1");
    for (kind, _, good) in KINDS {
        let path = format!("/upload/{kind}");
        for (name, value) in privileged(kind) {
            for spelling in [name.to_owned(), camel(name), name.to_lowercase(), name.to_uppercase()]
            {
                let mut body: Value = serde_json::from_str(good).unwrap();
                body[&spelling] = value.clone();
                let answer = user.send("POST", &path, body.to_string()).await;
                let (status, code) = refusal(&answer);
                assert!(
                    matches!(
                        (status, code),
                        (403, "Forbidden.Parameter") | (400, "UnknownParameter")
                    ),
                    "{kind} {spelling}: {}",
                    answer.body
                );
            }
            // Twice, once hidden behind an escape: what is judged must be what is sent.
            let hidden = format!(
                "{},\"\\u00{:02x}{}\":{value}}}",
                &good[..good.len() - 1],
                name.as_bytes()[0],
                &name[1..]
            );
            assert!(user.send("POST", &path, hidden).await.status >= 400, "{kind} {name}");
        }
    }
}

#[tokio::test]
async fn nothing_privileged_hides_in_user_data() {
    let stack = Stack::start(&[]);
    let user = User::new(&stack, "user-1");
    let callback = json!({"CallbackURL": "https://attacker.example/", "CallbackType": "http"});
    for user_data in [
        json!({"MessageCallback": callback}),
        json!({"MessageCallback": callback, "Extend": {"a": 1}}),
        json!({"messageCallback": callback}),
        json!({"AccelerateConfig": {"Type": "oss", "Domain": "attacker.example"}}),
        json!({"Extend": {"_stamp": "1.x"}}),
        json!({"Extend": "{\"_stamp\": \"1.x\"}"}),
        json!({"Extend": [{"_stamp": "1.x"}]}),
        json!({"Other": 1}),
    ] {
        for sent in [user_data.clone(), user_data.to_string().into()] {
            let body = json!({"FileName": "a.mp4", "Title": "t", "UserData": sent});
            let answer = user.send("POST", "/upload/video", body.to_string()).await;
            assert!(matches!(answer.status, 400 | 403), "{body}: {}", answer.status);
        }
    }
    let doubled = r#"{"FileName": "a.mp4", "Title": "t", "UserData": "{\"Extend\": {\"a\": 1}, \"Extend\": {\"_stamp\": \"1.x\"}}"}"#;
    assert!(user.send("POST", "/upload/video", doubled).await.status >= 400);
}

/// A role of another service in the token, or a claim that is no list, makes nobody an operator.
#[tokio::test]
async fn a_role_is_what_the_token_says_and_no_field() {
    let stack = Stack::start(&[]);
    let body = json!({"FileName": "a.mp4", "Title": "t", "CateId": 7}).to_string();
    for roles in [json!(["admin"]), json!({"operator": true}), json!("Operator"), json!(null)] {
        let user = User::with(&stack, "user-1", &json!({"roles": roles, "role": "operator"}));
        let answer = user.send("POST", "/upload/video", &*body).await;
        assert!(matches!(refusal(&answer).0, 401 | 403), "{roles}: {}", answer.body);
    }
    let user = User::new(&stack, "user-1");
    for headers in [[("x-role", "operator")], [("x-jwt-roles", "operator")]] {
        let answer = user.send_with("POST", "/upload/video", &*body, &headers).await;
        assert_eq!(refusal(&answer), (403, "Forbidden.Parameter"));
    }
    let operator = User::with(&stack, "boss", &json!({"roles": ["operator"]}));
    assert_eq!(operator.send("POST", "/upload/video", body).await.status, 200);
}

#[tokio::test]
async fn an_answer_holds_what_is_the_callers_and_no_more() {
    let stack = Stack::start(&[]);
    let user = User::new(&stack, "user-1");
    for (kind, ..) in KINDS {
        let granted = user.granted(kind).await;
        let status = user.about("GET", kind, &granted.id, Some(&granted.ticket)).await;
        assert_eq!(status.status, 200, "{}", status.body);
        for (answer, what) in [(&granted.answer, "grant"), (&status.body, "status")] {
            let text = answer.to_string();
            for word in ["_stamp", "UserData", "StorageLocation", "AppId", "CateId", "Owner"] {
                assert!(!text.contains(word), "{kind} {what}: {text}");
            }
        }
    }
}
