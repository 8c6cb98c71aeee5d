//! What became of an event.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One attempt to post one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Where it went: the account's callback URL, or that of the upload's or job's UserData.
    pub url: String,
    /// `EventType`, such as `FileUploadComplete`.
    pub event_type: String,
    /// The VideoId, ImageId or MediaId that it is about.
    pub media_id: String,
    /// The JSON text that was posted.
    pub body: String,
    /// 1, 2 or 3.
    pub attempt: u8,
    /// By the clock of the cloud: the moment in `X-VOD-TIMESTAMP`.
    pub sent_at: Timestamp,
    /// What came back.
    pub outcome: DeliveryOutcome,
}

/// What came back from a callback URL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeliveryOutcome {
    /// Status 200, the only one that counts.
    Accepted,
    /// Any other status, redirects and 204 included.
    Status(u16),
    /// No answer within 5 seconds.
    TimedOut,
    /// No connection, or one that broke; the text says why.
    Failed(String),
}

impl fmt::Display for DeliveryOutcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted => formatter.write_str("accepted"),
            Self::Status(status) => write!(formatter, "status {status}"),
            Self::TimedOut => formatter.write_str("no answer within 5 s"),
            Self::Failed(reason) => formatter.write_str(reason),
        }
    }
}
