//! What can go wrong: a signature that is another one, an `Authorization` header that is none.

use std::fmt;

use thiserror::Error;

/// A way of signing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// RPC calls, `SignatureVersion` 1.0 with HMAC-SHA1.
    RpcV1,
    /// RPC calls, signature V3: `ACS3-HMAC-SHA256`.
    Acs3,
    /// OSS requests and URLs, signature V1: `OSS <AccessKeyId>:<Signature>`.
    OssV1,
    /// OSS requests and URLs, signature V4: `OSS4-HMAC-SHA256`.
    OssV4,
    /// OSS form uploads, policy signed with V1.
    OssPostPolicyV1,
    /// OSS form uploads, policy signed with V4.
    OssPostPolicyV4,
    /// Callbacks of VOD, `X-VOD-SIGNATURE`.
    VodCallback,
}

impl fmt::Display for Scheme {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::RpcV1 => "RPC V1",
            Self::Acs3 => "ACS3-HMAC-SHA256",
            Self::OssV1 => "OSS V1",
            Self::OssV4 => "OSS V4",
            Self::OssPostPolicyV1 => "OSS POST policy V1",
            Self::OssPostPolicyV4 => "OSS POST policy V4",
            Self::VodCallback => "VOD callback",
        })
    }
}

/// The signature is not the one that belongs to this request and key.
///
/// Holds what should have been signed, for an answer that lets the caller compare line by line
/// (`StringToSign` of OSS, `server string to sign is:` of the RPC gateway). It never holds the
/// secret or the right signature. The strings do hold what the request itself carried, a security
/// token among it, so `Debug` and `Display` leave them out.
///
/// Sending the same request again does not help: the key, the clock or the signing code is wrong.
#[derive(Clone, PartialEq, Eq, Error)]
#[error("the {scheme} signature does not match: check the AccessKey secret and the string to sign")]
pub struct Mismatch {
    /// How the request was signed.
    pub scheme: Scheme,
    /// The text that the signature should have been made over.
    pub string_to_sign: String,
    /// The canonical request whose hash stands in the string to sign, where the scheme has one
    /// (ACS3, OSS V4).
    pub canonical_request: Option<String>,
}

impl fmt::Debug for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Mismatch").field("scheme", &self.scheme).finish_non_exhaustive()
    }
}

/// The `Authorization` header, or the signature parameters of a URL, cannot be read.
///
/// Never worth a retry. Each kind has an answer of its own in the OSS documentation (HTTP 400,
/// `InvalidArgument`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AuthorizationError {
    /// There is no text at all.
    #[error("Authorization header value is empty")]
    Empty,
    /// It does not begin with the scheme that was asked for.
    #[error("Authorization must begin with `{expected}`")]
    OtherScheme {
        /// The scheme's name.
        expected: &'static str,
    },
    /// A part is absent or empty.
    #[error("`{part}` is missing in Authorization")]
    Missing {
        /// The part's name.
        part: &'static str,
    },
    /// A part stands there twice.
    #[error("`{part}` appears more than once in Authorization")]
    Repeated {
        /// The part's name.
        part: &'static str,
    },
    /// There is a part that the scheme does not know.
    #[error("unknown parameter in Authorization")]
    Unknown,
    /// `Credential` is not `<AccessKeyId>/<YYYYMMDD>/<region>/<product>/aliyun_v4_request`.
    #[error(
        "Credential must read `<AccessKeyId>/<YYYYMMDD>/<region>/<product>/aliyun_v4_request`, \
         with the region as `cn-hangzhou` and not `oss-cn-hangzhou`"
    )]
    CredentialScope,
    /// A list of header names is empty or holds an empty name.
    #[error("`{part}` holds an empty header name")]
    EmptyHeaderName {
        /// The part's name.
        part: &'static str,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mismatch_prints_nothing_of_the_request() {
        let mismatch = Mismatch {
            scheme: Scheme::OssV4,
            string_to_sign: "x-oss-security-token:CAIS".to_owned(),
            canonical_request: Some("x-oss-security-token:CAIS".to_owned()),
        };
        assert!(!format!("{mismatch:?}").contains("CAIS"));
        assert_eq!(
            mismatch.to_string(),
            "the OSS V4 signature does not match: check the AccessKey secret and the string to sign"
        );
    }

    #[test]
    fn every_scheme_has_a_name_of_its_own() {
        let names = [
            Scheme::RpcV1,
            Scheme::Acs3,
            Scheme::OssV1,
            Scheme::OssV4,
            Scheme::OssPostPolicyV1,
            Scheme::OssPostPolicyV4,
            Scheme::VodCallback,
        ]
        .map(|scheme| scheme.to_string());
        for (index, name) in names.iter().enumerate() {
            assert!(!name.is_empty() && !names[..index].contains(name), "{name}");
        }
    }
}
