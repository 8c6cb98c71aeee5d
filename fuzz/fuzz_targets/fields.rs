//! Limits of the fields of an upload request, and ids: what is taken is within the documented ones.
#![no_main]

use libfuzzer_sys::fuzz_target;
use model::{ReferenceId, RoleArn, TemplateGroupId, VideoId, fields};

fuzz_target!(|text: &str| {
    let plain = !text.chars().any(char::is_control);
    if fields::title(text).is_ok() {
        assert!(text.len() <= 128 && plain && fields::description(text).is_ok());
    }
    assert!(fields::description(text).is_err() || text.len() <= 1_024 && plain);
    assert!(fields::file_name("FileName", text).is_err() || text.len() <= 1_023 && plain);
    if fields::tags(text).is_ok() {
        let tags: Vec<_> = text.split(',').collect();
        assert!(tags.len() <= 16 && tags.iter().all(|tag| !tag.is_empty() && tag.len() <= 32));
    }
    if fields::category_ids(text).is_ok() {
        assert!(text.split(',').count() <= 5 && text.chars().any(|c| c.is_ascii_digit()));
    }
    let host = fields::storage_location(text).is_ok() || fields::identifier("AppId", text).is_ok();
    assert!(!host || (text.is_ascii() && !text.contains(['/', '@', ':', '?', '#', '%'])));
    assert!(fields::cover_url(text).is_err() || plain && text.starts_with("http"));
    if let Some(extension) = fields::extension_of(text) {
        assert!(!extension.is_empty() && !extension.contains(['.', '/', '\\']));
        assert!(text.to_ascii_lowercase().ends_with(&extension));
    }
    check::<VideoId>(text, 64);
    check::<ReferenceId>(text, 64);
    check::<TemplateGroupId>(text, 64);
    check::<RoleArn>(text, 128);
});

/// An id that is taken is the text itself, and safe in a URL and in a log line.
fn check<T: std::str::FromStr + ToString>(text: &str, longest: usize) {
    let Ok(id) = text.parse::<T>() else { return };
    assert_eq!(id.to_string(), text);
    assert!(text.len() <= longest && text.bytes().all(|byte| byte.is_ascii_graphic()));
}
