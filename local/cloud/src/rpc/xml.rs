//! Answers as XML, the default `Format` of signature V1.
//!
//! No schema is published. An answer is its JSON with each name as an element; a list repeats the
//! element of its name, as the gateway does where the JSON has no wrapper object.

use quick_xml::escape::escape;
use serde_json::Value;

/// A whole document whose root has this name.
pub(crate) fn document(root: &str, value: &Value) -> String {
    let mut text = String::from(r#"<?xml version="1.0" encoding="UTF-8"?>"#);
    element(root, value, &mut text);
    text
}

fn element(name: &str, value: &Value, out: &mut String) {
    match value {
        // What is absent in JSON is absent here too.
        Value::Null => (),
        Value::Array(items) => items.iter().for_each(|item| element(name, item, out)),
        Value::Object(members) => {
            open(name, out);
            for (name, member) in members {
                element(name, member, out);
            }
            close(name, out);
        }
        Value::String(text) => leaf(name, text, out),
        other => leaf(name, &other.to_string(), out),
    }
}

fn leaf(name: &str, text: &str, out: &mut String) {
    open(name, out);
    // Characters that XML 1.0 cannot hold at all, in any notation.
    let printable: String = text
        .chars()
        .map(|c| if is_xml_character(c) { c } else { char::REPLACEMENT_CHARACTER })
        .collect();
    out.push_str(&escape(printable));
    close(name, out);
}

fn open(name: &str, out: &mut String) {
    out.extend(["<", name, ">"]);
}

fn close(name: &str, out: &mut String) {
    out.extend(["</", name, ">"]);
}

fn is_xml_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn objects_nest_lists_repeat_and_null_is_left_out() {
        let value = json!({"A": {"B": [1, 2], "C": true, "D": null}, "E": [], "F": ""});
        assert_eq!(
            document("R", &value),
            r#"<?xml version="1.0" encoding="UTF-8"?><R><A><B>1</B><B>2</B><C>true</C></A><F></F></R>"#
        );
    }

    #[test]
    fn markup_and_forbidden_characters_do_no_harm() {
        let text = document("R", &json!("<a> & \"b\" \u{1} 视"));
        assert!(text.ends_with("<R>&lt;a&gt; &amp; &quot;b&quot; \u{FFFD} 视</R>"), "{text}");
    }
}
