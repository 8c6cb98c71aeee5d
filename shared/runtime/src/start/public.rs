//! Refuses to serve the real cloud behind secrets that everybody knows.
//!
//! The secrets of the local stack stand in this repository, ready to be copied. They are for a local
//! cloud on this machine; a deployment that took one over would be open to whoever has read it.

use model::address;
use settings::{Problem, SettingsError, Source};
use url::Url;

/// Settings and the texts that they have in `local/functions.env`.
const PUBLIC: [(&str, &str); 4] = [
    ("JWT_SECRETS", "LocalJwtSecret1-this-default-is-public"),
    ("GRANT_KEYS", "local-grant-key-that-protects-nothing"),
    ("API_KEY_HASHES", "aadd920cf7848cfa7ef448028d63d97289c4c4b110f41b5c0863949ecbc298e3"),
    ("VOD_CALLBACK_KEYS", "LocalCallbackKey1"),
];

/// The endpoints, one of which leads to a cloud on this machine where there is one.
const ENDPOINTS: [&str; 2] = ["VOD_ENDPOINT", "STS_ENDPOINT"];

/// Looks for them, unless the cloud is a local one.
///
/// # Errors
/// When there is one.
pub(super) fn refuse(source: &dyn Source) -> Result<(), SettingsError> {
    let is_local = |name: &str| source.read(name).is_some_and(|text| is_on_this_machine(&text));
    if ENDPOINTS.iter().any(|name| is_local(name)) {
        return Ok(());
    }
    let problems: Vec<_> = PUBLIC
        .iter()
        .filter(|(name, public)| {
            let texts = source.read(name).unwrap_or_default();
            texts.split(',').any(|text| text.trim() == *public)
        })
        .map(|(name, _)| Problem {
            name,
            expected: "a secret of your own",
            reason: Some("it holds the one of local/functions.env, which everybody knows".into()),
        })
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(SettingsError { problems }) }
}

fn is_on_this_machine(endpoint: &str) -> bool {
    Url::parse(endpoint).is_ok_and(|url| url.host_str().is_some_and(address::is_this_machine))
}

#[cfg(test)]
mod tests {
    use settings::Fixed;

    use super::*;

    const FILE: &str = include_str!("../../../../local/functions.env");

    fn of_file() -> Fixed {
        let lines = FILE.lines().filter_map(|line| line.split_once('='));
        lines.fold(Fixed::default(), |source, (name, text)| source.with(name, text))
    }

    fn refused(source: &Fixed) -> Vec<&'static str> {
        let problems = refuse(source).err().map(|error| error.problems).unwrap_or_default();
        problems.iter().map(|problem| problem.name).collect()
    }

    #[test]
    fn the_secrets_of_the_local_stack_serve_a_local_cloud_alone() {
        assert_eq!(refused(&of_file()), Vec::<&str>::new());
        let everywhere = PUBLIC.map(|(name, _)| name);
        for endpoint in ["", "https://vod.cn-shanghai.aliyuncs.com", "http://localhost.example"] {
            let source = of_file().with("VOD_ENDPOINT", endpoint).with("STS_ENDPOINT", endpoint);
            assert_eq!(refused(&source), everywhere, "{endpoint}");
        }
        for endpoint in ["http://127.0.0.1:7081", "http://[::1]:1", "http://vod.localhost:7081"] {
            assert_eq!(refused(&of_file().with("VOD_ENDPOINT", endpoint)), Vec::<&str>::new());
        }
    }

    #[test]
    fn one_among_others_is_found_and_never_repeated() {
        let source = Fixed::default()
            .with("GRANT_KEYS", "a-key-of-ones-own-of-at-least-32-bytes")
            .with("VOD_CALLBACK_KEYS", "MyOwnKey1, LocalCallbackKey1");
        assert_eq!(refused(&source), ["VOD_CALLBACK_KEYS"]);
        let said = refuse(&source).unwrap_err().to_string();
        assert!(!said.contains("LocalCallbackKey1"), "{said}");
    }
}
