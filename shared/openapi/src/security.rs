//! How callers say who they are ("Security Scheme Object").

use runtime::Callers;
use serde_json::{Value, json};

/// Every scheme that some route names.
pub(crate) fn schemes() -> Value {
    json!({
        "bearer": {
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description": "The JSON Web Token of your identity provider (`AUTH=jwt`), or an API key \
                (`AUTH=api-key`). For the local stack: `vodup token --sub user-1`.",
        },
        "apiKey": {
            "type": "apiKey", "in": "header", "name": "X-Api-Key",
            "description": "An API key (`AUTH=api-key`); all keys are one caller.",
        },
        "vodTimestamp": {
            "type": "apiKey", "in": "header", "name": "X-VOD-TIMESTAMP",
            "description": "When VOD signed: ten digits, seconds since 1970, at most \
                VOD_CALLBACK_MAX_AGE_SECONDS from now.",
        },
        "vodSignature": {
            "type": "apiKey", "in": "header", "name": "X-VOD-SIGNATURE",
            "description": "MD5 of callback URL, `|`, timestamp, `|` and callback key, in lower-case \
                hexadecimal. It covers no body.",
        },
    })
}

/// What the callers of a function must show.
pub(crate) fn of(callers: Callers) -> Value {
    match callers {
        Callers::Known => json!([{"bearer": []}, {"apiKey": []}]),
        Callers::Signed => json!([{"vodTimestamp": [], "vodSignature": []}]),
    }
}
