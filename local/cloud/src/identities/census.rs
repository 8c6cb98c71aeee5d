//! What there is, for whoever looks at the cloud from its own side: never a secret or a token.

use serde_json::{Value, json};

use super::Identities;

impl Identities {
    /// Every key's id, when it ends and whose it is.
    pub(crate) fn census(&self) -> Vec<Value> {
        let keys = self.lock();
        let mut all: Vec<_> = keys.given.iter().chain(keys.issued.iter()).collect();
        all.sort_by_key(|(id, key)| (key.expires_at, *id));
        all.into_iter()
            .map(|(id, key)| {
                json!({
                    "AccessKeyId": id,
                    "Expiration": key.expires_at,
                    "Principal": key.principal.display_name(),
                })
            })
            .collect()
    }
}
