//! When a token is valid.
//!
//! The library that checks signatures reads the system's clock; here the time comes from outside, so
//! that the edges can be tested.
//!
//! Source: RFC 7519, 4.1.4 to 4.1.6, with the leeway that it allows for.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::{Claims, Fault, Refusal};

/// Checks `exp`, which must be there, and `nbf` and `iat` where they are.
pub(super) fn check(claims: &Claims, now: Timestamp, leeway: Duration) -> Result<(), Refusal> {
    let now = now.as_duration().as_secs_f64();
    let leeway = leeway.as_secs_f64();
    let expires = time(claims, "exp")?.ok_or(Refusal::InvalidToken(Fault::Time))?;
    let begins = time(claims, "nbf")?;
    let made = time(claims, "iat")?;
    if now >= expires + leeway {
        return Err(Refusal::ExpiredToken);
    }
    if [begins, made].into_iter().flatten().any(|time| now + leeway < time) {
        return Err(Refusal::TokenNotYetValid);
    }
    Ok(())
}

/// Seconds since 1970, with a fraction perhaps. What is there must be one.
fn time(claims: &Claims, name: &str) -> Result<Option<f64>, Refusal> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::Number(number)) => Ok(number.as_f64()),
        Some(_) => Err(Refusal::InvalidToken(Fault::Time)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// At 10,000 seconds after 1970, with a leeway of 60.
    fn at_10_000(claims: &Value) -> Result<(), Refusal> {
        let now = Timestamp::from_second(10_000).unwrap();
        check(claims.as_object().unwrap(), now, Duration::from_mins(1))
    }

    #[test]
    fn a_token_ends_with_its_last_second_and_the_leeway() {
        for (exp, valid) in [
            (json!(10_001), true),
            (json!(9_941), true),
            (json!(9_940.5), true),
            (json!(9_940), false),
        ] {
            let expected = if valid { Ok(()) } else { Err(Refusal::ExpiredToken) };
            assert_eq!(at_10_000(&json!({ "exp": exp })), expected, "{exp}");
        }
        for exp in [json!(0), json!(-1), json!(-1e300)] {
            assert_eq!(at_10_000(&json!({ "exp": exp })), Err(Refusal::ExpiredToken), "{exp}");
        }
    }

    #[test]
    fn a_token_begins_with_its_first_second_less_the_leeway() {
        for name in ["nbf", "iat"] {
            for (time, valid) in [
                (json!(0), true),
                (json!(10_060), true),
                (json!(10_060.5), false),
                (json!(10_061), false),
                (json!(1e300), false),
            ] {
                let expected = if valid { Ok(()) } else { Err(Refusal::TokenNotYetValid) };
                let checked = at_10_000(&json!({"exp": 20_000, name: time}));
                assert_eq!(checked, expected, "{name} {time}");
            }
        }
    }

    #[test]
    fn a_token_without_an_end_is_refused() {
        let refused = Err(Refusal::InvalidToken(Fault::Time));
        for claims in [
            json!({}),
            json!({"exp": null}),
            json!({"exp": "20000"}),
            json!({"exp": [20_000]}),
            json!({"exp": 20_000, "nbf": "now"}),
            json!({"exp": 20_000, "nbf": null}),
            json!({"exp": 20_000, "iat": {}}),
        ] {
            assert_eq!(at_10_000(&claims), refused, "{claims}");
        }
    }
}
