//! JSON Web Tokens: whether one is ours, and who it speaks of.
//!
//! Nothing of a token is believed before its signature is checked, by the algorithm and the keys of
//! the settings; its header may only choose among the keys.
//!
//! Sources: RFC 7519 (JWT), RFC 8725 (best current practices), RFC 7515, 4.1.11 (`crit`).

mod crypto;
mod key_set;
mod keys;
mod published;
mod settings;
mod times;

use std::{sync::Arc, time::Duration};

use ::settings::{FromSetting as _, Problem};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, errors::ErrorKind};
use model::{Clock, address};
use serde_json::Value;
use url::{Host, Url};

pub use keys::PublicKeys;
use published::PublishedKeys;
pub use published::{FetchError, KeySetSource, LARGEST_KEY_SET};
pub use settings::{Audience, Issuer, JwksUrl, JwtAlgorithm, JwtSecrets, JwtSettings, Leeway};

use crate::{Claims, Exposure, Fault, Refusal, problem};

/// The longest token that is read: what fits the headers of any platform.
const LONGEST: usize = 8 * 1024;

/// Checks tokens.
pub(crate) struct Jwt {
    algorithm: Algorithm,
    keys: Keys,
    validation: Validation,
    leeway: Duration,
}

/// Where keys come from.
enum Keys {
    Given(Vec<DecodingKey>),
    Published(Box<PublishedKeys>),
}

impl Jwt {
    /// Reads the settings; what is wrong with them is added to the problems.
    pub(crate) fn new(
        settings: &JwtSettings,
        exposure: Exposure,
        clock: &Arc<dyn Clock>,
        source: &Arc<dyn KeySetSource>,
        problems: &mut Vec<Problem>,
    ) -> Option<Self> {
        crypto::install();
        let mut missing = |name, expected| problems.push(problem(name, expected, None));
        if settings.issuer.is_none() {
            missing("JWT_ISSUER", Issuer::EXPECTED);
        }
        if settings.audience.is_none() {
            missing("JWT_AUDIENCE", Audience::EXPECTED);
        }
        let Some(algorithm) = settings.algorithm else {
            missing("JWT_ALGORITHM", JwtAlgorithm::EXPECTED);
            return None;
        };
        let published = |url: &Url| {
            let keys = PublishedKeys::new(url.clone(), algorithm, source.clone(), clock.clone());
            Keys::Published(Box::new(keys))
        };
        let keys = keys_of(settings, algorithm, exposure, published)
            .map_err(|problem| problems.push(problem))
            .ok()?;
        let library_algorithm = match algorithm {
            JwtAlgorithm::Hs256 => Algorithm::HS256,
            JwtAlgorithm::Rs256 => Algorithm::RS256,
            JwtAlgorithm::Es256 => Algorithm::ES256,
            JwtAlgorithm::EdDsa => Algorithm::EdDSA,
        };
        let mut validation = Validation::new(library_algorithm);
        validation.set_issuer(&[&settings.issuer.as_ref()?.0]);
        validation.set_audience(&settings.audience.as_ref()?.0);
        validation.set_required_spec_claims(&["iss", "aud"]);
        // These it would check by the system's clock.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        Some(Self { algorithm: library_algorithm, keys, validation, leeway: settings.leeway.0 })
    }

    /// Fetches the keys ahead of the first token, where they have to be.
    pub(crate) async fn warm_up(&self) {
        if let Keys::Published(keys) = &self.keys {
            keys.warm_up().await;
        }
    }

    /// Checks a token and gives its claims.
    pub(crate) async fn claims(&self, token: &[u8], now: Timestamp) -> Result<Claims, Refusal> {
        let fault = |fault| Err(Refusal::InvalidToken(fault));
        if token.len() > LONGEST {
            return fault(Fault::TooLong);
        }
        let Ok(header) = jsonwebtoken::decode_header(token) else {
            return fault(Fault::Malformed);
        };
        if header.alg != self.algorithm {
            return fault(Fault::Algorithm);
        }
        if header.crit.is_some() {
            return fault(Fault::Critical);
        }
        let claims = match &self.keys {
            Keys::Given(keys) => self.decode(token, keys)?,
            Keys::Published(keys) => {
                self.decode(token, &keys.find(header.kid.as_deref()).await?)?
            }
        };
        // The library takes a list, of which one is ours; "iss" is one text (RFC 7519, 4.1.1).
        if !claims.get("iss").is_some_and(Value::is_string) {
            return Err(Refusal::InvalidIssuer);
        }
        times::check(&claims, now, self.leeway)?;
        Ok(claims)
    }

    /// Tries one key after the other.
    fn decode(&self, token: &[u8], keys: &[DecodingKey]) -> Result<Claims, Refusal> {
        for key in keys {
            match jsonwebtoken::decode::<Claims>(token, key, &self.validation) {
                Ok(decoded) => return Ok(decoded.claims),
                Err(error) => match error.kind() {
                    ErrorKind::InvalidSignature => {}
                    other => return Err(refusal(other)),
                },
            }
        }
        Err(Refusal::InvalidToken(Fault::Signature))
    }
}

/// What the library says of a token that was signed rightly. Its texts may hold parts of the token
/// and go nowhere.
fn refusal(error: &ErrorKind) -> Refusal {
    match error {
        ErrorKind::InvalidIssuer => Refusal::InvalidIssuer,
        ErrorKind::InvalidAudience => Refusal::InvalidAudience,
        ErrorKind::MissingRequiredClaim(claim) if claim == "iss" => Refusal::InvalidIssuer,
        ErrorKind::MissingRequiredClaim(claim) if claim == "aud" => Refusal::InvalidAudience,
        _ => Refusal::InvalidToken(Fault::Malformed),
    }
}

/// The one source of keys that the algorithm has.
fn keys_of(
    settings: &JwtSettings,
    algorithm: JwtAlgorithm,
    exposure: Exposure,
    published: impl Fn(&Url) -> Keys,
) -> Result<Keys, Problem> {
    let contradiction = |name, expected, reason: &str| Err(problem(name, expected, Some(reason)));
    let JwtSettings { secrets, public_keys, jwks_url, .. } = settings;
    if algorithm == JwtAlgorithm::Hs256 {
        // A key that anyone may know must never become a secret.
        if public_keys.is_some() {
            let reason = "JWT_ALGORITHM=HS256 is checked with JWT_SECRETS and not with public keys";
            return contradiction("JWT_PUBLIC_KEYS", "absent", reason);
        }
        if jwks_url.is_some() {
            let reason = "JWT_ALGORITHM=HS256 is checked with JWT_SECRETS, which nobody publishes";
            return contradiction("JWT_JWKS_URL", "absent", reason);
        }
        let secrets = secrets.as_ref();
        let secrets = secrets.ok_or_else(|| problem("JWT_SECRETS", JwtSecrets::EXPECTED, None))?;
        return Ok(Keys::Given(keys::of_secrets(&secrets.0)));
    }
    if secrets.is_some() {
        let reason = format!(
            "JWT_ALGORITHM={} is checked with public keys and not with secrets",
            algorithm.as_str()
        );
        return contradiction("JWT_SECRETS", "absent", &reason);
    }
    match (public_keys, jwks_url) {
        (Some(_), Some(_)) => contradiction(
            "JWT_JWKS_URL",
            "absent where JWT_PUBLIC_KEYS is set",
            "JWT_PUBLIC_KEYS names the keys, too; keep one of the two",
        ),
        (None, None) => Err(problem(
            "JWT_PUBLIC_KEYS",
            "the public keys of the issuer, unless JWT_JWKS_URL says where they are",
            None,
        )),
        (Some(keys), None) => keys
            .read(algorithm)
            .map(Keys::Given)
            .map_err(|reason| problem("JWT_PUBLIC_KEYS", PublicKeys::EXPECTED, Some(&reason))),
        (None, Some(JwksUrl(url))) => match check_url(url, exposure) {
            Ok(()) => Ok(published(url)),
            Err(reason) => contradiction("JWT_JWKS_URL", JwksUrl::EXPECTED, reason),
        },
    }
}

/// Keys are fetched over TLS from a public address. A process that this machine alone can reach may
/// fetch them from this machine.
fn check_url(url: &Url, exposure: Exposure) -> Result<(), &'static str> {
    if !url.username().is_empty() || url.password().is_some() {
        return Err("holds a password");
    }
    let address = match url.host() {
        Some(Host::Ipv4(address)) => Some(address.into()),
        Some(Host::Ipv6(address)) => Some(address.into()),
        _ => None,
    };
    let here = url.host_str().is_some_and(address::is_this_machine);
    match (exposure, here) {
        (Exposure::Loopback, true) => Ok(()),
        (Exposure::Open, true) => Err("is an address of this machine"),
        _ if url.scheme() != "https" => Err("is no https:// URL"),
        _ if address.is_some_and(|address| !address::is_public(address)) => {
            Err("is an address that lies inward")
        }
        _ => Ok(()),
    }
}
