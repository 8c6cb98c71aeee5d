//! Where the functions are, and who asks them.

use clap::{ArgMatches, Args, parser::ValueSource};
use model::Secret;
use url::Url;

use super::values;

/// Where the functions are, and who asks them.
#[derive(Args, Debug)]
pub(crate) struct ServerArguments {
    /// Address of the upload functions; a path in front of the routes may be part of it
    #[arg(
        long,
        env = "VODUP_SERVER",
        default_value = "http://127.0.0.1:7080",
        value_name = "URL",
        value_parser = values::server
    )]
    pub(crate) server: Url,

    /// Token that says who you are; against the local stack vodup makes one itself unless told
    #[arg(
        long,
        env = "VODUP_TOKEN",
        hide_env_values = true,
        value_name = "TOKEN",
        value_parser = values::credential
    )]
    token: Option<Secret>,

    /// API key that the functions let in, instead of a token
    #[arg(
        long,
        env = "VODUP_API_KEY",
        hide_env_values = true,
        value_name = "KEY",
        value_parser = values::credential
    )]
    api_key: Option<Secret>,
}

impl ServerArguments {
    /// Leaves one of token and key: what stands on the command line counts before the environment.
    pub(super) fn settle(&mut self, matches: &ArgMatches) -> Result<(), String> {
        if self.token.is_some() && self.api_key.is_some() {
            let said = |name| matches.value_source(name) == Some(ValueSource::CommandLine);
            match (said("token"), said("api_key")) {
                (true, false) => self.api_key = None,
                (false, true) => self.token = None,
                _ => {
                    return Err("--token (or VODUP_TOKEN) and --api-key (or VODUP_API_KEY) are \
                        both given; give one"
                        .into());
                }
            }
        }
        Ok(())
    }

    /// The token or the key, whichever was given.
    pub(crate) fn credential(&self) -> Option<Secret> {
        self.token.as_ref().or(self.api_key.as_ref()).cloned()
    }
}
