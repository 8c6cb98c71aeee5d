//! The same requests get the same answers, whichever platform they come through.

use runtime::Callers;
use tests::{
    API_KEY, Answer, FIXTURE_VIDEO, HttpRequest, World,
    registry::{Trigger, functions},
};

use crate::{
    both::Both,
    cases::{self, Case},
};

fn check(answer: &Answer, status: u16, code: Option<&str>, what: &str) {
    assert_eq!(answer.status, status, "{what}: {}", answer.body);
    if let Some(code) = code {
        assert_eq!(answer.body["Code"], code, "{what}: {}", answer.body);
    }
    if status >= 400 {
        let text = |name: &str| answer.body[name].as_str().is_some_and(|text| !text.is_empty());
        assert!(text("Message") && text("RequestId"), "{what}: {}", answer.body);
    }
}

#[tokio::test]
async fn every_function_answers_the_same_on_both_platforms() {
    let world = World::start().await;
    let video = world.granted_video().await;
    let mut asked = 0;
    for function in functions() {
        let Trigger::Http { routes, callers, .. } = function.trigger else { continue };
        let name = function.name;
        let both = Both::deployed(name, &world.settings_of(name)).await;
        for Case(request, status, code) in cases::of(name, video.as_str()) {
            let what = format!("{name}: {request:?}");
            check(&both.http(&request).await, status, code, &what);
            asked += 1;
        }
        for route in routes {
            let same_path = routes.iter().filter(|other| other.path == route.path);
            let methods: Vec<_> = same_path.map(|other| other.method).collect();
            let path = route.path.replace("{id}", FIXTURE_VIDEO);
            everybody(&both, &path, &methods).await;
            if callers == Callers::Known {
                keys(&both, &path, route.method).await;
            }
        }
    }
    assert!(asked > 60, "only {asked} requests were sent");
}

/// What every path answers: other methods, other paths, and a browser's question before a request.
async fn everybody(both: &Both, path: &str, methods: &[&str]) {
    let asked = both.http(&HttpRequest::new("OPTIONS", path)).await;
    assert_eq!((asked.status, asked.body.is_null()), (204, true), "{path}: {asked:?}");
    let allow = asked.headers["allow"].to_str().unwrap().to_owned();
    for method in methods.iter().chain(&["OPTIONS"]) {
        assert!(allow.split(", ").any(|allowed| allowed == *method), "{path}: {allow}");
    }
    let request = HttpRequest::new("PATCH", path).key(API_KEY);
    let refused = both.http(&request).await;
    check(&refused, 405, Some("UnsupportedHTTPMethod"), path);
    assert_eq!(refused.headers["allow"], allow, "{path}");
    for nowhere in ["/", "/upload/audio", "/healthz", "/invoke", "/initialize"] {
        let request = HttpRequest::new(methods[0], nowhere).key(API_KEY);
        check(&both.http(&request).await, 404, Some("NoSuchRoute"), nowhere);
    }
}

/// Without a key, or with one that is not known, nobody gets anything.
async fn keys(both: &Both, path: &str, method: &str) {
    let request = || HttpRequest::new(method, path);
    for (headers, code) in [
        (vec![], "MissingApiKey"),
        (vec![("authorization", "")], "MissingApiKey"),
        (vec![("authorization", "Bearer ")], "MissingApiKey"),
        (vec![("x-api-key", "")], "MissingApiKey"),
        (vec![("authorization", "Bearer LocalApiKey2")], "InvalidApiKey"),
        (vec![("authorization", "Bearer localapikey1")], "InvalidApiKey"),
        (vec![("x-api-key", "LocalApiKey")], "InvalidApiKey"),
    ] {
        let asked =
            headers.iter().fold(request(), |asked, (name, value)| asked.header(name, value));
        let refused = both.http(&asked).await;
        check(&refused, 401, Some(code), &format!("{path} with {headers:?}"));
        let challenge = refused.headers["www-authenticate"].to_str().unwrap();
        assert!(challenge.starts_with("Bearer"), "{challenge}");
        assert!(!refused.body.to_string().contains("LocalApiKey2"), "{}", refused.body);
    }
    for (name, value) in [
        ("x-api-key", API_KEY.to_owned()),
        ("authorization", format!("bearer {API_KEY}")),
        ("authorization", format!("Bearer {API_KEY}")),
    ] {
        let let_in = both.http(&request().header(name, &value)).await;
        assert_ne!(let_in.status, 401, "{path} with {name}: {}", let_in.body);
    }
}
