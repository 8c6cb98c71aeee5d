//! Lists of media inside one parameter, as JSON text: each element is read as if its members were
//! parameters of a call.

use serde_json::{Map, Value};

use crate::rpc::{Parameters, RpcError};

/// The elements of a JSON array of 1 to `most` objects. Numbers may be texts.
pub(super) fn elements(
    parameters: &Parameters,
    name: &str,
    most: usize,
) -> Result<Vec<Parameters>, RpcError> {
    let wrong = || {
        let expected = format!("a JSON array of 1 to {most} objects");
        RpcError::invalid_parameter(name, &expected)
    };
    let listed: Vec<Map<String, Value>> =
        serde_json::from_str(parameters.required(name)?).map_err(|_| wrong())?;
    if listed.is_empty() || listed.len() > most {
        return Err(wrong());
    }
    listed.into_iter().map(|members| element(members).ok_or_else(wrong)).collect()
}

fn element(members: Map<String, Value>) -> Option<Parameters> {
    let pairs: Option<Vec<_>> = members
        .into_iter()
        .map(|(name, value)| match value {
            Value::String(text) => Some((name, text)),
            Value::Number(number) => Some((name, number.to_string())),
            Value::Null => Some((name, String::new())),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        })
        .collect();
    pairs.map(Parameters::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Parameters>, RpcError> {
        elements(&Parameters::new(vec![("List".to_owned(), text.to_owned())]), "List", 2)
    }

    #[test]
    fn members_are_read_like_parameters() {
        let list = read(r#"[{"Title":"t","CateId":7},{"Title":null}]"#).unwrap();
        assert_eq!(list[0].text("Title"), Some("t"));
        assert_eq!(list[0].number("CateId").unwrap(), Some(7));
        assert_eq!(list[1].text("Title"), None);
        for text in ["{}", "[]", "[1]", "text", "[{},{},{}]", r#"[{"Title":[]}]"#] {
            assert_eq!(read(text).unwrap_err().code, "InvalidParameter", "{text}");
        }
        assert_eq!(read("").unwrap_err().code, "MissingParameter");
    }
}
