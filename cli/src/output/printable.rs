//! Texts of others on a terminal: file names, titles and messages may hold anything.

/// The text on one line, with an escape for each character that a terminal would obey.
pub(crate) fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_obeyed(letter) {
            line.extend(letter.escape_default());
        } else {
            line.push(letter);
        }
    }
    line
}

/// A JSON document, with JSON's own escape for each such character, so that it says the same.
pub(super) fn in_json(document: &str) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(document.len());
    for letter in document.chars() {
        // Line ends are those between the fields: serde_json escapes the others itself.
        if is_obeyed(letter) && letter != '\n' {
            // Writing to a String cannot fail.
            let _ = write!(text, "\\u{:04x}", u32::from(letter));
        } else {
            text.push(letter);
        }
    }
    text
}

/// Controls, line ends of Unicode, and marks that turn the direction of what follows.
fn is_obeyed(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_the_line_and_the_rest_stays_as_it_is() {
        assert_eq!(on_one_line("大文件 \\ é.mov"), "大文件 \\ é.mov");
        assert_eq!(on_one_line("a\nb\r\t\u{1b}[31m"), r"a\nb\r\t\u{1b}[31m");
        assert_eq!(on_one_line("a\u{202e}vom.exe\u{9b}"), r"a\u{202e}vom.exe\u{9b}");
    }

    #[test]
    fn a_document_says_the_same_with_escapes() {
        let value = serde_json::json!({ "File": "a\nb\u{7f}\u{9b}\u{202e}.mov" });
        let text = in_json(&serde_json::to_string_pretty(&value).unwrap());
        assert_eq!(text, "{\n  \"File\": \"a\\nb\\u007f\\u009b\\u202e.mov\"\n}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}
