//! Answers of VOD and STS: only a success is one, a create is not repeated behind it, and no error
//! shows a key.
#![no_main]

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use client::{Call, Client, Config, StaticCredentials, operations};
use fuzz::{Frozen, Member, ScriptedTransport, block_on, object};
use http::{Response, header};
use libfuzzer_sys::fuzz_target;
use model::Credentials;

const NAMES: &[&str] = &[
    "RequestId",
    "VideoId",
    "UploadAddress",
    "UploadAuth",
    "Code",
    "Message",
    "Video",
    "Status",
    "Size",
    "Duration",
    "Title",
    "CateId",
    "ReferenceId",
    "TranscodeTaskList",
    "Mezzanine",
];
const VALUES: &[&str] = &["SignatureNonceUsed", "InvalidTimeStamp.Expired", "Throttling.User"];
/// An answer to both calls, for whatever VOD may say of a video.
const WHOLE: &str =
    r#"{"RequestId":"R","VideoId":"v","UploadAddress":"a","UploadAuth":"b","Video":{}}"#;
const SECRET: &str = "testAccessKeySecret";
const TOKEN: &str = "testSecurityToken";

fuzz_target!(|input: (u16, u8, Vec<Member>, &[u8])| {
    let (status, form, members, bytes) = input;
    // 1xx never reaches a caller as an answer.
    let status = 200 + status % 400;
    let members = object(NAMES, VALUES, &members);
    let body = match form % 3 {
        0 => bytes.to_vec(),
        1 => members.into_bytes(),
        _ => WHOLE.replace("{}", &members).into_bytes(),
    };
    let date = String::from_utf8_lossy(bytes).parse::<http::HeaderValue>().ok();
    let transport = ScriptedTransport::new(move |_| {
        let mut answer = Response::new(Bytes::from(body.clone()));
        *answer.status_mut() = status.try_into().unwrap();
        answer.headers_mut().extend(date.clone().map(|date| (header::DATE, date)));
        answer
    });
    let keys = Credentials::temporary("STS.id", SECRET, TOKEN);
    let keys = Arc::new(StaticCredentials::new(keys));
    let (clock, randomness) = (Arc::new(Frozen), Arc::new(Frozen));
    let config = Config::new("cn-shanghai");
    let client = Client::new(config, transport.clone(), keys, clock, randomness).unwrap();
    block_on(async {
        let call = Call::within(Duration::from_mins(1));
        let create = operations::CreateUploadVideo::default();
        let created = client.create_upload_video(&call, &create).await;
        if (200..300).contains(&status) {
            assert_eq!(transport.requests(), 1, "a video that may exist was created again");
        }
        check(status, created);
        let video = client::VideoSelector::VideoId("v".parse().unwrap());
        let query = operations::GetVideoInfo { video };
        check(status, client.get_video_info(&call, &query).await);
    });
});

fn check<T>(status: u16, result: Result<T, client::Error>) {
    match result {
        Ok(_) => assert!((200..300).contains(&status), "{status} is no success"),
        Err(error) => {
            assert_eq!(error.status(), Some(status));
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains(SECRET) && !shown.contains(TOKEN), "{shown}");
        }
    }
}
