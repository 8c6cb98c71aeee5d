//! Requests as a verifier sees them, for both signatures.

use bytes::Bytes;
use http::Request;
use model::{Credentials, Secret, VideoId};
use signing::{acs3, encode, rpc_v1};

use crate::testing::{SECRET, ScriptedTransport, Step, call, client, client_with, ok};
use crate::{
    ErrorKind, SignatureVersion,
    operations::{CreateUploadVideo, GetVideoInfo},
};

const VIDEO: &str = r#"{"RequestId":"R","Video":{"VideoId":"abc","Status":"Normal"}}"#;
const CREATED: &str =
    r#"{"RequestId":"C","VideoId":"new","UploadAddress":"e30=","UploadAuth":"e30="}"#;

fn request() -> CreateUploadVideo {
    CreateUploadVideo {
        file_name: "demo clip.mp4".into(),
        title: "测试 a*b~c+d".into(),
        tags: Some("a,b".into()),
        user_data: Some(r#"{"Extend":"x&y=z"}"#.into()),
        ..CreateUploadVideo::default()
    }
}

async fn sent(signature: SignatureVersion, token: bool) -> Request<Bytes> {
    let cloud = ScriptedTransport::new([ok(CREATED)]);
    let mut call = call();
    if token {
        call.credentials = Some(Credentials::temporary("STS.id", SECRET, "to/ken+=="));
    }
    client_with(&cloud, signature).create_upload_video(&call, &request()).await.unwrap();
    cloud.requests().remove(0)
}

fn pairs(raw: &str) -> Vec<(String, String)> {
    let pairs = encode::decode_query(raw).unwrap();
    pairs.into_iter().map(|(name, value)| (name, value.unwrap())).collect()
}

fn value<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    &pairs.iter().find(|pair| pair.0 == name).unwrap().1
}

#[tokio::test(start_paused = true)]
async fn acs3_is_accepted_by_a_verifier() {
    for token in [false, true] {
        let request = sent(SignatureVersion::Acs3, token).await;
        assert_eq!(request.uri().host(), Some("vod.cn-shanghai.aliyuncs.com"));
        assert!(request.body().is_empty());
        let query = pairs(request.uri().query().unwrap());
        assert_eq!(value(&query, "Title"), "测试 a*b~c+d");
        assert_eq!(value(&query, "UserData"), r#"{"Extend":"x&y=z"}"#);
        let query: Vec<_> = query.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let headers: Vec<_> = request
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
            .collect();
        let header = request.headers()["authorization"].to_str().unwrap();
        let authorization = acs3::Authorization::parse(header).unwrap();
        assert_eq!(authorization.signed_headers.contains(&"x-acs-security-token"), token);
        let received = acs3::Request {
            method: "POST",
            path: request.uri().path(),
            query: &query,
            headers: &headers,
            payload_sha256: &acs3::payload_sha256(b""),
        };
        acs3::verify(&received, &authorization, &Secret::from(SECRET)).unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn v1_is_accepted_by_a_verifier_and_keeps_the_url_clean() {
    for token in [false, true] {
        let request = sent(SignatureVersion::V1, token).await;
        assert_eq!(request.uri(), "https://vod.cn-shanghai.aliyuncs.com/");
        assert_eq!(request.headers()["content-type"], "application/x-www-form-urlencoded");
        let form = pairs(std::str::from_utf8(request.body()).unwrap());
        assert_eq!(value(&form, "Action"), "CreateUploadVideo");
        assert_eq!(value(&form, "Version"), "2017-03-21");
        assert_eq!(value(&form, "Format"), "JSON");
        assert_eq!(value(&form, "Timestamp"), "2026-01-02T03:04:05Z");
        assert_eq!(form.iter().any(|pair| pair.0 == "SecurityToken"), token);
        let signature = value(&form, "Signature");
        rpc_v1::verify("POST", &form, &Secret::from(SECRET), signature).unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn secrets_do_not_show_in_debug() {
    let request = sent(SignatureVersion::Acs3, true).await;
    let shown = format!("{request:?}");
    assert!(!shown.contains("to/ken") && !shown.contains("Signature="), "{shown}");
}

#[tokio::test(start_paused = true)]
async fn a_mismatch_says_on_which_side_the_fault_is() {
    let query = GetVideoInfo { video: "abc".parse::<VideoId>().unwrap().into() };
    let ours = sent(SignatureVersion::V1, false).await;
    let form = pairs(std::str::from_utf8(ours.body()).unwrap());
    let same = rpc_v1::string_to_sign("POST", &form);
    for (text, advice) in [(same.as_str(), "AccessKeySecret"), ("POST&%2F&other", "proxy")] {
        let body = serde_json::json!({
            "RequestId": "R", "Code": "SignatureDoesNotMatch",
            "Message": format!("Not matched. server string to sign is:{text}"),
        });
        let cloud = ScriptedTransport::new([Step::Answer(400, body.to_string())]);
        let client = client_with(&cloud, SignatureVersion::V1);
        let error = client.create_upload_video(&call(), &request()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Signature);
        assert!(error.advice().contains(advice), "{}", error.advice());
        assert!(!error.to_string().contains("%2F"), "{error}");
    }
    let cloud = ScriptedTransport::new([ok(VIDEO)]);
    client(&cloud).get_video_info(&call(), &query).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_token_that_no_header_can_hold_is_said_clearly() {
    let cloud = ScriptedTransport::new([]);
    let mut call = call();
    call.credentials = Some(Credentials::temporary("STS.id", SECRET, "line\nbreak"));
    let error = client(&cloud).create_upload_video(&call, &request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(!error.to_string().contains("break"));
}
