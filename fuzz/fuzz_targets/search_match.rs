//! `Match` of SearchMedia: what is read can be written, and is read again as the same filter.
#![no_main]

use libfuzzer_sys::fuzz_target;
use local_cloud::fuzzing::search_match;

const WORDS: &[&str] = &[
    "Title",
    " = ",
    "in",
    " and ",
    " or ",
    "(",
    ")",
    "[",
    "]",
    ",",
    "'",
    "\"",
    "'a'",
    "\"it's\"",
    "1",
    "Title = 'a'",
    "Size = (1,2]",
    "Status in ('Normal','Blocked')",
    " AND ",
    " Or ",
];

fuzz_target!(|input: (bool, Vec<(u8, &str)>)| {
    let (spaced, pieces) = input;
    let between = if spaced { " " } else { "" };
    let pieces: Vec<String> = pieces
        .into_iter()
        .map(|(word, text)| {
            WORDS.get(usize::from(word)).copied().unwrap_or_default().to_owned() + text
        })
        .collect();
    match search_match(&pieces.join(between)) {
        Ok(written) => assert_eq!(search_match(&written), Ok(written)),
        Err(code) => assert_eq!(code, "ErrorMatchSyntax"),
    }
});
