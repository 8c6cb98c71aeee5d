//! The body of a VOD event: what is read can be written without its oddities and reads the same.
#![no_main]

use fuzz::{Member, object};
use libfuzzer_sys::fuzz_target;
use model::{MediaEvent, MediaEventKind};
use serde_json::json;

const NAMES: &[&str] = &[
    "EventType",
    "EventType ",
    "VideoId",
    "VideoId ",
    "ImageId",
    "AttachedMediaId",
    "MediaId",
    "EventTime",
    "Status",
    "Size",
    "Extend",
];
const VALUES: &[&str] = &[
    "FileUploadComplete",
    "ImageUploadComplete",
    "AttachedMediaUploadComplete",
    "StreamTranscodeComplete",
    "TranscodeComplete",
    "2024-04-10T01:37:14:627Z",
    "success",
    "12",
];

fuzz_target!(|input: (bool, Vec<Member>, &[u8])| {
    let (raw, members, bytes) = input;
    let body = if raw { bytes.to_vec() } else { object(NAMES, VALUES, &members).into_bytes() };
    let Ok(event) = MediaEvent::parse(&body) else { return };
    assert_eq!(MediaEventKind::from(event.kind.as_str()), event.kind);
    let id_key = match event.kind {
        MediaEventKind::ImageUploadComplete => "ImageId",
        MediaEventKind::AttachedMediaUploadComplete => "AttachedMediaId",
        _ => "VideoId",
    };
    let known = !matches!(event.kind, MediaEventKind::Other(_));
    assert!(event.media_id.is_some() || !known, "a known type must name its medium");
    let plain = json!({
        "EventType": event.kind.as_str(), id_key: event.media_id, "Status": event.status,
        "Size": event.size, "Extend": event.extend,
    });
    let again = MediaEvent::parse(plain.to_string().as_bytes()).unwrap();
    // The target `times` looks at moments.
    assert_eq!(again, MediaEvent { time: None, ..event });
});
