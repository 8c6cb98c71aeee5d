//! JSON Schema of `UserData`, and examples of the answers, for the OpenAPI document.

use std::borrow::Cow;

use jiff::Timestamp;
use model::{
    Secret, UploadAddress, UploadAuth,
    fields::{CALLER_EXTEND_BYTES, STAMP_KEY},
    schema::WebAddress,
    time,
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use crate::{AttachedMediaGrant, ImageGrant, VideoGrant};

/// `UserData` as a caller may give it: what [`fields::user_data`](model::fields::user_data) takes, with
/// room for the stamp.
#[derive(Clone, Copy, Debug)]
pub struct UserData;

impl JsonSchema for UserData {
    fn schema_name() -> Cow<'static, str> {
        "UserData".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut address = Value::from(WebAddress::json_schema(generator));
        address["maxLength"] = 256.into();
        address["x-max-bytes"] = 256.into();
        let callback = json!({
            "type": "object",
            "properties": {"CallbackURL": address},
        });
        let extend = json!({
            "type": "object",
            "description": format!(
                "At most {CALLER_EXTEND_BYTES} bytes as JSON; the rest of VOD's 512 is the service's own."
            ),
            "not": {"required": [STAMP_KEY]},
            "x-max-bytes": CALLER_EXTEND_BYTES,
        });
        let members = json!({
            "type": "object",
            "properties": {
                "MessageCallback": or_text(&callback),
                "Extend": or_text(&extend),
                "AccelerateConfig": or_text(&json!({"type": "object"})),
            },
            "additionalProperties": false,
        });
        json_schema!({
            "description": "As an object, or as a text that holds one.",
            "anyOf": [members, text()],
        })
    }
}

/// The object, a text that holds one, or nothing.
fn or_text(object: &Value) -> Value {
    json!({"anyOf": [object, text(), {"type": "null"}]})
}

/// A text that holds the same object.
fn text() -> Value {
    json!({"type": "string", "format": "json-object", "contentMediaType": "application/json"})
}

/// When the examples were asked for.
const ASKED_AT: &str = "2026-01-02T03:04:05Z";

/// The answer to a create call, or to a refresh.
#[must_use]
pub fn video_grant() -> Value {
    let (upload_address, upload_auth, expiration, server_time) = parts("sv/5f0c1d2e/5f0c1d2e.mp4");
    let grant = "5f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5".parse().map(|video_id| VideoGrant {
        request_id: REQUEST_ID.into(),
        video_id,
        upload_address,
        upload_auth,
        expiration,
        server_time,
        ticket: Some(TICKET.into()),
    });
    json!(grant.ok())
}

/// The answer to a create call of an image.
#[must_use]
pub fn image_grant() -> Value {
    let (upload_address, upload_auth, expiration, server_time) = parts("image/cover/6a1b2c3d.png");
    let grant = "6a1b2c3d4e5f60718293a4b5c6d7e8f9".parse().map(|image_id| ImageGrant {
        request_id: REQUEST_ID.into(),
        image_id,
        image_url: Some("https://media.example.com/image/cover/6a1b2c3d.png".into()),
        file_url: None,
        upload_address,
        upload_auth,
        expiration,
        server_time,
        ticket: TICKET.into(),
    });
    json!(grant.ok())
}

/// The answer to a create call of an attached medium.
#[must_use]
pub fn attached_media_grant() -> Value {
    let (upload_address, upload_auth, expiration, server_time) = parts("subtitle/7b2c3d4e.srt");
    let grant = "7b2c3d4e5f60718293a4b5c6d7e8f90a".parse().map(|media_id| AttachedMediaGrant {
        request_id: REQUEST_ID.into(),
        media_id,
        media_url: None,
        file_url: Some("https://out-x.oss-cn-shanghai.aliyuncs.com/subtitle/7b2c3d4e.srt".into()),
        upload_address,
        upload_auth,
        expiration,
        server_time,
        ticket: TICKET.into(),
    });
    json!(grant.ok())
}

const REQUEST_ID: &str = "25818875-5F78-4AF6-04D5-D7393642C2A1";
const TICKET: &str = "1.TicketOfThisUpload";

/// Address, credential, its end and the time of the server.
fn parts(file_name: &str) -> (String, Secret, String, String) {
    let asked_at: Timestamp = ASKED_AT.parse().unwrap_or_default();
    let address = UploadAddress {
        endpoint: "https://oss-cn-shanghai.aliyuncs.com".into(),
        bucket: "out-x".into(),
        file_name: file_name.into(),
        object_prefix: None,
    };
    let auth = UploadAuth {
        access_key_id: "STS.ExampleAccessKeyId".into(),
        access_key_secret: "ExampleAccessKeySecret".into(),
        security_token: "ExampleSecurityToken".into(),
        expiration: "3000".into(),
        expire_utc_time: None,
        region: Some("cn-shanghai".into()),
    };
    let expiration = time::iso8601(auth.expires_at(asked_at));
    (address.encode(), auth.encode().into(), expiration, time::iso8601(asked_at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_answers() {
        for (example, id) in [
            (video_grant(), "VideoId"),
            (image_grant(), "ImageId"),
            (attached_media_grant(), "MediaId"),
        ] {
            assert!(example[id].is_string(), "{example}");
            assert_eq!(example["Expiration"], "2026-01-02T03:54:05Z");
            let text = example["UploadAuth"].as_str().unwrap();
            assert_eq!(UploadAuth::decode(text).unwrap().expiration, "3000");
        }
    }
}
