//! Event notifications of VOD, read with the tolerance that their samples teach.
//!
//! The documentation's own samples write numbers as texts, put blanks behind keys and values, and a
//! colon before milliseconds ("Event notification", all pages). None of that may lose an event. The
//! body is not covered by VOD's signature, so nothing in it is a fact: it only says what to look up.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::{lenient, time};

/// A body that is no event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventParseError {
    /// Not a JSON object.
    #[error("the body is not a JSON object: {0}")]
    NotAnObject(String),
    /// No usable `EventType`.
    #[error("EventType is missing or not a text")]
    NoEventType,
    /// The id that this type of event must carry is missing.
    #[error("{event_type} carries no {field}")]
    NoId {
        /// Which event.
        event_type: String,
        /// The key that should hold the id.
        field: &'static str,
    },
}

/// Types of event that this product tells apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaEventKind {
    /// A video or audio file has arrived.
    FileUploadComplete,
    /// An image has arrived.
    ImageUploadComplete,
    /// An attached medium has arrived.
    AttachedMediaUploadComplete,
    /// One stream of one definition was made, or failed.
    StreamTranscodeComplete,
    /// All streams of a task are done; `success` says that at least one was made.
    TranscodeComplete,
    /// Any other type, by name.
    Other(String),
}

impl MediaEventKind {
    /// The name in `EventType`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::FileUploadComplete => "FileUploadComplete",
            Self::ImageUploadComplete => "ImageUploadComplete",
            Self::AttachedMediaUploadComplete => "AttachedMediaUploadComplete",
            Self::StreamTranscodeComplete => "StreamTranscodeComplete",
            Self::TranscodeComplete => "TranscodeComplete",
            Self::Other(name) => name,
        }
    }

    /// The key that must hold the media id; types of which nothing is done need none.
    fn id_key(&self) -> Option<&'static str> {
        match self {
            Self::FileUploadComplete | Self::StreamTranscodeComplete | Self::TranscodeComplete => {
                Some("VideoId")
            }
            Self::ImageUploadComplete => Some("ImageId"),
            Self::AttachedMediaUploadComplete => Some("AttachedMediaId"),
            Self::Other(_) => None,
        }
    }
}

impl From<&str> for MediaEventKind {
    fn from(name: &str) -> Self {
        match name {
            "FileUploadComplete" => Self::FileUploadComplete,
            "ImageUploadComplete" => Self::ImageUploadComplete,
            "AttachedMediaUploadComplete" => Self::AttachedMediaUploadComplete,
            "StreamTranscodeComplete" => Self::StreamTranscodeComplete,
            "TranscodeComplete" => Self::TranscodeComplete,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// One event notification, as claimed by its sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaEvent {
    /// `EventType`.
    pub kind: MediaEventKind,
    /// `VideoId`, `ImageId`, `AttachedMediaId` or `MediaId`; absent only for unknown types.
    pub media_id: Option<String>,
    /// `EventTime`, where it can be read.
    pub time: Option<Timestamp>,
    /// `Status` in lower case: `success`, `fail`, …
    pub status: Option<String>,
    /// `Size` in bytes.
    pub size: Option<u64>,
    /// `Extend`, the caller's own text of `UserData`, as a text whatever its type was.
    pub extend: Option<String>,
}

impl MediaEvent {
    /// Reads the body of an HTTP callback or of a queue message.
    ///
    /// # Errors
    /// When the body is no JSON object, names no event type, or lacks the id of a known type.
    pub fn parse(body: &[u8]) -> Result<Self, EventParseError> {
        let fields: Map<String, Value> = serde_json::from_slice(body)
            .map_err(|error| EventParseError::NotAnObject(error.to_string()))?;
        let fields: Map<String, Value> =
            fields.into_iter().map(|(key, value)| (key.trim().to_owned(), value)).collect();

        let kind = text(&fields, "EventType").ok_or(EventParseError::NoEventType)?;
        let kind = MediaEventKind::from(kind.as_str());
        let media_id = match kind.id_key() {
            Some(field) => Some(text(&fields, field).ok_or_else(|| EventParseError::NoId {
                event_type: kind.as_str().to_owned(),
                field,
            })?),
            None => ["VideoId", "MediaId", "ImageId", "AttachedMediaId"]
                .into_iter()
                .find_map(|field| text(&fields, field)),
        };
        Ok(Self {
            kind,
            media_id,
            time: text(&fields, "EventTime").as_deref().and_then(time::parse_iso8601),
            status: text(&fields, "Status").map(|status| status.to_ascii_lowercase()),
            size: fields.get("Size").and_then(lenient::whole_number),
            extend: fields.get("Extend").and_then(|value| match value {
                Value::Null => None,
                Value::String(text) => Some(text.clone()),
                other => Some(other.to_string()),
            }),
        })
    }

    /// The event as VOD writes it, under VOD's own field names: what a queue carries.
    ///
    /// [`MediaEvent::parse`] reads an equal event from it, and equal events give equal texts.
    #[must_use]
    pub fn to_json(&self) -> String {
        let id_key = self.kind.id_key().unwrap_or("MediaId");
        let fields = [
            ("EventType", Some(Value::from(self.kind.as_str()))),
            // Not `time::iso8601`, which drops the fractions that some events have.
            ("EventTime", self.time.map(|time| Value::from(time.to_string()))),
            (id_key, self.media_id.as_deref().map(Value::from)),
            ("Status", self.status.as_deref().map(Value::from)),
            ("Size", self.size.map(Value::from)),
            ("Extend", self.extend.as_deref().map(Value::from)),
        ];
        let known = fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
        Value::Object(known.collect()).to_string()
    }
}

/// A text that is there and not blank, without the blanks around it.
fn text(fields: &Map<String, Value>, key: &str) -> Option<String> {
    let text = fields.get(key)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_a_finished_upload() {
        let event = MediaEvent::parse(
            br#"{"EventTime":"2017-03-20T07:49:17Z","EventType":"FileUploadComplete",
                 "VideoId":"43qc9c8a65e9d4a64a1f2d2c0b2ed0c8","Size":1439213,"Status":"success",
                 "FileUrl":"http://bucket.oss-cn-shanghai.aliyuncs.com/sv/a.mp4",
                 "Extend":"{\"test\":1}"}"#,
        )
        .unwrap();
        assert_eq!(event.kind, MediaEventKind::FileUploadComplete);
        assert_eq!(event.media_id.as_deref(), Some("43qc9c8a65e9d4a64a1f2d2c0b2ed0c8"));
        assert_eq!(event.size, Some(1_439_213));
        assert_eq!(event.status.as_deref(), Some("success"));
        assert_eq!(event.extend.as_deref(), Some("{\"test\":1}"));
        assert_eq!(event.time.unwrap().to_string(), "2017-03-20T07:49:17Z");
    }

    #[test]
    fn tolerates_what_the_samples_do() {
        let event = MediaEvent::parse(
            br#"{"EventTime ":"2024-04-10T01:37:14:627Z","EventType":"FileUploadComplete ",
                 "VideoId ":"abc","Size":"12","Status":"Success","Extend":{"a":1}}"#,
        )
        .unwrap();
        assert_eq!(event.kind, MediaEventKind::FileUploadComplete);
        assert_eq!(event.media_id.as_deref(), Some("abc"));
        assert_eq!(event.size, Some(12));
        assert_eq!(event.status.as_deref(), Some("success"));
        assert_eq!(event.extend.as_deref(), Some("{\"a\":1}"));
        assert!(event.time.is_some());
    }

    #[test]
    fn an_unknown_type_is_an_event_too() {
        let event = MediaEvent::parse(br#"{"EventType":"SomethingNew","MediaId":"m"}"#).unwrap();
        assert_eq!(event.kind, MediaEventKind::Other("SomethingNew".into()));
        assert_eq!(event.media_id.as_deref(), Some("m"));
    }

    #[test]
    fn each_kind_keeps_its_name() {
        for name in [
            "FileUploadComplete",
            "ImageUploadComplete",
            "AttachedMediaUploadComplete",
            "StreamTranscodeComplete",
            "TranscodeComplete",
            "AIMediaAuditComplete",
        ] {
            assert_eq!(MediaEventKind::from(name).as_str(), name);
        }
    }

    #[test]
    fn refuses_what_is_no_event_and_says_why() {
        let reason = |body: &[u8]| MediaEvent::parse(body).unwrap_err().to_string();
        assert!(reason(b"").contains("not a JSON object"));
        assert!(reason(b"[]").contains("not a JSON object"));
        assert_eq!(reason(b"{}"), "EventType is missing or not a text");
        assert_eq!(
            reason(br#"{"EventType":"ImageUploadComplete","VideoId":"v"}"#),
            "ImageUploadComplete carries no ImageId"
        );
    }

    #[test]
    fn is_written_under_the_names_that_vod_uses() {
        let event = MediaEvent {
            kind: MediaEventKind::AttachedMediaUploadComplete,
            media_id: Some("m-1".into()),
            time: Some("2024-04-10T01:37:14.627Z".parse().unwrap()),
            status: Some("success".into()),
            size: Some(12),
            extend: Some(r#"{"a":1}"#.into()),
        };
        let written: Value = serde_json::from_str(&event.to_json()).unwrap();
        let expected = serde_json::json!({
            "EventType": "AttachedMediaUploadComplete", "EventTime": "2024-04-10T01:37:14.627Z",
            "AttachedMediaId": "m-1", "Status": "success", "Size": 12, "Extend": "{\"a\":1}",
        });
        assert_eq!(written, expected);
        let unknown = MediaEvent::parse(br#"{"EventType":"New","ImageId":"i"}"#).unwrap();
        assert_eq!(unknown.to_json(), r#"{"EventType":"New","MediaId":"i"}"#);
    }

    /// Values of the kinds that events hold, and of others.
    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".*".prop_map(Value::from),
            " ?[a-zA-Z0-9-]{1,40} ?".prop_map(Value::from),
            "[0-9]{1,25}".prop_map(Value::from),
            prop::collection::btree_map(".*", ".*", 0..3).prop_map(|map| serde_json::json!(map)),
        ]
    }

    fn event_type() -> impl Strategy<Value = String> {
        let known = prop::sample::select(vec![
            "FileUploadComplete",
            "ImageUploadComplete ",
            "AttachedMediaUploadComplete",
            "StreamTranscodeComplete",
            "TranscodeComplete",
        ]);
        prop_oneof![known.prop_map(str::to_owned), ".*"]
    }

    fn moment() -> impl Strategy<Value = String> {
        let any_time = (-377_705_023_201..=253_402_207_200_i64, 0..1_000_000_000);
        prop_oneof![
            any_time.prop_map(|(second, nano)| Timestamp::new(second, nano).unwrap().to_string()),
            "20[0-9]{2}-0[1-9]-[0-2][1-9]T[01][0-9]:[0-5][0-9]:[0-5][0-9][.:]?[0-9]{0,9}(Z|[+]08:00)",
        ]
    }

    fn event_fields() -> impl Strategy<Value = Value> {
        let names =
            ["VideoId", "MediaId", "ImageId", "AttachedMediaId", "Status", "Size", "Extend"];
        let names = prop::sample::select(names.to_vec());
        let fields = prop::collection::btree_map(names, value(), 0..8);
        (event_type(), prop::option::of(moment()), fields).prop_map(|(kind, time, fields)| {
            let mut event = serde_json::json!(fields);
            event["EventType"] = kind.into();
            event["EventTime"] = time.into();
            event
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_as_the_same_event(fields in event_fields()) {
            let parsed = MediaEvent::parse(fields.to_string().as_bytes());
            prop_assume!(parsed.is_ok());
            let event = parsed.unwrap();
            let written = event.to_json();
            prop_assert_eq!(MediaEvent::parse(written.as_bytes()), Ok(event), "{}", written);
        }

        #[test]
        fn never_panics(body in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = MediaEvent::parse(&body);
        }
    }
}
