//! The operators of conditions by name (RAM documentation, "Conditional operators").

/// What an operator compares, and whether it asks for the opposite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Operator {
    pub(super) comparison: Comparison,
    pub(super) negated: bool,
}

/// How a value of the request is held against one of the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Text(Likeness),
    Number(Order),
    Date(Order),
    Bool,
    Address,
}

/// When two texts are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    Exact,
    IgnoreCase,
    /// With `*` and `?`.
    Wildcard,
}

/// Where the request's value must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Operator {
    pub(super) fn named(name: &str) -> Option<Self> {
        use Comparison::{Address, Bool, Date, Number, Text};
        use Likeness::{Exact, IgnoreCase, Wildcard};

        let (comparison, negated) = match name {
            "StringEquals" => (Text(Exact), false),
            "StringNotEquals" => (Text(Exact), true),
            "StringEqualsIgnoreCase" => (Text(IgnoreCase), false),
            "StringNotEqualsIgnoreCase" => (Text(IgnoreCase), true),
            "StringLike" => (Text(Wildcard), false),
            "StringNotLike" => (Text(Wildcard), true),
            "Bool" => (Bool, false),
            "IpAddress" => (Address, false),
            "NotIpAddress" => (Address, true),
            _ => {
                let (kind, order): (fn(Order) -> Comparison, _) =
                    if let Some(order) = name.strip_prefix("Numeric") {
                        (Number, order)
                    } else {
                        (Date, name.strip_prefix("Date")?)
                    };
                let (order, negated) = Order::named(order)?;
                (kind(order), negated)
            }
        };
        Some(Self { comparison, negated })
    }
}

impl Order {
    fn named(name: &str) -> Option<(Self, bool)> {
        Some(match name {
            "Equals" => (Self::Equal, false),
            "NotEquals" => (Self::Equal, true),
            "LessThan" => (Self::Less, false),
            "LessThanEquals" => (Self::LessOrEqual, false),
            "GreaterThan" => (Self::Greater, false),
            "GreaterThanEquals" => (Self::GreaterOrEqual, false),
            _ => return None,
        })
    }

    /// Whether a value stands there.
    pub(super) fn holds<T: PartialOrd>(self, value: &T, limit: &T) -> bool {
        match self {
            Self::Equal => value == limit,
            Self::Less => value < limit,
            Self::LessOrEqual => value <= limit,
            Self::Greater => value > limit,
            Self::GreaterOrEqual => value >= limit,
        }
    }
}
