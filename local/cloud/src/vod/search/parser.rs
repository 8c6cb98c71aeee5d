//! The filter language: `field = 'value'`, `field in ('a','b')`, `field = ('from','to']`, joined by
//! `and`, and inside parentheses by `or`.
//!
//! Keywords are taken in either case; texts stand in single or double quotes, with the other kind
//! and no escapes inside; a bare word or number is a value too. The documentation says all of this
//! by examples only.

use crate::rpc::RpcError;

/// How deep parentheses may stand in each other.
const DEPTH: usize = 16;

/// A filter, before anything is known of its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expression {
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Condition { field: String, test: Test },
}

/// What is asked of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Test {
    /// `= 'value'` or `in (…)`.
    OneOf(Vec<String>),
    /// An interval; an end that is missing is open.
    Within { from: Option<End>, to: Option<End> },
}

/// One end of an interval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct End {
    pub(super) value: String,
    /// `[` or `]`: the end itself belongs to it.
    pub(super) included: bool,
}

/// Reads a whole filter.
pub(super) fn parse(text: &str) -> Result<Expression, RpcError> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, next: 0 };
    let expression = parser.all_of(0)?;
    match parser.tokens.get(parser.next) {
        None => Ok(expression),
        Some(token) => Err(syntax(&token.text())),
    }
}

/// The refusal of a filter; `place` is what was not understood.
pub(super) fn syntax(place: &str) -> RpcError {
    RpcError::bad_request(
        "ErrorMatchSyntax",
        format!("The parameter Match.{place} has an error syntax, please check it."),
    )
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Sign(char),
    Word(String),
    Quoted(String),
}

impl Token {
    fn text(&self) -> String {
        match self {
            Self::Sign(sign) => sign.to_string(),
            Self::Word(word) | Self::Quoted(word) => word.clone(),
        }
    }

    fn is_keyword(&self, keyword: &str) -> bool {
        matches!(self, Self::Word(word) if word.eq_ignore_ascii_case(keyword))
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, RpcError> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        rest = match first {
            '=' | '(' | ')' | '[' | ']' | ',' => {
                tokens.push(Token::Sign(first));
                after
            }
            '\'' | '"' => {
                let (inside, after) = after.split_once(first).ok_or_else(|| syntax(rest))?;
                tokens.push(Token::Quoted(inside.to_owned()));
                after
            }
            _ => {
                let ends = |c: char| c.is_whitespace() || "=()[],'\"".contains(c);
                let (word, after) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
                tokens.push(Token::Word(word.to_owned()));
                after
            }
        }
        .trim_start();
    }
    Ok(tokens)
}

struct Parser<'a> {
    tokens: &'a [Token],
    next: usize,
}

impl Parser<'_> {
    fn all_of(&mut self, depth: usize) -> Result<Expression, RpcError> {
        let mut terms = vec![self.term(depth)?];
        while self.takes(|token| token.is_keyword("and")) {
            terms.push(self.term(depth)?);
        }
        Ok(Expression::All(terms))
    }

    /// A condition, or conditions in parentheses, the one place where `or` may stand.
    fn term(&mut self, depth: usize) -> Result<Expression, RpcError> {
        if !self.takes(|token| *token == Token::Sign('(')) {
            return self.condition();
        }
        if depth == DEPTH {
            return Err(syntax("("));
        }
        let mut terms = vec![self.all_of(depth + 1)?];
        while self.takes(|token| token.is_keyword("or")) {
            terms.push(self.all_of(depth + 1)?);
        }
        self.expect(')')?;
        Ok(Expression::Any(terms))
    }

    fn condition(&mut self) -> Result<Expression, RpcError> {
        let field = match self.take() {
            Some(Token::Word(word)) => word.clone(),
            other => return Err(syntax(&other.map(Token::text).unwrap_or_default())),
        };
        let test = if self.takes(|token| token.is_keyword("in")) {
            self.expect('(')?;
            Test::OneOf(self.values(&field)?)
        } else if !self.takes(|token| *token == Token::Sign('=')) {
            return Err(syntax(&field));
        } else if self.takes(|token| *token == Token::Sign('(')) {
            self.interval(&field, false)?
        } else if self.takes(|token| *token == Token::Sign('[')) {
            self.interval(&field, true)?
        } else {
            Test::OneOf(vec![self.value(&field)?])
        };
        Ok(Expression::Condition { field, test })
    }

    fn values(&mut self, field: &str) -> Result<Vec<String>, RpcError> {
        let mut values = vec![self.value(field)?];
        while self.takes(|token| *token == Token::Sign(',')) {
            values.push(self.value(field)?);
        }
        self.expect(')')?;
        Ok(values)
    }

    fn interval(&mut self, field: &str, included: bool) -> Result<Test, RpcError> {
        let from = self.optional_value().map(|value| End { value, included });
        self.expect(',')?;
        let to = self.optional_value();
        let included = match self.take() {
            Some(Token::Sign(')')) => false,
            Some(Token::Sign(']')) => true,
            _ => return Err(syntax(field)),
        };
        let to = to.map(|value| End { value, included });
        if from.is_none() && to.is_none() {
            return Err(syntax(field));
        }
        Ok(Test::Within { from, to })
    }

    fn value(&mut self, field: &str) -> Result<String, RpcError> {
        self.optional_value().ok_or_else(|| syntax(field))
    }

    fn optional_value(&mut self) -> Option<String> {
        match self.tokens.get(self.next)? {
            Token::Word(value) | Token::Quoted(value) => {
                self.next += 1;
                Some(value.clone())
            }
            Token::Sign(_) => None,
        }
    }

    fn expect(&mut self, sign: char) -> Result<(), RpcError> {
        if self.takes(|token| *token == Token::Sign(sign)) {
            return Ok(());
        }
        Err(syntax(&self.tokens.get(self.next).map(Token::text).unwrap_or_default()))
    }

    fn takes(&mut self, is: impl FnOnce(&Token) -> bool) -> bool {
        let found = self.tokens.get(self.next).is_some_and(is);
        self.next += usize::from(found);
        found
    }

    fn take(&mut self) -> Option<&Token> {
        let token = self.tokens.get(self.next)?;
        self.next += 1;
        Some(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(field: &str, values: &[&str]) -> Expression {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        Expression::Condition { field: field.to_owned(), test: Test::OneOf(values) }
    }

    #[test]
    fn conditions_are_joined_by_and_and_in_parentheses_by_or() {
        assert_eq!(
            parse("Status in ('Normal', \"Blocked\") AND (Title='a b' or CateId = 7)").unwrap(),
            Expression::All(vec![
                condition("Status", &["Normal", "Blocked"]),
                Expression::Any(vec![
                    Expression::All(vec![condition("Title", &["a b"])]),
                    Expression::All(vec![condition("CateId", &["7"])]),
                ]),
            ])
        );
    }

    #[test]
    fn intervals_have_open_and_closed_ends() {
        let end = |value: &str, included| Some(End { value: value.to_owned(), included });
        for (text, from, to) in [
            ("Size = (1,2]", end("1", false), end("2", true)),
            ("Size = ['1','2')", end("1", true), end("2", false)),
            ("Size = [1,)", end("1", true), None),
            ("Size = (,2)", None, end("2", false)),
        ] {
            let test = Test::Within { from, to };
            let expected = Expression::Condition { field: "Size".to_owned(), test };
            assert_eq!(parse(text).unwrap(), Expression::All(vec![expected]), "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        let deep = format!("{}a=1{}", "(".repeat(17), ")".repeat(17));
        for text in [
            "",
            "Title",
            "Title =",
            "Title = 'open",
            "= 'a'",
            "Title = 'a' 'b'",
            "Title in 'a'",
            "Title in ()",
            "Title = 'a' or Title = 'b'",
            "(Title = 'a'",
            "Title = 'a')",
            "Size = (,)",
            "Size = (1,2",
            "Size = (1)",
            "'Title' = 'a'",
            "Title != 'a'",
            "and",
            &deep,
        ] {
            assert_eq!(parse(text).unwrap_err().code, "ErrorMatchSyntax", "{text}");
        }
        let error = parse("Title > 5").unwrap_err();
        assert_eq!(
            error.message,
            "The parameter Match.Title has an error syntax, please check it."
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[a-c='\"()\\[\\], orandin]{0,40}|.{0,40}") {
            let _ = parse(&text);
        }
    }
}
