//! Which check refused a request, told by its notes and its `Code`.

use super::super::Trail;

/// The checks in their order (`rpc/authenticate.rs`, `oss.rs`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Check {
    Form,
    Time,
    AccessKey,
    SecurityToken,
    Signature,
    Nonce,
    Permission,
    Operation,
}

impl Check {
    /// The one that refused, when any did.
    pub(super) fn that_refused(trail: &Trail) -> Option<Self> {
        let refused = trail.refused.as_ref()?;
        if !trail.authenticated {
            return Some(Self::of_code(&refused.code, &refused.message));
        }
        let denied = ["AccessDenied", "Forbidden", "NoPermission"];
        let by_policy = denied.contains(&refused.code.as_str()) && !trail.asked.is_empty();
        Some(if by_policy { Self::Permission } else { Self::Operation })
    }

    /// Of a caller that was not found right.
    fn of_code(code: &str, message: &str) -> Self {
        match code {
            "SignatureDoesNotMatch" => Self::Signature,
            "SignatureNonceUsed" => Self::Nonce,
            "RequestTimeTooSkewed" => Self::Time,
            "AccessDenied" if message.contains("expired") || message.contains("valid yet") => {
                Self::Time
            }
            "MissingSecurityToken"
            | "SecurityTokenExpired"
            | "InvalidSecurityToken"
            | "AccessKeyIdAndSecurityTokenNotMatch" => Self::SecurityToken,
            _ if code.starts_with("InvalidSecurityToken") => Self::SecurityToken,
            _ if code.starts_with("InvalidAccessKeyId") => Self::AccessKey,
            _ if code.starts_with("InvalidTimeStamp") => Self::Time,
            _ => Self::Form,
        }
    }

    /// Whether the signature was right; `None` when it was not reached.
    pub(super) fn matched(refused: Option<Self>) -> Option<bool> {
        match refused {
            None => Some(true),
            Some(check) if check < Self::Signature => None,
            Some(check) => Some(check > Self::Signature),
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Time => "time",
            Self::AccessKey => "access key",
            Self::SecurityToken => "security token",
            Self::Signature => "signature",
            Self::Nonce => "nonce",
            Self::Permission => "permission",
            Self::Operation => "operation",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::trail::{Asked, Refused};
    use super::*;

    fn check(code: &str, message: &str, authenticated: bool, asked: bool) -> Option<Check> {
        let refused = Some(Refused { code: code.to_owned(), message: message.to_owned() });
        let question =
            || Asked { action: String::new(), resource: String::new(), decision: String::new() };
        let asked = asked.then(question).into_iter().collect();
        Check::that_refused(&Trail { authenticated, asked, refused, ..Trail::default() })
    }

    #[test]
    fn codes_tell_the_check() {
        for (code, message, expected) in [
            ("MissingTimestamp", "", Check::Form),
            ("InvalidTimeStamp.Expired", "", Check::Time),
            ("AccessDenied", "Request has expired.", Check::Time),
            ("InvalidAccessKeyId.NotFound", "", Check::AccessKey),
            ("InvalidAccessKeyId", "", Check::AccessKey),
            ("MissingSecurityToken", "", Check::SecurityToken),
            ("InvalidSecurityToken.Expired", "", Check::SecurityToken),
            ("SignatureDoesNotMatch", "", Check::Signature),
            ("SignatureNonceUsed", "", Check::Nonce),
        ] {
            assert_eq!(check(code, message, false, false), Some(expected), "{code}");
        }
        assert_eq!(check("AccessDenied", "", true, true), Some(Check::Permission));
        assert_eq!(check("NoSuchKey", "", true, true), Some(Check::Operation));
        assert_eq!(Check::that_refused(&Trail::default()), None);
    }

    #[test]
    fn what_comes_behind_the_signature_found_it_right() {
        assert_eq!(Check::matched(None), Some(true));
        assert_eq!(Check::matched(Some(Check::Time)), None);
        assert_eq!(Check::matched(Some(Check::Signature)), Some(false));
        assert_eq!(Check::matched(Some(Check::Nonce)), Some(true));
    }
}
