//! YAML as a tree that knows its lines, so that every refusal can name one.
//!
//! Rules need no more of YAML than JSON has, and comments. Anchors, aliases and tags are refused:
//! who reads rules should not have to look elsewhere for what they say. A plain scalar is what JSON
//! would make of it, and otherwise a text; so `no` and `0123` stay the texts that they look like.

use granit_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Value};

use super::problem::RulesProblem;

/// Deepest nesting. Rules need 7 and an `Extend` of their own a few more.
const DEEPEST: usize = 16;
/// Largest file in bytes; the one compiled in has some 5 KB.
const LARGEST: usize = 64 * 1024;

/// A value and the line that it begins on.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) line: usize,
    pub(super) content: Content,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum Content {
    /// Null, a boolean, a number or a text.
    Scalar(Value),
    /// A list.
    List(Vec<Node>),
    /// A mapping in the order of the file, without repeated keys.
    Map(Vec<(Key, Node)>),
}

/// A key of a mapping.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) line: usize,
    pub(super) name: String,
}

impl Node {
    /// The same as JSON.
    pub(super) fn to_value(&self) -> Value {
        match &self.content {
            Content::Scalar(value) => value.clone(),
            Content::List(items) => items.iter().map(Self::to_value).collect(),
            Content::Map(entries) => {
                let mut members = Map::new();
                for (key, node) in entries {
                    members.insert(key.name.clone(), node.to_value());
                }
                members.into()
            }
        }
    }

    /// The text, if it is one.
    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar(value) => value.as_str(),
            _ => None,
        }
    }

    /// Whether nothing was written.
    pub(super) fn is_null(&self) -> bool {
        matches!(self.content, Content::Scalar(Value::Null))
    }
}

/// A list or mapping whose end has not come.
enum Open {
    List(Vec<Node>),
    Map { entries: Vec<(Key, Node)>, key: Option<Key> },
}

/// Reads one document.
///
/// # Errors
/// The first line that is no YAML, or more of it than rules need.
pub(super) fn parse(text: &str) -> Result<Node, RulesProblem> {
    if text.len() > LARGEST {
        let reason = format!("the rules are {} bytes long; at most {LARGEST} are read", text.len());
        return Err(RulesProblem::new(1, reason));
    }
    let mut open: Vec<(usize, Open)> = Vec::new();
    let mut root = None;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            RulesProblem::new(error.marker().line(), format!("this is no YAML: {}", error.info()))
        })?;
        let line = span.start.line();
        if event.anchor_id().is_some() || event.alias_id().is_some() || event.tag().is_some() {
            let reason = "anchors, aliases and tags are not taken; write the value itself";
            return Err(RulesProblem::new(line, reason));
        }
        let begun = match event {
            Event::Scalar(text, style, ..) => {
                let content = Content::Scalar(scalar(&text, style));
                add(&mut open, &mut root, Node { line, content })?;
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some((line, ended)) = open.pop() {
                    let content = match ended {
                        Open::List(items) => Content::List(items),
                        Open::Map { entries, .. } => Content::Map(entries),
                    };
                    add(&mut open, &mut root, Node { line, content })?;
                }
                continue;
            }
            Event::SequenceStart(..) => Open::List(Vec::new()),
            Event::MappingStart(..) => Open::Map { entries: Vec::new(), key: None },
            Event::DocumentStart(..) if root.is_some() => {
                return Err(RulesProblem::new(line, "a second document begins; rules are one"));
            }
            _ => continue,
        };
        if open.len() == DEEPEST {
            return Err(RulesProblem::new(line, "this is nested too deeply"));
        }
        open.push((line, begun));
    }
    root.ok_or_else(|| RulesProblem::new(1, "there are no rules"))
}

fn add(
    open: &mut [(usize, Open)],
    root: &mut Option<Node>,
    node: Node,
) -> Result<(), RulesProblem> {
    match open.last_mut() {
        None => *root = Some(node),
        Some((_, Open::List(items))) => items.push(node),
        Some((_, Open::Map { entries, key })) => match key.take() {
            Some(key) => entries.push((key, node)),
            None => *key = Some(new_key(&node, entries)?),
        },
    }
    Ok(())
}

/// A node as the next key of a mapping.
fn new_key(node: &Node, entries: &[(Key, Node)]) -> Result<Key, RulesProblem> {
    let Some(name) = node.as_text() else {
        return Err(RulesProblem::new(node.line, "a key must be a text"));
    };
    match entries.iter().find(|(known, _)| known.name == name) {
        None => Ok(Key { line: node.line, name: name.to_owned() }),
        Some((first, _)) => {
            let reason = format!("{name} is given twice, first in line {}", first.line);
            Err(RulesProblem::new(node.line, reason))
        }
    }
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return text.into();
    }
    match serde_json::from_str(text) {
        Ok(value) => value,
        Err(_) if text.is_empty() || text == "~" => Value::Null,
        Err(_) => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(text: &str) -> Result<Value, String> {
        parse(text).map(|node| node.to_value()).map_err(|problem| problem.to_string())
    }

    #[test]
    fn scalars_are_what_they_look_like() {
        let text = "a: 5\nb: -1.5\nc: true\nd: no\ne: 0123\nf: \"5\"\ng: '~'\nh: ~\ni:\nj: [3gp, mp4]\nk: {x: 1}\n";
        let expected = json!({
            "a": 5, "b": -1.5, "c": true, "d": "no", "e": "0123", "f": "5", "g": "~", "h": null,
            "i": null, "j": ["3gp", "mp4"], "k": {"x": 1}
        });
        assert_eq!(read(text).unwrap(), expected);
    }

    #[test]
    fn keys_and_values_know_their_lines() {
        let node = parse("# one\n\na: 1\nb:\n  # why\n  c: [x,\n    y]\n").unwrap();
        let Content::Map(entries) = node.content else { panic!("{node:?}") };
        assert_eq!((entries[0].0.line, entries[1].0.line), (3, 4));
        let Content::Map(inner) = &entries[1].1.content else { panic!("{entries:?}") };
        let Content::List(items) = &inner[0].1.content else { panic!("{inner:?}") };
        assert_eq!((inner[0].0.line, items[0].line, items[1].line), (6, 6, 7));
    }

    #[test]
    fn what_rules_do_not_need_is_refused_with_its_line() {
        for (text, line, word) in [
            ("", 1, "no rules"),
            ("# nothing\n", 1, "no rules"),
            ("a: 1\nb: 2\na: 3\n", 3, "given twice, first in line 1"),
            ("a: &x 1\nb: *x\n", 1, "anchors"),
            ("a: 1\nb: !!str 2\n", 2, "tags"),
            ("a: 1\n---\nb: 1\n", 2, "second document"),
            ("a: 1\n? [b]\n: 2\n", 2, "key"),
            ("1: 2\n", 1, "key"),
            ("a: [1\n", 0, "no YAML"),
            ("a: 1\n b: 2\n", 0, "no YAML"),
            ("a: \"x\n", 0, "no YAML"),
        ] {
            let problem = read(text).unwrap_err();
            assert!(
                line == 0 || problem.starts_with(&format!("line {line}: ")),
                "{text}: {problem}"
            );
            assert!(problem.contains(word), "{text}: {problem}");
        }
        assert!(read(&"[".repeat(200)).is_err());
        let deep = format!("a: {}{}", "[".repeat(40), "]".repeat(40));
        assert!(read(&deep).unwrap_err().contains("too deeply"));
        assert!(read(&"- ".repeat(20_000)).unwrap_err().contains("too deeply"));
        assert!(read(&format!("a: {}", "x".repeat(LARGEST))).unwrap_err().contains("bytes long"));
    }
}
