//! `encoding-type`: how keys stand in the XML of answers.

use signing::encode::percent_encode;

use super::error::OssError;
use super::request::OssRequest;
use super::xml::Element;

/// How keys, and all that is cut from keys, are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyEncoding {
    Plain,
    /// Percent-encoded, for keys that XML 1.0 can't hold.
    Url,
}

impl KeyEncoding {
    pub(super) fn of(request: &OssRequest) -> Result<Self, OssError> {
        match request.parameter("encoding-type") {
            None | Some("") => Ok(Self::Plain),
            Some("url") => Ok(Self::Url),
            Some(other) => {
                Err(OssError::invalid_argument("Invalid Encoding Method specified in Request.")
                    .with("ArgumentName", "encoding-type")
                    .with("ArgumentValue", other))
            }
        }
    }

    /// Adds `EncodingType` where keys are encoded.
    pub(super) fn announce(self, element: Element) -> Element {
        match self {
            Self::Plain => element,
            Self::Url => element.text("EncodingType", "url"),
        }
    }

    pub(super) fn write(self, key: &str) -> String {
        match self {
            Self::Plain => key.to_owned(),
            Self::Url => percent_encode(key),
        }
    }
}
