//! Makes a JSON Web Token with HS256.
//!
//! Source: RFC 7515, 3.1 and RFC 7518, 3.2.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Serialize;
use sha2::Sha256;

/// What a token says; times in seconds since 1970.
#[derive(Serialize)]
pub(crate) struct Claims<'a> {
    pub(crate) iss: &'a str,
    pub(crate) aud: &'a str,
    pub(crate) sub: &'a str,
    pub(crate) tenant: &'a str,
    pub(crate) roles: &'a [String],
    pub(crate) iat: i64,
    pub(crate) exp: i64,
}

const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

/// Signs the claims.
pub(crate) fn mint(claims: &Claims<'_>, secret: &str) -> String {
    // A struct of texts and numbers always serialises, and HMAC takes a key of any length.
    let claims = serde_json::to_string(claims).unwrap_or_default();
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(HEADER), URL_SAFE_NO_PAD.encode(claims));
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return message;
    };
    mac.update(message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// What a token says.
    pub(crate) fn claims(token: &str) -> serde_json::Value {
        let claims = token.split('.').nth(1).unwrap();
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
    }

    #[test]
    fn a_token_is_what_openssl_makes_of_the_same_claims() {
        let roles = ["uploader".to_owned()];
        let claims = Claims {
            iss: "local-dev",
            aud: "vod-upload",
            sub: "user-1",
            tenant: "local",
            roles: &roles,
            iat: 1_700_000_000,
            exp: 1_700_003_600,
        };
        // printf %s "$header.$claims" | openssl dgst -sha256 -hmac "$secret" -binary | basenc --base64url
        assert_eq!(
            mint(&claims, "a secret of at least thirty-two bytes"),
            concat!(
                "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.",
                "eyJpc3MiOiJsb2NhbC1kZXYiLCJhdWQiOiJ2b2QtdXBsb2FkIiwic3ViIjoidXNlci0xIiwidGVuYW50",
                "IjoibG9jYWwiLCJyb2xlcyI6WyJ1cGxvYWRlciJdLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6MTcwMDAwMzYwMH0",
                ".YuvKdBZOToqAbhKo2Dy3kSjl--3iZLEnO36PeafEzsE"
            )
        );
    }
}
