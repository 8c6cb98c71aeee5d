//! Why a request is not let in, and how that is said.
//!
//! The caller learns what to do and nothing that helps to guess: which key, which part or which
//! claim it was is for the log alone.
//!
//! Source: RFC 6750, 3 (`WWW-Authenticate` of bearer tokens).

use http::StatusCode;

/// Why a request is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It carries no key, and keys alone are known here.
    #[error("Send an API key, as `Authorization: Bearer KEY` or `X-Api-Key: KEY`.")]
    MissingApiKey,
    /// It carries a key that is not known.
    #[error("The API key is not one of this service's.")]
    UnknownApiKey,
    /// It carries no token, and tokens alone are known here.
    #[error("Send a token, as `Authorization: Bearer TOKEN`.")]
    MissingToken,
    /// It carries neither a token nor a key.
    #[error("Send a token, as `Authorization: Bearer TOKEN`, or an API key, as `X-Api-Key: KEY`.")]
    MissingTokenOrApiKey,
    /// The platform's authorizer says nothing of the caller.
    #[error("The platform in front of this service does not say who calls.")]
    MissingIdentity,
    /// One header came twice: which of them another server would judge is unknown.
    #[error("Send the header that says who calls once.")]
    Repeated,
    /// It carries a token that is none of ours.
    #[error("The token is not valid for this service.")]
    InvalidToken(Fault),
    /// The token was valid.
    #[error("The token has expired.")]
    ExpiredToken,
    /// The token is going to be valid.
    #[error("The token is not valid yet.")]
    TokenNotYetValid,
    /// Somebody else made the token.
    #[error("The token is of another issuer.")]
    InvalidIssuer,
    /// The token was made for somebody else.
    #[error("The token is for another audience.")]
    InvalidAudience,
    /// The keys that would judge the token cannot be had.
    #[error("The keys of the token's issuer cannot be had for now; try again.")]
    KeysUnavailable,
}

/// What is wrong with a token, for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Longer than any that is taken.
    TooLong,
    /// Not three parts of base64url and JSON, or not the JSON of a token.
    Malformed,
    /// Signed otherwise than `JWT_ALGORITHM` says.
    Algorithm,
    /// It wants something to be understood that is not (`crit`).
    Critical,
    /// No key has its `kid`.
    Key,
    /// No key made its signature.
    Signature,
    /// `exp`, `nbf` or `iat` is missing or no time.
    Time,
    /// No subject where `JWT_SUBJECT_CLAIM` says.
    Subject,
    /// No tenant where `JWT_TENANT_CLAIM` says.
    Tenant,
}

impl Fault {
    /// Its word in the log.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TooLong => "too long",
            Self::Malformed => "malformed",
            Self::Algorithm => "other algorithm",
            Self::Critical => "critical header",
            Self::Key => "no such key",
            Self::Signature => "signature",
            Self::Time => "no time",
            Self::Subject => "no subject",
            Self::Tenant => "no tenant",
        }
    }
}

impl Refusal {
    /// `Code` of the answer.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::MissingApiKey => "MissingApiKey",
            Self::UnknownApiKey => "InvalidApiKey",
            Self::MissingToken | Self::MissingTokenOrApiKey => "MissingToken",
            Self::MissingIdentity => "MissingIdentity",
            Self::Repeated => "RepeatedHeader",
            Self::InvalidToken(_) => "InvalidToken",
            Self::ExpiredToken => "ExpiredToken",
            Self::TokenNotYetValid => "TokenNotYetValid",
            Self::InvalidIssuer => "InvalidIssuer",
            Self::InvalidAudience => "InvalidAudience",
            Self::KeysUnavailable => "ServiceUnavailable",
        }
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::Repeated => StatusCode::BAD_REQUEST,
            Self::KeysUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::UNAUTHORIZED,
        }
    }

    /// `WWW-Authenticate` of the answer, where it is one about credentials.
    #[must_use]
    pub fn challenge(self) -> Option<&'static str> {
        Some(match self {
            Self::MissingApiKey
            | Self::MissingToken
            | Self::MissingTokenOrApiKey
            | Self::MissingIdentity => "Bearer",
            Self::UnknownApiKey => r#"Bearer error="invalid_token""#,
            Self::Repeated => r#"Bearer error="invalid_request""#,
            Self::InvalidToken(_) => {
                r#"Bearer error="invalid_token", error_description="The token is not valid""#
            }
            Self::ExpiredToken => {
                r#"Bearer error="invalid_token", error_description="The token has expired""#
            }
            Self::TokenNotYetValid => {
                r#"Bearer error="invalid_token", error_description="The token is not valid yet""#
            }
            Self::InvalidIssuer => {
                r#"Bearer error="invalid_token", error_description="The issuer is another""#
            }
            Self::InvalidAudience => {
                r#"Bearer error="invalid_token", error_description="The audience is another""#
            }
            Self::KeysUnavailable => return None,
        })
    }

    /// What the log may say of it beyond the code.
    #[must_use]
    pub fn detail(self) -> Option<&'static str> {
        match self {
            Self::InvalidToken(fault) => Some(fault.as_str()),
            _ => None,
        }
    }

    /// Whether a secret of this process did not fit: it may have been replaced by one that the
    /// process has not read yet.
    #[must_use]
    pub fn doubts_secrets(self) -> bool {
        matches!(self, Self::UnknownApiKey | Self::InvalidToken(Fault::Signature))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_new_secret_could_mend_casts_doubt_on_the_old_ones() {
        for (refusal, doubt) in [
            (Refusal::UnknownApiKey, true),
            (Refusal::InvalidToken(Fault::Signature), true),
            (Refusal::InvalidToken(Fault::Malformed), false),
            (Refusal::InvalidToken(Fault::Key), false),
            (Refusal::ExpiredToken, false),
            (Refusal::InvalidIssuer, false),
            (Refusal::MissingToken, false),
        ] {
            assert_eq!(refusal.doubts_secrets(), doubt, "{refusal:?}");
        }
    }

    #[test]
    fn the_caller_does_not_learn_which_part_of_a_token_is_wrong() {
        let told = |fault| {
            let refusal = Refusal::InvalidToken(fault);
            (refusal.to_string(), refusal.code(), refusal.challenge(), refusal.status())
        };
        for fault in [Fault::Malformed, Fault::Algorithm, Fault::Key, Fault::Subject] {
            assert_eq!(told(fault), told(Fault::Signature), "{fault:?}");
            assert_ne!(
                Refusal::InvalidToken(fault).detail(),
                Refusal::InvalidToken(Fault::Signature).detail()
            );
        }
    }
}
