//! `/_local/explain`: what was signed, in the words of the documentation and as the client had it,
//! and what decided.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::Credentials;
use serde_json::{Value, json};
use signing::acs3::payload_sha256;

use super::form::{ANY, Form};
use super::stage::{Answer, Ask, Scheme, Stage, owner};

async fn explain(stage: &Stage, answer: &Answer) -> Value {
    let id = answer.header("x-oss-request-id");
    let request = format!(
        "GET /_local/explain/{id} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
    );
    let told = stage.exchange(request.as_bytes()).await;
    assert_eq!(told.status, 200, "{}", told.text());
    serde_json::from_slice(&told.body).unwrap()
}

/// Canonical request, where there is one, and string to sign of a PUT of `media/k`.
fn expected(scheme: Scheme) -> (Option<String>, String) {
    const SCOPE: &str = "20260102/cn-shanghai/oss/aliyun_v4_request";
    let v4 = |canonical_request: String| {
        let digest = payload_sha256(canonical_request.as_bytes());
        let text = format!("OSS4-HMAC-SHA256\n20260102T030405Z\n{SCOPE}\n{digest}");
        (Some(canonical_request), text)
    };
    match scheme {
        Scheme::HeaderV1 => (None, "PUT\n\n\nFri, 02 Jan 2026 03:04:05 GMT\n/media/k".to_owned()),
        Scheme::UrlV1 => (None, "PUT\n\n\n1767323645\n/media/k".to_owned()),
        Scheme::HeaderV4 => v4("PUT\n/media/k\n\nx-oss-content-sha256:UNSIGNED-PAYLOAD\n\
             x-oss-date:20260102T030405Z\n\n\nUNSIGNED-PAYLOAD"
            .to_owned()),
        Scheme::UrlV4 => {
            let credential = format!("LTAI-local/{SCOPE}").replace('/', "%2F");
            v4(format!(
                "PUT\n/media/k\nx-oss-credential={credential}&x-oss-date=20260102T030405Z\
                 &x-oss-expires=600&x-oss-signature-version=OSS4-HMAC-SHA256\n\n\nUNSIGNED-PAYLOAD"
            ))
        }
    }
}

#[tokio::test]
async fn every_scheme_shows_what_the_client_signed() {
    let stage = Stage::start().await;
    let wrong = Credentials::long_lived("LTAI-local", "other-secret");
    for scheme in Scheme::ALL {
        let (canonical_request, string_to_sign) = expected(scheme);
        for (key, status) in [(owner(), 200), (wrong.clone(), 403)] {
            let answer = stage.send_as(Ask::put("k", "x"), &key, scheme).await;
            assert_eq!(answer.status, status, "{scheme:?}");
            let told = explain(&stage, &answer).await;
            let signature = &told["Signature"];
            assert_eq!(signature["CanonicalRequest"], json!(canonical_request), "{scheme:?}");
            assert_eq!(signature["StringToSign"], json!(string_to_sign), "{scheme:?}");
            assert_eq!(signature["Matches"], status == 200, "{scheme:?}");
            assert!(!signature["Provided"].as_str().unwrap().is_empty());
            let asked = &told["Permission"][0];
            if status == 200 {
                assert_eq!(asked["Action"], "oss:PutObject");
                assert_eq!(asked["Resource"], "acs:oss:*:1234567890123456:media/k");
                let decision = asked["Decision"].as_str().unwrap();
                assert!(decision.starts_with("allowed by Statement[0] of "), "{decision}");
                assert_eq!(told["Refused"], Value::Null);
            } else {
                assert_eq!((asked, &told["Refused"]["Check"]), (&Value::Null, &json!("signature")));
            }
        }
    }
}

#[tokio::test]
async fn a_form_shows_the_policy_that_was_signed_and_what_it_decided() {
    let stage = Stage::start().await;
    for (form, scheme) in [
        (Form::new("a").v1(&owner(), ANY), "OSS POST policy V1"),
        (Form::new("a").v4(&stage, &owner(), ANY), "OSS POST policy V4"),
    ] {
        let signed = form.get("policy").to_owned();
        let told = explain(&stage, &stage.send_bare(form.ask()).await).await;
        assert_eq!(told["Operation"], "PostObject", "{told}");
        assert_eq!(told["Signature"]["Scheme"], scheme);
        assert_eq!(told["Signature"]["StringToSign"], signed);
        let policy: Value =
            serde_json::from_str(told["Signature"]["Policy"].as_str().unwrap()).unwrap();
        assert_eq!(policy["expiration"], "2026-01-02T04:00:00.000Z");
        assert_eq!((&told["Signature"]["Matches"], &told["Refused"]), (&json!(true), &Value::Null));
        let asked = told["Permission"].as_array().unwrap();
        assert_eq!((asked.len(), &asked[0]["Action"]), (2, &json!("oss:PostObject")));
        assert_eq!(asked[1]["Action"], "oss:PutObject");

        let other = form.replace("policy", &signed.to_lowercase());
        let told = explain(&stage, &stage.send_bare(other.ask()).await).await;
        assert_eq!(told["Refused"]["Check"], "signature", "{told}");
        assert_eq!(told["Signature"]["Matches"], false);
    }
}

#[tokio::test]
async fn a_form_that_breaks_its_policy_shows_the_condition() {
    let stage = Stage::start().await;
    let conditions = r#"{"bucket":"media"},["starts-with","$key","in/"]"#;
    let form = Form::new("out/a").v1(&owner(), conditions);
    let told = explain(&stage, &stage.send_bare(form.ask()).await).await;
    assert_eq!((&told["Status"], &told["Refused"]["Check"]), (&json!(403), &json!("permission")));
    let decision = told["Permission"][0]["Decision"].as_str().unwrap();
    assert!(decision.contains(r#"["starts-with","$key","in/"]"#), "{decision}");
    assert_eq!(told["Signature"]["Matches"], true);
}

#[tokio::test]
async fn the_token_of_a_form_is_not_shown() {
    let stage = Stage::start().await;
    let key = stage.upload_credential("a");
    let token = key.security_token.clone().unwrap();
    let told =
        explain(&stage, &stage.send_bare(Form::new("a").v4(&stage, &key, ANY).ask()).await).await;
    assert_eq!(told["Status"], 204, "{told}");
    let policy = told["Signature"]["Policy"].as_str().unwrap();
    assert!(policy.contains(r#""x-oss-security-token":"<SecurityToken>""#), "{policy}");
    assert!(!told.to_string().contains(token.expose()));
    let base64 = told["Signature"]["StringToSign"].as_str().unwrap();
    let decoded = STANDARD.decode(base64).unwrap();
    assert_eq!(decoded, policy.as_bytes());
    let decision = told["Permission"][1]["Decision"].as_str().unwrap();
    assert_eq!(decision, "allowed by Statement[0] of the upload credential");
}

#[tokio::test]
async fn a_form_without_a_signature_has_none() {
    let stage = Stage::start().await;
    let told = explain(&stage, &stage.send_bare(Form::new("a").ask()).await).await;
    assert_eq!((&told["Status"], &told["Signature"]), (&json!(403), &Value::Null), "{told}");
    assert_eq!(told["Refused"]["Check"], "permission");
    let decision = &told["Permission"][0]["Decision"];
    assert_eq!(decision, "denied, because no ACL allows it");
}
