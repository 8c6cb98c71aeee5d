//! The body of an invocation of Function Compute: events or a reason, and nothing of an event is
//! lost in its unwrapping.
#![no_main]

use bytes::Bytes;
use fuzz::{Member, object};
use libfuzzer_sys::fuzz_target;
use runtime::{EventSource, testing};

const NAMES: &[&str] = &[
    "TopicName",
    "Message",
    "MessageId",
    "body",
    "attrs",
    "specversion",
    "data",
    "id",
    "source",
    "triggerTime",
    "triggerName",
    "payload",
];
const VALUES: &[&str] = &["{\"messageBody\":\"e30=\"}", "e30=", "{}"];

fuzz_target!(|input: (bool, Vec<Member>, &[u8])| {
    let (raw, members, bytes) = input;
    let body = if raw { bytes.to_vec() } else { object(NAMES, VALUES, &members).into_bytes() };
    let body = Bytes::from(body);
    match testing::events_of_function_compute(&body) {
        Ok(events) => {
            assert!(!events.is_empty());
            if let [event] = &events[..]
                && event.source == EventSource::Invoke
                && body.trim_ascii_start().starts_with(b"{")
            {
                assert_eq!(event.body, body);
            }
        }
        Err(reason) => assert!(reason.ends_with('.')),
    }
});
