//! What a web page is told, and that nobody else is told anything.

use super::{Answer, EACH, ORIGIN, ORIGINS, ask, front};

/// A browser asks whether `method` may come with `headers`.
async fn preflight(origin: &str, path: &str, method: &str, headers: &str) -> Answer {
    let mut sent = vec![("origin", origin), ("access-control-request-method", method)];
    if !headers.is_empty() {
        sent.push(("access-control-request-headers", headers));
    }
    ask(&front(ORIGINS), "OPTIONS", path, &sent).await
}

fn said_of_origins(answer: &Answer) -> Vec<&str> {
    let names = answer.headers.keys().map(http::HeaderName::as_str);
    names.filter(|name| name.starts_with("access-control-") || *name == "vary").collect()
}

#[tokio::test(start_paused = true)]
async fn a_page_on_the_list_may_read_every_answer() {
    let front = front(ORIGINS);
    for (method, path, key, status, _) in EACH {
        for origin in ORIGINS.split(',') {
            let answer = ask(&front, method, path, &[("x-api-key", key), ("origin", origin)]).await;
            assert_eq!(answer.status, status);
            let place = format!("{method} {path} {status}");
            assert_eq!(answer.header("access-control-allow-origin"), Some(origin), "{place}");
            assert_eq!(
                answer.header("access-control-expose-headers"),
                Some("x-request-id, x-server-time, retry-after"),
                "{place}"
            );
            assert_eq!(answer.header("vary"), Some("origin"), "{place}");
            assert_eq!(answer.header("access-control-allow-credentials"), None, "{place}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn any_other_is_told_nothing_but_that_it_could_be_otherwise() {
    let front = front(ORIGINS);
    for (method, path, key, status, _) in EACH {
        for origin in ["https://app.example.com.evil.example", "null", "https://app.example.com/"] {
            let answer = ask(&front, method, path, &[("x-api-key", key), ("origin", origin)]).await;
            assert_eq!(answer.status, status, "{method} {path}");
            assert_eq!(said_of_origins(&answer), ["vary"], "{method} {path} {origin}");
        }
        let answer = ask(&front, method, path, &[("x-api-key", key)]).await;
        assert_eq!(said_of_origins(&answer), ["vary"], "{method} {path}");
        let twice = [("x-api-key", key), ("origin", ORIGIN), ("origin", ORIGIN)];
        assert_eq!(said_of_origins(&ask(&front, method, path, &twice).await), ["vary"]);
    }
}

#[tokio::test(start_paused = true)]
async fn without_the_setting_nobody_is_told_anything() {
    let front = front("");
    for (method, path, key, ..) in EACH {
        let sent =
            [("x-api-key", key), ("origin", ORIGIN), ("access-control-request-method", "GET")];
        let answer = ask(&front, method, path, &sent).await;
        assert_eq!(said_of_origins(&answer), [""; 0], "{method} {path}");
    }
}

#[tokio::test]
async fn whoever_signs_is_no_page() {
    let front = front(ORIGINS);
    let sent = [("origin", ORIGIN), ("access-control-request-method", "POST")];
    for method in ["POST", "OPTIONS", "GET"] {
        let answer = ask(&front, method, "/callback", &sent).await;
        assert_eq!(said_of_origins(&answer), [""; 0], "{method}");
    }
}

#[tokio::test]
async fn a_browser_that_asks_ahead_hears_of_all_that_the_path_takes() {
    // A method that another process has, and one that nobody has.
    for method in ["GET", "DELETE", "PATCH"] {
        let answer = preflight(ORIGIN, "/items/1", method, "authorization").await;
        assert_eq!((answer.status, answer.header("allow")), (204, Some("GET, DELETE, OPTIONS")));
        for (name, value) in [
            ("access-control-allow-origin", ORIGIN),
            ("access-control-allow-methods", "GET, DELETE"),
            (
                "access-control-allow-headers",
                "authorization, content-type, x-api-key, x-upload-ticket",
            ),
            ("access-control-max-age", "7200"),
            ("vary", "origin, access-control-request-method, access-control-request-headers"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{name}");
        }
        assert_eq!(answer.header("access-control-allow-credentials"), None);
        assert_eq!(answer.header("access-control-expose-headers"), None);
        assert_eq!(answer.header("content-type"), None);
    }
    let answer = preflight(ORIGIN, "/items", "POST", "").await;
    assert_eq!(answer.header("access-control-allow-methods"), Some("POST, PUT"));
}

#[tokio::test]
async fn only_headers_that_are_taken_may_be_sent() {
    for (headers, allowed) in [
        ("", true),
        ("authorization", true),
        ("Authorization,CONTENT-TYPE", true),
        (" x-api-key , x-upload-ticket ", true),
        ("authorization,x-other", false),
        ("x-fc-access-key-id", false),
        ("cookie", false),
        ("*", false),
        ("authorization x-api-key", false),
    ] {
        let answer = preflight(ORIGIN, "/items/1", "GET", headers).await;
        let said = answer.header("access-control-allow-headers").is_some();
        assert_eq!((answer.status, said), (204, allowed), "{headers}");
        assert_eq!(answer.header("access-control-allow-origin"), Some(ORIGIN));
    }
}

#[tokio::test]
async fn a_browser_on_another_page_hears_no_more_than_anyone() {
    for origin in ["https://evil.example", "null", "https://app.example.com:443", ""] {
        let answer = preflight(origin, "/items/1", "GET", "authorization").await;
        assert_eq!((answer.status, said_of_origins(&answer)), (204, vec!["vary"]), "{origin}");
    }
}

#[tokio::test]
async fn there_is_nothing_to_ask_where_nothing_is() {
    let answer = preflight(ORIGIN, "/nothing", "GET", "authorization").await;
    assert_eq!((answer.status, answer.code()), (404, "NoSuchRoute"));
    assert_eq!(answer.header("access-control-allow-methods"), None);
    assert_eq!(answer.header("access-control-allow-origin"), Some(ORIGIN));
}

#[tokio::test]
async fn a_function_may_not_be_called_through_its_preflight() {
    // Nobody has said who they are, and nothing panics: the function was not asked.
    let answer = preflight(ORIGIN, "/panic", "GET", "").await;
    assert_eq!(answer.status, 204);
}
