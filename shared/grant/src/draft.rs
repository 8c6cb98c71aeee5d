//! A grant on its way: stamped before VOD is asked, ticketed when it has answered.

use model::{Owner, Secret, fields::FieldError};

use crate::{Grant, GrantKeys, Stamp, Ticket, user_data};

/// A grant that is about to be asked for.
#[derive(Clone, Debug)]
pub struct Draft {
    keys: GrantKeys,
    owner: Owner,
    stamp: Stamp,
}

impl Draft {
    /// What this owner asks for.
    #[must_use]
    pub fn new(keys: &GrantKeys, owner: &Owner, grant: &Grant) -> Self {
        Self { keys: keys.clone(), owner: owner.clone(), stamp: Stamp::make(keys, grant, owner) }
    }

    /// The `UserData` to send: the caller's own, already checked, with the stamp in it.
    ///
    /// # Errors
    /// Those of [`user_data::stamped`].
    pub fn user_data(&self, callers: Option<&str>) -> Result<String, FieldError> {
        user_data::stamped(callers, &self.stamp)
    }

    /// Whether this `UserData` is the one that was sent: no two drafts have the same stamp.
    #[must_use]
    pub fn is_in(&self, user_data: Option<&str>) -> bool {
        user_data
            .and_then(|text| user_data::stamp_in_user_data(&self.keys, text))
            .is_some_and(|stamp| stamp.grant.id == self.stamp.grant.id)
    }

    /// The ticket, for the id that VOD gave.
    #[must_use]
    pub fn ticket(&self, id: &str) -> Secret {
        let Grant { id: grant, kind, .. } = self.stamp.grant;
        Ticket::make(&self.keys, grant, kind, id, &self.owner).text()
    }
}
