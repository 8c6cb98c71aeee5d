//! Patterns of fields, made of the lists and limits that the code checks by.

use std::fmt::Write as _;

use crate::fields::limits;

/// What `char::is_control` knows, inside of brackets.
pub(super) const CONTROL: &str = r"\u0000-\u001f\u007f-\u009f";

/// The emoji that titles may not hold, inside of brackets. Beyond `\uffff` a character stands for
/// itself: of the ways to write its number there is none that every reader knows.
pub(super) fn emoji() -> String {
    let shown = |code: u32| match char::from_u32(code) {
        Some(c) if code > 0xffff => c.to_string(),
        _ => format!("\\u{code:04x}"),
    };
    limits::EMOJI.iter().fold(String::new(), |mut ranges, (first, last)| {
        ranges.push_str(&shown(*first));
        if last > first {
            let _ = write!(ranges, "-{}", shown(*last));
        }
        ranges
    })
}

/// A name or path that ends in one of these extensions, in either case.
pub(super) fn file_name(extensions: &[&str]) -> String {
    let any = in_either_case(extensions);
    format!(r"^([^{CONTROL}]*[/\\])?[^/\\{CONTROL}]+\.({any})$")
}

/// The same, or a name without an extension.
pub(super) fn file_name_or_none(extensions: &[&str]) -> String {
    let any = in_either_case(extensions);
    let segment = format!(r"[^/\\{CONTROL}]");
    let without_dot = format!(r"[^./\\{CONTROL}]");
    format!(
        r"^([^{CONTROL}]*[/\\])?({without_dot}*|\.{without_dot}*|{segment}*\.|{segment}+\.({any}))$"
    )
}

/// One of these words, in either case.
pub(super) fn one_of(words: &[&str]) -> String {
    format!("^({})$", in_either_case(words))
}

/// Up to so many of these, with a comma between.
pub(super) fn list(one: &str, most: usize) -> String {
    format!("^{one}(,{one}){{0,{}}}$", most - 1)
}

/// A tag: not blank, and without what a title may not hold.
pub(super) fn tag() -> String {
    format!(r"(?!\s*(,|$))[^,{CONTROL}{}]{{1,{}}}", emoji(), limits::TAG_BYTES)
}

/// An http or https URL with a host and without blanks.
pub(super) fn web_address() -> String {
    format!(r"^https?://[^/?#:\s{CONTROL}][^\s{CONTROL}]*$")
}

/// There is no flag for it in JSON Schema.
fn in_either_case(words: &[&str]) -> String {
    let either = |letter: char| match (letter.to_ascii_lowercase(), letter.to_ascii_uppercase()) {
        (small, capital) if small == capital => small.to_string(),
        (small, capital) => format!("[{small}{capital}]"),
    };
    let words: Vec<String> = words.iter().map(|word| word.chars().map(either).collect()).collect();
    words.join("|")
}
