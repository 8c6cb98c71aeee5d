//! A filter written again, in one way of the many in which it could stand: what is read from that is
//! the same filter. Nothing but checks of the parser needs it.

use std::fmt::{self, Display, Formatter};

use super::parser::{End, Expression, Test};

impl Display for Expression {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::All(terms) => joined(out, terms, " and "),
            Self::Any(terms) => {
                out.write_str("(")?;
                joined(out, terms, " or ")?;
                out.write_str(")")
            }
            Self::Condition { field, test } => write!(out, "{field} {test}"),
        }
    }
}

impl Display for Test {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::OneOf(values) => {
                out.write_str("in (")?;
                let quoted: Vec<String> = values.iter().map(|value| quoted(value)).collect();
                joined(out, &quoted, ",")?;
                out.write_str(")")
            }
            Self::Within { from, to } => {
                let closed = |end: &Option<End>| end.as_ref().is_some_and(|end| end.included);
                let value = |end: &Option<End>| {
                    end.as_ref().map(|end| quoted(&end.value)).unwrap_or_default()
                };
                let open = if closed(from) { '[' } else { '(' };
                let close = if closed(to) { ']' } else { ')' };
                write!(out, "= {open}{},{}{close}", value(from), value(to))
            }
        }
    }
}

fn joined(out: &mut Formatter<'_>, parts: &[impl Display], between: &str) -> fmt::Result {
    parts.iter().enumerate().try_for_each(|(index, part)| {
        let between = if index == 0 { "" } else { between };
        write!(out, "{between}{part}")
    })
}

/// No text that was read has both kinds of quotes in it.
fn quoted(value: &str) -> String {
    let quote = if value.contains('\'') { '"' } else { '\'' };
    format!("{quote}{value}{quote}")
}

#[cfg(test)]
mod tests {
    use super::super::parser::parse;

    #[test]
    fn every_form_has_one_way_to_stand() {
        for (text, written) in [
            ("Title='a b'", "Title in ('a b')"),
            ("Title = \"it's\"", "Title in (\"it's\")"),
            (
                "A in (1,2) AND (B=(1,] Or C=[,'2') )",
                "A in ('1','2') and (B = ('1',) or C = (,'2'))",
            ),
            ("((A=1))", "((A in ('1')))"),
        ] {
            assert_eq!(parse(text).unwrap().to_string(), written, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read_again(
            text in "((A|in|and) ?(=|in) ?(1|'a'|\"'\"|\\(1,'b'\\)|[\\[(]1?,2?[\\])])( and | or )?|[()]){1,6}"
        ) {
            if let Ok(read) = parse(&text) {
                proptest::prop_assert_eq!(parse(&read.to_string()), Ok(read));
            }
        }
    }
}
