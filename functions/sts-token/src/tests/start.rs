//! Which settings are enough to start with, and what a start says.

use super::*;

fn scope(settings: &Fixed) -> Result<Scope, String> {
    StsTokenSettings::load(settings)
        .and_then(|settings| Scope::of(&settings))
        .map_err(|error| error.to_string())
}

#[test]
fn a_token_that_could_do_nothing_is_a_mistake_in_the_settings() {
    let none = settings().with("STS_BUCKET", "");
    let error = scope(&none).unwrap_err();
    assert!(
        error
            .contains("STS_BUCKET: it is not set, and STS_VOD is off, so a token could do nothing"),
        "{error}"
    );
    assert!(scope(&none.clone().with("STS_VOD", "on")).is_ok());
    let error = scope(&none.with("STS_VOD_REFRESH", "on")).unwrap_err();
    assert!(error.contains("STS_VOD_REFRESH: it is on, and STS_VOD is off"), "{error}");
}

#[test]
fn a_setting_that_could_widen_a_policy_ends_the_start() {
    for (name, value) in [
        ("STS_BUCKET", "*"),
        ("STS_BUCKET", "a/b"),
        ("STS_PREFIX", "*/"),
        ("STS_PREFIX", "uploads"),
        ("STS_PREFIX", "../"),
        ("STS_PREFIX", "${acs:SourceIp}/"),
        ("STS_VOD", "yes"),
        ("STS_VOD_REFRESH", "1"),
        ("STS_BUCKET_REGION", "oss-cn-shanghai"),
    ] {
        let error = scope(&settings().with(name, value)).unwrap_err();
        assert!(error.contains(&format!("\n  {name}: ")), "{value}: {error}");
    }
}

#[test]
fn a_start_says_what_it_opens_beyond_the_folder() {
    let openings = |settings: &Fixed| scope(settings).unwrap().openings().join("\n");
    assert_eq!(openings(&settings()), "");
    let create = openings(&settings().with("STS_VOD", "on"));
    assert!(create.contains("any number of videos and images"), "{create}");
    assert!(!create.contains("VideoId"), "{create}");
    let refresh = openings(&settings().with("STS_VOD", "on").with("STS_VOD_REFRESH", "on"));
    assert!(refresh.starts_with(&create), "{refresh}");
    assert!(refresh.contains("any video of the account whose VideoId they know"), "{refresh}");
}
