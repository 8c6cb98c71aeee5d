//! An event as a message of a FIFO queue.

use model::MediaEvent;
use sha2::{Digest as _, Sha256};

/// The longest MessageGroupId and MessageDeduplicationId, in characters ("SendMessage").
const LONGEST_ID: usize = 128;

/// What SendMessage is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    /// `MessageBody`.
    pub(crate) body: String,
    /// `MessageGroupId`: messages of one group are delivered in order, and one batch at a time.
    pub(crate) group_id: String,
    /// `MessageDeduplicationId`: what has the same within 5 minutes is one message.
    pub(crate) deduplication_id: String,
}

impl Message {
    /// The message of an event. Equal events, such as VOD's three tries, give equal messages.
    pub(crate) fn of(event: &MediaEvent) -> Self {
        let body = allowed(&event.to_json());
        let deduplication_id = hex::encode(Sha256::digest(&body));
        // One medium, one group. The id is only a claim of the callback's unsigned body: one that
        // SQS would refuse must not cost the event. Events of no medium need no order.
        let group_id = match &event.media_id {
            Some(id) if is_group_id(id) => id.clone(),
            Some(id) => hex::encode(Sha256::digest(id)),
            None => deduplication_id.clone(),
        };
        Self { body, group_id, deduplication_id }
    }
}

/// Letters, digits and punctuation of ASCII ("SendMessage").
fn is_group_id(text: &str) -> bool {
    (1..=LONGEST_ID).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Of all characters, JSON escapes those below U+0020, which SQS does not allow in a body; the two
/// others that it does not allow can only stand in a text of the JSON, so they can be escaped too.
fn allowed(json: &str) -> String {
    json.replace('\u{fffe}', "\\ufffe").replace('\u{ffff}', "\\uffff")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn event(media_id: &str, extend: &str) -> MediaEvent {
        let json = serde_json::json!({
            "EventType": "FileUploadComplete", "VideoId": media_id, "Status": "success",
            "Extend": extend,
        });
        MediaEvent::parse(json.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn the_body_is_the_event_and_the_group_is_the_medium() {
        let message = Message::of(&event("4a5b", "x"));
        assert_eq!(
            message.body,
            r#"{"EventType":"FileUploadComplete","Extend":"x","Status":"success","VideoId":"4a5b"}"#
        );
        assert_eq!(message.group_id, "4a5b");
        assert_eq!(
            message.deduplication_id,
            "220b57d721c59d51f290f5438ebb6bd1a6e62584f79e7981dc461b4cfec81892"
        );
    }

    #[test]
    fn only_equal_events_are_one_message() {
        assert_eq!(Message::of(&event("v", "x")), Message::of(&event("v", "x")));
        let other = Message::of(&event("v", "y")).deduplication_id;
        assert_ne!(other, Message::of(&event("v", "x")).deduplication_id);
    }

    #[test]
    fn an_event_of_no_medium_waits_for_no_other() {
        let event = MediaEvent::parse(br#"{"EventType":"AIMediaAuditComplete"}"#).unwrap();
        let message = Message::of(&event);
        assert_eq!(message.group_id, message.deduplication_id);
    }

    #[test]
    fn an_id_that_sqs_would_refuse_still_has_a_group_of_its_own() {
        let long = "a".repeat(129);
        for id in ["a b", "é", long.as_str()] {
            let group_id = Message::of(&event(id, "")).group_id;
            assert!(is_group_id(&group_id), "{group_id}");
            assert_ne!(group_id, Message::of(&event("other one", "")).group_id);
        }
        assert_eq!(Message::of(&event(&long[1..], "")).group_id, long[1..]);
    }

    /// "SendMessage": the characters of the XML 1.0 specification.
    fn is_allowed(c: char) -> bool {
        matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
    }

    proptest! {
        #[test]
        fn sqs_takes_every_message_and_it_is_read_as_the_same_event(
            id in "\\PC{0,200}",
            extend in "[\\x00-\\u{20}\\u{d7ff}\\u{e000}\\u{fff0}-\\u{10010}]{0,40}|.*",
        ) {
            prop_assume!(!id.trim().is_empty());
            let event = event(&id, &extend);
            let message = Message::of(&event);
            prop_assert!(message.body.chars().all(is_allowed), "{}", message.body);
            prop_assert!(is_group_id(&message.group_id) && is_group_id(&message.deduplication_id));
            prop_assert_eq!(MediaEvent::parse(message.body.as_bytes()), Ok(event));
        }
    }
}
