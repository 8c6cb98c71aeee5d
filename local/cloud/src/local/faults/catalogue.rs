//! Every fault that this cloud can cause: name, group, where it fires and what can be set.
//!
//! What only a client can do to itself is not here: a name that does not resolve, an altered body, a
//! full disk.

use super::super::answer::LocalError;

/// A fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    CredentialExpiresBeforeUpload,
    CredentialExpiresDuringPart,
    CredentialExpiresBetweenParts,
    CredentialExpiresAfterParts,
    RefreshUnavailable,
    RefreshSlow,
    RefreshDenied,
    TokenOfAnotherObject,
    TokenOfAnotherRegion,
    AccessKeyDisabled,
    ClientClockBehind,
    ClientClockAhead,
    ClockJumps,
    TimeOut,
    Reset,
    ShortWrite,
    VerySlow,
    EmptyBody,
    DuplicatedRequest,
    ReplyLost,
    EtagLost,
    ListPartsTruncated,
    NoSuchUpload,
    InvalidPartOrder,
    EntityTooSmall,
    CompleteReplyLost,
    CompleteTwice,
    AbortRacesComplete,
    Throttling,
    ServiceUnavailable,
    CallbackDuplicate,
    CallbackLate,
    CallbackReordered,
    CallbackNever,
    CallbackWrongSignature,
    CallbackOldKey,
    CallbackStaleTimestamp,
    CallbackAlteredBody,
    CallbackUnknownEvent,
    CallbackHugeBody,
    CallbackMalformedJson,
    CallbackNumbersAsStrings,
    CallbackTrailingSpaces,
    CallbackTimeWithColon,
    Latency,
    BandwidthCap,
    ConnectionSliced,
    HalfClosed,
    ConnectionRefused,
}

/// Where faults fire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A call of VOD or STS.
    Rpc,
    /// A request to OSS.
    Oss,
    /// An upload address and credential about to be handed out.
    Grant,
    /// A page of ListParts about to be written.
    ListParts,
    /// An event about to be told.
    Callback,
    /// A connection that was just taken.
    Connection,
}

/// A number that can be set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) default: i64,
    /// From and to, both included.
    pub(crate) range: (i64, i64),
}

/// What there is to know of a fault.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Definition {
    pub(crate) fault: Fault,
    /// Lower-case words joined by `-`.
    pub(crate) name: &'static str,
    pub(crate) group: &'static str,
    pub(crate) places: &'static [Place],
    /// The operations that it is for unless the installer names others; none means all.
    pub(crate) operations: &'static [&'static str],
    pub(crate) parameters: &'static [Parameter],
    /// How often it fires unless the installer says; `None` means always.
    pub(crate) times: Option<u64>,
    pub(crate) what: &'static str,
}

impl Fault {
    /// Its entry of the catalogue.
    pub(crate) fn definition(self) -> &'static Definition {
        // A test shows that every fault has its entry, at its own place.
        &CATALOGUE[self as usize]
    }
}

/// The fault of this name.
pub(super) fn find(name: &str) -> Result<&'static Definition, LocalError> {
    CATALOGUE.iter().find(|known| known.name == name).ok_or_else(|| {
        let names: Vec<&str> = CATALOGUE.iter().map(|known| known.name).collect();
        LocalError::bad_request(format!("unknown fault `{name}`; there are {}", names.join(", ")))
    })
}

const HOUR: i64 = 3_600_000;
const YEAR: i64 = 31_536_000;
const BODY: i64 = 64 * 1024 * 1024;

const fn number(name: &'static str, default: i64, from: i64, to: i64) -> Parameter {
    Parameter { name, default, range: (from, to) }
}

const fn delay(default: i64) -> Parameter {
    number("delay_ms", default, 0, 24 * HOUR)
}

const SKEW: Parameter = number("skew_seconds", 960, 1, YEAR);
const AFTER_BYTES: Parameter = number("after_bytes", 0, 0, BODY);
const SPEED: Parameter = number("bytes_per_second", 16_384, 1, 1_000_000_000);

const CALLS: &[Place] = &[Place::Rpc, Place::Oss];
const OSS: &[Place] = &[Place::Oss];
const CALLBACK: &[Place] = &[Place::Callback];
const ALL: &[&str] = &[];
const WRITES: &[&str] = &["PutObject", "UploadPart"];
const BEGINNINGS: &[&str] = &["PutObject", "InitiateMultipartUpload"];
const UPLOAD_PART: &[&str] = &["UploadPart"];
const COMPLETE: &[&str] = &["CompleteMultipartUpload"];
const REFRESH: &[&str] = &["RefreshUploadVideo"];
const OF_AN_UPLOAD: &[&str] =
    &["UploadPart", "ListParts", "CompleteMultipartUpload", "AbortMultipartUpload"];

const fn entry(
    fault: Fault,
    name: &'static str,
    group: &'static str,
    (places, operations): (&'static [Place], &'static [&'static str]),
    parameters: &'static [Parameter],
    what: &'static str,
) -> Definition {
    Definition { fault, name, group, places, operations, parameters, times: None, what }
}

const fn once(definition: Definition) -> Definition {
    Definition { times: Some(1), ..definition }
}

/// All faults, in the order of [`Fault`].
#[rustfmt::skip]
pub(crate) const CATALOGUE: &[Definition] = &[
    entry(Fault::CredentialExpiresBeforeUpload, "credential-expires-before-upload", "credential", (OSS, BEGINNINGS), &[],
        "The key of the request expires as it comes in. Only temporary keys do."),
    entry(Fault::CredentialExpiresDuringPart, "credential-expires-during-part", "credential", (OSS, WRITES), &[],
        "The body is read, then the key expires, then the request is judged. Nothing is stored."),
    entry(Fault::CredentialExpiresBetweenParts, "credential-expires-between-parts", "credential", (OSS, UPLOAD_PART), &[],
        "The part is stored and answered, then the key expires."),
    entry(Fault::CredentialExpiresAfterParts, "credential-expires-after-parts", "credential", (OSS, COMPLETE), &[],
        "All parts are there; the key expires as the completion comes in."),
    entry(Fault::RefreshUnavailable, "refresh-unavailable", "credential", (&[Place::Rpc], REFRESH), &[],
        "503 ServiceUnAvailable to RefreshUploadVideo."),
    entry(Fault::RefreshSlow, "refresh-slow", "credential", (&[Place::Rpc], REFRESH), &[delay(10_000)],
        "RefreshUploadVideo waits before it is judged."),
    entry(Fault::RefreshDenied, "refresh-denied", "credential", (&[Place::Rpc], REFRESH), &[],
        "403 Forbidden to RefreshUploadVideo."),
    entry(Fault::TokenOfAnotherObject, "token-of-another-object", "credential", (&[Place::Grant], ALL), &[],
        "UploadAuth works on another object than the one in UploadAddress."),
    entry(Fault::TokenOfAnotherRegion, "token-of-another-region", "credential", (&[Place::Grant], ALL), &[],
        "UploadAuth names another region than the bucket's; who signs for it (V4) is refused."),
    entry(Fault::AccessKeyDisabled, "access-key-disabled", "credential", (CALLS, ALL), &[],
        "The key counts as disabled: 400 InvalidAccessKeyId.Inactive of VOD and STS, 403 InvalidAccessKeyId of OSS."),
    entry(Fault::ClientClockBehind, "client-clock-behind", "clock", (CALLS, ALL), &[SKEW],
        "The request is judged as if the cloud's time were this far ahead."),
    entry(Fault::ClientClockAhead, "client-clock-ahead", "clock", (CALLS, ALL), &[SKEW],
        "The request is judged as if the cloud's time were this far behind."),
    once(entry(Fault::ClockJumps, "clock-jumps", "clock", (CALLS, UPLOAD_PART), &[number("skew_seconds", 960, -YEAR, YEAR)],
        "The whole cloud's time moves before the request is judged, and stays so.")),
    entry(Fault::TimeOut, "time-out", "part transfer", (CALLS, ALL), &[delay(600_000)],
        "The request is read and never done; the connection is held so long, then closed without an answer."),
    entry(Fault::Reset, "reset", "part transfer", (CALLS, ALL), &[AFTER_BYTES],
        "The connection is torn (RST) after so many bytes of the body. Nothing is done."),
    entry(Fault::ShortWrite, "short-write", "part transfer", (OSS, WRITES), &[AFTER_BYTES],
        "The cloud sees so many bytes of the body and then its end: 400 IncompleteBody."),
    entry(Fault::VerySlow, "very-slow", "part transfer", (CALLS, ALL), &[number("bytes_per_second", 1_024, 1, 1_000_000_000)],
        "The body of the request is read no faster."),
    entry(Fault::EmptyBody, "empty-body", "part transfer", (CALLS, ALL), &[],
        "The request is done; its answer keeps status and headers and loses its body."),
    entry(Fault::DuplicatedRequest, "duplicated-request", "part transfer", (CALLS, ALL), &[],
        "The request arrives twice, as after a proxy's retry; the second answer is the one sent. Bodies over 64 MB arrive once."),
    entry(Fault::ReplyLost, "reply-lost", "part transfer", (CALLS, ALL), &[],
        "The request is done; the connection is closed without an answer."),
    entry(Fault::EtagLost, "etag-lost", "multipart", (OSS, UPLOAD_PART), &[],
        "The answer has no ETag, as a browser sees it when CORS does not expose it."),
    entry(Fault::ListPartsTruncated, "list-parts-truncated", "multipart", (&[Place::ListParts], ALL), &[number("max_parts", 1, 1, 1_000)],
        "Pages of ListParts hold no more than so many parts, whatever was asked for."),
    once(entry(Fault::NoSuchUpload, "no-such-upload", "multipart", (OSS, OF_AN_UPLOAD), &[],
        "The upload is aborted just before the request is judged: 404 NoSuchUpload.")),
    entry(Fault::InvalidPartOrder, "invalid-part-order", "multipart", (OSS, COMPLETE), &[],
        "400 InvalidPartOrder; the upload stays as it is."),
    entry(Fault::EntityTooSmall, "entity-too-small", "multipart", (OSS, COMPLETE), &[],
        "400 EntityTooSmall; the upload stays as it is."),
    entry(Fault::CompleteReplyLost, "complete-reply-lost", "multipart", (OSS, COMPLETE), &[],
        "The object is made; the connection is closed without an answer."),
    entry(Fault::CompleteTwice, "complete-twice", "multipart", (OSS, COMPLETE), &[],
        "The completion arrives twice; the answer is that to the second: 404 NoSuchUpload."),
    once(entry(Fault::AbortRacesComplete, "abort-races-complete", "multipart", (OSS, COMPLETE), &[],
        "An abort of the same upload comes first: 404 NoSuchUpload, and no object.")),
    entry(Fault::Throttling, "throttling", "throttling", (CALLS, ALL), &[delay(0)],
        "400 Throttling.User of VOD and STS; 503 QpsLimitExceeded of OSS; after the delay."),
    entry(Fault::ServiceUnavailable, "service-unavailable", "throttling", (CALLS, ALL), &[delay(0)],
        "503 ServiceUnAvailable of VOD, ServiceUnavailable of STS and OSS; after the delay."),
    entry(Fault::CallbackDuplicate, "callback-duplicate", "callback", (CALLBACK, ALL), &[number("copies", 2, 2, 10)],
        "The event is told so many times, also when the first is accepted."),
    entry(Fault::CallbackLate, "callback-late", "callback", (CALLBACK, ALL), &[delay(HOUR)],
        "The event is told so much later, signed with the time at which it was due."),
    entry(Fault::CallbackReordered, "callback-reordered", "callback", (CALLBACK, ALL), &[],
        "The event is told behind the next one, whichever medium that is about."),
    entry(Fault::CallbackNever, "callback-never", "callback", (CALLBACK, ALL), &[],
        "The event is never told."),
    entry(Fault::CallbackWrongSignature, "callback-wrong-signature", "callback", (CALLBACK, ALL), &[],
        "The signature is one of another key that nobody has."),
    entry(Fault::CallbackOldKey, "callback-old-key", "callback", (CALLBACK, ALL), &[],
        "The event is signed with the `key` that is given: the old one while keys are changed."),
    entry(Fault::CallbackStaleTimestamp, "callback-stale-timestamp", "callback", (CALLBACK, ALL), &[number("age_seconds", 3_600, 1, YEAR)],
        "Timestamp and signature fit each other and are so old."),
    entry(Fault::CallbackAlteredBody, "callback-altered-body", "callback", (CALLBACK, ALL), &[],
        "The id in the body is another medium's, under a valid signature, which does not cover the body."),
    entry(Fault::CallbackUnknownEvent, "callback-unknown-event", "callback", (CALLBACK, ALL), &[],
        "EventType is one that no page knows."),
    entry(Fault::CallbackHugeBody, "callback-huge-body", "callback", (CALLBACK, ALL), &[number("bytes", 1_048_576, 1, BODY)],
        "The body has a field of so many bytes more."),
    entry(Fault::CallbackMalformedJson, "callback-malformed-json", "callback", (CALLBACK, ALL), &[],
        "The body ends in the middle."),
    entry(Fault::CallbackNumbersAsStrings, "callback-numbers-as-strings", "callback", (CALLBACK, ALL), &[],
        "Every number of the body is a string."),
    entry(Fault::CallbackTrailingSpaces, "callback-trailing-spaces", "callback", (CALLBACK, ALL), &[],
        "Every key of the body ends in a space."),
    entry(Fault::CallbackTimeWithColon, "callback-time-with-colon", "callback", (CALLBACK, ALL), &[],
        "EventTime has milliseconds behind a colon, as some pages show it."),
    entry(Fault::Latency, "latency", "network", (CALLS, ALL), &[delay(1_000)],
        "The request waits before it is judged."),
    entry(Fault::BandwidthCap, "bandwidth-cap", "network", (CALLS, ALL), &[SPEED],
        "The connection carries no more in each direction, from this request to its end."),
    entry(Fault::ConnectionSliced, "connection-sliced", "network", (CALLS, ALL), &[number("slice_bytes", 16, 1, 65_536), delay(1)],
        "The rest of the request and its answer travel in slices, with the delay behind each."),
    entry(Fault::HalfClosed, "half-closed", "network", (CALLS, ALL), &[],
        "The request is read; then the cloud closes its direction without an answer, and goes on reading."),
    once(entry(Fault::ConnectionRefused, "connection-refused", "network", (&[Place::Connection], ALL), &[],
        "A new connection is torn as soon as it is there, before anything is read. `/_local` is refused with it.")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_stands_at_its_own_place_under_a_name_of_its_own() {
        for (index, definition) in CATALOGUE.iter().enumerate() {
            assert_eq!(definition.fault as usize, index, "{}", definition.name);
            assert_eq!(find(definition.name).unwrap().fault, definition.fault);
            let words = definition.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
            assert!(words, "{}", definition.name);
        }
        assert_eq!(CATALOGUE.len(), Fault::ConnectionRefused as usize + 1);
    }

    #[test]
    fn defaults_lie_in_their_range() {
        for parameter in CATALOGUE.iter().flat_map(|definition| definition.parameters) {
            let (from, to) = parameter.range;
            assert!((from..=to).contains(&parameter.default), "{}", parameter.name);
        }
    }

    #[test]
    fn the_guide_tells_of_every_fault_and_of_no_other() {
        let guide = include_str!("../../../../../docs/guides/local-cloud.md");
        for definition in CATALOGUE {
            let Definition { group, name, what, .. } = definition;
            let row = format!("| {group} | `{name}` | {what} |");
            assert!(guide.contains(&row), "{row}");
        }
        let rows = guide.lines().skip_while(|line| !line.starts_with("| Group | Fault |"));
        assert_eq!(rows.take_while(|line| line.starts_with('|')).count(), CATALOGUE.len() + 2);
    }
}
