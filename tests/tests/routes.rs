//! Each route with a good body and at least ten kinds of bad ones, over a real socket.
//!
//! The same table stands in the README: code, status and the field that the message names.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::{Value, json};
use tests::{Answer, Stack};

/// A bad request: what is sent, and the status, code and word of the message that come back.
struct Bad(Vec<u8>, u16, &'static str, &'static str);

fn body(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

/// The mistakes that every route with a JSON body must tell apart, made from a good body.
fn common(good: &Value, required: &'static str) -> Vec<Bad> {
    let with = |change: fn(&mut serde_json::Map<String, Value>, &str)| {
        let mut fields = good.as_object().unwrap().clone();
        change(&mut fields, required);
        body(&Value::Object(fields))
    };
    let mut twice = good.to_string();
    twice.insert_str(1, &format!("\"{required}\":\"x\","));
    vec![
        Bad(vec![], 400, "MalformedJson", "empty"),
        Bad(b"not json".to_vec(), 400, "MalformedJson", "JSON"),
        Bad(b"[]".to_vec(), 400, "MalformedJson", "object"),
        Bad(b"\"text\"".to_vec(), 400, "MalformedJson", "object"),
        Bad(vec![b'{', b'"', 0xff, 0xfe, b'"', b'}'], 400, "MalformedJson", ""),
        Bad(body(good)[..5].to_vec(), 400, "MalformedJson", "EOF"),
        Bad("[".repeat(5_000).into_bytes(), 400, "MalformedJson", ""),
        Bad(
            with(|fields, _| {
                fields.insert("Nope".into(), json!(1));
            }),
            400,
            "UnknownParameter",
            "Nope",
        ),
        Bad(
            with(|fields, name| {
                fields.insert(name.into(), json!(5));
            }),
            400,
            "InvalidParameter",
            required,
        ),
        Bad(
            with(|fields, name| {
                fields.insert(name.into(), json!({"a": 1}));
            }),
            400,
            "InvalidParameter",
            required,
        ),
        Bad(twice.into_bytes(), 400, "InvalidParameter", required),
        Bad(vec![b' '; 65_537], 413, "RequestEntityTooLarge", "65536"),
        Bad(vec![b'x'; 3_000_000], 413, "RequestEntityTooLarge", "65536"),
    ]
}

fn check(answer: &Answer, status: u16, code: &str, word: &str) {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.body["Code"], code, "{}", answer.body);
    let message = answer.body["Message"].as_str().unwrap();
    assert!(message.contains(word), "{word} is missing in: {message}");
    assert!(answer.body["RequestId"].as_str().is_some_and(|id| !id.is_empty()));
    assert!(answer.headers.contains_key("x-request-id"));
    assert_eq!(answer.headers["content-type"], "application/json");
}

async fn refuses(stack: &Stack, path: &str, cases: Vec<Bad>) {
    assert!(cases.len() >= 10);
    for Bad(body, status, code, word) in cases {
        let answer = stack.send("POST", path, body).await;
        check(&answer, status, code, word);
    }
}

fn is_grant(answer: &Answer, id: &str) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    for field in ["RequestId", id, "UploadAddress", "UploadAuth", "Expiration", "ServerTime"] {
        assert!(answer.body[field].as_str().is_some_and(|text| !text.is_empty()), "{field}");
    }
    assert_eq!(answer.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn upload_video() {
    let stack = Stack::start(&[]);
    let good = json!({"FileName": "a.mp4", "Title": "First"});
    is_grant(&stack.send("POST", "/upload/video", body(&good)).await, "VideoId");
    let camel = json!({"fileName": "a.mp4", "title": "First", "coverUrl": "http://e.com/c.png"});
    is_grant(&stack.send("POST", "/upload/video", body(&camel)).await, "VideoId");

    let with = |field: &str, value: Value| {
        let mut request = good.clone();
        request[field] = value;
        body(&request)
    };
    let mut cases = common(&good, "Title");
    cases.extend([
        Bad(body(&json!({"Title": "t"})), 400, "MissingParameter", "FileName"),
        Bad(with("FileName", json!("a.exe")), 400, "InvalidFileName.Extension", "FileName"),
        Bad(with("Title", json!("x".repeat(129))), 400, "LengthExceededMax", "Title"),
        Bad(with("Title", json!("😀")), 400, "IllegalCharacters", "Title"),
        Bad(with("Tags", json!(vec!["t"; 17].join(","))), 400, "TagsExceededMax", "Tags"),
        Bad(with("FileSize", json!("many")), 400, "InvalidParameter", "FileSize"),
        Bad(with("CateId", json!(-1)), 400, "InvalidParameter", "CateId"),
        Bad(with("CoverURL", json!("nowhere")), 400, "InvalidParameter", "CoverURL"),
        Bad(with("UserData", json!("{")), 400, "InvalidParameter", "UserData"),
        Bad(with("ReferenceId", json!("x")), 400, "InvalidParameter", "ReferenceId"),
        Bad(with("TemplateGroupId", json!("nobody")), 404, "InvalidTemplateGroupId.NotFound", ""),
    ]);
    refuses(&stack, "/upload/video", cases).await;
}

#[tokio::test]
async fn upload_video_refresh() {
    let stack = Stack::start(&[]);
    let create = json!({"FileName": "a.mp4", "Title": "First", "ReferenceId": "order-1234"});
    let created = stack.send("POST", "/upload/video", body(&create)).await;
    let good = json!({"VideoId": created.body["VideoId"]});
    let refreshed = stack.send("POST", "/upload/video/refresh", body(&good)).await;
    is_grant(&refreshed, "VideoId");
    assert_eq!(refreshed.body["VideoId"], created.body["VideoId"]);
    assert_eq!(refreshed.body["UploadAddress"], created.body["UploadAddress"]);
    assert_ne!(refreshed.body["UploadAuth"], created.body["UploadAuth"]);
    let by_reference = json!({"ReferenceId": "order-1234"});
    let refreshed = stack.send("POST", "/upload/video/refresh", body(&by_reference)).await;
    assert_eq!(refreshed.body["VideoId"], created.body["VideoId"]);

    let mut cases = common(&good, "VideoId");
    cases.extend([
        Bad(body(&json!({})), 400, "MissingParameter", "VideoId"),
        Bad(body(&json!({"VideoId": "a/b"})), 400, "InvalidParameter", "VideoId"),
        Bad(body(&json!({"VideoId": "0".repeat(32)})), 404, "InvalidVideo.NotFound", ""),
    ]);
    refuses(&stack, "/upload/video/refresh", cases).await;
}

#[tokio::test]
async fn upload_image() {
    let stack = Stack::start(&[]);
    let good = json!({"ImageType": "default", "ImageExt": "png"});
    is_grant(&stack.send("POST", "/upload/image", body(&good)).await, "ImageId");
    let mut cases = common(&good, "ImageType");
    cases.extend([
        Bad(body(&json!({})), 400, "MissingParameter", "ImageType"),
        Bad(body(&json!({"ImageType": "banner"})), 400, "InvalidParameter", "ImageType"),
        Bad(
            body(&json!({"ImageType": "cover", "ImageExt": "bmp"})),
            400,
            "InvalidParameter",
            "ImageExt",
        ),
    ]);
    refuses(&stack, "/upload/image", cases).await;
}

#[tokio::test]
async fn upload_attached_media() {
    let stack = Stack::start(&[]);
    let good = json!({"BusinessType": "subtitle", "MediaExt": "srt", "FileSize": "12"});
    is_grant(&stack.send("POST", "/upload/attached-media", body(&good)).await, "MediaId");
    let mut cases = common(&good, "BusinessType");
    cases.extend([
        Bad(body(&json!({"BusinessType": "subtitle"})), 400, "MissingParameter", "MediaExt"),
        Bad(
            body(&json!({"BusinessType": "subtitle", "MediaExt": "png"})),
            400,
            "InvalidParameter",
            "MediaExt",
        ),
        Bad(
            body(&json!({"BusinessType": "material", "MediaExt": "zip", "CateIds": "x"})),
            400,
            "InvalidParameter",
            "CateIds",
        ),
    ]);
    refuses(&stack, "/upload/attached-media", cases).await;
}

#[tokio::test]
async fn upload_status() {
    let stack = Stack::start(&[]);
    let requests = [
        ("video", "VideoId", json!({"FileName": "a.mp4", "Title": "First"})),
        ("image", "ImageId", json!({"ImageType": "default"})),
        ("attached-media", "MediaId", json!({"BusinessType": "subtitle", "MediaExt": "srt"})),
    ];
    for (kind, id, request) in requests {
        let created = stack.send("POST", &format!("/upload/{kind}"), body(&request)).await;
        let media = created.body[id].as_str().unwrap();
        let found = stack.send("GET", &format!("/upload/{kind}/{media}"), vec![]).await;
        assert_eq!(found.status, 200, "{}", found.body);
        assert_eq!(found.body["Status"], "Uploading");
        assert_eq!(found.body["Uploaded"], false);

        let long = "a".repeat(200);
        let unknown = "0".repeat(32);
        for bad in [
            unknown.as_str(),
            "%00",
            "..%2f..",
            "a%20b",
            "%F0%9F%98%80",
            "'%20or%201=1",
            "*",
            "{id}",
            "%ff",
            long.as_str(),
        ] {
            let answer = stack.send("GET", &format!("/upload/{kind}/{bad}"), vec![]).await;
            assert_eq!(answer.status, 404, "{bad}: {}", answer.body);
            assert!(answer.body["Code"].is_string());
        }
        for path in ["", "/", "/a/b"] {
            let answer = stack.send("GET", &format!("/upload/{kind}{path}"), vec![]).await;
            assert!(matches!(answer.status, 404 | 405), "{path}: {}", answer.body);
        }
        for method in ["POST", "PUT", "PATCH"] {
            let answer = stack.send(method, &format!("/upload/{kind}/{media}"), vec![]).await;
            check(&answer, 405, "UnsupportedHTTPMethod", "GET");
            assert_eq!(answer.headers["allow"], "GET, OPTIONS");
        }
    }
}

#[tokio::test]
async fn sts_token() {
    let stack = Stack::start(&[]);
    let first = stack.send("GET", "/sts/token", vec![]).await;
    assert_eq!(first.status, 200, "{}", first.body);
    for field in ["AccessKeyId", "AccessKeySecret", "SecurityToken", "Expiration", "ServerTime"] {
        assert!(first.body[field].as_str().is_some_and(|text| !text.is_empty()), "{field}");
    }
    assert_eq!((&first.body["StatusCode"], &first.body["status"]), (&json!(200), &json!(200)));
    let second = stack.send("POST", "/sts/token", b"{}".to_vec()).await;
    assert_eq!(second.body["SecurityToken"], first.body["SecurityToken"], "the token is kept");

    let good = json!({});
    let cases: Vec<Bad> = vec![
        Bad(b" ".to_vec(), 400, "MalformedJson", "empty"),
        Bad(b"null".to_vec(), 400, "MalformedJson", "object"),
        Bad(b"[]".to_vec(), 400, "MalformedJson", "object"),
        Bad(b"{".to_vec(), 400, "MalformedJson", "EOF"),
        Bad(b"x".to_vec(), 400, "MalformedJson", ""),
        Bad(vec![0xff], 400, "MalformedJson", ""),
        Bad(body(&json!({"Policy": "{}"})), 400, "UnknownParameter", "Policy"),
        Bad(body(&json!({"DurationSeconds": 43_200})), 400, "UnknownParameter", "DurationSeconds"),
        Bad(body(&json!({"RoleArn": "acs:ram::1:role/admin"})), 400, "UnknownParameter", "RoleArn"),
        Bad(vec![b' '; 65_537], 413, "RequestEntityTooLarge", "65536"),
    ];
    assert!(good.is_object());
    refuses(&stack, "/sts/token", cases).await;
}

#[tokio::test]
async fn callback_vod() {
    let stack = Stack::start(&[]);
    let url = format!("{}callback/vod", stack.functions);
    let key = "LocalCallbackKey1".into();
    let now = jiff::Timestamp::now().as_second();
    let sign = |url: &str, seconds: i64| {
        let timestamp = seconds.to_string();
        let signature = signing::vod_callback::sign(url, &timestamp, &key);
        (timestamp, signature)
    };
    let event = br#"{"EventType":"SomethingNew","MediaId":"m"}"#;
    let send = async |body: &[u8], (timestamp, signature): (String, String)| {
        let headers =
            [("X-VOD-TIMESTAMP", timestamp.as_str()), ("X-VOD-SIGNATURE", signature.as_str())];
        stack.send_with("POST", "/callback/vod", body.to_vec(), &headers).await
    };
    assert_eq!(send(event, sign(&url, now)).await.status, 200);
    // The video is not known: nothing can be done, and nothing would be gained by hearing it again.
    let unknown =
        br#"{"EventType":"FileUploadComplete","VideoId":"00000000000000000000000000000000"}"#;
    assert_eq!(send(unknown, sign(&url, now)).await.status, 200);

    let good = sign(&url, now);
    let upper = (good.0.clone(), good.1.to_uppercase());
    let cut = (good.0.clone(), good.1[..31].to_owned());
    let other_key = signing::vod_callback::sign(&url, &good.0, &"other".into());
    for (case, headers, status, code) in [
        ("other key", (good.0.clone(), other_key), 403, "SignatureDoesNotMatch"),
        ("other URL", sign("http://localhost/callback/vod", now), 403, "SignatureDoesNotMatch"),
        ("upper case", upper, 403, "SignatureDoesNotMatch"),
        ("cut", cut, 403, "SignatureDoesNotMatch"),
        ("empty", (good.0.clone(), String::new()), 403, "SignatureDoesNotMatch"),
        ("too old", sign(&url, now - 400), 403, "StaleSignature"),
        ("too early", sign(&url, now + 400), 403, "StaleSignature"),
        ("no number", ("soon".into(), good.1.clone()), 403, "MissingSignature"),
        ("milliseconds", (format!("{now}000"), good.1.clone()), 403, "MissingSignature"),
    ] {
        let answer = send(event, headers).await;
        assert_eq!(answer.status, status, "{case}: {}", answer.body);
        assert_eq!(answer.body["Code"], code, "{case}");
    }
    let unsigned = stack.send("POST", "/callback/vod", event.to_vec()).await;
    check(&unsigned, 403, "MissingSignature", "X-VOD-TIMESTAMP");
    for malformed in [&b""[..], b"[]", b"{}", b"{", br#"{"EventType":"FileUploadComplete"}"#] {
        let answer = send(malformed, good.clone()).await;
        check(&answer, 400, "MalformedEvent", "");
    }
    let large = vec![b'x'; 65_537];
    check(&send(&large, good).await, 413, "RequestEntityTooLarge", "65536");
}

#[tokio::test]
async fn everything_else() {
    let stack = Stack::start(&[]);
    check(&stack.send("GET", "/", vec![]).await, 404, "NoSuchRoute", "/");
    check(&stack.send("GET", "/upload/video/", vec![]).await, 404, "NoSuchRoute", "");
    check(&stack.send("GET", "/upload/video", vec![]).await, 405, "UnsupportedHTTPMethod", "POST");
    check(&stack.send("DELETE", "/sts/token", vec![]).await, 405, "UnsupportedHTTPMethod", "GET");
    check(&stack.send("POST", "//upload/video", vec![]).await, 404, "NoSuchRoute", "");
}
