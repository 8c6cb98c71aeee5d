//! `AUTH`: how callers are known.

use settings::FromSetting;

use crate::ApiKeyHashes;

settings::settings! {
    /// How callers are known.
    pub struct CallerSettings {
        /// How callers are known. Required wherever a function can be reached from outside;
        /// `none` is for loopback alone.
        optional auth: Auth = "AUTH",
        /// With `api-key` in `AUTH`: the hashes of the keys that are let in.
        optional api_key_hashes: ApiKeyHashes = "API_KEY_HASHES",
    }
}

/// One way to know a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By an API key.
    ApiKey,
    /// By a JSON Web Token that this process checks.
    Jwt,
    /// By what the platform's authorizer says.
    Platform,
}

/// `AUTH`: the ways that are open, none for "anyone".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Auth(Vec<Way>);

impl Auth {
    /// What it should be where the process can be reached from outside.
    pub const CLOSED: &'static str =
        "api-key, jwt or platform, or api-key with one of the others, as in jwt,api-key";

    /// Whether nobody is asked who they are.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this way is open.
    #[must_use]
    pub fn has(&self, way: Way) -> bool {
        self.0.contains(&way)
    }
}

impl FromSetting for Auth {
    const EXPECTED: &'static str = "api-key, jwt or platform, or api-key with one of the others, \
        as in jwt,api-key; or none on loopback";

    fn from_setting(text: &str) -> Result<Self, String> {
        let mut ways = Vec::new();
        let words: Vec<_> = text.split(',').map(str::trim).collect();
        for word in &words {
            let way = match *word {
                "api-key" => Way::ApiKey,
                "jwt" => Way::Jwt,
                "platform" => Way::Platform,
                "none" if words.len() == 1 => return Ok(Self(ways)),
                "none" => return Err("\"none\" stands alone".into()),
                other => return Err(format!("{other:?} is not known")),
            };
            if ways.contains(&way) {
                return Err(format!("{word:?} is named twice"));
            }
            ways.push(way);
        }
        // The Bearer token is one or the other's to judge.
        if ways.contains(&Way::Jwt) && ways.contains(&Way::Platform) {
            return Err("jwt and platform would both judge the token".into());
        }
        Ok(Self(ways))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_are_named_once_each_in_any_order() {
        for (text, ways) in [
            ("api-key", &[Way::ApiKey][..]),
            (" jwt , api-key ", &[Way::Jwt, Way::ApiKey]),
            ("api-key,platform", &[Way::ApiKey, Way::Platform]),
            ("none", &[]),
        ] {
            let auth = Auth::from_setting(text).unwrap();
            assert_eq!(auth.0, ways, "{text}");
            assert_eq!(auth.is_none(), text == "none");
        }
    }

    #[test]
    fn anything_else_is_refused_with_the_reason() {
        for (text, reason) in [
            ("apikey", "\"apikey\" is not known"),
            ("JWT", "\"JWT\" is not known"),
            ("jwt,", "\"\" is not known"),
            ("jwt;api-key", "\"jwt;api-key\" is not known"),
            ("jwt,jwt", "\"jwt\" is named twice"),
            ("none,jwt", "\"none\" stands alone"),
            ("jwt,none", "\"none\" stands alone"),
            ("jwt,platform", "jwt and platform would both judge the token"),
        ] {
            assert_eq!(Auth::from_setting(text).unwrap_err(), reason, "{text}");
        }
    }
}
