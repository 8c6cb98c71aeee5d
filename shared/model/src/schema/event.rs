//! The body of a callback ("Event notification").

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

/// What [`MediaEvent`](crate::MediaEvent) reads: an object with an event type, and with the id that
/// the types have that something is done about. All else may be there, in any form: what cannot be read
/// counts as absent.
#[derive(Clone, Copy, Debug)]
pub struct Event;

/// Blanks around a type or an id are overlooked; a text of blanks is none.
const NOT_BLANK: &str = r"\S";

/// Types that need an id.
const KNOWN: [&str; 5] = [
    "FileUploadComplete",
    "StreamTranscodeComplete",
    "TranscodeComplete",
    "ImageUploadComplete",
    "AttachedMediaUploadComplete",
];

impl JsonSchema for Event {
    fn schema_name() -> Cow<'static, str> {
        "Event".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An event notification of VOD. More fields may be there.",
            "anyOf": [
                of(&KNOWN[..3], "VideoId"),
                of(&KNOWN[3..4], "ImageId"),
                of(&KNOWN[4..], "AttachedMediaId"),
                {
                    "type": "object",
                    "description": "Of any other type, of which nothing is done.",
                    "properties": {
                        "EventType": {
                            "type": "string",
                            "pattern": NOT_BLANK,
                            "not": {"enum": KNOWN},
                        },
                    },
                    "required": ["EventType"],
                },
            ],
        })
    }
}

/// Events of these types, with the id that they need.
fn of(types: &[&str], id: &str) -> Value {
    json!({
        "type": "object",
        "description": format!("{}.", types.join(", ")),
        "properties": {
            "EventType": {"type": "string", "enum": types},
            "EventTime": {"description": "A text, UTC."},
            id: {"type": "string", "pattern": NOT_BLANK},
            "Status": {"description": "A text: `success` or `fail`."},
            "Size": {"description": "Bytes, as a number or as digits."},
            "Extend": {"description": "`UserData.Extend` of the upload."},
        },
        "required": ["EventType", id],
    })
}
