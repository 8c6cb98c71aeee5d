//! The three forms of a moment: what is read can be written and reads the same again.
#![no_main]

use jiff::{Timestamp, tz::TimeZone};
use libfuzzer_sys::fuzz_target;
use model::time::{
    http_date, iso8601, iso8601_basic, parse_http_date, parse_iso8601, parse_iso8601_basic,
};

fuzz_target!(|text: &str| {
    check(text, parse_iso8601, iso8601);
    check(text, parse_iso8601_basic, iso8601_basic);
    check(text, parse_http_date, http_date);
});

fn check(text: &str, read: fn(&str) -> Option<Timestamp>, write: fn(Timestamp) -> String) {
    let Some(moment) = read(text) else { return };
    // Years of four digits: the cloud writes no others, and the written forms have no room for them.
    if !(0..=9_999).contains(&moment.to_zoned(TimeZone::UTC).year()) {
        return;
    }
    let written = write(moment);
    let again = read(&written).map(Timestamp::as_second);
    // Fractions of a second are dropped, towards the past.
    let second = moment.as_nanosecond().div_euclid(1_000_000_000);
    assert_eq!(again.map(i128::from), Some(second), "{text:?} {moment} {written:?}");
}
