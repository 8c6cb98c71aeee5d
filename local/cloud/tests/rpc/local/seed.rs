//! One seed, one run.

use std::sync::Arc;

use local_cloud::Seeded;
use model::UploadAddress;
use serde_json::Value;

use crate::stage::{GROUP, Stage};

/// Everything random that a client sees of a few calls.
async fn run(seed: u64) -> Vec<String> {
    let stage = Stage::seeded(Arc::new(Seeded::new(seed))).await;
    let mut answers = Vec::new();
    for (action, parameters) in [
        ("CreateUploadVideo", vec![("Title", "t"), ("FileName", "a.mp4")]),
        ("CreateUploadImage", vec![("ImageType", "default")]),
        ("CreateUploadAttachedMedia", vec![("BusinessType", "watermark"), ("MediaExt", "png")]),
    ] {
        answers.push(stage.vod(action, &parameters).await);
    }
    let grant = stage.create_video("a.mov", &[]).await;
    stage.put(&grant, "bytes").await;
    let submit = [("VideoId", grant.id.as_str()), ("TemplateGroupId", GROUP)];
    answers.push(stage.vod("SubmitTranscodeJobs", &submit).await);
    answers.iter().map(|answer| without_port(answer, stage.cloud.address().port())).collect()
}

/// The text of an answer, UploadAddress decoded, without the port, which differs from run to run.
fn without_port(answer: &Value, port: u16) -> String {
    let mut answer = answer.clone();
    if let Some(address) = answer.get_mut("UploadAddress") {
        let decoded = UploadAddress::decode(address.as_str().unwrap()).unwrap();
        *address = format!("{}/{}", decoded.bucket, decoded.file_name).into();
    }
    answer.to_string().replace(&format!(":{port}"), ":PORT")
}

#[tokio::test]
async fn the_same_calls_give_the_same_ids_and_keys() {
    let first = run(42).await;
    // Key, secret and token stand in UploadAuth.
    assert!(first[0].contains("UploadAuth") && first[0].contains("RequestId"));
    assert_eq!(first, run(42).await);
    let other = run(43).await;
    assert!(first.iter().all(|answer| !other.contains(answer)));
}
