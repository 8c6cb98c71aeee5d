//! `Range: bytes=…` of GetObject.

use std::ops::Range;

/// What to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Selection {
    Whole,
    /// A part, by offsets, the second exclusive.
    Part(Range<u64>),
    /// 416: only when `x-oss-range-behavior: standard` was asked for.
    NotSatisfiable,
}

/// Reads a Range header against a length.
///
/// OSS sends the whole object where a range makes no sense or reaches over the end, unless the
/// caller asks for the behaviour of RFC 9110, 14.2 (`x-oss-range-behavior: standard`). More than one
/// range is no range.
pub(super) fn select(header: Option<&str>, size: u64, standard: bool) -> Selection {
    let Some((first, last)) = header.and_then(parse) else {
        return Selection::Whole;
    };
    let (start, end) = match (first, last) {
        (Some(first), Some(last)) => (first, last.saturating_add(1)),
        (Some(first), None) => (first, size),
        (None, Some(suffix)) if suffix <= size || standard => (size.saturating_sub(suffix), size),
        (None, _) => return Selection::Whole,
    };
    match (start < size && start < end, end <= size) {
        (true, true) => Selection::Part(start..end),
        (true, false) if standard => Selection::Part(start..size),
        (false, _) if standard => Selection::NotSatisfiable,
        _ => Selection::Whole,
    }
}

/// First and last byte, `-n` being the last n. `None` when it is no single range of bytes.
fn parse(header: &str) -> Option<(Option<u64>, Option<u64>)> {
    let (first, last) = header.trim().strip_prefix("bytes=")?.split_once('-')?;
    let number = |text: &str| match text.trim() {
        "" => Some(None),
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok().map(Some),
        _ => None,
    };
    let range = (number(first)?, number(last)?);
    match range {
        (None, None) => None,
        (Some(first), Some(last)) if first > last => None,
        _ => Some(range),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ranges_within_the_object() {
        let part = |header| select(Some(header), 10, false);
        assert_eq!(part("bytes=0-0"), Selection::Part(0..1));
        assert_eq!(part("bytes=0-9"), Selection::Part(0..10));
        assert_eq!(part("bytes=4-"), Selection::Part(4..10));
        assert_eq!(part("bytes=-3"), Selection::Part(7..10));
        assert_eq!(part("bytes=-10"), Selection::Part(0..10));
    }

    #[test]
    fn other_ranges_mean_the_whole_object() {
        assert_eq!(select(None, 10, false), Selection::Whole);
        for header in [
            "bytes=0-10",
            "bytes=10-",
            "bytes=10-11",
            "bytes=-11",
            "bytes=-0",
            "bytes=3-2",
            "bytes=-",
            "bytes=0-1,3-4",
            "bytes=a-b",
            "items=0-1",
            "bytes=99999999999999999999-",
            "",
        ] {
            assert_eq!(select(Some(header), 10, false), Selection::Whole, "{header}");
        }
    }

    #[test]
    fn the_standard_behaviour_on_request() {
        let part = |header| select(Some(header), 10, true);
        assert_eq!(part("bytes=5-20"), Selection::Part(5..10));
        assert_eq!(part("bytes=-11"), Selection::Part(0..10));
        assert_eq!(part("bytes=10-20"), Selection::NotSatisfiable);
        assert_eq!(part("bytes=-0"), Selection::NotSatisfiable);
        assert_eq!(part("bytes=3-2"), Selection::Whole);
        assert_eq!(select(Some("bytes=0-"), 0, true), Selection::NotSatisfiable);
    }

    proptest! {
        #[test]
        fn a_part_is_never_empty_or_outside(
            header in "bytes=[0-9]{0,3}-[0-9]{0,3}",
            size in 0_u64..200,
            standard: bool,
        ) {
            if let Selection::Part(range) = select(Some(&header), size, standard) {
                prop_assert!(range.start < range.end && range.end <= size);
            }
        }
    }
}
