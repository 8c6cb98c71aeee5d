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
}

/// A text that is there and not blank, without the blanks around it.
fn text(fields: &Map<String, Value>, key: &str) -> Option<String> {
    let text = fields.get(key)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
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

    proptest::proptest! {
        #[test]
        fn never_panics(body in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = MediaEvent::parse(&body);
        }
    }
}
