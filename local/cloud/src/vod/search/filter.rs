//! A filter that fits its type of media, held against media.

use model::time::parse_iso8601;
use serde_json::Value;

use super::fields::{Filtering, MediaType};
use super::parser::{End, Expression, Test, syntax};
use super::rows::Row;
use crate::rpc::RpcError;

/// How many values a list may have (VideoId: "a maximum of 100 video IDs").
const VALUES: usize = 100;

/// What a medium must be like.
pub(super) enum Filter {
    All(Vec<Filter>),
    Any(Vec<Filter>),
    OneOf { field: String, values: Vec<String> },
    Contains { field: String, values: Vec<String> },
    Between { field: String, from: Option<Bound>, to: Option<Bound> },
}

/// An end of an interval: a number, or the seconds of a moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bound {
    value: f64,
    included: bool,
}

impl Filter {
    /// Checks that each field exists and is used in a way that it allows.
    pub(super) fn new(expression: Expression, media_type: MediaType) -> Result<Self, RpcError> {
        let each = |expressions: Vec<Expression>| -> Result<Vec<Self>, RpcError> {
            expressions.into_iter().map(|one| Self::new(one, media_type)).collect()
        };
        match expression {
            Expression::All(expressions) => each(expressions).map(Self::All),
            Expression::Any(expressions) => each(expressions).map(Self::Any),
            Expression::Condition { field, test } => {
                let known = media_type.field(&field).ok_or_else(|| syntax(&field))?;
                Self::condition(field, known.filter, test)
            }
        }
    }

    fn condition(field: String, filtering: Filtering, test: Test) -> Result<Self, RpcError> {
        match (filtering, test) {
            (Filtering::Exact, Test::OneOf(values)) if values.len() <= VALUES => {
                Ok(Self::OneOf { field, values })
            }
            (Filtering::Fuzzy, Test::OneOf(values)) if values.len() <= VALUES => {
                Ok(Self::Contains { field, values })
            }
            (Filtering::Number, Test::Within { from, to }) => between(field, from, to, number),
            (Filtering::Time, Test::Within { from, to }) => between(field, from, to, seconds),
            _ => Err(syntax(&field)),
        }
    }

    /// Whether a medium is like that.
    pub(super) fn takes(&self, row: &Row) -> bool {
        match self {
            Self::All(filters) => filters.iter().all(|filter| filter.takes(row)),
            Self::Any(filters) => filters.iter().any(|filter| filter.takes(row)),
            Self::OneOf { field, values } => {
                row.texts(field).iter().any(|text| values.contains(text))
            }
            Self::Contains { field, values } => row
                .texts(field)
                .iter()
                .any(|text| values.iter().any(|value| text.contains(value.as_str()))),
            Self::Between { field, from, to } => row.fields.get(field).is_some_and(|value| {
                let value = match value {
                    Value::String(text) => seconds(text),
                    other => other.as_f64(),
                };
                value.is_some_and(|value| {
                    from.is_none_or(|end| value > end.value || (end.included && value >= end.value))
                        && to.is_none_or(|end| {
                            value < end.value || (end.included && value <= end.value)
                        })
                })
            }),
        }
    }
}

fn between(
    field: String,
    from: Option<End>,
    to: Option<End>,
    read: fn(&str) -> Option<f64>,
) -> Result<Filter, RpcError> {
    let bound = |end: Option<End>| {
        end.map(|end| {
            let value = read(&end.value).ok_or_else(|| syntax(&field))?;
            Ok::<_, RpcError>(Bound { value, included: end.included })
        })
        .transpose()
    };
    let (from, to) = (bound(from)?, bound(to)?);
    Ok(Filter::Between { field, from, to })
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Seconds since 1970 of `yyyy-MM-ddTHH:mm:ssZ`.
fn seconds(text: &str) -> Option<f64> {
    let moment = parse_iso8601(text).filter(|_| text.ends_with('Z'))?;
    number(&moment.as_second().to_string())
}
