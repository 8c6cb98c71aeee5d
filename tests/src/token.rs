//! Tokens for functions under test: what an identity provider would make, and what nobody should.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::{Environment, logs};

/// What the local stack checks tokens with.
pub const JWT_SECRET: &str = "LocalJwtSecret1-this-default-is-public";
/// Who makes its tokens.
pub const JWT_ISSUER: &str = "local-dev";
/// Whom they are for.
pub const JWT_AUDIENCE: &str = "vod-upload";

/// The settings of the local stack's tokens, to be put over others.
#[must_use]
pub fn jwt_settings() -> Environment {
    [
        ("AUTH", "jwt,api-key"),
        ("JWT_ALGORITHM", "HS256"),
        ("JWT_SECRETS", JWT_SECRET),
        ("JWT_ISSUER", JWT_ISSUER),
        ("JWT_AUDIENCE", JWT_AUDIENCE),
        ("JWT_TENANT_CLAIM", "tenant"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

/// Claims of `subject` that the local stack takes for an hour.
#[must_use]
pub fn claims_of(subject: &str) -> Value {
    let now = jiff::Timestamp::now().as_second();
    json!({
        "iss": JWT_ISSUER, "aud": JWT_AUDIENCE, "sub": subject, "tenant": "local", "roles": [],
        "iat": now, "exp": now + 3_600,
    })
}

/// A token of `subject` for the local stack.
#[must_use]
pub fn token_of(subject: &str) -> String {
    sign(&json!({"alg": "HS256", "typ": "JWT"}), &claims_of(subject), JWT_SECRET)
}

/// A token with this header and these claims, signed with HMAC-SHA256 whatever the header says.
#[must_use]
pub fn sign(header: &Value, claims: &Value, secret: &str) -> String {
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let message = format!("{}.{}", encode(header), encode(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(message.as_bytes());
    let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()));
    logs::secret(secret);
    logs::secret(&token);
    token
}
