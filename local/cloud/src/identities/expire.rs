//! Ends a temporary key's life early, as a fault orders it.

use super::Identities;

impl Identities {
    /// Lets a temporary key expire now. False when there is none of this id, or it never expires.
    pub(crate) fn expire(&self, access_key_id: &str) -> bool {
        let now = self.clock.now();
        let changed = self.lock().issued.change(access_key_id, |key| {
            key.expires_at = key.expires_at.map(|end| end.min(now));
        });
        changed.is_some()
    }
}

#[cfg(test)]
mod tests {
    use crate::identities::{Identities, Permission, Principal};
    use crate::testing::{FixedClock, config};

    #[test]
    fn a_temporary_key_ends_now_and_others_do_not() {
        let identities = Identities::new(&config()).unwrap();
        let principal = Principal::Account { account_id: "1234567890123456".to_owned() };
        let key = identities.issue(Permission::Everything, 3000, principal).access_key_id;
        assert!(!identities.find(&key).unwrap().is_expired(FixedClock::START));
        assert!(identities.expire(&key));
        assert!(identities.find(&key).unwrap().is_expired(FixedClock::START));
        assert!(!identities.expire("LTAI-local"));
        assert!(!identities.expire("STS.unknown"));
    }
}
