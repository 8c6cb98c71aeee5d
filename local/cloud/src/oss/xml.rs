//! XML as OSS writes it: a prologue at the first byte, no namespace (clients look for bare names).

use std::fmt::Display;

/// An element that is being filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Element {
    name: &'static str,
    /// Already escaped.
    content: String,
}

impl Element {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, content: String::new() }
    }

    /// An element with nothing but text.
    pub(crate) fn of_text(name: &'static str, text: impl Display) -> Self {
        let mut element = Self::new(name);
        escape_into(&text.to_string(), &mut element.content);
        element
    }

    /// `Owner`, as every list names it: an account is displayed as its id.
    pub(crate) fn owner(account_id: &str) -> Self {
        Self::new("Owner").text("ID", account_id).text("DisplayName", account_id)
    }

    /// Adds a child of text.
    #[must_use]
    pub(crate) fn text(mut self, name: &'static str, text: impl Display) -> Self {
        Self::of_text(name, text).write_into(&mut self.content);
        self
    }

    /// Adds a child.
    #[must_use]
    pub(crate) fn child(mut self, child: &Self) -> Self {
        child.write_into(&mut self.content);
        self
    }

    /// The whole document with this element as its root.
    pub(crate) fn document(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.write_into(&mut out);
        out
    }

    fn write_into(&self, out: &mut String) {
        out.push('<');
        out.push_str(self.name);
        out.push('>');
        out.push_str(&self.content);
        out.push_str("</");
        out.push_str(self.name);
        out.push('>');
    }
}

/// Text that reads back as it was. XML 1.0 has no way to write most control characters: they
/// become U+FFFD, and clients that need them ask for `encoding-type=url`.
fn escape_into(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // A bare one would be read as a line feed.
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(c),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_document_begins_with_the_prologue() {
        let inner = Element::new("Part").text("PartNumber", 1).text("ETag", "\"A\"");
        let document = Element::new("Root").text("Key", "a<b>&c").child(&inner).document();
        assert_eq!(
            document,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Root><Key>a&lt;b&gt;&amp;c</Key>\
             <Part><PartNumber>1</PartNumber><ETag>\"A\"</ETag></Part></Root>"
        );
    }

    #[derive(serde::Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Root {
        key: String,
    }

    proptest! {
        #[test]
        fn text_reads_back(
            text in "[!-~]([^\u{0}-\u{8}\u{b}\u{c}\u{e}-\u{1f}\u{fffe}\u{ffff}]{0,40}[!-~])?",
        ) {
            let document = Element::new("Root").text("Key", &text).document();
            let root: Root = quick_xml::de::from_str(&document).unwrap();
            prop_assert_eq!(root.key, text);
        }
    }
}
