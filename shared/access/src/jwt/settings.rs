//! The settings of JSON Web Tokens.

use std::time::Duration;

use model::Secret;
use settings::FromSetting;
use url::Url;

use super::PublicKeys;

settings::settings! {
    /// Which tokens are valid.
    pub struct JwtSettings {
        /// With `jwt` in `AUTH`: the algorithm of every token. A token that names another is refused.
        optional algorithm: JwtAlgorithm = "JWT_ALGORITHM",
        /// With HS256: the secrets that tokens are signed with, as texts. Several are valid at once.
        optional secrets: JwtSecrets = "JWT_SECRETS",
        /// With RS256, ES256 or EdDSA: the public keys of the issuer. Several are valid at once.
        optional public_keys: PublicKeys = "JWT_PUBLIC_KEYS",
        /// With RS256, ES256 or EdDSA, instead of the keys: where the issuer publishes them.
        optional jwks_url: JwksUrl = "JWT_JWKS_URL",
        /// With `jwt` in `AUTH`: the claim `iss` of every token, to the letter.
        optional issuer: Issuer = "JWT_ISSUER",
        /// With `jwt` in `AUTH`: what must stand in the claim `aud` of every token, one of them.
        optional audience: Audience = "JWT_AUDIENCE",
        /// How far the clock of the issuer may be from that of this service.
        default leeway: Leeway = "JWT_LEEWAY_SECONDS" "60",
    }
}

/// `JWT_ALGORITHM`: it comes from here and never from a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwtAlgorithm {
    /// HMAC with SHA-256.
    Hs256,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
}

impl JwtAlgorithm {
    /// Its name in RFC 7518 and RFC 8037.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }
}

impl FromSetting for JwtAlgorithm {
    const EXPECTED: &'static str = "HS256, RS256, ES256 or EdDSA";

    fn from_setting(text: &str) -> Result<Self, String> {
        let all = [Self::Hs256, Self::Rs256, Self::Es256, Self::EdDsa];
        let found = all.into_iter().find(|one| one.as_str() == text.trim());
        found.ok_or_else(|| format!("{text:?} is not supported"))
    }
}

/// `JWT_SECRETS`.
#[derive(Clone, Debug)]
pub struct JwtSecrets(pub(super) Vec<Secret>);

/// `JWT_JWKS_URL`. Whether it may be fetched depends on where the process stands.
#[derive(Clone, Debug)]
pub struct JwksUrl(pub(super) Url);

impl FromSetting for JwksUrl {
    const EXPECTED: &'static str = "the https:// URL of a JSON Web Key Set on the internet";

    fn from_setting(text: &str) -> Result<Self, String> {
        Url::from_setting(text).map(Self)
    }
}

/// Shorter than its hash, a secret is easier to find than a signature (RFC 7518, 3.2).
const SHORTEST_SECRET: usize = 32;

impl FromSetting for JwtSecrets {
    const EXPECTED: &'static str =
        "one secret of at least 32 bytes, or several separated by commas";
    const SECRET: bool = true;

    fn from_setting(text: &str) -> Result<Self, String> {
        let secrets: Vec<_> =
            text.split(',').map(str::trim).filter(|one| !one.is_empty()).collect();
        if secrets.is_empty() {
            return Err("holds no secret".into());
        }
        for (index, secret) in secrets.iter().enumerate() {
            if secret.starts_with("-----BEGIN") {
                return Err(format!("entry {} is a key, and no secret", index + 1));
            }
            if secret.len() < SHORTEST_SECRET {
                return Err(format!("entry {} is shorter than 32 bytes", index + 1));
            }
        }
        Ok(Self(secrets.into_iter().map(Secret::from).collect()))
    }
}

/// `JWT_ISSUER`.
#[derive(Clone, Debug)]
pub struct Issuer(pub(super) String);

impl FromSetting for Issuer {
    const EXPECTED: &'static str = "the issuer as its tokens name it, such as \
        https://login.example.com/";

    fn from_setting(text: &str) -> Result<Self, String> {
        match text.trim() {
            "" => Err("names nobody".into()),
            issuer => Ok(Self(issuer.to_owned())),
        }
    }
}

/// `JWT_AUDIENCE`.
#[derive(Clone, Debug)]
pub struct Audience(pub(super) Vec<String>);

impl FromSetting for Audience {
    const EXPECTED: &'static str =
        "this service as the issuer's tokens name it, or several names separated by commas";

    fn from_setting(text: &str) -> Result<Self, String> {
        let names: Vec<_> = text
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
        if names.is_empty() { Err("names nobody".into()) } else { Ok(Self(names)) }
    }
}

/// `JWT_LEEWAY_SECONDS`.
#[derive(Clone, Copy, Debug)]
pub struct Leeway(pub(super) Duration);

impl FromSetting for Leeway {
    const EXPECTED: &'static str = "a number of seconds, at most 300";

    fn from_setting(text: &str) -> Result<Self, String> {
        match text.trim().parse() {
            Ok(seconds @ 0..=300) => Ok(Self(Duration::from_secs(seconds))),
            _ => Err(format!("{text:?} is not valid")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn algorithms_are_those_four_by_their_very_names() {
        for name in ["HS256", "RS256", "ES256", "EdDSA"] {
            assert_eq!(JwtAlgorithm::from_setting(name).unwrap().as_str(), name);
        }
        for name in ["none", "None", "", "hs256", "HS512", "PS256", "HS256,RS256"] {
            assert!(JwtAlgorithm::from_setting(name).is_err(), "{name}");
        }
    }

    #[test]
    fn secrets_are_long_and_never_quoted() {
        let long = "x".repeat(32);
        let two = JwtSecrets::from_setting(&format!(" {long} ,{long}y,")).unwrap();
        assert_eq!(two.0, [Secret::from(long.as_str()), Secret::from(format!("{long}y"))]);
        for (text, reason) in [
            (" , ".to_owned(), "holds no secret"),
            ("x".repeat(31), "entry 1 is shorter than 32 bytes"),
            (format!("{long},short"), "entry 2 is shorter than 32 bytes"),
            (format!("-----BEGIN PUBLIC KEY-----{long}"), "entry 1 is a key, and no secret"),
        ] {
            assert_eq!(JwtSecrets::from_setting(&text).unwrap_err(), reason);
        }
        assert!(!format!("{two:?}").contains("xxx"));
    }

    #[test]
    fn the_leeway_is_short() {
        assert_eq!(Leeway::from_setting("0").unwrap().0, Duration::ZERO);
        assert_eq!(Leeway::from_setting("300").unwrap().0, Duration::from_mins(5));
        for text in ["301", "-1", "1m", ""] {
            assert!(Leeway::from_setting(text).is_err(), "{text}");
        }
    }

    #[test]
    fn several_audiences_may_be_named() {
        assert_eq!(Audience::from_setting("web, app,").unwrap().0, ["web", "app"]);
        assert!(Audience::from_setting(",").is_err());
        assert!(Issuer::from_setting(" ").is_err());
    }
}
