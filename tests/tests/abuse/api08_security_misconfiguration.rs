//! API8: what is left open, shown or believed by default.

use serde_json::json;
use tests::{Stack, World};

use crate::{
    alone::Alone,
    attack::{KINDS, User, assert_nothing_leaks, refusal},
};

/// Texts that break out of a header, of a line of a log, of a terminal, of JSON, of a page.
const BREAKS: [&str; 9] = [
    "a\r\nX-Injected: 1\r\n\r\n<script>",
    "a\n{\"level\":\"ERROR\",\"message\":\"forged\"}",
    "a\u{2028}b\u{2029}c",
    "a\u{85}b",
    "\u{1b}[2J\u{1b}]0;owned\u{7}",
    "a\0b",
    "\u{202e}gpj.exe",
    "\"},{\"admin\":true",
    "</script><img src=x onerror=alert(1)>",
];

#[tokio::test]
async fn texts_of_a_caller_stay_texts() {
    let log = tempfile::NamedTempFile::new().unwrap();
    let stack = Stack::start_logging(&["--log", "debug"], log.reopen().unwrap());
    let user = User::new(&stack, "user-1");
    for text in BREAKS {
        for field in ["Title", "Description", "Tags", "FileName"] {
            let mut body = json!({"FileName": "a.mp4", "Title": "t"});
            body[field] =
                if field == "FileName" { format!("{text}.mp4") } else { text.to_owned() }.into();
            let answer = user.send("POST", "/upload/video", body.to_string()).await;
            assert!(matches!(answer.status, 200 | 400), "{field} {text:?}: {}", answer.body);
            assert!(!answer.headers.contains_key("x-injected"));
            assert_eq!(answer.headers["content-type"], "application/json");
        }
        let escaped: Vec<_> = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for method in ["GET", "DELETE"] {
            let answer =
                user.send(method, &format!("/upload/video/{}", escaped.concat()), "").await;
            assert!(matches!(answer.status, 400 | 404), "{text:?}: {}", answer.body);
        }
    }
    assert!(stack.interrupt().success());
    let log = std::fs::read_to_string(log.path()).unwrap();
    assert!(!log.is_empty());
    for (number, line) in log.lines().enumerate() {
        // What a terminal or a collector of lines would act on.
        let plain = line.replace("\u{1b}[0m", "");
        assert!(!plain.contains("\u{1b}[2J") && !plain.contains("\u{1b}]0;"), "{number}: {line:?}");
        assert!(
            !line.starts_with("X-Injected")
                && !line.starts_with("{\"level\":\"ERROR\",\"message\":\"forged\"}"),
            "{number}: {line:?}"
        );
        for bad in ['\0', '\u{85}', '\u{2028}', '\u{202e}'] {
            assert!(!line.contains(bad), "{number}: {line:?}");
        }
    }
}

#[tokio::test]
async fn errors_say_what_to_do_and_nothing_of_the_inside() {
    let stack = Stack::start(&[]);
    let user = User::new(&stack, "user-1");
    for (method, path, body) in [
        ("POST", "/upload/video", "{"),
        ("POST", "/upload/video", "{\"Nope\": 1}"),
        ("GET", "/upload/video/x", ""),
        ("GET", "/nowhere", ""),
        ("PUT", "/upload/video", ""),
        ("POST", "/callback/vod", "{}"),
    ] {
        let answer = user.send(method, path, body).await;
        assert!(answer.status >= 400);
        assert_nothing_leaks(&answer);
        for field in ["RequestId", "Code", "Message"] {
            assert!(
                answer.body[field].as_str().is_some_and(|text| !text.is_empty()),
                "{}",
                answer.body
            );
        }
        for header in ["server", "x-powered-by"] {
            assert!(!answer.headers.contains_key(header), "{:?}", answer.headers);
        }
    }
}

#[tokio::test]
async fn answers_are_kept_by_nobody_and_run_nowhere() {
    let stack = Stack::start(&[]);
    let user = User::new(&stack, "user-1");
    for answer in [
        user.send("POST", "/upload/video", KINDS[0].2).await,
        user.send("GET", "/sts/token", "").await,
        user.send("GET", "/nowhere", "").await,
        stack.send_with("POST", "/upload/video", vec![], &[("authorization", "Bearer x")]).await,
    ] {
        for (name, value) in [
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
        ] {
            assert_eq!(
                answer.headers.get(name).map(|one| one.to_str().unwrap()),
                Some(value),
                "{name}: {}",
                answer.body
            );
        }
        assert!(
            answer.headers["content-security-policy"]
                .to_str()
                .unwrap()
                .contains("default-src 'none'")
        );
    }
}

/// Without `AUTH` nothing is served but to this machine; and where it listens to others, not at all.
#[tokio::test]
async fn an_open_function_does_not_start() {
    let world = World::start().await;
    let mut settings = world.settings_of("create-upload-video");
    for (auth, listen) in [("none", "0.0.0.0:0"), ("", "0.0.0.0:0"), ("jwt", "127.0.0.1:0")] {
        settings.insert("AUTH".into(), auth.into());
        let mut environment = settings.clone();
        environment.insert("LISTEN".into(), listen.into());
        let process = tests::Process::start(&tests::program("create-upload-video"), &environment);
        let ended = process.ended().await;
        assert!(ended.code.is_some_and(|code| code != 0), "{auth} {listen}: {ended:?}");
        let setting = if auth == "jwt" { "JWT_ALGORITHM" } else { "AUTH" };
        assert!(ended.stderr.contains(setting), "{ended:?}");
    }
}

/// No page of another origin may read an answer unless the operator names it, and nobody can name all.
#[tokio::test]
async fn origins_are_named_one_by_one_or_not_at_all() {
    let stack = Stack::start(&[]);
    let user = User::new(&stack, "user-1");
    for origin in ["https://attacker.example", "null", "http://127.0.0.1", "*"] {
        let answer =
            user.send_with("POST", "/upload/video", KINDS[0].2, &[("origin", origin)]).await;
        assert!(
            !answer.headers.contains_key("access-control-allow-origin"),
            "{:?}",
            answer.headers
        );
        assert!(!answer.headers.contains_key("access-control-allow-credentials"));
    }
    let world = World::start().await;
    let mut settings = world.settings_of("create-upload-video");
    for wrong in [
        "*",
        "https://*.example.com",
        "null",
        "example.com",
        "https://example.com/",
        "https://a.example/p",
    ] {
        settings.insert("CORS_ORIGINS".into(), wrong.into());
        let Err(ended) = Alone::start("create-upload-video", &settings).await else {
            panic!("it starts with CORS_ORIGINS={wrong}");
        };
        assert!(ended.stderr.contains("CORS_ORIGINS"), "{ended:?}");
    }
}

#[tokio::test]
async fn headers_of_a_proxy_or_a_platform_are_believed_of_nobody() {
    let stack = Stack::start(&[]);
    for headers in [
        [("authorization", ""), ("x-fc-access-key-id", "forged")],
        [("authorization", ""), ("x-jwt-sub", "user-1")],
        [("authorization", ""), ("x-amzn-oidc-identity", "user-1")],
        [("authorization", ""), ("x-forwarded-for", "127.0.0.1")],
    ] {
        let answer = stack.send_with("POST", "/upload/video", KINDS[0].2.into(), &headers).await;
        assert_eq!(refusal(&answer), (401, "MissingToken"), "{headers:?}");
    }
}
