//! Each route with a good body and at least ten kinds of bad ones, over a real socket.
//!
//! The same table stands in the README: code, status and the field that the message names.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use model::{Credentials, Secret};
use serde_json::{Value, json};
use tests::{Answer, Objects, Stack, token_of};

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
    let camel = json!({"fileName": "a.mp4", "title": "First", "userData": {"Extend": {"n": 1}}});
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
        Bad(with("CateId", json!(7)), 403, "Forbidden.Parameter", "CateId"),
        Bad(with("coverUrl", json!("http://e.com/c")), 403, "Forbidden.Parameter", "CoverURL"),
        Bad(with("UserData", json!("{")), 400, "InvalidParameter", "UserData"),
        Bad(with("ReferenceId", json!("x")), 400, "InvalidParameter", "ReferenceId"),
        Bad(with("TemplateGroupId", json!("x")), 403, "Forbidden.Parameter", "TemplateGroupId"),
    ]);
    refuses(&stack, "/upload/video", cases).await;
}

#[tokio::test]
async fn rules_of_a_file_take_the_place_of_those_compiled_in() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let rules = "{version: 1, default-role: staff, roles: {staff: {video: {may-set: all}}}}";
    std::fs::write(file.path(), rules).unwrap();
    let stack = Stack::start(&["--access-rules", file.path().to_str().unwrap()]);
    let mut request = json!({"FileName": "a.mp4", "Title": "First", "CateId": 7});
    is_grant(&stack.send("POST", "/upload/video", body(&request)).await, "VideoId");
    request["TemplateGroupId"] = json!("nobody");
    let answer = stack.send("POST", "/upload/video", body(&request)).await;
    check(&answer, 404, "InvalidTemplateGroupId.NotFound", "");
    let answer = stack.send("POST", "/upload/image", body(&json!({"ImageType": "cover"}))).await;
    check(&answer, 403, "Forbidden.Operation", "Role staff may not upload images");
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
        Bad(
            body(&json!({"ImageType": "cover", "AppId": "app-2"})),
            403,
            "Forbidden.Parameter",
            "AppId",
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
            body(&json!({"BusinessType": "material", "MediaExt": "zip"})),
            403,
            "Forbidden.Extension",
            "zip",
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
        let ticket = created.body["Ticket"].as_str().unwrap();
        let path = format!("/upload/{kind}/{media}");
        let found = stack.send_with("GET", &path, vec![], &[("x-upload-ticket", ticket)]).await;
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
            assert_eq!(answer.headers["allow"], "GET, DELETE, OPTIONS");
        }
    }
}

#[tokio::test]
async fn cancel_upload() {
    let stack = Stack::start(&[]);
    for (kind, id, request) in [
        ("video", "VideoId", json!({"FileName": "a.mp4", "Title": "First"})),
        ("image", "ImageId", json!({"ImageType": "default"})),
        ("attached-media", "MediaId", json!({"BusinessType": "subtitle", "MediaExt": "srt"})),
    ] {
        let created = stack.send("POST", &format!("/upload/{kind}"), body(&request)).await;
        let path = format!("/upload/{kind}/{}", created.body[id].as_str().unwrap());
        let ticket = created.body["Ticket"].as_str().unwrap();
        let forged = [("x-upload-ticket", "1.AAAA")];
        let answer = stack.send_with("DELETE", &path, vec![], &forged).await;
        assert_eq!(answer.status, 404, "{kind}: {}", answer.body);
        let shown = [("x-upload-ticket", ticket)];
        // The second finds nothing left, and says the same.
        for _ in 0..2 {
            let answer = stack.send_with("DELETE", &path, vec![], &shown).await;
            assert_eq!((answer.status, &answer.body["Status"]), (200, &"Cancelled".into()));
        }
        let gone = stack.send_with("GET", &path, vec![], &shown).await;
        assert_eq!(gone.status, 404, "{kind}: {}", gone.body);
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
    let of_keys = (&first.body["Bucket"], &first.body["Prefix"]);
    assert_eq!(of_keys, (&json!("local-uploads"), &json!("uploads/users/~3aapi-key/")));
    assert_eq!(first.body["Region"], "cn-shanghai");
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
async fn an_sts_token_writes_into_the_folder_of_whoever_asked() {
    let stack = Stack::start(&[]);
    let objects = Objects::of(&stack);
    let mut owners = Vec::new();
    for subject in ["user-1", "user/*"] {
        let bearer = format!("Bearer {}", token_of(subject));
        let headers = [("authorization", bearer.as_str())];
        let answer = stack.send_with("GET", "/sts/token", vec![], &headers).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let text = |name: &str| answer.body[name].as_str().unwrap().to_owned();
        let secrets = [text("AccessKeySecret"), text("SecurityToken")].map(Secret::new);
        let [secret, security_token] = secrets;
        let keys = Credentials::temporary(text("AccessKeyId"), secret, security_token);
        owners.push((keys, text("Bucket"), text("Prefix")));
    }
    let [(first, bucket, prefix), (second, _, other)] = &owners[..] else { unreachable!() };
    assert_eq!(prefix, "uploads/tenants/local/users/user-1/");
    assert_eq!(other, "uploads/tenants/local/users/user~2f~2a/");
    for (keys, prefix, status) in
        [(first, prefix, 200), (second, other, 200), (first, other, 403), (second, prefix, 403)]
    {
        let key = format!("{prefix}a.txt");
        assert_eq!(objects.put(keys, bucket, &key, b"a".to_vec()).await, status, "{key}");
    }
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
