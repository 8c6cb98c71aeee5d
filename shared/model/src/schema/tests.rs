//! Whatever a pattern allows, the code takes.

use proptest::{prelude::*, string::string_regex};
use serde_json::Value;

use super::*;
use crate::{MediaEvent, fields};

fn of<T: JsonSchema>() -> Value {
    T::json_schema(&mut SchemaGenerator::default()).into()
}

fn pattern<T: JsonSchema>() -> String {
    of::<T>()["pattern"].as_str().unwrap().to_owned()
}

/// Texts of a pattern, short enough for a limit in bytes.
fn texts<T: JsonSchema>(bytes: usize) -> impl Strategy<Value = String> {
    let pattern = pattern::<T>();
    // The generator knows no anchors, and always makes whole texts.
    let pattern = pattern.strip_prefix('^').and_then(|rest| rest.strip_suffix('$')).unwrap();
    string_regex(pattern)
        .unwrap_or_else(|error| panic!("{pattern}: {error}"))
        .prop_filter("too long in bytes", move |text| text.len() <= bytes)
}

proptest! {
    #[test]
    fn ids(
        video in texts::<VideoId>(64),
        reference in texts::<ReferenceId>(64),
        identifier in texts::<Identifier>(limits::IDENTIFIER_BYTES),
    ) {
        prop_assert!(video.parse::<VideoId>().is_ok(), "{video}");
        prop_assert!(video.parse::<ImageId>().is_ok() && video.parse::<MediaId>().is_ok());
        prop_assert!(video.parse::<TemplateGroupId>().is_ok());
        prop_assert!(reference.parse::<ReferenceId>().is_ok(), "{reference}");
        prop_assert!(fields::identifier("AppId", &identifier).is_ok(), "{identifier}");
    }

    #[test]
    fn texts_and_addresses(
        title in texts::<Title>(limits::TITLE_BYTES),
        cover in texts::<WebAddress>(limits::COVER_URL_BYTES),
        location in texts::<StorageLocation>(limits::STORAGE_LOCATION_BYTES),
        categories in texts::<CateIds>(200),
    ) {
        prop_assert!(fields::title(&title).is_ok(), "{title:?}");
        prop_assert!(fields::cover_url(&cover).is_ok(), "{cover:?}");
        prop_assert!(fields::storage_location(&location).is_ok(), "{location}");
        prop_assert!(fields::category_ids(&categories).is_ok(), "{categories}");
    }

    #[test]
    fn names_of_files(
        video in texts::<VideoFileName>(limits::FILE_NAME_BYTES),
        any in texts::<FileName>(limits::FILE_NAME_BYTES),
        image in texts::<ImageExt>(10),
    ) {
        prop_assert!(fields::file_name("FileName", &video).is_ok(), "{video:?}");
        let extension = fields::extension_of(&video);
        prop_assert!(extension.is_some_and(|one| fields::is_media_extension(&one)), "{video:?}");
        prop_assert!(fields::file_name("FileName", &any).is_ok(), "{any:?}");
        prop_assert!(fields::is_image_extension(&image), "{image}");
    }
}

#[test]
fn a_list_of_tags_has_both_limits() {
    let schema = of::<Tags>();
    assert!(schema["pattern"].as_str().unwrap().ends_with("{1,32}){0,15}$"), "{schema}");
    assert_eq!(schema["x-max-bytes"], 527);
}

#[test]
fn events_need_the_ids_that_they_are_read_for() {
    let schema = of::<Event>();
    for variant in schema["anyOf"].as_array().unwrap() {
        let Some(types) = variant["properties"]["EventType"]["enum"].as_array() else { continue };
        for event_type in types {
            let mut event = serde_json::json!({"EventType": event_type});
            assert!(MediaEvent::parse(event.to_string().as_bytes()).is_err(), "{event_type}");
            event[variant["required"][1].as_str().unwrap()] = "m-1".into();
            assert!(MediaEvent::parse(event.to_string().as_bytes()).is_ok(), "{event_type}");
        }
    }
}
