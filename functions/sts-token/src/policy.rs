//! Settings that are narrower than a text or a number.

use serde_json::Value;
use settings::FromSetting;

/// Longest session policy in characters (AssumeRole, `Policy`).
const POLICY_CHARACTERS: usize = 2_048;

/// `STS_SESSION_POLICY`: a RAM policy document, written without blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionPolicy(String);

impl FromSetting for SessionPolicy {
    const EXPECTED: &'static str =
        "a RAM policy as JSON, with Version \"1\" and a Statement, of at most 2,048 characters";

    fn from_setting(text: &str) -> Result<Self, String> {
        let policy: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if policy["Version"] != "1" {
            return Err("its Version is not \"1\"".into());
        }
        if policy["Statement"].as_array().is_none_or(Vec::is_empty) {
            return Err("it has no Statement".into());
        }
        let text = policy.to_string();
        match text.chars().count() {
            length if length > POLICY_CHARACTERS => Err(format!("it has {length} characters")),
            _ => Ok(Self(text)),
        }
    }
}

impl SessionPolicy {
    /// The policy document.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `STS_DURATION_SECONDS` (AssumeRole, `DurationSeconds`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenLife(u32);

impl TokenLife {
    /// The number of seconds.
    #[must_use]
    pub fn seconds(self) -> u32 {
        self.0
    }
}

impl FromSetting for TokenLife {
    const EXPECTED: &'static str =
        "a number of seconds from 900 to 43200, and no more than the role allows";

    fn from_setting(text: &str) -> Result<Self, String> {
        match text.trim().parse() {
            Ok(seconds) if (900..=43_200).contains(&seconds) => Ok(Self(seconds)),
            _ => Err(format!("{text:?} is not valid")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_checked_at_start_and_sent_without_blanks() {
        let text = r#"{ "Version": "1", "Statement": [ {"Effect": "Allow"} ] }"#;
        let policy = SessionPolicy::from_setting(text).unwrap();
        assert_eq!(policy.as_str(), r#"{"Statement":[{"Effect":"Allow"}],"Version":"1"}"#);
        for text in ["", "{}", r#"{"Version":"1"}"#, r#"{"Version":"1","Statement":[]}"#, "[]"] {
            assert!(SessionPolicy::from_setting(text).is_err(), "{text}");
        }
        let long = format!(r#"{{"Version":"1","Statement":["{}"]}}"#, "x".repeat(2_048));
        assert!(SessionPolicy::from_setting(&long).is_err());
    }

    #[test]
    fn the_life_has_the_bounds_of_assume_role() {
        for (text, valid) in [("899", false), ("900", true), ("43200", true), ("43201", false)] {
            assert_eq!(TokenLife::from_setting(text).is_ok(), valid, "{text}");
        }
    }
}
