//! What VOD hands out for one upload: where to put the file, and with which keys.
//!
//! Both parts travel as base64 of a JSON object ("Upload URLs and credentials" in the VOD
//! documentation). Clients pass them on unread; whoever uploads with a plain OSS client decodes them.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize, Serializer};

use crate::{Credentials, Secret, lenient, time};

/// Lifetime of every upload credential: 3,000 seconds, which no caller can change ("Upload URLs and
/// credentials", Limits).
pub const UPLOAD_AUTH_SECONDS: i64 = 3_000;

/// A text that is not an upload address or credential. It never holds the text itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GrantDecodeError {
    /// The outer layer is broken.
    #[error("{0} is not standard base64 with padding")]
    Base64(&'static str),
    /// The inner layer is broken or lacks a field. The second part is the JSON reader's reason,
    /// which names a field or a position, never a value.
    #[error("{0} does not hold the JSON object expected: {1}")]
    Json(&'static str, String),
}

/// Where the file goes: one bucket and one object key, chosen by VOD.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UploadAddress {
    /// Endpoint of OSS with its scheme and without the bucket: `https://oss-cn-shanghai.aliyuncs.com`.
    pub endpoint: String,
    /// The bucket.
    pub bucket: String,
    /// The whole object key, in spite of its name.
    pub file_name: String,
    /// For M3U8 only: the prefix under which the slices go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_prefix: Option<String>,
}

impl UploadAddress {
    /// Reads the `UploadAddress` of an answer.
    ///
    /// # Errors
    /// When the text is not base64 of a JSON object with Endpoint, Bucket and FileName.
    pub fn decode(text: &str) -> Result<Self, GrantDecodeError> {
        decode("UploadAddress", text)
    }

    /// The text for an answer.
    #[must_use]
    pub fn encode(&self) -> String {
        encode(self)
    }
}

/// The temporary keys for one upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UploadAuth {
    /// `STS.…`.
    pub access_key_id: String,
    /// The key that signs.
    #[serde(serialize_with = "expose")]
    pub access_key_secret: Secret,
    /// Goes into `x-oss-security-token`.
    #[serde(serialize_with = "expose")]
    pub security_token: Secret,
    /// Seconds of life left when it was issued, as text (`"3000"`); not a date.
    #[serde(deserialize_with = "lenient::text")]
    pub expiration: String,
    /// The end of life as a date; undocumented, but the Android SDK prefers it.
    #[serde(default, rename = "ExpireUTCTime", skip_serializing_if = "Option::is_none")]
    pub expire_utc_time: Option<String>,
    /// The service region; undocumented, but the browser and Android SDKs read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

impl UploadAuth {
    /// Reads the `UploadAuth` of an answer.
    ///
    /// # Errors
    /// When the text is not base64 of a JSON object with the three keys and Expiration.
    pub fn decode(text: &str) -> Result<Self, GrantDecodeError> {
        decode("UploadAuth", text)
    }

    /// The text for an answer. It holds the keys: it is as secret as they are.
    #[must_use]
    pub fn encode(&self) -> String {
        encode(self)
    }

    /// When the keys die, told by `ExpireUTCTime`, else counted from `asked_at`, the moment *before*
    /// the credential was asked for, so that it is never claimed valid for longer than it is.
    #[must_use]
    pub fn expires_at(&self, asked_at: Timestamp) -> Timestamp {
        let stated = self.expire_utc_time.as_deref().and_then(time::parse_iso8601);
        stated.unwrap_or_else(|| {
            let seconds = self.expiration.trim().parse().unwrap_or(UPLOAD_AUTH_SECONDS);
            let life = SignedDuration::from_secs(seconds.clamp(0, UPLOAD_AUTH_SECONDS));
            asked_at.checked_add(life).unwrap_or(asked_at)
        })
    }

    /// The keys for a signer.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        Credentials {
            access_key_id: self.access_key_id.clone(),
            access_key_secret: self.access_key_secret.clone(),
            security_token: Some(self.security_token.clone()),
        }
    }
}

/// Address and credential of one upload, decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadGrant {
    /// Where to.
    pub address: UploadAddress,
    /// With which keys.
    pub auth: UploadAuth,
    /// Until when, absolute.
    pub expires_at: Timestamp,
}

impl UploadGrant {
    /// Reads both texts of an answer that was asked for at `asked_at`.
    ///
    /// # Errors
    /// When either text cannot be read.
    pub fn decode(
        upload_address: &str,
        upload_auth: &str,
        asked_at: Timestamp,
    ) -> Result<Self, GrantDecodeError> {
        let address = UploadAddress::decode(upload_address)?;
        let auth = UploadAuth::decode(upload_auth)?;
        let expires_at = auth.expires_at(asked_at);
        Ok(Self { address, auth, expires_at })
    }
}

fn decode<T: serde::de::DeserializeOwned>(
    name: &'static str,
    text: &str,
) -> Result<T, GrantDecodeError> {
    let json = STANDARD.decode(text.trim()).map_err(|_| GrantDecodeError::Base64(name))?;
    serde_json::from_slice(&json).map_err(|error| {
        // serde_json quotes a value only where its type is wrong; the position is enough then.
        let reason = if error.to_string().starts_with("missing field") {
            error.to_string()
        } else {
            format!("unreadable at line {} column {}", error.line(), error.column())
        };
        GrantDecodeError::Json(name, reason)
    })
}

fn encode<T: Serialize>(value: &T) -> String {
    // Structs of texts always serialise.
    STANDARD.encode(serde_json::to_vec(value).unwrap_or_default())
}

fn expose<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auth() -> UploadAuth {
        UploadAuth {
            access_key_id: "STS.abc".into(),
            access_key_secret: "s3cret".into(),
            security_token: "t0ken".into(),
            expiration: "3000".into(),
            expire_utc_time: None,
            region: Some("cn-shanghai".into()),
        }
    }

    #[test]
    fn address_reads_the_shape_of_the_documentation() {
        let text = "eyJFbmRwb2ludCI6Imh0dHBzOi8vb3NzLWNuLXNoYW5naGFpLmFsaXl1bmNzLmNvbSIsIkJ1Y2tldCI6Im91dGluLTAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwIiwiRmlsZU5hbWUiOiJzdi8xYTJiM2M0ZC0xOGYwYTFiMmMzZC8xYTJiM2M0ZC0xOGYwYTFiMmMzZC5tcDQifQ==";
        let address = UploadAddress::decode(text).unwrap();
        assert_eq!(address.endpoint, "https://oss-cn-shanghai.aliyuncs.com");
        assert_eq!(address.bucket, "outin-00000000000000000000000000000000");
        assert_eq!(address.file_name, "sv/1a2b3c4d-18f0a1b2c3d/1a2b3c4d-18f0a1b2c3d.mp4");
        assert_eq!(address.encode(), text);
    }

    #[test]
    fn auth_survives_the_round_trip() {
        assert_eq!(UploadAuth::decode(&auth().encode()).unwrap(), auth());
    }

    #[test]
    fn expiration_may_be_a_number() {
        let json =
            r#"{"AccessKeyId":"a","AccessKeySecret":"b","SecurityToken":"c","Expiration":2996}"#;
        let auth = UploadAuth::decode(&STANDARD.encode(json)).unwrap();
        assert_eq!(auth.expiration, "2996");
    }

    #[test]
    fn expiry_counts_from_the_question_unless_a_date_is_given() {
        let asked: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(auth().expires_at(asked).to_string(), "2026-01-01T00:50:00Z");
        let dated = UploadAuth { expire_utc_time: Some("2026-01-01T00:10:00Z".into()), ..auth() };
        assert_eq!(dated.expires_at(asked).to_string(), "2026-01-01T00:10:00Z");
        let nonsense = UploadAuth { expiration: "99999999999999".into(), ..auth() };
        assert_eq!(nonsense.expires_at(asked).to_string(), "2026-01-01T00:50:00Z");
    }

    #[test]
    fn debug_and_errors_hold_no_secret() {
        let shown = format!("{:?}", auth());
        assert!(!shown.contains("s3cret") && !shown.contains("t0ken"), "{shown}");
        let broken = r#"{"AccessKeyId":"a","AccessKeySecret":"s3cret","SecurityToken":["t0ken"]}"#;
        let error = UploadAuth::decode(&STANDARD.encode(broken)).unwrap_err().to_string();
        assert!(!error.contains("s3cret") && !error.contains("t0ken"), "{error}");
    }

    #[test]
    fn a_missing_field_is_named() {
        let error = UploadAddress::decode(&STANDARD.encode("{}")).unwrap_err();
        assert!(error.to_string().contains("Endpoint"), "{error}");
    }
}
