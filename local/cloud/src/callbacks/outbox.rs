//! Events that are on their way: those about one medium stand in a line.
//!
//! No order is promised ("Event notification"), and tries that failed are made again while later
//! events go out. But the first try of each event is made in the order in which things happened, as
//! it is seen of the service: FileUploadComplete comes before the streams of the file.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Message;

/// All events that are neither delivered nor given up.
#[derive(Default)]
pub(super) struct Outbox(Mutex<State>);

#[derive(Default)]
struct State {
    last: u64,
    pending: BTreeMap<u64, Message>,
    /// Those whose first try is still to come, by medium. A line that is there has its sender.
    lines: HashMap<String, VecDeque<u64>>,
}

impl Outbox {
    /// Puts a message at the end of its medium's line. True when the line has no sender yet.
    pub(super) fn add(&self, message: Message) -> bool {
        let mut state = self.lock();
        state.last += 1;
        let number = state.last;
        let medium = message.event.media_id.clone();
        state.pending.insert(number, message);
        let is_new = !state.lines.contains_key(&medium);
        state.lines.entry(medium).or_default().push_back(number);
        is_new
    }

    /// Takes the next message out of a line; it stays pending. `None` ends the line.
    pub(super) fn next(&self, medium: &str) -> Option<(u64, Message)> {
        let mut state = self.lock();
        let next = state.lines.get_mut(medium).and_then(VecDeque::pop_front);
        let Some(number) = next else {
            state.lines.remove(medium);
            return None;
        };
        state.pending.get(&number).map(|message| (number, message.clone()))
    }

    /// Forgets a message: it was accepted, or given up.
    pub(super) fn finish(&self, number: u64) {
        self.lock().pending.remove(&number);
    }

    /// Every message that is neither delivered nor given up, oldest first.
    #[cfg(test)]
    pub(super) fn pending(&self) -> Vec<Message> {
        self.lock().pending.values().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::callbacks::{Event, Target};

    fn message(medium: &str, name: &str) -> Message {
        Message {
            target: Target { url: "http://e.com/".to_owned(), key: None },
            event: Event {
                name: name.to_owned(),
                media_id: medium.to_owned(),
                body: json!({"EventType": name}),
            },
        }
    }

    #[test]
    fn a_line_has_one_sender_and_keeps_its_order() {
        let outbox = Outbox::default();
        assert!(outbox.add(message("a", "1")));
        assert!(!outbox.add(message("a", "2")));
        assert!(outbox.add(message("b", "1")));
        let (first, sent) = outbox.next("a").unwrap();
        assert_eq!(sent.event.name, "1");
        assert_eq!(outbox.next("a").unwrap().1.event.name, "2");
        // Still the same sender, as long as it has not seen the end of the line.
        assert!(!outbox.add(message("a", "3")));
        assert_eq!(outbox.next("a").unwrap().1.event.name, "3");
        assert!(outbox.next("a").is_none());
        assert!(outbox.add(message("a", "4")));
        assert_eq!(outbox.pending().len(), 5);
        outbox.finish(first);
        assert_eq!(outbox.pending().len(), 4);
    }
}
