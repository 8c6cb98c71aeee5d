//! A wrong clock costs one repeated call.

use model::VideoId;

use crate::testing::{ScriptedTransport, Step, call, client, ok, refused};
use crate::{ErrorKind, operations::GetVideoInfo};

const VIDEO: &str = r#"{"RequestId":"R","Video":{"VideoId":"abc","Status":"Normal"}}"#;

fn expired(date: &'static str) -> Step {
    let Step::Answer(status, body) = refused(400, "InvalidTimeStamp.Expired") else {
        unreachable!("refused gives an answer");
    };
    Step::Dated(status, body, date)
}

fn request() -> GetVideoInfo {
    GetVideoInfo { video: "abc".parse::<VideoId>().unwrap().into() }
}

#[tokio::test(start_paused = true)]
async fn the_offset_is_learned_and_kept() {
    let cloud =
        ScriptedTransport::new([expired("Fri, 02 Jan 2026 05:00:00 GMT"), ok(VIDEO), ok(VIDEO)]);
    let client = client(&cloud);
    client.get_video_info(&call(), &request()).await.unwrap();
    client.get_video_info(&call(), &request()).await.unwrap();
    let dates: Vec<_> =
        cloud.requests().iter().map(|request| request.headers()["x-acs-date"].clone()).collect();
    assert_eq!(dates, ["2026-01-02T03:04:05Z", "2026-01-02T05:00:00Z", "2026-01-02T05:00:00Z"]);
    assert_eq!(client.now().to_string(), "2026-01-02T05:00:00Z");
}

#[tokio::test(start_paused = true)]
async fn it_is_corrected_once_and_never_for_ever() {
    let cloud = ScriptedTransport::new([
        expired("Fri, 02 Jan 2026 05:00:00 GMT"),
        expired("Fri, 02 Jan 2026 07:00:00 GMT"),
    ]);
    let error = client(&cloud).get_video_info(&call(), &request()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::ClockSkew, 2));
}

#[tokio::test(start_paused = true)]
async fn a_server_without_a_clock_teaches_nothing() {
    for step in [expired("Thu, 01 Jan 1970 00:00:00 GMT"), expired("soon"), {
        refused(400, "InvalidTimeStamp.Expired")
    }] {
        let cloud = ScriptedTransport::new([step]);
        let error = client(&cloud).get_video_info(&call(), &request()).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::ClockSkew, 1));
        assert!(error.advice().contains("clock"));
    }
}
