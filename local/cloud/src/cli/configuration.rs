//! What the flags mean for the library.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use local_cloud::{Account, Callback, Config, Definition, Options, Ram, Seeded, TemplateGroup};
use model::Randomness;

use super::arguments::Arguments;
use super::system::{SystemClock, SystemRandomness};

/// The template group that the account has beside the built-in ones; the whole stack has it too.
pub(crate) const TEMPLATE_GROUP: &str = "local-template-group";
/// What it makes.
const DEFINITIONS: [&str; 2] = ["LD", "SD"];

/// The cloud of these flags, with the identities of the file that one of them names.
pub(crate) fn of(arguments: &Arguments, ram: Ram) -> Config {
    Config {
        listen: SocketAddr::new(arguments.host, arguments.port),
        account: Account {
            id: account_id(arguments.role_arn.as_str()).to_owned(),
            access_key_id: arguments.access_key_id.clone(),
            access_key_secret: arguments.access_key_secret.clone(),
            role_arn: arguments.role_arn.clone(),
        },
        region: arguments.region.clone(),
        callback: arguments
            .callback_url
            .clone()
            .map(|url| Callback { url, key: arguments.callback_key.clone() }),
        template_groups: template_group().into_iter().collect(),
        transcode_delay: Duration::from_secs(arguments.transcode_seconds.into()),
        clock: Arc::new(SystemClock),
        randomness: randomness(arguments.seed),
        options: Options {
            data: arguments.data.clone(),
            tls: arguments.tls,
            ram,
            ..Options::default()
        },
    }
}

fn randomness(seed: Option<u64>) -> Arc<dyn Randomness> {
    match seed {
        Some(seed) => Arc::new(Seeded::new(seed)),
        None => Arc::new(SystemRandomness),
    }
}

/// The account is the one that the role belongs to.
fn account_id(role_arn: &str) -> &str {
    role_arn.split(':').nth(3).unwrap_or_default()
}

fn template_group() -> Option<TemplateGroup> {
    let definition = |name: &str| Definition { name: name.into(), format: "mp4".into() };
    Some(TemplateGroup {
        id: TEMPLATE_GROUP.parse().ok()?,
        definitions: DEFINITIONS.map(definition).into(),
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    fn config(flags: &[&str]) -> Config {
        of(&Arguments::parse_from(["local-cloud"].iter().chain(flags)), Ram::default())
    }

    #[test]
    fn the_account_is_that_of_the_role() {
        let config = config(&["--role-arn", "acs:ram::6543210987654321:role/other"]);
        assert_eq!(config.account.id, "6543210987654321");
    }

    #[test]
    fn events_go_somewhere_only_when_told() {
        assert!(config(&[]).callback.is_none());
        let flags = ["--callback-url", "http://127.0.0.1:7080/callback/vod", "--callback-key", "K"];
        let callback = config(&flags).callback.unwrap();
        assert_eq!(callback.url, "http://127.0.0.1:7080/callback/vod");
        assert_eq!(callback.key.expose(), "K");
    }

    #[test]
    fn a_seed_decides_and_no_seed_does_not() {
        let drawn = |flags: &[&str]| config(flags).randomness.hex(16);
        assert_eq!(drawn(&["--seed", "7"]), drawn(&["--seed", "7"]));
        assert_ne!(drawn(&["--seed", "7"]), drawn(&["--seed", "8"]));
        assert_ne!(drawn(&[]), drawn(&[]));
    }

    #[test]
    fn the_template_group_is_there() {
        assert_eq!(config(&[]).template_groups[0].id.as_str(), TEMPLATE_GROUP);
    }
}
