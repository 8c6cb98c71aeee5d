//! Which role decides, and what it may do at all.

use model::MediaKind;
use serde_json::json;

use super::*;

const THREE: &str = "\
version: 1
default-role: user
roles:
  banned: {}
  staff:
    acts-for-others: true
    sts: true
    video: {may-set: all}
  user:
    image: {may-set: [ImageType], forced: {CateId: 7}}
";

fn decides(rules: &Rules, of_caller: &[&str]) -> Option<String> {
    rules.role_of(&caller(of_caller)).map(ToString::to_string)
}

#[test]
fn the_first_role_of_the_file_decides_alone() {
    let rules = Rules::read(THREE).unwrap();
    for (roles, role) in [
        (&[][..], "user"),
        (&["user"], "user"),
        (&["staff"], "staff"),
        (&["user", "staff"], "staff"),
        (&["staff", "banned"], "banned"),
        // Somebody else's role, or one that only looks like one of these.
        (&["offline_access"], "user"),
        (&["Staff"], "user"),
        (&["offline_access", "staff"], "staff"),
    ] {
        assert_eq!(decides(&rules, roles).as_deref(), Some(role), "{roles:?}");
    }
    let names: Vec<_> = rules.roles().map(Role::as_str).collect();
    assert_eq!(names, ["banned", "staff", "user"]);
}

#[test]
fn each_role_may_what_it_says_and_nothing_else() {
    let rules = Rules::read(THREE).unwrap();
    for (role, video, image, attached, sts, others) in [
        ("banned", false, false, false, false, false),
        ("staff", true, false, false, true, true),
        ("user", false, true, false, false, false),
    ] {
        let caller = caller(&[role]);
        for (kind, may) in [
            (MediaKind::Video, video),
            (MediaKind::Image, image),
            (MediaKind::AttachedMedia, attached),
        ] {
            let acts = rules.acts_for_others(&caller, kind);
            assert_eq!(acts.ok(), (may || others).then_some(others), "{role} {kind:?}");
            let refused = rules.apply(kind, &caller, object(json!({}))).err();
            let at_all = refused.is_none_or(|error| error.code() != "Forbidden.Operation");
            assert_eq!(at_all, may, "{role} {kind:?}");
        }
        assert_eq!(rules.sts(&caller).is_ok(), sts, "{role}");
    }
    let banned = caller(&["banned"]);
    let error = rules.apply(MediaKind::Image, &banned, object(json!({}))).unwrap_err();
    assert_eq!(error.to_string(), "Role banned may not upload images.");
    assert_eq!((error.code(), error.is_forbidden()), ("Forbidden.Operation", true));
    assert_eq!(
        rules.sts(&banned).unwrap_err().to_string(),
        "Role banned may not ask for STS tokens."
    );
}

#[test]
fn without_a_default_nobody_is_anything() {
    let rules = Rules::read(&THREE.replace("default-role: user\n", "")).unwrap();
    assert_eq!(decides(&rules, &["user"]).as_deref(), Some("user"));
    for roles in [&[][..], &["offline_access"]] {
        let caller = caller(roles);
        assert_eq!(decides(&rules, roles), None);
        assert_eq!(rules.acts_for_others(&caller, MediaKind::Image), Err(RuleError::NoRole));
        assert_eq!(rules.sts(&caller), Err(RuleError::NoRole));
    }
    assert_eq!(RuleError::NoRole.code(), "Forbidden.Operation");
}
