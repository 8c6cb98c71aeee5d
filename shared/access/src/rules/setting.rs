//! The setting that replaces the rules that are compiled in.

use settings::{FromSetting, Problem, SettingsError};

use super::Rules;

settings::settings! {
    /// Who may do what.
    pub struct RulesSettings {
        /// The access rules, in place of [those compiled in](shared/access/access.yaml): see
        /// [docs/guides/access-rules.md](docs/guides/access-rules.md).
        optional access_rules: Rules = "ACCESS_RULES",
    }
}

impl FromSetting for Rules {
    const EXPECTED: &'static str = "access rules in YAML, mostly by reference as file:PATH";

    fn from_setting(text: &str) -> Result<Self, String> {
        Self::read(text).map_err(|error| error.to_string())
    }
}

impl RulesSettings {
    /// The rules that hold.
    ///
    /// # Errors
    /// When those compiled in cannot be read, which the tests of this package rule out.
    pub fn rules(&self) -> Result<Rules, SettingsError> {
        if let Some(rules) = &self.access_rules {
            return Ok(rules.clone());
        }
        Rules::from_setting(Rules::COMPILED_IN).map_err(|reason| SettingsError {
            problems: vec![Problem {
                name: "ACCESS_RULES",
                expected: Rules::EXPECTED,
                reason: Some(reason),
            }],
        })
    }
}
