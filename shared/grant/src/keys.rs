//! The keys that stamps and tickets are made with.
//!
//! Each key of `GRANT_KEYS` gives three, one for each purpose, so that a MAC made for one can never
//! pass for another. A stamp and a ticket name their key by two bytes of its hash: the first key
//! makes, every one checks, and one that is no longer listed checks nothing.

use hmac::{Hmac, KeyInit, Mac};
use model::{Owner, Secret};
use settings::FromSetting;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::GrantId;

type HmacSha256 = Hmac<Sha256>;

/// A MAC, cut to 128 bits (RFC 2104, 5: no less than half of the hash).
pub(crate) const MAC_BYTES: usize = 16;
/// How many bytes name a key.
pub(crate) const KEY_ID_BYTES: usize = 2;
/// Shortest key in bytes.
const KEY_BYTES: usize = 32;

/// `GRANT_KEYS`: the first key makes stamps and tickets, all of them check those that come back.
#[derive(Clone)]
pub struct GrantKeys(Vec<GrantKey>);

/// One key, made ready for its three purposes.
#[derive(Clone)]
pub(crate) struct GrantKey {
    id: [u8; KEY_ID_BYTES],
    stamp: HmacSha256,
    ticket: HmacSha256,
    owner: HmacSha256,
}

/// What a MAC is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A stamp, in `UserData`.
    Stamp,
    /// A ticket, in an answer.
    Ticket,
}

/// A MAC over an owner, under a grant id: it can be compared and says nothing of who it is, and the
/// same owner has another in every grant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OwnerTag(pub(crate) [u8; MAC_BYTES]);

impl OwnerTag {
    /// Compares in constant time.
    pub(crate) fn is(self, other: Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl GrantKeys {
    /// The key that makes new ones.
    pub(crate) fn first(&self) -> &GrantKey {
        // There is at least one, or there would be no `GrantKeys`.
        &self.0[0]
    }

    /// The keys of this name; two may share one by chance.
    pub(crate) fn named(&self, id: [u8; KEY_ID_BYTES]) -> impl Iterator<Item = &GrantKey> {
        self.0.iter().filter(move |key| key.id == id)
    }
}

impl GrantKey {
    fn new(secret: &Secret) -> Option<Self> {
        let derive = |purpose: &[u8]| {
            let mut mac = HmacSha256::new_from_slice(secret.expose().as_bytes()).ok()?;
            mac.update(purpose);
            HmacSha256::new_from_slice(&mac.finalize().into_bytes()).ok()
        };
        let hash =
            Sha256::new().chain_update(b"vod-upload/key-id/1/").chain_update(secret.expose());
        let hash: [u8; 32] = hash.finalize().into();
        Some(Self {
            id: [hash[0], hash[1]],
            stamp: derive(b"vod-upload/stamp/1")?,
            ticket: derive(b"vod-upload/ticket/1")?,
            owner: derive(b"vod-upload/owner/1")?,
        })
    }

    pub(crate) fn id(&self) -> [u8; KEY_ID_BYTES] {
        self.id
    }

    /// The MAC of `data`, made for one purpose.
    pub(crate) fn mac(&self, purpose: Purpose, data: &[u8]) -> [u8; MAC_BYTES] {
        let mac = match purpose {
            Purpose::Stamp => &self.stamp,
            Purpose::Ticket => &self.ticket,
        };
        cut(mac.clone().chain_update(data))
    }

    /// The tag of an owner within a grant.
    pub(crate) fn owner_tag(&self, grant: GrantId, owner: &Owner) -> OwnerTag {
        // A length in front of the tenant: `a` in `bc` is not `ab` in `c`. No tenant has 0 bytes.
        let tenant = owner.tenant.as_ref().map_or("", |tenant| tenant.as_str());
        let mac = self.owner.clone().chain_update(grant.bytes());
        let mac = mac.chain_update((tenant.len() as u64).to_be_bytes()).chain_update(tenant);
        OwnerTag(cut(mac.chain_update(owner.subject.as_str())))
    }
}

fn cut(mac: HmacSha256) -> [u8; MAC_BYTES] {
    let whole: [u8; 32] = mac.finalize().into_bytes().into();
    let mut left = [0; MAC_BYTES];
    left.copy_from_slice(&whole[..MAC_BYTES]);
    left
}

impl FromSetting for GrantKeys {
    const EXPECTED: &'static str = "one random text of at least 32 characters, or several separated \
        by commas; the first makes tickets, all of them check";
    const SECRET: bool = true;

    fn from_setting(text: &str) -> Result<Self, String> {
        let mut keys = Vec::new();
        let all = text.split(',').map(str::trim).filter(|one| !one.is_empty());
        for (index, one) in all.enumerate() {
            if one.len() < KEY_BYTES {
                return Err(format!("key {} has {} characters", index + 1, one.len()));
            }
            keys.extend(GrantKey::new(&Secret::from(one)));
        }
        if keys.is_empty() { Err("holds no key".into()) } else { Ok(Self(keys)) }
    }
}

impl std::fmt::Debug for GrantKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "GrantKey({:02x?})", self.id)
    }
}

impl std::fmt::Debug for GrantKeys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "GrantKeys({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{FIRST, SECOND, keys_of};

    fn owner(tenant: Option<&str>, subject: &str) -> Owner {
        Owner {
            tenant: tenant.map(|tenant| tenant.parse().unwrap()),
            subject: subject.parse().unwrap(),
        }
    }

    #[test]
    fn keys_are_long_enough_and_never_quoted() {
        for (text, reason) in [
            ("", "holds no key"),
            (" , ", "holds no key"),
            ("hunter2", "key 1 has 7 characters"),
            (&format!("{FIRST},short"), "key 2 has 5 characters"),
        ] {
            assert_eq!(GrantKeys::from_setting(text).unwrap_err(), reason, "{text}");
        }
        assert_eq!(format!("{:?}", keys_of(&format!("{FIRST}, {SECOND}"))), "GrantKeys(2)");
    }

    #[test]
    fn the_first_key_makes_and_each_is_found_by_its_name() {
        let old = keys_of(FIRST);
        let both = keys_of(&format!("{SECOND},{FIRST}"));
        assert_ne!(both.first().id(), old.first().id());
        assert_eq!(both.named(old.first().id()).count(), 1);
        assert_eq!(keys_of(SECOND).named(old.first().id()).count(), 0);
    }

    #[test]
    fn a_mac_is_for_one_purpose_and_one_key() {
        let (first, second) = (keys_of(FIRST), keys_of(SECOND));
        let mac = first.first().mac(Purpose::Stamp, b"data");
        assert_eq!(mac, first.first().mac(Purpose::Stamp, b"data"));
        assert_ne!(mac, first.first().mac(Purpose::Ticket, b"data"));
        assert_ne!(mac, second.first().mac(Purpose::Stamp, b"data"));
        assert_ne!(mac, first.first().mac(Purpose::Stamp, b"date"));
    }

    #[test]
    fn no_two_owners_share_a_tag_and_no_two_grants_of_one_do() {
        let keys = keys_of(FIRST);
        let tag = |grant, owner: &Owner| keys.first().owner_tag(GrantId::of([grant; 16]), owner);
        let owners = [
            owner(None, "abc"),
            owner(Some("a"), "bc"),
            owner(Some("ab"), "c"),
            owner(None, "a/bc"),
            owner(Some("abc"), "abc"),
        ];
        for (index, one) in owners.iter().enumerate() {
            for (other_index, other) in owners.iter().enumerate() {
                assert_eq!(tag(1, one).is(tag(1, other)), index == other_index, "{one} {other}");
            }
            assert!(!tag(1, one).is(tag(2, one)), "{one}");
        }
    }
}
