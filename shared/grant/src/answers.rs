//! One answer a kind of media.

use client::operations::{
    CreateUploadAttachedMediaAnswer, CreateUploadImageAnswer, CreateUploadVideoAnswer,
    RefreshUploadVideoAnswer,
};
use jiff::Timestamp;
use model::{GrantDecodeError, ImageId, MediaId, Secret, UploadAuth, VideoId, time};
use serde::{Serialize, Serializer};

/// The answer to CreateUploadVideo and RefreshUploadVideo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "PascalCase")]
pub struct VideoGrant {
    /// VOD's id of the call.
    pub request_id: String,
    /// The video.
    pub video_id: VideoId,
    /// Where to, base64.
    pub upload_address: String,
    /// With which keys, base64.
    #[serde(serialize_with = "expose")]
    pub upload_auth: Secret,
    /// When the keys die, UTC.
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
    pub expiration: String,
    /// The time of this server, UTC.
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
    pub server_time: String,
    /// Shows later whose the upload is. Absent where the credential was refreshed by somebody else.
    #[serde(serialize_with = "expose_some", skip_serializing_if = "Option::is_none")]
    pub ticket: Option<Secret>,
}

/// The answer to CreateUploadImage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "PascalCase")]
pub struct ImageGrant {
    /// VOD's id of the call.
    pub request_id: String,
    /// The image.
    pub image_id: ImageId,
    /// Its address for readers, by CDN if there is one.
    #[serde(rename = "ImageURL", skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// Its address in OSS, unsigned.
    #[serde(rename = "FileURL", skip_serializing_if = "Option::is_none")]
    pub file_url: Option<String>,
    /// Where to, base64.
    pub upload_address: String,
    /// With which keys, base64.
    #[serde(serialize_with = "expose")]
    pub upload_auth: Secret,
    /// When the keys die, UTC.
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
    pub expiration: String,
    /// The time of this server, UTC.
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
    pub server_time: String,
    /// Shows later whose the upload is.
    #[serde(serialize_with = "expose")]
    pub ticket: Secret,
}

/// The answer to CreateUploadAttachedMedia.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "PascalCase")]
pub struct AttachedMediaGrant {
    /// VOD's id of the call.
    pub request_id: String,
    /// The attached medium.
    pub media_id: MediaId,
    /// Its address for readers, by CDN if there is one.
    #[serde(rename = "MediaURL", skip_serializing_if = "Option::is_none")]
    pub media_url: Option<String>,
    /// Its address in OSS, unsigned.
    #[serde(rename = "FileURL", skip_serializing_if = "Option::is_none")]
    pub file_url: Option<String>,
    /// Where to, base64.
    pub upload_address: String,
    /// With which keys, base64.
    #[serde(serialize_with = "expose")]
    pub upload_auth: Secret,
    /// When the keys die, UTC.
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
    pub expiration: String,
    /// The time of this server, UTC.
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
    pub server_time: String,
    /// Shows later whose the upload is.
    #[serde(serialize_with = "expose")]
    pub ticket: Secret,
}

impl VideoGrant {
    /// The answer for a call that was made at `asked_at` and is answered at `now`.
    ///
    /// # Errors
    /// When the credential cannot be read, and so its end is not known.
    pub fn created(
        answer: CreateUploadVideoAnswer,
        ticket: Option<Secret>,
        asked_at: Timestamp,
        now: Timestamp,
    ) -> Result<Self, GrantDecodeError> {
        Ok(Self {
            expiration: expiration(&answer.upload_auth, asked_at)?,
            server_time: time::iso8601(now),
            request_id: answer.request_id,
            video_id: answer.video_id,
            upload_address: answer.upload_address,
            upload_auth: answer.upload_auth,
            ticket,
        })
    }

    /// The same for a renewed credential.
    ///
    /// # Errors
    /// When the credential cannot be read, and so its end is not known.
    pub fn refreshed(
        answer: RefreshUploadVideoAnswer,
        ticket: Option<Secret>,
        asked_at: Timestamp,
        now: Timestamp,
    ) -> Result<Self, GrantDecodeError> {
        let RefreshUploadVideoAnswer { request_id, video_id, upload_address, upload_auth } = answer;
        let same = CreateUploadVideoAnswer { request_id, video_id, upload_address, upload_auth };
        Self::created(same, ticket, asked_at, now)
    }
}

impl ImageGrant {
    /// The answer for a call that was made at `asked_at` and is answered at `now`.
    ///
    /// # Errors
    /// When the credential cannot be read, and so its end is not known.
    pub fn created(
        answer: CreateUploadImageAnswer,
        ticket: Secret,
        asked_at: Timestamp,
        now: Timestamp,
    ) -> Result<Self, GrantDecodeError> {
        Ok(Self {
            expiration: expiration(&answer.upload_auth, asked_at)?,
            server_time: time::iso8601(now),
            request_id: answer.request_id,
            image_id: answer.image_id,
            image_url: answer.image_url,
            file_url: answer.file_url,
            upload_address: answer.upload_address,
            upload_auth: answer.upload_auth,
            ticket,
        })
    }
}

impl AttachedMediaGrant {
    /// The answer for a call that was made at `asked_at` and is answered at `now`.
    ///
    /// # Errors
    /// When the credential cannot be read, and so its end is not known.
    pub fn created(
        answer: CreateUploadAttachedMediaAnswer,
        ticket: Secret,
        asked_at: Timestamp,
        now: Timestamp,
    ) -> Result<Self, GrantDecodeError> {
        Ok(Self {
            expiration: expiration(&answer.upload_auth, asked_at)?,
            server_time: time::iso8601(now),
            request_id: answer.request_id,
            media_id: answer.media_id,
            media_url: answer.media_url,
            file_url: answer.file_url,
            upload_address: answer.upload_address,
            upload_auth: answer.upload_auth,
            ticket,
        })
    }
}

fn expiration(upload_auth: &Secret, asked_at: Timestamp) -> Result<String, GrantDecodeError> {
    Ok(time::iso8601(UploadAuth::decode(upload_auth.expose())?.expires_at(asked_at)))
}

/// This answer is the one place that a credential is made for.
fn expose<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}

// The signature is serde's.
#[allow(clippy::ref_option)]
fn expose_some<S: Serializer>(secret: &Option<Secret>, serializer: S) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) => expose(secret, serializer),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn auth(expiration: &str) -> Secret {
        let auth = UploadAuth {
            access_key_id: "STS.id".into(),
            access_key_secret: "hush".into(),
            security_token: "token".into(),
            expiration: expiration.into(),
            expire_utc_time: None,
            region: None,
        };
        auth.encode().into()
    }

    #[test]
    fn the_answer_keeps_the_fields_of_vod_and_adds_two_times() {
        let answer = CreateUploadVideoAnswer {
            request_id: "25818875-5F78-4AF6-04D5-D7393642****".into(),
            video_id: "v1".parse().unwrap(),
            upload_address: "address".into(),
            upload_auth: auth("3000"),
        };
        let grant = VideoGrant::created(
            answer,
            Some("1.ticket".into()),
            moment("2026-01-01T00:00:00Z"),
            moment("2026-01-01T00:00:01Z"),
        )
        .unwrap();
        insta::assert_json_snapshot!(grant, { ".UploadAuth" => "[auth]" }, @r#"
        {
          "RequestId": "25818875-5F78-4AF6-04D5-D7393642****",
          "VideoId": "v1",
          "UploadAddress": "address",
          "UploadAuth": "[auth]",
          "Expiration": "2026-01-01T00:50:00Z",
          "ServerTime": "2026-01-01T00:00:01Z",
          "Ticket": "1.ticket"
        }
        "#);
        assert!(!format!("{grant:?}").contains(auth("3000").expose()));
    }

    #[test]
    fn images_and_attached_media_keep_their_urls() {
        let now = moment("2026-01-01T00:00:00Z");
        let image = CreateUploadImageAnswer {
            request_id: "r".into(),
            image_id: "i1".parse().unwrap(),
            image_url: Some("http://cdn/i.png".into()),
            file_url: None,
            upload_address: "address".into(),
            upload_auth: auth("2996"),
        };
        let image = ImageGrant::created(image, "1.ticket".into(), now, now).unwrap();
        assert_eq!(image.expiration, "2026-01-01T00:49:56Z");
        assert_eq!(image.image_url.as_deref(), Some("http://cdn/i.png"));
        let media = CreateUploadAttachedMediaAnswer {
            request_id: "r".into(),
            media_id: "m1".parse().unwrap(),
            media_url: None,
            file_url: Some("http://oss/m.srt".into()),
            upload_address: "address".into(),
            upload_auth: auth("3000"),
        };
        let media = AttachedMediaGrant::created(media, "1.ticket".into(), now, now).unwrap();
        assert_eq!(media.file_url.as_deref(), Some("http://oss/m.srt"));
    }

    #[test]
    fn a_credential_that_cannot_be_read_is_not_passed_on() {
        let answer = CreateUploadVideoAnswer {
            request_id: "r".into(),
            video_id: "v1".parse().unwrap(),
            upload_address: "address".into(),
            upload_auth: "not base64".into(),
        };
        let now = moment("2026-01-01T00:00:00Z");
        assert!(VideoGrant::created(answer, None, now, now).is_err());
    }
}
