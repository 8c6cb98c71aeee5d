//! What each function is asked, and what it must answer.

use model::{MediaKind, Owner, Subject};
use serde_json::{Value, json};
use tests::{API_KEY, CALLBACK_KEY, CALLBACK_URL, HttpRequest};

/// One request and its answer: a status, and the `Code` of a refusal.
pub(crate) struct Case(pub(crate) HttpRequest, pub(crate) u16, pub(crate) Option<&'static str>);

/// The requests of a function; `video` has been granted and not uploaded.
pub(crate) fn of(function: &str, video: &str) -> Vec<Case> {
    match function {
        "create-upload-video" => bodies(
            "/upload/video",
            &json!({"FileName": "假期.mp4", "Title": "Grüße 假期", "Tags": "a,b"}),
            vec![
                (json!({"Title": "t"}), "MissingParameter"),
                (json!({"FileName": "a.exe", "Title": "t"}), "InvalidFileName.Extension"),
                (json!({"FileName": "a.mp4", "Title": "x".repeat(129)}), "LengthExceededMax"),
            ],
        ),
        "refresh-upload-video" => {
            let mut cases = bodies(
                "/upload/video/refresh",
                &json!({"VideoId": video}),
                vec![
                    (json!({}), "MissingParameter"),
                    (json!({"VideoId": "a/b"}), "InvalidParameter"),
                ],
            );
            let unknown = post("/upload/video/refresh").json(&json!({"VideoId": "0".repeat(32)}));
            cases.push(Case(unknown, 404, Some("InvalidVideo.NotFound")));
            cases
        }
        "create-upload-image" => bodies(
            "/upload/image",
            &json!({"ImageType": "default", "ImageExt": "png"}),
            vec![
                (json!({}), "MissingParameter"),
                (json!({"ImageType": "banner"}), "InvalidParameter"),
            ],
        ),
        "create-upload-attached-media" => bodies(
            "/upload/attached-media",
            &json!({"BusinessType": "subtitle", "MediaExt": "srt"}),
            vec![
                (json!({"BusinessType": "subtitle"}), "MissingParameter"),
                (json!({"BusinessType": "subtitle", "MediaExt": "png"}), "InvalidParameter"),
            ],
        ),
        "upload-status" => vec![
            Case(get(&format!("/upload/video/{video}")), 200, None),
            Case(get(&format!("/upload/video/{video}?a=1&a=2")), 200, None),
            Case(
                get(&format!("/upload/video/{}", "0".repeat(32))),
                404,
                Some("InvalidVideo.NotFound"),
            ),
            Case(get("/upload/video/%E5%81%87%20%231%3F%25"), 404, Some("InvalidVideo.NotFound")),
            Case(get("/upload/video/%00"), 404, None),
            Case(get("/upload/video/%ff"), 404, None),
            Case(get("/upload/image/%2a"), 404, None),
        ],
        "cancel-upload" => {
            let owner = Owner::of(Subject::of_api_keys());
            let ticket = |kind, id: &str| tests::draft(kind, &owner).ticket(id);
            let cancel = |path: &str| HttpRequest::new("DELETE", path).key(API_KEY);
            let mine = ticket(MediaKind::Video, video);
            let path = format!("/upload/video/{video}");
            vec![
                Case(cancel(&path).header("x-upload-ticket", "1.AAAA"), 404, None),
                // With the ticket it may be repeated, and without one there is nothing left.
                Case(cancel(&path).header("x-upload-ticket", mine.expose()), 200, None),
                Case(cancel(&path).header("x-upload-ticket", mine.expose()), 200, None),
                Case(cancel(&path), 404, Some("InvalidVideo.NotFound")),
                Case(cancel("/upload/image/i-1"), 404, Some("NoSuchResource")),
                Case(cancel("/upload/attached-media/m-1"), 404, Some("NoSuchResource")),
                Case(cancel("/upload/video/%00"), 404, None),
            ]
        }
        "sts-token" => vec![
            Case(get("/sts/token"), 200, None),
            Case(post("/sts/token").json(&json!({})), 200, None),
            Case(post("/sts/token").json(&json!({"Policy": "{}"})), 400, Some("UnknownParameter")),
            Case(post("/sts/token"), 200, None),
            Case(post("/sts/token").body("["), 400, Some("MalformedJson")),
        ],
        "upload-complete" => callbacks(),
        other => panic!("{other}: give it cases in tests/tests/platforms/cases.rs"),
    }
}

/// A good body, what is wrong with any, and what is wrong here.
fn bodies(path: &str, good: &Value, bad: Vec<(Value, &'static str)>) -> Vec<Case> {
    let mut unknown = good.clone();
    unknown["Nobody"] = "knows".into();
    let mut cases = vec![
        Case(post(path).json(good), 200, None),
        // An HTTP API passes this on in Base64.
        Case(
            post(path).header("content-type", "application/octet-stream").body(good.to_string()),
            200,
            None,
        ),
        Case(post(path).body(good.to_string()), 200, None),
        Case(post(path).json(good).header("cookie", "a=1; b=2"), 200, None),
        Case(post(&format!("{path}?tag=a&tag=b&q=%E5%81%87+1")).json(good), 200, None),
        Case(post(path), 400, Some("MalformedJson")),
        Case(post(path).json(&Value::Null), 400, Some("MalformedJson")),
        Case(post(path).json(&json!([])), 400, Some("MalformedJson")),
        Case(
            post(path).header("content-type", "application/json").body("{"),
            400,
            Some("MalformedJson"),
        ),
        Case(post(path).body([0xff, 0xfe, 0]), 400, Some("MalformedJson")),
        Case(post(path).json(&unknown), 400, Some("UnknownParameter")),
        Case(post(path).body(vec![b' '; 65_537]), 413, Some("RequestEntityTooLarge")),
    ];
    let bad = bad.into_iter().map(|(body, code)| Case(post(path).json(&body), 400, Some(code)));
    cases.extend(bad);
    cases
}

fn callbacks() -> Vec<Case> {
    let now = jiff::Timestamp::now().as_second();
    let signed = |seconds: i64, key: &str| {
        let timestamp = seconds.to_string();
        let signature = signing::vod_callback::sign(CALLBACK_URL, &timestamp, &key.into());
        HttpRequest::new("POST", "/callback/vod")
            .header("content-type", "application/json")
            .header("x-vod-timestamp", &timestamp)
            .header("x-vod-signature", &signature)
    };
    let event = json!({"EventType": "SomethingNew", "MediaId": "m"}).to_string();
    let unsigned = HttpRequest::new("POST", "/callback/vod").body(&event);
    let stale = signed(now - 4_000, CALLBACK_KEY).body(&event);
    let good = || signed(now, CALLBACK_KEY);
    vec![
        Case(good().body(&event), 200, None),
        Case(good().body(tests::fixture_bytes("lambda/invoke-video.json")), 200, None),
        Case(unsigned, 403, Some("MissingSignature")),
        Case(signed(now, "other").body(&event), 403, Some("SignatureDoesNotMatch")),
        Case(stale, 403, None),
        Case(good().body("[]"), 400, Some("MalformedEvent")),
        Case(good(), 400, Some("MalformedEvent")),
        Case(good().body([0xff]), 400, Some("MalformedEvent")),
    ]
}

pub(crate) fn post(target: &str) -> HttpRequest {
    HttpRequest::new("POST", target).key(API_KEY)
}

pub(crate) fn get(target: &str) -> HttpRequest {
    HttpRequest::new("GET", target).key(API_KEY)
}
