//! The ticket: the same as the stamp, for the caller to keep, once the id of the media is known.
//!
//! It is no permission by itself: it shows whose the media is, and whoever sends it must be that
//! owner, by their own identity. So a ticket that leaks opens nothing. It has no end: an upload may
//! take days, and a key that is taken out of `GRANT_KEYS` ends all tickets made with it.

use model::{MediaKind, Owner, Secret};

use crate::{
    GrantId, GrantKeys,
    keys::{GrantKey, MAC_BYTES, OwnerTag, Purpose},
    sealed::{self, Reader},
    stamp::{kind_byte, kind_of},
};

/// A ticket that these keys have made.
#[derive(Clone, Debug)]
pub struct Ticket {
    /// The grant that it belongs to.
    pub grant: GrantId,
    /// What was granted.
    pub kind: MediaKind,
    /// VideoId, ImageId or MediaId.
    pub id: String,
    owner: OwnerTag,
    key: GrantKey,
}

impl Ticket {
    /// Makes one.
    #[must_use]
    pub fn make(
        keys: &GrantKeys,
        grant: GrantId,
        kind: MediaKind,
        id: &str,
        owner: &Owner,
    ) -> Self {
        let key = keys.first().clone();
        Self { grant, kind, id: id.to_owned(), owner: key.owner_tag(grant, owner), key }
    }

    /// Its text, which is nobody's business but the owner's.
    #[must_use]
    pub fn text(&self) -> Secret {
        let mut bytes = Vec::with_capacity(80);
        bytes.push(kind_byte(self.kind));
        bytes.extend(self.grant.bytes());
        bytes.extend(self.owner.0);
        bytes.extend(self.id.bytes());
        sealed::seal(&self.key, Purpose::Ticket, &bytes).into()
    }

    /// Reads one. `None` for whatever these keys did not make.
    #[must_use]
    pub fn read(keys: &GrantKeys, text: &Secret) -> Option<Self> {
        let (bytes, key) = sealed::open(keys, Purpose::Ticket, text.expose())?;
        let mut reader = Reader(&bytes);
        let kind = kind_of(reader.array::<1>()?[0])?;
        let grant = GrantId::of(reader.array()?);
        let owner = OwnerTag(reader.array::<MAC_BYTES>()?);
        let id = reader.rest()?.to_owned();
        Some(Self { grant, kind, id, owner, key: key.clone() })
    }

    /// Whether it shows that this media is this owner's.
    #[must_use]
    pub fn shows(&self, kind: MediaKind, id: &str, owner: &Owner) -> bool {
        self.kind == kind && self.id == id && self.key.owner_tag(self.grant, owner).is(self.owner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{keys, owner};

    fn ticket() -> Secret {
        let grant = GrantId::of([7; 16]);
        Ticket::make(&keys(), grant, MediaKind::Video, "v-1", &owner("user-1")).text()
    }

    #[test]
    fn a_ticket_shows_one_medium_of_one_owner() {
        let ticket = Ticket::read(&keys(), &ticket()).unwrap();
        for (kind, id, subject, shows) in [
            (MediaKind::Video, "v-1", "user-1", true),
            (MediaKind::Video, "v-1", "user-2", false),
            (MediaKind::Video, "v-2", "user-1", false),
            (MediaKind::Image, "v-1", "user-1", false),
        ] {
            assert_eq!(ticket.shows(kind, id, &owner(subject)), shows, "{kind:?} {id} {subject}");
        }
    }

    #[test]
    fn no_bit_of_a_ticket_can_be_changed() {
        let text = ticket();
        for index in 0..text.expose().len() * 8 {
            let mut bytes = text.expose().as_bytes().to_vec();
            bytes[index / 8] ^= 1 << (index % 8);
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            assert!(Ticket::read(&keys(), &changed.into()).is_none(), "bit {index}");
        }
    }

    #[test]
    fn a_ticket_is_not_printed() {
        assert!(!format!("{:?}", ticket()).contains(ticket().expose()));
    }
}
