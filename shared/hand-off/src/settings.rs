//! The settings of the hand-off.

use model::Secret;
use runtime::EndpointSetting;
use settings::{FromSetting, Problem};

use crate::QueueUrl;

settings::settings! {
    /// Which hand-off, and how a queue is reached.
    pub struct HandOffSettings {
        /// Where events of finished uploads go: into the pipeline within the same call, or into a
        /// queue that `process-upload` reads.
        default target: Target = "HAND_OFF" "inline",
        /// For `sqs:`, the id of the AWS access key. On Lambda the platform sets it from the
        /// function's role, and the three below likewise.
        optional access_key_id: AccessKeyId = "AWS_ACCESS_KEY_ID",
        /// For `sqs:`, the secret of that access key.
        optional secret_access_key: Secret = "AWS_SECRET_ACCESS_KEY",
        /// For `sqs:`, the session token, if the access key is a temporary one.
        optional session_token: Secret = "AWS_SESSION_TOKEN",
        /// For `sqs:`, the region of a queue whose URL names none.
        optional region: Region = "AWS_REGION",
        /// For `sqs:`, replaces the address in the queue's URL, for a proxy or a stand-in of SQS.
        optional endpoint: EndpointSetting = "AWS_ENDPOINT_URL_SQS",
    }
}

/// `HAND_OFF`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The pipeline, within the same call.
    Inline,
    /// A FIFO queue of SQS.
    Sqs(QueueUrl),
}

impl FromSetting for Target {
    const EXPECTED: &'static str = "inline, or sqs: and the URL of a FIFO queue";

    fn from_setting(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text == "inline" {
            return Ok(Self::Inline);
        }
        // The text is not quoted: a URL can hold a password.
        let url = text.strip_prefix("sqs:").ok_or("it is neither of the two")?;
        QueueUrl::parse(url).map(Self::Sqs)
    }
}

/// `AWS_ACCESS_KEY_ID`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKeyId(pub(crate) String);

impl FromSetting for AccessKeyId {
    const EXPECTED: &'static str = "letters, digits or `_`";

    fn from_setting(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!("{text:?} is not valid"))
        }
    }
}

/// `AWS_REGION`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region(pub(crate) String);

impl FromSetting for Region {
    const EXPECTED: &'static str = "a region of AWS, such as eu-central-1";

    fn from_setting(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !text.is_empty() && text.chars().all(word) {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!("{text:?} is not valid"))
        }
    }
}

/// What is missing although `HAND_OFF` names a queue.
pub(crate) fn missing(name: &'static str, expected: &'static str) -> Problem {
    Problem { name, expected, reason: None }
}
