//! Requests held against rules.

use model::MediaKind::{AttachedMedia, Image, Video};
use serde_json::json;

use super::*;
use crate::rules::Origin;

fn body(applied: Result<Applied, RuleError>) -> Value {
    applied.map_or_else(|error| error.to_string().into(), |applied| applied.body.into())
}

#[test]
fn what_may_be_set_goes_on_unchanged() {
    let rules = rules("{video: {may-set: all}}");
    let whole = json!({
        "FileName": "films/a.MP4", "Title": "t", "FileSize": 3, "CateId": 4,
        "GenerateThumbnail": false, "CoverURL": "not even a URL",
        "UserData": {"Extend": {"k": 1.25}, "MessageCallback": {"CallbackURL": "http://e.com"}},
    });
    let applied = apply(&rules, Video, whole.clone()).unwrap();
    assert_eq!(Value::from(applied.body.clone()), whole);
    assert!(applied.fields.iter().all(|field| field.origin == Origin::Caller));
    let names: Vec<_> = applied.fields.iter().map(|field| field.name).collect();
    assert_eq!(
        names,
        [
            "FileName",
            "FileSize",
            "Title",
            "CateId",
            "CoverURL",
            "GenerateThumbnail",
            "UserData.Extend",
            "UserData.MessageCallback"
        ]
    );
    assert_eq!(applied.value("UserData.Extend"), Some(&json!({"k": 1.25})));
    assert_eq!((applied.value("FileSize"), applied.value("Tags")), (Some(&json!(3)), None));
}

#[test]
fn what_may_not_be_set_is_named_all_at_once() {
    let rules = rules("{video: {may-set: [FileName, Title, UserData.Extend]}}");
    let body = json!({
        "FileName": "a.mp4", "Title": "t", "WorkflowId": "w", "CateId": "",
        "UserData": {"MessageCallback": {"CallbackURL": "http://e.com"}, "Extend": {}},
    });
    assert_eq!(
        refused(&rules, body),
        "403 Forbidden.Parameter: Role u may not set CateId, WorkflowId, UserData.MessageCallback."
    );
    // As texts within texts, too.
    let callback = json!({"CallbackURL": "http://e.com"}).to_string();
    let text = json!({"MessageCallback": callback}).to_string();
    assert!(refused(&rules, json!({"UserData": text})).contains("set UserData.MessageCallback."));
}

#[test]
fn defaults_give_way_and_forced_values_do_not() {
    let rules = rules(
        "{video: {may-set: [FileName, Title, Tags, UserData.Extend], \
         defaults: {Title: Untitled, UserData.Extend: {app: one}}, \
         forced: {TemplateGroupId: g-1, UserData.MessageCallback: {CallbackURL: 'http://e.com'}}}}",
    );
    let callback = json!({"CallbackURL": "http://e.com"});
    let applied = apply(&rules, Video, json!({"FileName": "a.mp4", "Tags": "x"})).unwrap();
    assert_eq!(
        Value::from(applied.body.clone()),
        json!({
            "FileName": "a.mp4", "Title": "Untitled", "Tags": "x", "TemplateGroupId": "g-1",
            "UserData": {"Extend": {"app": "one"}, "MessageCallback": callback},
        })
    );
    let origins: Vec<_> = applied.fields.iter().map(|one| (one.name, one.origin)).collect();
    assert_eq!(
        origins,
        [
            ("FileName", Origin::Caller),
            ("Title", Origin::Default),
            ("Tags", Origin::Caller),
            ("TemplateGroupId", Origin::Forced),
            ("UserData.Extend", Origin::Default),
            ("UserData.MessageCallback", Origin::Forced),
        ]
    );
    let own = json!({
        "FileName": "a.mp4", "Title": "Mine", "TemplateGroupId": "g-1",
        "UserData": {"Extend": {"n": 1}, "MessageCallback": callback.to_string()},
    });
    let applied = apply(&rules, Video, own).unwrap();
    assert_eq!(applied.body["Title"], "Mine");
    assert_eq!(applied.body["UserData"], json!({"Extend": {"n": 1}, "MessageCallback": callback}));
    assert_eq!(
        refused(&rules, json!({"FileName": "a.mp4", "TemplateGroupId": "g-2"})),
        "403 Forbidden.Parameter: Role u may not set TemplateGroupId."
    );
}

#[test]
fn what_is_required_must_be_there_and_not_be_empty() {
    let rules = rules("{video: {may-set: all, required: [Tags, UserData.Extend]}}");
    let file = json!({"FileName": "a.mp4", "Title": "t"});
    for tags in [None, Some(json!("")), Some(json!(null))] {
        let mut body = file.clone();
        if let Some(tags) = tags {
            body["Tags"] = tags;
        }
        assert_eq!(refused(&rules, body), "400 MissingParameter: Tags is required of role u.");
    }
    for user_data in [json!(null), json!({}), json!({"Extend": null})] {
        let body = json!({"FileName": "a.mp4", "Tags": "x", "UserData": user_data});
        assert!(refused(&rules, body).contains("UserData.Extend is required"));
    }
    let body = json!({"FileName": "a.mp4", "Tags": "x", "UserData": {"Extend": {}}});
    assert!(apply(&rules, Video, body).is_ok());
}

#[test]
fn extensions_are_those_that_the_object_will_have() {
    let rules = rules(
        "{video: {may-set: all, extensions: [MP4, mov]}, image: {may-set: all, extensions: [jpg]}, \
         attached-media: {may-set: all, extensions: [srt]}}",
    );
    for (kind, wishes, allowed) in [
        (Video, json!({"FileName": "a.mp4"}), true),
        (Video, json!({"FileName": "/x/A.MOV"}), true),
        (Video, json!({"FileName": "a.mp4.avi"}), false),
        // What VOD does not take is for the function to refuse.
        (Video, json!({"FileName": "a.exe"}), true),
        (Video, json!({"FileName": "mp4"}), true),
        (Video, json!({"FileName": 5}), true),
        (Image, json!({"ImageExt": "JPG"}), true),
        (Image, json!({"OriginalFileName": "a.jpg"}), true),
        (Image, json!({"ImageExt": "png", "OriginalFileName": "a.jpg"}), false),
        (Image, json!({"OriginalFileName": "a"}), false),
        (Image, json!({}), false),
        (AttachedMedia, json!({"FileName": "a.srt"}), true),
        (AttachedMedia, json!({"MediaExt": "srt", "FileName": "a.zip"}), true),
        (AttachedMedia, json!({"MediaExt": "zip", "FileName": "a.srt"}), false),
    ] {
        let applied = apply(&rules, kind, wishes.clone());
        assert_eq!(applied.is_ok(), allowed, "{kind:?} {wishes} {applied:?}");
    }
    assert_eq!(
        refused(&rules, json!({"FileName": "a.avi"})),
        "403 Forbidden.Extension: Role u may not upload .avi files; it may upload mp4, mov."
    );
}

#[test]
fn a_largest_size_makes_the_size_required() {
    let rules = rules("{video: {may-set: all, max-file-size: 5 GiB}}");
    let with = |size: Value| json!({"FileName": "a.mp4", "FileSize": size});
    for size in [json!(0), json!(5_368_709_120_u64), json!("5368709120")] {
        assert!(apply(&rules, Video, with(size)).is_ok());
    }
    assert_eq!(
        refused(&rules, with(json!(5_368_709_121_u64))),
        "403 Forbidden.FileSize: FileSize is 5368709121; role u may upload at most 5 GiB."
    );
    for size in [json!(-1), json!(1.5), json!("1e3"), json!("many"), json!([]), json!("")] {
        let refusal = refused(&rules, with(size));
        assert_eq!(refusal, "400 InvalidParameter: FileSize must be a number of bytes.");
    }
    for body in [json!({"FileName": "a.mp4"}), with(json!(null))] {
        assert_eq!(refused(&rules, body), "400 MissingParameter: FileSize is required of role u.");
    }
}

#[test]
fn nothing_that_only_looks_like_a_field_goes_on() {
    let rules = rules("{video: {may-set: all}}");
    for name in [
        "templategroupid",
        "TEMPLATEGROUPID",
        "TemplateGroupId ",
        "\tTemplateGroupId",
        "TemplateGrоupId",
        "Template\u{200B}GroupId",
        "ＴitlE",
        "UserData.Extend",
        "UserData.MessageCallback",
        "Userdata",
        "CateIds",
        "__proto__",
        "",
    ] {
        let refusal = refused(&rules, json!({name: null}));
        assert!(refusal.starts_with("400 UnknownParameter: "), "{name:?}: {refusal}");
        assert_eq!(refused(&rules, json!({name: "x"})), refusal);
    }
    for user_data in [
        json!({"messageCallback": {}}),
        json!({"Extend ": {}}),
        json!({"EncryptConfig": {}}),
        json!("{"),
        json!("null"),
        json!([]),
        json!(5),
    ] {
        let refusal = refused(&rules, json!({"UserData": user_data}));
        assert!(refusal.starts_with("400 InvalidParameter: UserData "), "{user_data}: {refusal}");
    }
}

#[test]
fn of_a_text_with_a_key_twice_one_reading_counts_everywhere() {
    let rules = rules("{video: {may-set: [FileName, UserData.Extend], forced: {Title: t}}}");
    let text = r#"{"Extend":{"a":1},"Extend":{"b":2}}"#;
    let applied = apply(&rules, Video, json!({"FileName": "a.mp4", "UserData": text})).unwrap();
    // What goes on is what was judged, as an object, and no text that VOD would read anew.
    assert_eq!(applied.body["UserData"], json!({"Extend": {"b": 2}}));
}

#[test]
fn a_check_says_what_the_function_will_refuse() {
    let rules =
        rules("{video: {may-set: all}, image: {may-set: all}, attached-media: {may-set: all}}");
    for (kind, wishes, expected) in [
        (Video, json!({"FileName": "a.mp4", "Title": "t"}), None),
        (Video, json!({"FileName": "a.mp4"}), Some("Title")),
        (Video, json!({"FileName": "a.exe", "Title": "t"}), Some("FileName")),
        (Video, json!({"FileName": "a.mp4", "Title": "t", "CoverURL": "x"}), Some("CoverURL")),
        (
            Video,
            json!({"FileName": "a.mp4", "Title": "t", "ReferenceId": "x"}),
            Some("ReferenceId"),
        ),
        (Video, json!({"FileName": "a.mp4", "Title": "t", "UserData": {"Extend": "{}"}}), None),
        (
            Video,
            json!({"FileName": "a.mp4", "Title": "t", "UserData": {"Extend": "x"}}),
            Some("UserData.Extend"),
        ),
        (Image, json!({"ImageType": "default"}), None),
        (Image, json!({"ImageType": "banner"}), Some("ImageType")),
        (Image, json!({"ImageType": "cover", "OriginalFileName": "a.bmp"}), Some("ImageExt")),
        (AttachedMedia, json!({"BusinessType": "subtitle", "FileName": "a.SRT"}), None),
        (AttachedMedia, json!({"BusinessType": "subtitle", "MediaExt": "png"}), Some("MediaExt")),
        (AttachedMedia, json!({"BusinessType": "subtitle"}), Some("MediaExt")),
    ] {
        let found = apply(&rules, kind, wishes.clone()).unwrap().check().err();
        assert_eq!(found.as_ref().map(|error| error.field), expected, "{wishes} {found:?}");
    }
    assert_eq!(body(apply(&rules, Image, json!({"Title": null}))), json!({}));
}
