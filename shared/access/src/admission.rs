//! Whether a process may let callers in, and which.

use http::HeaderMap;
use model::{Owner, Subject};
use settings::{FromSetting, Problem, SettingsError};

use crate::{ApiKeyHashes, Caller, Refusal, Voucher};

settings::settings! {
    /// How callers are known.
    pub struct AccessSettings {
        /// How callers are known. Required wherever a function can be reached from outside;
        /// `none` is for loopback alone.
        optional auth: Auth = "AUTH",
        /// With `AUTH=api-key`: the hashes of the keys that are let in.
        optional api_key_hashes: ApiKeyHashes = "API_KEY_HASHES",
    }
}

/// `AUTH`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// By an API key.
    ApiKey,
    /// Not at all.
    None,
}

impl FromSetting for Auth {
    const EXPECTED: &'static str = "api-key, or none on loopback";

    fn from_setting(text: &str) -> Result<Self, String> {
        match text.trim() {
            "api-key" => Ok(Self::ApiKey),
            "none" => Ok(Self::None),
            other => Err(format!("{other:?} is not known")),
        }
    }
}

/// From where a process can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exposure {
    /// From this machine alone.
    Loopback,
    /// From elsewhere.
    Open,
}

/// Which requests are let in.
#[derive(Clone, Debug)]
pub enum Admission {
    /// Those with a known API key.
    ApiKey(ApiKeyHashes),
    /// All: the process can be reached from this machine alone.
    Anyone,
}

impl Admission {
    /// Decides by the settings.
    ///
    /// # Errors
    /// When they would leave a function open to the world, or name no key to let in.
    pub fn new(settings: &AccessSettings, exposure: Exposure) -> Result<Self, SettingsError> {
        match (settings.auth, exposure) {
            (Some(Auth::ApiKey), _) => match &settings.api_key_hashes {
                Some(hashes) => Ok(Self::ApiKey(hashes.clone())),
                None => Err(problem("API_KEY_HASHES", ApiKeyHashes::EXPECTED, None)),
            },
            (None | Some(Auth::None), Exposure::Loopback) => Ok(Self::Anyone),
            (None, Exposure::Open) => Err(problem("AUTH", "api-key", None)),
            (Some(Auth::None), Exposure::Open) => Err(problem(
                "AUTH",
                "api-key",
                Some("\"none\" would let anyone upload, because this process is no loopback one"),
            )),
        }
    }

    /// Lets a request in, or not.
    ///
    /// # Errors
    /// Why not.
    pub fn admit(&self, headers: &HeaderMap) -> Result<Caller, Refusal> {
        Ok(match self {
            Self::ApiKey(hashes) => {
                hashes.admit(headers)?;
                caller(Subject::of_api_keys(), Voucher::ApiKey)
            }
            Self::Anyone => caller(Subject::anyone(), Voucher::Nobody),
        })
    }
}

/// A caller of whom no more is known than how they were let in.
fn caller(subject: Subject, voucher: Voucher) -> Caller {
    Caller { owner: Owner::of(subject), roles: Vec::new(), voucher }
}

fn problem(
    name: &'static str,
    expected: &'static str,
    reason: Option<&'static str>,
) -> SettingsError {
    SettingsError { problems: vec![Problem { name, expected, reason: reason.map(Into::into) }] }
}

#[cfg(test)]
mod tests {
    use settings::{Fixed, Settings as _};

    use super::*;

    const HASH: &str = "a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e";

    fn admission(settings: &[(&str, &str)], exposure: Exposure) -> Result<Admission, String> {
        let source =
            settings.iter().fold(Fixed::default(), |source, (name, text)| source.with(name, *text));
        AccessSettings::load(&source)
            .and_then(|settings| Admission::new(&settings, exposure))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn nothing_starts_open_to_the_world() {
        for settings in [&[][..], &[("AUTH", "")], &[("AUTH", "none")], &[("API_KEY_HASHES", HASH)]]
        {
            let refusal = admission(settings, Exposure::Open).unwrap_err();
            assert!(refusal.contains("AUTH"), "{refusal}");
            assert!(refusal.contains("should be api-key"), "{refusal}");
        }
    }

    #[test]
    fn api_keys_need_a_hash_wherever_the_process_is() {
        for exposure in [Exposure::Open, Exposure::Loopback] {
            let refusal = admission(&[("AUTH", "api-key")], exposure).unwrap_err();
            assert!(refusal.contains("API_KEY_HASHES is not set"), "{refusal}");
            let closed = admission(&[("AUTH", "api-key"), ("API_KEY_HASHES", HASH)], exposure);
            assert_eq!(closed.unwrap().admit(&HeaderMap::new()).unwrap_err(), Refusal::Missing);
        }
    }

    #[test]
    fn on_loopback_none_is_enough() {
        for settings in [&[][..], &[("AUTH", "none")]] {
            let open = admission(settings, Exposure::Loopback).unwrap();
            let caller = open.admit(&HeaderMap::new()).unwrap();
            assert_eq!(
                (caller.owner.to_string(), caller.voucher),
                (":anyone".into(), Voucher::Nobody)
            );
        }
    }

    #[test]
    fn a_misspelt_auth_is_refused_everywhere() {
        for exposure in [Exposure::Open, Exposure::Loopback] {
            let refusal = admission(&[("AUTH", "apikey")], exposure).unwrap_err();
            assert!(refusal.contains("\"apikey\" is not known"), "{refusal}");
        }
    }
}
