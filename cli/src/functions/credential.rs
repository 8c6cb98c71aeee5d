//! What vodup shows of itself.

use model::{Clock, Secret};
use url::Url;

use super::is_this_machine;
use crate::token::{Claims, LOCAL_AUDIENCE, LOCAL_ISSUER, LOCAL_SECRET, LOCAL_TENANT, mint};

/// Long enough for one call, whose token is made for it.
const LIFE_SECONDS: i64 = 300;

/// What goes into `Authorization: Bearer`.
#[derive(Clone)]
pub(super) enum Credential {
    /// The token or API key that was given.
    Given(Secret),
    /// A token for the local stack, made anew for each call: an upload may outlast any.
    Local,
    /// Nothing: somebody else's server learns nothing of the local stack.
    Nothing,
}

impl Credential {
    pub(super) fn choose(given: Option<Secret>, server: &Url) -> Self {
        match given {
            Some(given) => Self::Given(given),
            None if is_this_machine(server) => Self::Local,
            None => Self::Nothing,
        }
    }

    /// What to send now.
    pub(super) fn now(&self, clock: &dyn Clock) -> Option<Secret> {
        match self {
            Self::Given(given) => Some(given.clone()),
            Self::Local => {
                let now = clock.now().as_second();
                let claims = Claims {
                    iss: LOCAL_ISSUER,
                    aud: LOCAL_AUDIENCE,
                    sub: "vodup",
                    tenant: LOCAL_TENANT,
                    roles: &[],
                    iat: now,
                    exp: now + LIFE_SECONDS,
                };
                Some(mint(&claims, LOCAL_SECRET).into())
            }
            Self::Nothing => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::FixedClock;

    fn sent(given: Option<&str>, server: &str) -> Option<String> {
        let credential = Credential::choose(given.map(Secret::from), &server.parse().unwrap());
        credential.now(&FixedClock).map(|secret| secret.expose().to_owned())
    }

    #[test]
    fn what_is_given_is_sent_to_any_server() {
        for server in ["http://127.0.0.1:7080", "https://api.example.com"] {
            assert_eq!(sent(Some("a.b.c"), server).as_deref(), Some("a.b.c"));
        }
    }

    #[test]
    fn a_token_of_its_own_goes_to_this_machine_alone() {
        assert_eq!(sent(None, "https://api.example.com"), None);
        let token = sent(None, "http://localhost:7080").unwrap();
        assert_eq!(token.split('.').count(), 3, "{token}");
    }
}
