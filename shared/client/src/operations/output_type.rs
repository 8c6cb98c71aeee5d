//! `OutputType` of the queries that give URLs.

/// From where a URL in an answer serves the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputType {
    /// The CDN domain, the cloud's default.
    Cdn,
    /// The bucket itself.
    Oss,
}

impl OutputType {
    /// The cloud's own word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cdn => "cdn",
            Self::Oss => "oss",
        }
    }
}
