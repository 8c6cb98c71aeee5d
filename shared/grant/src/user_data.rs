//! The stamp's place: a reserved key of `UserData.Extend`.
//!
//! VOD gives back what it was given: `Extend` in events, the whole of `UserData` in GetVideoInfo,
//! each sometimes as an object and sometimes as a text that holds one ("Request parameters",
//! UserData; "FileUploadComplete").

use model::fields::{self, FieldError, STAMP_KEY};
use serde_json::{Map, Value};

use crate::{GrantKeys, Stamp};

/// The text of `UserData` to send: the caller's, already checked, with the stamp in its `Extend`.
///
/// # Errors
/// When `Extend` is no object, holds the reserved key, or leaves no room for the stamp.
pub fn stamped(user_data: Option<&str>, stamp: &Stamp) -> Result<String, FieldError> {
    let mut whole = user_data.map_or_else(Map::new, object_in);
    let mut extend = match whole.remove("Extend") {
        None | Some(Value::Null) => Map::new(),
        Some(value) => fields::extend_of_caller(&value)?,
    };
    extend.insert(STAMP_KEY.to_owned(), stamp.text().into());
    whole.insert("Extend".to_owned(), extend.into());
    Ok(Value::Object(whole).to_string())
}

/// The stamp in a `UserData` that GetVideoInfo gave.
#[must_use]
pub fn stamp_in_user_data(keys: &GrantKeys, user_data: &str) -> Option<Stamp> {
    match object_in(user_data).remove("Extend")? {
        Value::Object(extend) => stamp_of(keys, &extend),
        Value::String(extend) => stamp_in_extend(keys, &extend),
        _ => None,
    }
}

/// The stamp in the `Extend` of an event.
#[must_use]
pub fn stamp_in_extend(keys: &GrantKeys, extend: &str) -> Option<Stamp> {
    stamp_of(keys, &object_in(extend))
}

fn stamp_of(keys: &GrantKeys, extend: &Map<String, Value>) -> Option<Stamp> {
    Stamp::read(keys, extend.get(STAMP_KEY)?.as_str()?)
}

fn object_in(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use model::{
        MediaKind,
        fields::{CALLER_EXTEND_BYTES, EXTEND_BYTES},
    };
    use serde_json::json;

    use super::*;
    use crate::fixtures::{grant, keys, owner};

    fn stamp() -> Stamp {
        Stamp::make(&keys(), &grant(MediaKind::Video), &owner("user-1"))
    }

    fn refused(user_data: &Value) -> String {
        let error = stamped(Some(&user_data.to_string()), &stamp()).unwrap_err();
        format!("{} {}", error.code.as_str(), error.field)
    }

    #[test]
    fn the_stamp_joins_what_the_caller_wrote() {
        for user_data in [
            None,
            Some(json!({})),
            Some(json!({"Extend": null})),
            Some(json!({"Extend": {"n": 1}})),
            Some(
                json!({"Extend": "{\"n\":1}", "MessageCallback": {"CallbackURL": "http://e.com"}}),
            ),
        ] {
            let text = user_data.as_ref().map(Value::to_string);
            let sent: Value =
                serde_json::from_str(&stamped(text.as_deref(), &stamp()).unwrap()).unwrap();
            assert!(
                stamp_in_user_data(&keys(), &sent.to_string()).unwrap().is_of(&owner("user-1"))
            );
            assert!(
                stamp_in_extend(&keys(), &sent["Extend"].to_string())
                    .unwrap()
                    .is_of(&owner("user-1"))
            );
            let expected = user_data.unwrap_or_default();
            assert_eq!(sent.get("MessageCallback"), expected.get("MessageCallback"));
            if expected.get("Extend").is_some_and(|extend| !extend.is_null()) {
                assert_eq!(sent["Extend"]["n"], 1);
            }
        }
    }

    #[test]
    fn vod_may_give_back_a_text_within_the_text() {
        let sent: Value = serde_json::from_str(&stamped(None, &stamp()).unwrap()).unwrap();
        let as_text = json!({"Extend": sent["Extend"].to_string()}).to_string();
        assert!(stamp_in_user_data(&keys(), &as_text).unwrap().is_of(&owner("user-1")));
        for foreign in ["", "{", "[]", "{}", r#"{"Extend":1}"#, r#"{"Extend":{"_stamp":"1.x"}}"#] {
            assert!(stamp_in_user_data(&keys(), foreign).is_none(), "{foreign}");
        }
    }

    #[test]
    fn a_caller_can_neither_bring_a_stamp_nor_take_its_room() {
        let at_most = json!({"Extend": {"k": "x".repeat(CALLER_EXTEND_BYTES - 8)}});
        let sent = stamped(Some(&at_most.to_string()), &stamp()).unwrap();
        let sent: Value = serde_json::from_str(&sent).unwrap();
        assert!(sent["Extend"].to_string().len() <= EXTEND_BYTES);
        let more = json!({"Extend": {"k": "x".repeat(CALLER_EXTEND_BYTES - 7)}});
        assert_eq!(refused(&more), "LengthExceededMax UserData.Extend");
        for extend in [
            json!("text"),
            json!([1]),
            json!(1),
            json!({STAMP_KEY: "x"}),
            json!("{\"\\u005fstamp\":\"x\"}"),
            json!({STAMP_KEY: stamp().text()}),
        ] {
            assert_eq!(refused(&json!({"Extend": extend})), "InvalidParameter UserData.Extend");
        }
    }
}
