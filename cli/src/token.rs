//! `vodup token`: a token for the local stack.
//!
//! It makes what an identity provider would: a JSON Web Token that says who calls. Signed with the
//! local stack's secret it opens nothing else.

mod mint;

use client::system::SystemClock;
use model::Clock;

pub(crate) use mint::{Claims, mint};

use crate::{
    arguments::TokenArguments,
    exit::Exit,
    output::{Mode, Output},
};

/// What the local stack checks tokens with, as `cargo run` has it unless told otherwise. Public.
pub(crate) const LOCAL_SECRET: &str = "LocalJwtSecret1-this-default-is-public";
/// Who makes the local stack's tokens.
pub(crate) const LOCAL_ISSUER: &str = "local-dev";
/// Whom they are for.
pub(crate) const LOCAL_AUDIENCE: &str = "vod-upload";
/// The tenant of whoever names none.
pub(crate) const LOCAL_TENANT: &str = "local";

/// Runs the command.
pub(crate) fn run(arguments: &TokenArguments) -> Exit {
    Output::of_process(Mode::Human).lines(&[token(arguments, &SystemClock)]);
    Exit::Arrived
}

fn token(arguments: &TokenArguments, clock: &dyn Clock) -> String {
    let now = clock.now().as_second();
    let life = i64::try_from(arguments.expires.as_secs()).unwrap_or(i64::MAX);
    let claims = Claims {
        iss: &arguments.issuer,
        aud: &arguments.audience,
        sub: &arguments.sub,
        tenant: &arguments.tenant,
        roles: &arguments.roles,
        iat: now,
        exp: now.saturating_add(life),
    };
    mint(&claims, arguments.secret.expose())
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::{
        arguments::{Arguments, Command},
        testing::FixedClock,
    };

    fn claims(line: &str) -> serde_json::Value {
        let arguments = Arguments::try_parse_from(line.split_whitespace()).unwrap();
        let Command::Token(arguments) = arguments.command else { panic!("{line}") };
        mint::tests::claims(&token(&arguments, &FixedClock))
    }

    #[test]
    fn a_token_says_what_it_is_told_to_say() {
        assert_eq!(
            claims("vodup token --sub user-1"),
            serde_json::json!({
                "iss": "local-dev", "aud": "vod-upload", "sub": "user-1", "tenant": "local",
                "roles": [], "iat": 1_767_225_600, "exp": 1_767_229_200,
            })
        );
        let line = "vodup token --sub user-1 --tenant acme --role uploader --role admin \
            --expires 10m --issuer me --audience you";
        assert_eq!(
            claims(line),
            serde_json::json!({
                "iss": "me", "aud": "you", "sub": "user-1", "tenant": "acme",
                "roles": ["uploader", "admin"], "iat": 1_767_225_600, "exp": 1_767_226_200,
            })
        );
    }
}
