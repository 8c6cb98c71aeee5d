//! How a file is cut ("Limits" of the OSS documentation).

use crate::{Error, ErrorKind, Options, codes};

const MOST_PARTS: u64 = 10_000;
const SMALLEST_PART: u64 = 100 * 1024;
const LARGEST_PART: u64 = 5 * 1024 * 1024 * 1024;
const LARGEST_PUT: u64 = LARGEST_PART;

/// One part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// From 1.
    pub(crate) number: u32,
    pub(crate) offset: u64,
    pub(crate) length: usize,
}

/// How a file goes up.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Plan {
    Put { length: usize },
    Parts(Vec<Part>),
}

pub(crate) fn plan(length: u64, options: &Options) -> Result<Plan, Error> {
    if length == 0 || length < options.put_threshold.min(LARGEST_PUT) {
        return Ok(Plan::Put { length: in_memory(length)? });
    }
    let size = options.part_size.max(SMALLEST_PART).max(length.div_ceil(MOST_PARTS));
    if size > LARGEST_PART {
        return Err(too_large(length));
    }
    let mut parts = Vec::new();
    let mut offset = 0;
    for number in 1.. {
        if offset == length {
            break;
        }
        let piece = size.min(length - offset);
        parts.push(Part { number, offset, length: in_memory(piece)? });
        offset += piece;
    }
    Ok(Plan::Parts(parts))
}

fn in_memory(length: u64) -> Result<usize, Error> {
    usize::try_from(length).map_err(|_| too_large(length))
}

fn too_large(length: u64) -> Error {
    let message = format!("{length} bytes are more than one object can hold");
    Error::local("upload", ErrorKind::TooLarge, message, codes::TOO_LARGE)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn options(put_threshold: u64, part_size: u64) -> Options {
        Options { put_threshold, part_size, ..Options::default() }
    }

    fn parts(length: u64, options: &Options) -> Vec<Part> {
        match plan(length, options).unwrap() {
            Plan::Parts(parts) => parts,
            Plan::Put { .. } => panic!("{length} bytes go up whole"),
        }
    }

    #[test]
    fn the_threshold_divides_put_from_parts() {
        let options = options(1_000, 200_000);
        assert_eq!(plan(0, &options).unwrap(), Plan::Put { length: 0 });
        assert_eq!(plan(999, &options).unwrap(), Plan::Put { length: 999 });
        assert_eq!(parts(1_000, &options), [Part { number: 1, offset: 0, length: 1_000 }]);
        let nothing = Options { put_threshold: 0, ..options };
        assert_eq!(plan(0, &nothing).unwrap(), Plan::Put { length: 0 }, "no part can be empty");
    }

    #[test]
    fn parts_grow_where_there_would_be_too_many() {
        let length = 100 * 1024 * 1024 * 1024;
        let parts = parts(length, &options(1, 1));
        assert!(parts.len() <= 10_000);
        assert_eq!(parts.iter().map(|part| part.length as u64).sum::<u64>(), length);
    }

    #[test]
    fn what_no_object_can_hold_is_refused() {
        let error = plan(LARGEST_PART * MOST_PARTS + 1, &Options::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooLarge);
    }

    proptest! {
        #[test]
        fn parts_cover_the_file_without_gap_or_overlap(
            length in 1u64..50_000_000, size in 0u64..10_000_000,
        ) {
            let parts = parts(length, &options(0, size));
            let mut offset = 0;
            for (index, part) in parts.iter().enumerate() {
                prop_assert_eq!(part.number as usize, index + 1);
                prop_assert_eq!(part.offset, offset);
                let last = index + 1 == parts.len();
                prop_assert!(last || part.length as u64 >= SMALLEST_PART);
                offset += part.length as u64;
            }
            prop_assert_eq!(offset, length);
        }
    }
}
