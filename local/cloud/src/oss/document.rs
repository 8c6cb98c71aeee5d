//! The XML bodies of requests: read into a small tree, text kept to the last blank, because keys
//! are in it.
//!
//! Namespaces and attributes say nothing that OSS reads. A document type is refused: nothing that
//! OSS defines has one, and entities of one can be made to grow without end.

use http::StatusCode;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

use super::error::OssError;
use crate::body::{Body, CollectError, collect};

/// More levels than any body of OSS has.
const DEEPEST: usize = 8;

/// An element.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Node {
    /// Without a namespace prefix.
    pub(super) name: String,
    /// All text directly inside.
    pub(super) text: String,
    pub(super) children: Vec<Node>,
}

impl Node {
    /// Reads a document whose root must have this name.
    pub(super) fn parse(bytes: &[u8], root: &str) -> Result<Self, OssError> {
        let text = std::str::from_utf8(bytes).map_err(|_| malformed("it is not UTF-8"))?;
        let node = tree(text).map_err(|why| malformed(&why))?;
        if node.name == root {
            Ok(node)
        } else {
            Err(malformed(&format!("the root is {}, not {root}", node.name)))
        }
    }

    /// The children of this name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The only child of this name.
    pub(super) fn only(&self, name: &str) -> Result<Option<&Self>, OssError> {
        let mut all = self.children.iter().filter(|child| child.name == name);
        match (all.next(), all.next()) {
            (first, None) => Ok(first),
            (_, Some(_)) => Err(malformed(&format!("{name} is there more than once"))),
        }
    }

    /// The text without the blanks around it: for values that are not keys.
    pub(super) fn trimmed(&self) -> &str {
        self.text.trim()
    }
}

/// The whole body of a request.
pub(super) async fn body_of(body: &mut Body, limit: usize) -> Result<bytes::Bytes, OssError> {
    collect(body, limit).await.map_err(|error| match error {
        CollectError::TooLarge => malformed(&format!("it is larger than {limit} bytes")),
        CollectError::Incomplete => malformed("it ended early"),
    })
}

/// 400 MalformedXML.
pub(super) fn malformed(why: &str) -> OssError {
    OssError::new(
        StatusCode::BAD_REQUEST,
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published \
         schema.",
    )
    .with("ErrorDetail", why)
}

fn tree(text: &str) -> Result<Node, String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().enable_all_checks(true);
    // The innermost open element is the last.
    let mut open: Vec<Node> = Vec::new();
    let mut root = None;
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let inside = open.last_mut();
        match event {
            Event::Start(start) => {
                if root.is_some() || open.len() == DEEPEST {
                    return Err("it has elements where none can be".to_owned());
                }
                open.push(named(start.local_name().into_inner()));
            }
            Event::Empty(start) => {
                let node = named(start.local_name().into_inner());
                close(node, &mut open, &mut root)?;
            }
            Event::End(_) => {
                let node = open.pop().ok_or("it ends what did not begin")?;
                close(node, &mut open, &mut root)?;
            }
            Event::Text(text) => {
                let text = text.xml10_content();
                match inside {
                    Some(node) => node.text.push_str(&text),
                    None if text.trim_start_matches('\u{feff}').trim().is_empty() => (),
                    None => return Err("it has text outside of its root".to_owned()),
                }
            }
            Event::CData(text) => {
                inside
                    .ok_or("it has text outside of its root")?
                    .text
                    .push_str(&text.xml10_content());
            }
            Event::GeneralRef(reference) => {
                let node = inside.ok_or("it has text outside of its root")?;
                match reference.resolve_char_ref().map_err(|error| error.to_string())? {
                    Some(c) => node.text.push(c),
                    None => node.text.push_str(
                        resolve_predefined_entity(&reference).ok_or("it has an unknown entity")?,
                    ),
                }
            }
            Event::DocType(_) => return Err("it has a document type".to_owned()),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => (),
            Event::Eof => break,
        }
    }
    if !open.is_empty() {
        return Err("it ended early".to_owned());
    }
    root.ok_or_else(|| "it is empty".to_owned())
}

fn named(name: &str) -> Node {
    Node { name: name.to_owned(), ..Node::default() }
}

fn close(node: Node, open: &mut [Node], root: &mut Option<Node>) -> Result<(), String> {
    match open.last_mut() {
        Some(parent) => parent.children.push(node),
        None if root.is_some() => return Err("it has more than one root".to_owned()),
        None => *root = Some(node),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key_in(text: &str) -> Result<String, &'static str> {
        let document = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<o:Delete xmlns:o=\"x\" a='b'>\n \
             <Quiet/>\n <Object><Key>{text}</Key></Object></o:Delete>\n"
        );
        let delete = Node::parse(document.as_bytes(), "Delete").map_err(|error| error.code())?;
        let object = delete.all("Object").next().unwrap();
        Ok(object.only("Key").unwrap().unwrap().text.clone())
    }

    #[test]
    fn text_is_kept_to_the_last_blank() {
        assert_eq!(key_in(" a  b\n "), Ok(" a  b\n ".to_owned()));
        assert_eq!(key_in("&lt;&amp;&#13;&#x41;&quot;"), Ok("<&\rA\"".to_owned()));
        assert_eq!(key_in("<![CDATA[<&]]>"), Ok("<&".to_owned()));
        assert_eq!(key_in("a<!-- no -->b"), Ok("ab".to_owned()));
    }

    #[test]
    fn what_is_no_document() {
        for text in ["&unknown;", "&#xFFFFFFFF;", "<Key>", "</Object>", "&", "<a></b>"] {
            assert_eq!(key_in(text), Err("MalformedXML"), "{text}");
        }
        let deep = format!("{}{}", "<a>".repeat(9), "</a>".repeat(9));
        for document in [
            "",
            " ",
            "x",
            "<Delete>",
            "<Other/>",
            "<Delete/><Delete/>",
            "<Delete/>x",
            "<!DOCTYPE Delete [<!ENTITY a 'b'>]><Delete/>",
            &deep,
        ] {
            let error = Node::parse(document.as_bytes(), "Delete").unwrap_err();
            assert_eq!(error.code(), "MalformedXML", "{document}");
        }
        assert!(Node::parse(b"\xff", "Delete").is_err());
    }

    #[test]
    fn what_may_be_there_once() {
        let node = Node::parse(b"<A><B> x </B><C/><C/></A>", "A").unwrap();
        assert_eq!(node.only("B").unwrap().unwrap().trimmed(), "x");
        assert_eq!(node.only("D").unwrap(), None);
        assert_eq!(node.only("C").unwrap_err().code(), "MalformedXML");
    }

    proptest! {
        /// What this cloud writes it reads as it was.
        #[test]
        fn text_that_was_written_reads_back(
            text in "[^\u{0}-\u{8}\u{b}\u{c}\u{e}-\u{1f}\u{fffe}\u{ffff}]{0,40}",
        ) {
            let written = super::super::xml::Element::new("A").text("Key", &text).document();
            let node = Node::parse(written.as_bytes(), "A").unwrap();
            prop_assert_eq!(&node.children[0].text, &text);
        }
    }
}
