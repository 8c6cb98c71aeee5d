//! PostObject, as pages and command lines send it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use model::time::iso8601_basic;
use model::{Clock as _, Credentials};
use signing::oss_post_policy;
use signing::oss_v4::Scope;

use super::stage::{Ask, Stage, owner};

const BOUNDARY: &str = "----boundary";

/// A form that is being filled.
#[derive(Clone)]
pub(super) struct Form {
    fields: Vec<(String, String)>,
    file: Vec<u8>,
}

impl Form {
    pub(super) fn new(key: &str) -> Self {
        Self { fields: vec![("key".to_owned(), key.to_owned())], file: b"content".to_vec() }
    }

    pub(super) fn field(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The value of a field that is there.
    pub(super) fn get(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(known, _)| known == name);
        &found.unwrap_or_else(|| panic!("no field {name}")).1
    }

    pub(super) fn replace(mut self, name: &str, value: &str) -> Self {
        for (_, old) in self.fields.iter_mut().filter(|(known, _)| known == name) {
            value.clone_into(old);
        }
        self
    }

    fn file(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.file = bytes.into();
        self
    }

    /// Conditions beside those that V4 asks for.
    pub(super) fn v1(self, as_: &Credentials, conditions: &str) -> Self {
        let policy = policy(conditions);
        let signature = oss_post_policy::sign_v1(&policy, &as_.access_key_secret);
        let form = self.field("OSSAccessKeyId", &as_.access_key_id).field("policy", &policy);
        form.field("Signature", &signature).token(as_)
    }

    pub(super) fn v4(self, stage: &Stage, as_: &Credentials, conditions: &str) -> Self {
        let date = iso8601_basic(stage.clock.now());
        let scope = Scope { date: &date[..8], region: "cn-shanghai", product: "oss" };
        let credential = format!("{}/{scope}", as_.access_key_id);
        let mut all = format!(
            r#"{{"x-oss-signature-version":"OSS4-HMAC-SHA256"}},{{"x-oss-credential":"{credential}"}},
            {{"x-oss-date":"{date}"}},{conditions}"#
        );
        if let Some(token) = &as_.security_token {
            all = format!(r#"{{"x-oss-security-token":"{}"}},{all}"#, token.expose());
        }
        let policy = policy(&all);
        let signature = oss_post_policy::sign_v4(&policy, &scope, &as_.access_key_secret);
        self.field("x-oss-signature-version", "OSS4-HMAC-SHA256")
            .field("x-oss-credential", &credential)
            .field("x-oss-date", &date)
            .field("policy", &policy)
            .field("x-oss-signature", &signature)
            .token(as_)
    }

    fn token(self, as_: &Credentials) -> Self {
        match &as_.security_token {
            Some(token) => self.field("x-oss-security-token", token.expose()),
            None => self,
        }
    }

    fn body(&self) -> Vec<u8> {
        let mut body = Vec::new();
        for (name, value) in &self.fields {
            let part = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; \
             filename=\"clip.mp4\"\r\nContent-Type: video/mp4\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(&self.file);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        body
    }

    pub(super) fn ask(&self) -> Ask {
        ask(self.body())
    }
}

fn ask(body: Vec<u8>) -> Ask {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    Ask::new("POST", "").header("content-type", &kind).body(body)
}

fn policy(conditions: &str) -> String {
    STANDARD.encode(format!(
        r#"{{"expiration":"2026-01-02T04:00:00.000Z","conditions":[{conditions}]}}"#
    ))
}

pub(super) const ANY: &str = r#"{"bucket":"media"},["starts-with","$key",""]"#;

#[tokio::test]
async fn a_file_comes_by_form_with_either_signature() {
    let stage = Stage::start().await;
    let token = stage.upload_credential("a/b");
    for key in [owner(), token] {
        let forms = [Form::new("a/b").v1(&key, ANY), Form::new("a/b").v4(&stage, &key, ANY)];
        for form in forms {
            let answer = stage.send_bare(form.ask()).await;
            assert_eq!(answer.status, 204, "{}", answer.text());
            assert_eq!(answer.header("etag").len(), 34);
            assert!(!answer.header("x-oss-hash-crc64ecma").is_empty());
            let got = stage.send(Ask::new("GET", "a/b")).await;
            assert_eq!(
                (got.body.as_slice(), got.header("content-type")),
                (&b"content"[..], "video/mp4")
            );
            stage.send(Ask::new("DELETE", "a/b")).await;
        }
    }
}

#[tokio::test]
async fn fields_become_the_objects_headers() {
    let stage = Stage::start().await;
    let form = Form::new("in/${filename}")
        .field("x-oss-meta-a", "1")
        .field("Cache-Control", "no-cache")
        .field("x-oss-content-type", "video/x")
        .field("x-oss-storage-class", "IA")
        .v1(&owner(), ANY);
    assert_eq!(stage.send_bare(form.ask()).await.status, 204);
    let head = stage.send(Ask::new("HEAD", "in/clip.mp4")).await;
    assert_eq!(head.header("x-oss-meta-a"), "1");
    assert_eq!(head.header("cache-control"), "no-cache");
    assert_eq!(head.header("content-type"), "video/x");
    assert_eq!(head.header("x-oss-storage-class"), "IA");
}

#[tokio::test]
async fn the_answer_is_the_one_that_was_wished() {
    let stage = Stage::start().await;
    let with = |name, value| Form::new("k").field(name, value).v1(&owner(), ANY);
    let created = stage.send_bare(with("success_action_status", "201").ask()).await;
    assert_eq!(created.status, 201);
    insta::assert_snapshot!("post_response", created.lines());
    assert_eq!(stage.send_bare(with("success_action_status", "200").ask()).await.status, 200);
    assert_eq!(stage.send_bare(with("success_action_status", "404").ask()).await.status, 204);
    let to = "http://page.example/done";
    let sent_on = stage.send_bare(with("success_action_redirect", to).ask()).await;
    assert_eq!((sent_on.status, sent_on.header("location")), (303, to));
    let again = with("x-oss-forbid-overwrite", "true").ask();
    assert_eq!(stage.send_bare(again).await.outcome(), (409, "FileAlreadyExists".to_owned()));
}

#[tokio::test]
async fn the_policy_is_in_force() {
    let stage = Stage::start().await;
    for (conditions, outcome) in [
        (r#"{"bucket":"other"}"#, (403, "AccessDenied")),
        (r#"["starts-with","$key","mine/"]"#, (403, "AccessDenied")),
        (r#"["eq","$x-oss-meta-a","2"]"#, (403, "AccessDenied")),
        (r#"["content-length-range",1,6]"#, (400, "EntityTooLarge")),
        (r#"["content-length-range",8,9]"#, (400, "EntityTooSmall")),
        (r#"["content-length-range",7,7]"#, (204, "")),
        (r#"["in","$x-oss-meta-a",["1","2"]]"#, (204, "")),
        (r#"["not-in","$x-oss-meta-a",["1","2"]]"#, (403, "AccessDenied")),
        (r#"{"a":"b","c":"d"}"#, (400, "InvalidPolicyDocument")),
    ] {
        let plain = || Form::new("k").field("x-oss-meta-a", "1");
        for form in [plain().v1(&owner(), conditions), plain().v4(&stage, &owner(), conditions)] {
            let answer = stage.send_bare(form.ask()).await;
            assert_eq!(answer.outcome(), (outcome.0, outcome.1.to_owned()), "{conditions}");
        }
    }
    stage.clock.advance(jiff::SignedDuration::from_hours(1));
    let late = stage.send_bare(Form::new("k").v1(&owner(), ANY).ask()).await;
    assert_eq!(late.element("Message"), "Invalid according to Policy: Policy expired.");
    assert_eq!(late.element("EC"), "0006-00000213");
}

#[tokio::test]
async fn who_signed_is_established() {
    let stage = Stage::start().await;
    let wrong = Credentials::long_lived("LTAI-local", "other-secret");
    let nobody = Credentials::long_lived("LTAI-nobody", "x");
    let token = stage.upload_credential("k");
    let foreign = stage.upload_credential("other");
    let no_token = Credentials { security_token: None, ..token };
    for (key, code) in [
        (&wrong, "SignatureDoesNotMatch"),
        (&nobody, "InvalidAccessKeyId"),
        (&no_token, "InvalidAccessKeyId"),
        (&foreign, "AccessDenied"),
    ] {
        for form in [Form::new("k").v1(key, ANY), Form::new("k").v4(&stage, key, ANY)] {
            let answer = stage.send_bare(form.ask()).await;
            assert_eq!(answer.outcome(), (403, code.to_owned()), "{code}");
        }
    }
    let answer = stage.send_bare(Form::new("k").ask()).await;
    assert_eq!(answer.outcome(), (403, "AccessDenied".to_owned()));
    let half = Form::new("k").field("OSSAccessKeyId", "LTAI-local");
    assert_eq!(stage.send_bare(half.ask()).await.outcome(), (400, "InvalidArgument".to_owned()));
    let mut expired = Form::new("k").v4(&stage, &owner(), ANY);
    stage.clock.advance(jiff::SignedDuration::from_hours(7 * 24 + 1));
    assert_eq!(stage.send_bare(expired.ask()).await.status, 403);
    expired.fields.retain(|(name, _)| name != "x-oss-date");
    let answer = stage.send_bare(expired.ask()).await;
    assert_eq!(answer.outcome(), (400, "InvalidArgument".to_owned()));
}

#[tokio::test]
async fn v4_must_sign_its_own_fields() {
    let stage = Stage::start().await;
    let mut form = Form::new("k").v4(&stage, &owner(), ANY);
    let bare = policy(ANY);
    let date = iso8601_basic(stage.clock.now());
    let scope = Scope { date: &date[..8], region: "cn-shanghai", product: "oss" };
    for (name, value) in &mut form.fields {
        match name.as_str() {
            "policy" => value.clone_from(&bare),
            "x-oss-signature" => {
                *value = oss_post_policy::sign_v4(&bare, &scope, &owner().access_key_secret);
            }
            _ => (),
        }
    }
    let answer = stage.send_bare(form.ask()).await;
    assert_eq!(answer.outcome(), (403, "AccessDenied".to_owned()));
    assert!(answer.element("Message").contains("x-oss-signature-version"));
}

#[tokio::test]
async fn a_form_must_be_a_form() {
    let stage = Stage::start().await;
    let good = Form::new("k").v1(&owner(), ANY);
    let plain = Ask::new("POST", "").header("content-type", "text/plain").body("x");
    let mut no_key = good.clone();
    no_key.fields.retain(|(name, _)| name != "key");
    let body = good.body();
    let cut = body[..body.len() - 8].to_vec();
    let end = body.len() - BOUNDARY.len() - 6;
    let file = b"\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--";
    let two = [&body[..end], file, BOUNDARY.as_bytes(), b"--\r\n"];
    let digest = STANDARD.encode(Md5::digest(&body));
    assert_eq!(stage.send_bare(good.ask().header("content-md5", &digest)).await.status, 204);
    stage.send(Ask::new("DELETE", "k")).await;
    for (ask, code) in [
        (plain, "RequestIsNotMultiPartContent"),
        (no_key.ask(), "InvalidArgument"),
        (ask(cut), "MalformedPOSTRequest"),
        (ask(b"x".to_vec()), "MalformedPOSTRequest"),
        (ask(two_files(&two, end)), "IncorrectNumberOfFilesInPOSTRequest"),
        (ask(format!("--{BOUNDARY}--\r\n").into_bytes()), "IncorrectNumberOfFilesInPOSTRequest"),
        (Form::new("/k").v1(&owner(), ANY).ask(), "InvalidObjectName"),
        (Form::new(&"k".repeat(9000)).v1(&owner(), ANY).ask(), "FieldItemTooLong"),
        (
            Form::new("k").field("a", &"x".repeat(2 * 1024 * 1024)).ask(),
            "MaxPOSTPreDataLengthExceededError",
        ),
        (Form::new("k").field("callback", "e30=").v1(&owner(), ANY).ask(), "NotImplemented"),
        (good.ask().header("content-md5", "AAAAAAAAAAAAAAAAAAAAAA=="), "InvalidDigest"),
    ] {
        assert_eq!(stage.send_bare(ask).await.outcome(), (400, code.to_owned()), "{code}");
    }
    assert_eq!(stage.send(Ask::new("HEAD", "k")).await.status, 404);
    let directory = stage.cloud().objects.directory();
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

fn two_files(parts: &[&[u8]; 4], end: usize) -> Vec<u8> {
    let mut body = parts[0][..end].to_vec();
    body.extend_from_slice(format!("--{BOUNDARY}").as_bytes());
    parts[1..].iter().for_each(|part| body.extend_from_slice(part));
    body
}

#[tokio::test]
async fn everybody_may_post_where_the_acl_says_so() {
    let stage = Stage::start().await;
    let open = Ask::new("PUT", "").query("acl", None).header("x-oss-acl", "public-read-write");
    stage.send(open.body("")).await;
    let large: Vec<u8> = (0..=255).cycle().take(700_000).collect();
    assert_eq!(stage.send_bare(Form::new("k").file(large.clone()).ask()).await.status, 204);
    assert!(stage.send(Ask::new("GET", "k")).await.body == large);
}
