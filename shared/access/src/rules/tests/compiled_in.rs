//! What the rules that are compiled in promise.

use model::MediaKind::{AttachedMedia, Image, Video};
use serde_json::json;
use settings::{Fixed, Settings as _};

use super::*;
use crate::RulesSettings;

fn compiled_in() -> Rules {
    RulesSettings::load(&Fixed::default()).unwrap().rules().unwrap()
}

/// What a role of the file may set, for every kind.
fn may_set(role: &str) -> Vec<(MediaKind, Vec<&'static str>)> {
    let rules = compiled_in();
    let role = rules.roles.iter().find(|one| one.role.as_str() == role).unwrap();
    role.kinds.iter().map(|kind| (kind.kind, kind.may_set.clone())).collect()
}

#[test]
fn users_may_describe_and_nothing_else() {
    let described: Vec<_> = may_set("uploader").into_iter().map(|(_, names)| names).collect();
    assert_eq!(
        described,
        [
            &[
                "FileName",
                "FileSize",
                "Title",
                "Description",
                "Tags",
                "ReferenceId",
                "UserData.Extend"
            ][..],
            &[
                "ImageType",
                "ImageExt",
                "OriginalFileName",
                "Title",
                "Description",
                "Tags",
                "UserData.Extend"
            ],
            &[
                "BusinessType",
                "MediaExt",
                "FileName",
                "FileSize",
                "Title",
                "Description",
                "Tags",
                "UserData.Extend"
            ],
        ]
    );
    let rules = compiled_in();
    let user = caller(&[]);
    assert_eq!(rules.role_of(&user).unwrap().as_str(), "uploader");
    assert!(rules.sts(&user).is_ok());
    for kind in [Video, Image, AttachedMedia] {
        assert_eq!(rules.acts_for_others(&user, kind), Ok(false));
    }
    let apk = json!({"BusinessType": "material", "MediaExt": "apk"});
    assert_eq!(apply(&rules, AttachedMedia, apk).unwrap_err().code(), "Forbidden.Extension");
}

#[test]
fn operators_may_set_all_and_act_for_others() {
    for (kind, names) in may_set("operator") {
        let all: Vec<_> =
            crate::rules::catalog::fields(kind).iter().map(|field| field.name).collect();
        assert_eq!(names, all);
    }
    let rules = compiled_in();
    let operator = caller(&["operator", "uploader"]);
    assert_eq!(rules.acts_for_others(&operator, Video), Ok(true));
    assert!(rules.sts(&operator).is_ok());
    let body = object(json!({"FileName": "a.mp4", "Title": "t", "WorkflowId": "w"}));
    assert!(rules.apply(Video, &operator, body).is_ok());
}

#[test]
fn the_setting_takes_their_place() {
    let other = Fixed::default().with("ACCESS_RULES", "{version: 1, roles: {a: {sts: true}}}");
    let rules = RulesSettings::load(&other).unwrap().rules().unwrap();
    assert_eq!(rules.roles().map(Role::as_str).collect::<Vec<_>>(), ["a"]);
    let wrong = Fixed::default().with("ACCESS_RULES", "{version: 1, roles: {a: {st: true}}}");
    let error = RulesSettings::load(&wrong).unwrap_err().to_string();
    assert!(error.contains("ACCESS_RULES: line 1: \"st\" is unknown; a role may have"), "{error}");
}
