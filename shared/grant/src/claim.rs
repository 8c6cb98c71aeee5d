//! Whether media is the caller's.
//!
//! A caller who shows a ticket is judged by it alone. One who shows none, as the official clients do
//! that keep only the VideoId over a reload, is judged by the stamp that VOD kept with the video;
//! VOD gives none for images and attached media, so those need the ticket. A caller who may act for
//! others needs neither.

use model::{MediaKind, Owner, Secret};

use crate::{GrantId, GrantKeys, Stamp, Ticket, user_data};

/// Somebody's claim to some media.
#[derive(Clone, Debug)]
pub struct Claim<'a> {
    /// The keys of this service.
    pub keys: &'a GrantKeys,
    /// Who claims it.
    pub owner: &'a Owner,
    /// Whether they may act for any owner.
    pub acts_for_others: bool,
    /// What they show.
    pub ticket: Option<Secret>,
}

/// What a claim comes to before VOD is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// The stamp decides.
    AskTheStamp,
}

impl Claim<'_> {
    /// Judges by the ticket.
    #[must_use]
    pub fn on(&self, kind: MediaKind, id: &str) -> Verdict {
        if self.acts_for_others {
            return Verdict::Holds;
        }
        match &self.ticket {
            Some(ticket) => {
                let read = Ticket::read(self.keys, ticket);
                if read.is_some_and(|ticket| ticket.shows(kind, id, self.owner)) {
                    Verdict::Holds
                } else {
                    Verdict::Fails
                }
            }
            None if kind == MediaKind::Video => Verdict::AskTheStamp,
            None => Verdict::Fails,
        }
    }

    /// The ticket of a video that the claim holds for: the one that was shown, or one made after the
    /// stamp. None for a caller who only acts for the owner.
    #[must_use]
    pub fn ticket_of_video(&self, id: &str, user_data: Option<&str>) -> Option<Secret> {
        match &self.ticket {
            Some(ticket) => {
                let read = Ticket::read(self.keys, ticket);
                read.filter(|ticket| ticket.shows(MediaKind::Video, id, self.owner))
                    .map(|_| ticket.clone())
            }
            None => self.own_stamp(user_data).map(|stamp| {
                let grant = stamp.grant.id;
                Ticket::make(self.keys, grant, MediaKind::Video, id, self.owner).text()
            }),
        }
    }

    /// The grant that the ticket belongs to, if it is one of this media.
    #[must_use]
    pub fn grant_of(&self, kind: MediaKind, id: &str) -> Option<GrantId> {
        let ticket = Ticket::read(self.keys, self.ticket.as_ref()?)?;
        (ticket.kind == kind && ticket.id == id).then_some(ticket.grant)
    }

    /// The same for a video, by the claimant's own stamp where no ticket is shown.
    #[must_use]
    pub fn grant_of_video(&self, id: &str, user_data: Option<&str>) -> Option<GrantId> {
        match &self.ticket {
            Some(_) => self.grant_of(MediaKind::Video, id),
            None => self.own_stamp(user_data).map(|stamp| stamp.grant.id),
        }
    }

    /// The stamp of a video of the claimant.
    fn own_stamp(&self, user_data: Option<&str>) -> Option<Stamp> {
        user_data
            .and_then(|text| user_data::stamp_in_user_data(self.keys, text))
            .filter(|stamp| stamp.grant.kind == MediaKind::Video && stamp.is_of(self.owner))
    }

    /// Judges by ticket and, where that leaves it open, by the stamp of this video.
    #[must_use]
    pub fn holds_for_video(&self, id: &str, user_data: Option<&str>) -> bool {
        match self.on(MediaKind::Video, id) {
            Verdict::Holds => true,
            Verdict::Fails => false,
            Verdict::AskTheStamp => self.own_stamp(user_data).is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Stamp,
        fixtures::{grant, keys, owner},
    };

    fn ticket(kind: MediaKind) -> Secret {
        Ticket::make(&keys(), GrantId::of([7; 16]), kind, "m-1", &owner("user-1")).text()
    }

    fn user_data(kind: MediaKind) -> String {
        user_data::stamped(None, &Stamp::make(&keys(), &grant(kind), &owner("user-1"))).unwrap()
    }

    #[test]
    fn a_ticket_decides_and_without_one_the_stamp_of_a_video_does() {
        use Verdict::{AskTheStamp, Fails, Holds};
        let keys = keys();
        let mine = ticket(MediaKind::Video);
        let image = ticket(MediaKind::Image);
        for (subject, for_others, shown, kind, verdict) in [
            ("user-1", false, Some(&mine), MediaKind::Video, Holds),
            ("user-2", false, Some(&mine), MediaKind::Video, Fails),
            ("user-1", false, Some(&mine), MediaKind::Image, Fails),
            ("user-1", false, Some(&image), MediaKind::Image, Holds),
            ("user-1", false, Some(&"1.x".into()), MediaKind::Video, Fails),
            ("user-1", false, None, MediaKind::Video, AskTheStamp),
            ("user-1", false, None, MediaKind::Image, Fails),
            ("user-1", false, None, MediaKind::AttachedMedia, Fails),
            ("user-2", true, None, MediaKind::AttachedMedia, Holds),
            ("user-2", true, Some(&"1.x".into()), MediaKind::Video, Holds),
        ] {
            let owner = owner(subject);
            let claim = Claim {
                keys: &keys,
                owner: &owner,
                acts_for_others: for_others,
                ticket: shown.cloned(),
            };
            assert_eq!(claim.on(kind, "m-1"), verdict, "{subject} {for_others} {kind:?}");
        }
    }

    #[test]
    fn the_stamp_of_a_video_tells_its_owner() {
        let keys = keys();
        let video = user_data(MediaKind::Video);
        let image = user_data(MediaKind::Image);
        for (subject, user_data, holds) in [
            ("user-1", Some(&video), true),
            ("user-2", Some(&video), false),
            ("user-1", Some(&image), false),
            ("user-1", Some(&"{}".to_owned()), false),
            ("user-1", None, false),
        ] {
            let owner = owner(subject);
            let claim = Claim { keys: &keys, owner: &owner, acts_for_others: false, ticket: None };
            let held = claim.holds_for_video("m-1", user_data.map(String::as_str));
            assert_eq!(held, holds, "{subject} {user_data:?}");
            let ticket = claim.ticket_of_video("m-1", user_data.map(String::as_str));
            assert_eq!(ticket.is_some(), holds, "{subject} {user_data:?}");
            let grant = claim.grant_of_video("m-1", user_data.map(String::as_str));
            assert_eq!(grant, holds.then(|| GrantId::of([7; 16])), "{subject} {user_data:?}");
            assert!(ticket.is_none_or(|ticket| {
                Ticket::read(&keys, &ticket).unwrap().shows(MediaKind::Video, "m-1", &owner)
            }));
        }
    }

    #[test]
    fn a_ticket_of_this_media_tells_its_grant() {
        let (keys, owner) = (keys(), owner("user-1"));
        let of = |shown: Option<Secret>, kind, id| {
            let claim = Claim { keys: &keys, owner: &owner, acts_for_others: false, ticket: shown };
            claim.grant_of(kind, id)
        };
        let mine = || Some(ticket(MediaKind::Image));
        assert_eq!(of(mine(), MediaKind::Image, "m-1"), Some(GrantId::of([7; 16])));
        assert_eq!(of(mine(), MediaKind::Image, "m-2"), None);
        assert_eq!(of(mine(), MediaKind::Video, "m-1"), None);
        assert_eq!(of(Some("1.x".into()), MediaKind::Image, "m-1"), None);
        assert_eq!(of(None, MediaKind::Image, "m-1"), None);
        // Of a video as well, and then the stamp is not asked.
        let shown = Some("1.x".into());
        let claim = Claim { keys: &keys, owner: &owner, acts_for_others: false, ticket: shown };
        assert_eq!(claim.grant_of_video("m-1", Some(&user_data(MediaKind::Video))), None);
        let claim = Claim { ticket: Some(ticket(MediaKind::Video)), ..claim };
        assert_eq!(claim.grant_of_video("m-1", None), Some(GrantId::of([7; 16])));
    }
}
