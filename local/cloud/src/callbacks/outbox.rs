//! Events that are on their way: those about one medium stand in a line.
//!
//! No order is promised ("Event notification"), and tries that failed are made again while later
//! events go out. But the first try of each event is made in the order in which things happened, as
//! it is seen of the service: FileUploadComplete comes before the streams of the file.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Message;
use crate::storage::{DataError, Records, Storage, Table};

/// What a message waits for before it stands in line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Wait {
    #[default]
    ForNothing,
    /// The next event, whichever medium that is about.
    ForTheNext,
    /// This moment of the cloud's time.
    Until(Timestamp),
}

/// All events that are neither delivered nor given up.
pub(super) struct Outbox(Mutex<State>);

struct State {
    last: u64,
    /// By number.
    pending: Records<Message>,
    /// Those whose first try is still to come, by medium. A line that is there has its sender.
    lines: HashMap<String, VecDeque<u64>>,
    /// Those that wait for the next event, oldest first.
    behind: Vec<u64>,
}

impl Outbox {
    /// What was pending at the last end of the cloud stands in line again.
    pub(super) fn load(storage: &Storage) -> Result<Self, DataError> {
        let pending = Records::<Message>::load(storage, Table::Events)?;
        let mut numbered: Vec<(u64, &Message)> = pending
            .iter()
            .filter_map(|(number, message)| Some((number.parse().ok()?, message)))
            .collect();
        numbered.sort_unstable_by_key(|(number, _)| *number);
        let mut lines: HashMap<String, VecDeque<u64>> = HashMap::new();
        let mut behind = Vec::new();
        for (number, message) in &numbered {
            match message.waits {
                Wait::ForNothing => {
                    lines.entry(message.event.media_id.clone()).or_default().push_back(*number);
                }
                Wait::ForTheNext => behind.push(*number),
                Wait::Until(_) => (),
            }
        }
        let last = numbered.last().map_or(0, |(number, _)| *number);
        Ok(Self(Mutex::new(State { last, pending, lines, behind })))
    }

    /// Media that have a line.
    pub(super) fn media(&self) -> Vec<String> {
        self.lock().lines.keys().cloned().collect()
    }

    /// Puts a message at the end of a line, its medium's as a rule. True when the line has no
    /// sender yet.
    pub(super) fn add(&self, line: &str, message: Message) -> bool {
        let mut state = self.lock();
        let number = state.take_in(message);
        let is_new = !state.lines.contains_key(line);
        state.lines.entry(line.to_owned()).or_default().push_back(number);
        is_new
    }

    /// Keeps a message that waits, in no line, under a number.
    pub(super) fn hold(&self, message: Message) -> u64 {
        let mut state = self.lock();
        let is_behind = message.waits == Wait::ForTheNext;
        let number = state.take_in(message);
        if is_behind {
            state.behind.push(number);
        }
        number
    }

    /// A message that waits. `None` when it is not there any more.
    pub(super) fn held(&self, number: u64) -> Option<Message> {
        self.lock().pending.get(&number.to_string()).cloned()
    }

    /// Messages that wait for the next event, oldest first, each given once. They stay pending.
    pub(super) fn take_held_for_the_next(&self) -> Vec<(u64, Message)> {
        let mut state = self.lock();
        let behind = std::mem::take(&mut state.behind);
        let message = |number: u64| Some((number, state.pending.get(&number.to_string())?.clone()));
        behind.into_iter().filter_map(message).collect()
    }

    /// Messages that wait for a moment.
    pub(super) fn held_until(&self) -> Vec<(u64, Timestamp)> {
        let state = self.lock();
        let pending = state.pending.iter();
        pending
            .filter_map(|(number, message)| match message.waits {
                Wait::Until(moment) => Some((number.parse().ok()?, moment)),
                Wait::ForNothing | Wait::ForTheNext => None,
            })
            .collect()
    }

    /// Takes the next message out of a line; it stays pending. `None` ends the line.
    pub(super) fn next(&self, medium: &str) -> Option<(u64, Message)> {
        let mut state = self.lock();
        let next = state.lines.get_mut(medium).and_then(VecDeque::pop_front);
        let Some(number) = next else {
            state.lines.remove(medium);
            return None;
        };
        state.pending.get(&number.to_string()).map(|message| (number, message.clone()))
    }

    /// Forgets a message: it was accepted, or given up.
    pub(super) fn finish(&self, number: u64) {
        self.lock().pending.remove(&number.to_string());
    }

    /// Every message that is neither delivered nor given up, oldest first.
    #[cfg(test)]
    pub(super) fn pending(&self) -> Vec<Message> {
        let state = self.lock();
        let mut numbered: Vec<_> = state.pending.iter().collect();
        numbered.sort_unstable_by_key(|(number, _)| number.parse::<u64>().unwrap());
        numbered.into_iter().map(|(_, message)| message.clone()).collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take_in(&mut self, message: Message) -> u64 {
        self.last += 1;
        self.pending.insert(self.last.to_string(), message);
        self.last
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::callbacks::{Event, Target};
    use crate::local::Tampering;

    fn message(medium: &str, name: &str) -> Message {
        Message {
            target: Target { url: "http://e.com/".to_owned(), key: None },
            tampering: Tampering::default(),
            waits: Wait::default(),
            event: Event {
                name: name.to_owned(),
                media_id: medium.to_owned(),
                body: json!({"EventType": name}),
            },
        }
    }

    #[test]
    fn a_line_has_one_sender_and_keeps_its_order() {
        let outbox = Outbox::load(&Storage::in_memory().unwrap()).unwrap();
        assert!(outbox.add("a", message("a", "1")));
        assert!(!outbox.add("a", message("a", "2")));
        assert!(outbox.add("b", message("b", "1")));
        let (first, sent) = outbox.next("a").unwrap();
        assert_eq!(sent.event.name, "1");
        assert_eq!(outbox.next("a").unwrap().1.event.name, "2");
        // Still the same sender, as long as it has not seen the end of the line.
        assert!(!outbox.add("a", message("a", "3")));
        assert_eq!(outbox.next("a").unwrap().1.event.name, "3");
        assert!(outbox.next("a").is_none());
        assert!(outbox.add("a", message("a", "4")));
        assert_eq!(outbox.pending().len(), 5);
        outbox.finish(first);
        assert_eq!(outbox.pending().len(), 4);
    }

    #[test]
    fn what_is_pending_stands_in_line_again_after_the_end() {
        let directory = tempfile::tempdir().unwrap();
        let open = || Outbox::load(&Storage::open(directory.path(), "account").unwrap()).unwrap();
        let outbox = open();
        for number in 0..12 {
            outbox.add("a", message("a", &number.to_string()));
        }
        outbox.add("b", message("b", "0"));
        let (first, _) = outbox.next("a").unwrap();
        outbox.finish(first);
        outbox.next("a").unwrap();
        drop(outbox);
        let outbox = open();
        let mut media = outbox.media();
        media.sort_unstable();
        assert_eq!(media, ["a", "b"]);
        // The second was taken, but nobody knows whether it arrived.
        for number in 1..12 {
            assert_eq!(outbox.next("a").unwrap().1.event.name, number.to_string());
        }
        assert!(outbox.next("a").is_none());
        assert!(outbox.add("a", message("a", "12")));
        assert_eq!(outbox.pending().last().unwrap().event.name, "12");
    }

    #[test]
    fn what_waits_goes_on_waiting_after_the_end() {
        let directory = tempfile::tempdir().unwrap();
        let open = || Outbox::load(&Storage::open(directory.path(), "account").unwrap()).unwrap();
        let outbox = open();
        let moment = Timestamp::constant(1_767_323_045, 0);
        let late = outbox.hold(Message { waits: Wait::Until(moment), ..message("a", "late") });
        for name in ["first", "second"] {
            outbox.hold(Message { waits: Wait::ForTheNext, ..message("a", name) });
        }
        drop(outbox);
        let outbox = open();
        assert!(outbox.media().is_empty());
        assert_eq!(outbox.held_until(), [(late, moment)]);
        assert_eq!(outbox.held(late).unwrap().event.name, "late");
        let held = outbox.take_held_for_the_next();
        let names: Vec<&str> = held.iter().map(|(_, held)| held.event.name.as_str()).collect();
        assert_eq!(names, ["first", "second"]);
        assert_eq!(outbox.take_held_for_the_next(), []);
        outbox.finish(late);
        assert_eq!((outbox.held(late), outbox.held_until()), (None, Vec::new()));
        // What goes out afterwards has a number of its own.
        assert!(outbox.add("a", message("a", "next")));
        assert_eq!(outbox.pending().last().unwrap().event.name, "next");
    }
}
