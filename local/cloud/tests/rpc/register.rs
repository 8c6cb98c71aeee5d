//! RegisterMedia: files that are there already.

use serde_json::{Value, json};

use crate::stage::{GROUP, Grant, Stage};

/// A file that the account's own key put there, and its URL.
async fn file(stage: &Stage, near: &Grant, name: &str) -> String {
    let mut address = near.address.clone();
    address.file_name = format!("own/{name}");
    let response = stage.put_as(&Stage::own_key(), &address, "bytes").await;
    assert_eq!(response.status(), 200);
    format!("https://{}.oss-cn-shanghai.aliyuncs.com/own/{name}", address.bucket)
}

async fn register(stage: &Stage, urls: &[&str], more: &[(&str, &str)]) -> Value {
    let list: Vec<Value> =
        urls.iter().map(|url| json!({"FileURL": url, "Title": "t", "CateId": 7})).collect();
    let list = Value::from(list).to_string();
    let mut parameters = vec![("RegisterMetadatas", list.as_str())];
    parameters.extend_from_slice(more);
    stage.vod("RegisterMedia", &parameters).await
}

#[tokio::test]
async fn a_file_is_registered_once() {
    let stage = Stage::new().await;
    let near = stage.create_video("a.mp4", &[]).await;
    let url = file(&stage, &near, "a.mp4").await;
    let missing = url.replace("a.mp4", "b.mp4");
    let answer = register(&stage, &[&url, &missing], &[]).await;
    let media = answer["RegisteredMediaList"][0].clone();
    assert_eq!((&media["FileURL"], &media["NewRegister"]), (&json!(url), &json!(true)));
    assert_eq!(answer["FailedFileURLs"], json!([missing]));
    let id = media["MediaId"].as_str().unwrap();
    // Nothing was asked for, so it cannot be played.
    assert_eq!(stage.status(id).await, "UploadSucc");
    let info = stage.vod("GetVideoInfo", &[("VideoId", id)]).await;
    assert_eq!((&info["Video"]["Size"], &info["Video"]["CateId"]), (&json!(5), &json!(7)));

    let own = format!("{}/{}/own/a.mp4", stage.cloud.endpoint(), near.address.bucket);
    let again = register(&stage, &[&own], &[("TemplateGroupId", GROUP)]).await;
    let media = &again["RegisteredMediaList"][0];
    assert_eq!((&media["MediaId"], &media["NewRegister"]), (&json!(id), &json!(false)));
    assert_eq!(stage.status(id).await, "UploadSucc");
}

#[tokio::test]
async fn what_is_asked_for_is_done() {
    let stage = Stage::new().await;
    let near = stage.create_video("a.mp4", &[]).await;
    for (name, group, status) in [
        ("a.mp4", "VOD_NO_TRANSCODE", "Normal"),
        ("a.mov", "VOD_NO_TRANSCODE", "UploadSucc"),
        ("b.mp4", GROUP, "Transcoding"),
    ] {
        let url = file(&stage, &near, name).await;
        let answer = register(&stage, &[&url], &[("TemplateGroupId", group)]).await;
        let id = answer["RegisteredMediaList"][0]["MediaId"].as_str().unwrap();
        assert_eq!(stage.status(id).await, status, "{name} {group}");
    }
}

#[tokio::test]
async fn every_field_of_a_registration_has_its_refusal() {
    let stage = Stage::new().await;
    let good = json!({"FileURL": "https://b.oss-cn-shanghai.aliyuncs.com/a.mp4", "Title": "t"});
    let with = |name: &str, value: Value| {
        let mut element = good.clone();
        element[name] = value;
        json!([element])
    };
    let two = json!([
        good,
        {"FileURL": "https://c.oss-cn-shanghai.aliyuncs.com/a.mp4", "Title": "t"}
    ]);
    for (list, code) in [
        (json!("text"), "InvalidParameter"),
        (json!([]), "InvalidParameter"),
        (json!(vec![good.clone(); 11]), "InvalidParameter"),
        (with("FileURL", json!("")), "MissingParameter"),
        (
            with("FileURL", json!(format!("https://e.com/{}", "a".repeat(1_024)))),
            "LengthExceededMax",
        ),
        (with("Title", json!("")), "MissingParameter"),
        (with("Title", json!("t".repeat(129))), "LengthExceededMax"),
        (with("Tags", json!(["t"; 17].join(","))), "TagsExceededMax"),
        (with("CateId", json!(-1)), "InvalidParameter"),
        (two, "InvalidParameter"),
    ] {
        let list = list.to_string();
        let refusal = stage.refusal("RegisterMedia", &[("RegisterMetadatas", &list)]).await;
        assert_eq!(refusal, (400, code.to_owned()), "{list}");
    }
    let list = json!([good]).to_string();
    for (name, code) in
        [("TemplateGroupId", "InvalidTemplateGroupId.NotFound"), ("WorkflowId", "NoSuchResource")]
    {
        let parameters = [("RegisterMetadatas", list.as_str()), (name, "none")];
        let refusal = stage.refusal("RegisterMedia", &parameters).await;
        assert_eq!(refusal, (404, code.to_owned()), "{name}");
    }
    // No such bucket, another region, no medium: each is a file that failed.
    for url in [
        "https://b.oss-cn-shanghai.aliyuncs.com/a.mp4",
        "https://b.oss-cn-beijing.aliyuncs.com/a.mp4",
        "https://b.oss-cn-shanghai.aliyuncs.com/a.txt",
        "no url",
    ] {
        let answer = register(&stage, &[url], &[]).await;
        assert_eq!(answer["FailedFileURLs"], json!([url]));
        assert_eq!(answer["RegisteredMediaList"], json!([]));
    }
}
