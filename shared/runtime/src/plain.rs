//! Texts of others on one line, and nothing but texts.
//!
//! JSON must escape the control characters of ASCII and nothing more (RFC 8259, 7). What is left can
//! still act: U+0085, U+2028 and U+2029 end a line for some readers of logs, U+009B begins a command
//! for a terminal, and the marks of direction (Unicode Annex 9) show a line in another order than it
//! has.

use std::fmt::Write as _;

/// JSON in which none of these stands as it is. It means the same: in JSON they can only stand within
/// a text, and there an escape is the character.
pub(crate) fn json(text: String) -> String {
    if !text.chars().any(acts) {
        return text;
    }
    let mut plain = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if acts(character) {
            // All have four hexadecimal digits, and writing to a String cannot fail.
            let _ = write!(plain, "\\u{:04x}", u32::from(character));
        } else {
            plain.push(character);
        }
    }
    plain
}

/// At most this many characters of a text.
pub(crate) fn cut(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(end, _)| &text[..end])
}

fn acts(character: char) -> bool {
    matches!(
        character,
        '\u{7f}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_means_the_same_without_what_acts() {
        let text = "a\u{7f}\u{85}\u{9b}\u{200f}\u{2028}\u{2029}\u{202e}\u{2069}\u{feff}é视😀";
        let written = json(serde_json::to_string(text).unwrap());
        let expected = r#""a\u007f\u0085\u009b\u200f\u2028\u2029\u202e\u2069\ufeffé视😀""#;
        assert_eq!(written, expected);
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }

    #[test]
    fn what_is_plain_stays_as_it_is() {
        for text in ["", "{}", r#"{"a":"é\n\u0000"}"#, "{\"a\": 1}\n"] {
            assert_eq!(json(text.to_owned()), text);
        }
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(cut("äöü", 2), "äö");
        assert_eq!(cut("äöü", 3), "äöü");
        assert_eq!(cut("", 3), "");
        assert_eq!(cut("a", 0), "");
    }
}
