//! Files that arrive.

use client::TransportErrorKind;
use serde_json::json;

use super::*;

#[tokio::test(start_paused = true)]
async fn programs_get_one_document() {
    let files = Files::new(&[("first.mov", 9)]);
    let script = Script::default()
        .answer(200, &grant("VideoId", "v1"))
        .stored(9)
        .answer(200, &status("Normal"));
    let ran = files.upload("first.mov", "--wait --json", script, Interrupt::never()).await;
    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Arrived, ""));
    insta::assert_snapshot!(ran.out, @r#"
    {
      "Uploads": [
        {
          "File": "first.mov",
          "Kind": "video",
          "MediaId": "v1",
          "Size": 9,
          "Crc64": "12891298390814033982",
          "Parts": 1,
          "Seconds": 0.0,
          "Status": "Normal",
          "TranscodeTaskId": "t1",
          "Timeline": [
            {
              "Event": "Granted",
              "MediaId": "v1",
              "Expiration": "2026-01-02T00:50:00Z",
              "RequestId": "REQ-1",
              "Time": "2026-01-01T00:00:00Z",
              "Seconds": 0.0
            },
            {
              "Event": "Uploaded",
              "Size": 9,
              "TransferSeconds": 0.0,
              "Rate": 9,
              "Crc64": "12891298390814033982",
              "Parts": 1,
              "Time": "2026-01-01T00:00:00Z",
              "Seconds": 0.0
            },
            {
              "Event": "FileUploadComplete",
              "Time": "2026-01-01T00:00:00Z",
              "Seconds": 0.0
            },
            {
              "Event": "TranscodeTask",
              "TranscodeTaskId": "t1",
              "TaskStatus": "CompleteAllSucc",
              "Time": "2026-01-01T00:00:00Z",
              "Seconds": 0.0
            },
            {
              "Event": "Normal",
              "Time": "2026-01-01T00:00:00Z",
              "Seconds": 0.0
            }
          ]
        }
      ]
    }
    "#);
}

#[tokio::test(start_paused = true)]
async fn people_get_the_timeline() {
    let files = Files::new(&[("first.mov", 9)]);
    let script = Script::default()
        .answer(200, &grant("VideoId", "v1"))
        .stored(9)
        .answer(200, &status("UploadSucc"))
        .answer(200, &status("Normal"));
    let ran = files.upload("first.mov", "--wait", script, Interrupt::never()).await;
    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Arrived, ""));
    insta::assert_snapshot!(ran.out, @r"
    0.000 s  granted VideoId v1, expires 2026-01-02T00:50:00Z
    0.000 s  uploaded 9 bytes in 0 s (9 B/s), CRC-64 12891298390814033982, 1 part
    0.000 s  FileUploadComplete (VOD has the file)
    0.200 s  transcode task t1 (CompleteAllSucc)
    0.200 s  Normal
    ");
}

#[tokio::test(start_paused = true)]
async fn scripts_get_the_ids() {
    let files = Files::new(&[("a.png", 3), ("b.srt", 4)]);
    let script = Script::default()
        .answer(200, &grant("ImageId", "i1"))
        .stored(3)
        .answer(200, &grant("MediaId", "m1"))
        .stored(4);
    let asked = script.clone();
    let ran = files.upload("a.png b.srt", "--quiet", script, Interrupt::never()).await;
    assert_eq!((ran.exit, ran.out.as_str(), ran.errors.as_str()), (Exit::Arrived, "i1\nm1\n", ""));
    let paths: Vec<_> = asked.requests().into_iter().map(|(_, path, _)| path).collect();
    assert_eq!(paths[0], "/upload/image");
    assert_eq!(paths[2], "/upload/attached-media");
}

#[tokio::test(start_paused = true)]
async fn an_expired_credential_is_renewed_on_the_way() {
    let files = Files::new(&[("a.mov", 3)]);
    let script = Script::default()
        .answer(200, &grant("VideoId", "v1"))
        .refused(403, "SecurityTokenExpired")
        .answer(200, &grant("VideoId", "v1"))
        .stored(3);
    let asked = script.clone();
    let ran = files.upload("a.mov", "--json", script, Interrupt::never()).await;
    assert_eq!(ran.exit, Exit::Arrived);
    let timeline = ran.document()["Uploads"][0]["Timeline"].clone();
    let events: Vec<_> =
        timeline.as_array().unwrap().iter().map(|entry| entry["Event"].as_str().unwrap()).collect();
    assert_eq!(events, ["Granted", "Refreshed", "Uploaded"]);
    assert_eq!(asked.requests()[2].1, "/upload/video/refresh");
}

#[tokio::test(start_paused = true)]
async fn vod_is_asked_where_the_last_answer_of_oss_was_lost() {
    let files = Files::new(&[("a.mov", 150 * 1024)]);
    let mut script =
        Script::default().answer(200, &grant("VideoId", "v1")).initiated().part().part();
    for _ in 0..upload::Options::default().attempts {
        script = script.fail(TransportErrorKind::Broken);
    }
    let script = script.answer(200, &status("Uploading")).answer(200, &status("UploadSucc"));
    let ran = files.upload("a.mov", "--json --part-size 100KiB", script, Interrupt::never()).await;
    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Arrived, ""));
    assert_eq!(ran.document()["Uploads"][0]["Timeline"][1]["Event"], json!("UploadConfirmed"));
}
