use super::stage::{Answer, Ask, Scheme, Stage, owner};

async fn get(stage: &Stage, key: &str) -> Answer {
    stage.send(Ask::new("GET", key)).await
}

#[tokio::test]
async fn an_object_comes_back_byte_for_byte() {
    let stage = Stage::start().await;
    let bytes: Vec<u8> = (0..=255).cycle().take(700_000).collect();
    for scheme in Scheme::ALL {
        let key = format!("a/{scheme:?}.bin");
        let put = stage.send_as(Ask::put(&key, &bytes), &owner(), scheme).await;
        assert_eq!(put.status, 200, "{scheme:?} {}", put.text());
        let got = stage.send_as(Ask::new("GET", &key), &owner(), scheme).await;
        assert_eq!((got.status, got.body == bytes), (200, true), "{scheme:?}");
    }
}

#[tokio::test]
async fn the_answer_to_put_has_all_sums() {
    let stage = Stage::start().await;
    let put = stage.send(Ask::put("k", "123456789")).await;
    assert_eq!(put.status, 200);
    assert_eq!(put.body, b"");
    assert_eq!(put.header("etag"), "\"25F9E794323B453885F5181F1B624D0B\"");
    assert_eq!(put.header("content-md5"), "JfnnlDI7RTiF9RgfG2JNCw==");
    assert_eq!(put.header("x-oss-hash-crc64ecma"), "11051210869376104954");
    assert_eq!(put.header("server"), "AliyunOSS");
    assert_eq!(put.header("date"), "Fri, 02 Jan 2026 03:04:05 GMT");
    assert_eq!(put.header("x-oss-request-id").len(), 24);
    assert_eq!(put.header("x-oss-server-time"), "0");
}

#[tokio::test]
async fn an_overwrite_replaces_the_whole_object() {
    let stage = Stage::start().await;
    stage.send(Ask::put("k", "first").header("x-oss-meta-a", "1")).await;
    stage.send(Ask::put("k", "2").header("content-type", "video/mp4")).await;
    let got = get(&stage, "k").await;
    assert_eq!((got.body.as_slice(), got.header("x-oss-meta-a")), (&b"2"[..], ""));
    assert_eq!(got.header("content-type"), "video/mp4");
    let directory = stage.cloud().objects.directory();
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn an_overwrite_can_be_forbidden() {
    let stage = Stage::start().await;
    let put = || Ask::put("k", "x").header("x-oss-forbid-overwrite", "true");
    assert_eq!(stage.send(put()).await.status, 200);
    assert_eq!(stage.send(put()).await.outcome(), (409, "FileAlreadyExists".to_owned()));
}

#[tokio::test]
async fn metadata_comes_back() {
    let stage = Stage::start().await;
    let put = Ask::put("k", "x")
        .header("cache-control", "no-cache")
        .header("content-disposition", "attachment")
        .header("x-oss-meta-Author", "alice");
    assert_eq!(stage.send(put).await.status, 200);
    let head = stage.send(Ask::new("HEAD", "k")).await;
    assert_eq!(head.status, 200);
    assert_eq!(head.body, b"");
    assert_eq!(head.header("content-length"), "1");
    assert_eq!(head.header("content-type"), "application/octet-stream");
    assert_eq!(head.header("cache-control"), "no-cache");
    assert_eq!(head.header("content-disposition"), "attachment");
    assert_eq!(head.header("x-oss-meta-author"), "alice");
    assert_eq!(head.header("x-oss-object-type"), "Normal");
    assert_eq!(head.header("last-modified"), "Fri, 02 Jan 2026 03:04:05 GMT");
    let too_much = Ask::put("k", "x").header("x-oss-meta-a", &"a".repeat(8192));
    assert_eq!(stage.send(too_much).await.outcome(), (400, "MetadataTooLarge".to_owned()));
}

#[tokio::test]
async fn object_meta_is_length_etag_and_time() {
    let stage = Stage::start().await;
    stage.send(Ask::put("k", "xyz").header("x-oss-meta-a", "1")).await;
    let meta = stage.send(Ask::new("HEAD", "k").query("objectMeta", None)).await;
    assert_eq!((meta.status, meta.header("content-length")), (200, "3"));
    assert_eq!(meta.header("x-oss-meta-a"), "");
    assert!(!meta.header("etag").is_empty());
}

#[tokio::test]
async fn an_empty_object_is_an_object() {
    let stage = Stage::start().await;
    let put = stage.send(Ask::put("empty", "")).await;
    assert_eq!((put.status, put.header("x-oss-hash-crc64ecma")), (200, "0"));
    let got = get(&stage, "empty").await;
    assert_eq!((got.status, got.header("content-length")), (200, "0"));
}

#[tokio::test]
async fn keys_are_bytes() {
    let stage = Stage::start().await;
    for key in ["a//b", "a%2Fb", "a+b c", "视频/一.mp4", "a/../b", "a?b&c=d", "😀"] {
        for scheme in Scheme::ALL {
            let put = stage.send_as(Ask::put(key, key), &owner(), scheme).await;
            assert_eq!(put.status, 200, "{key} {scheme:?} {}", put.text());
        }
    }
    for key in ["a//b", "a%2Fb", "a+b c", "视频/一.mp4", "a/../b", "a?b&c=d", "😀"] {
        assert_eq!(get(&stage, key).await.body, key.as_bytes(), "{key}");
    }
}

#[tokio::test]
async fn what_is_not_there() {
    let stage = Stage::start().await;
    assert_eq!(get(&stage, "k").await.outcome(), (404, "NoSuchKey".to_owned()));
    let mut ask = Ask::new("GET", "k");
    ask.bucket = "other".to_owned();
    assert_eq!(stage.send(ask).await.outcome(), (404, "NoSuchBucket".to_owned()));
    let head = stage.send(Ask::new("HEAD", "k")).await;
    assert_eq!((head.status, head.body.as_slice()), (404, &b""[..]));
    let error = super::decode(head.header("x-oss-err"));
    assert!(error.contains("<Code>NoSuchKey</Code>"), "{error}");
}

#[tokio::test]
async fn one_range() {
    let stage = Stage::start().await;
    let bytes: Vec<u8> = (0..=250).cycle().take(600_000).collect();
    stage.send(Ask::put("k", &bytes)).await;
    for (range, expected) in
        [("0-0", 0..1), ("262143-262145", 262_143..262_146), ("-5", 599_995..600_000)]
    {
        let got = stage.send(Ask::new("GET", "k").header("range", &format!("bytes={range}"))).await;
        assert_eq!(got.status, 206);
        assert!(got.body == bytes[expected.clone()], "{range}");
        assert_eq!(
            got.header("content-range"),
            format!("bytes {}-{}/600000", expected.start, expected.end - 1)
        );
    }
    let over = || Ask::new("GET", "k").header("range", "bytes=600000-");
    assert_eq!(stage.send(over()).await.status, 200);
    let strict = stage.send(over().header("x-oss-range-behavior", "standard")).await;
    assert_eq!(strict.outcome(), (416, "InvalidRange".to_owned()));
}

#[tokio::test]
async fn conditions() {
    let stage = Stage::start().await;
    let etag = stage.send(Ask::put("k", "x")).await.header("etag").to_owned();
    let time = "Fri, 02 Jan 2026 03:04:05 GMT";
    let before = "Fri, 02 Jan 2026 03:04:04 GMT";
    for (name, value, status) in [
        ("if-match", &*etag, 200),
        ("if-match", "\"other\"", 412),
        ("if-none-match", &*etag, 304),
        ("if-none-match", "\"other\"", 200),
        ("if-modified-since", time, 304),
        ("if-modified-since", before, 200),
        ("if-unmodified-since", time, 200),
        ("if-unmodified-since", before, 412),
    ] {
        for method in ["GET", "HEAD"] {
            let got = stage.send(Ask::new(method, "k").header(name, value)).await;
            assert_eq!(got.status, status, "{method} {name}: {value}");
        }
    }
}

#[tokio::test]
async fn the_answers_headers_can_be_replaced() {
    let stage = Stage::start().await;
    stage.send(Ask::put("k", "x")).await;
    let ask = Ask::new("GET", "k").query("response-content-type", Some("text/plain"));
    assert_eq!(stage.send(ask).await.header("content-type"), "text/plain");
    let ask = Ask::new("GET", "k").query("response-content-type", Some("a\nb"));
    assert_eq!(stage.send(ask).await.outcome(), (400, "InvalidArgument".to_owned()));
}

#[tokio::test]
async fn sums_that_were_promised_are_checked() {
    let stage = Stage::start().await;
    let put = |name, value| Ask::put("k", "123456789").header(name, value);
    for (name, value, outcome) in [
        ("content-md5", "JfnnlDI7RTiF9RgfG2JNCw==", (200, "")),
        ("content-md5", "AAAAAAAAAAAAAAAAAAAAAA==", (400, "InvalidDigest")),
        ("content-md5", "AAAA", (400, "InvalidDigest")),
        ("content-md5", "?", (400, "InvalidDigest")),
        ("x-oss-hash-crc64ecma", "11051210869376104954", (200, "")),
        ("x-oss-hash-crc64ecma", "1", (400, "InvalidCRC64")),
        ("x-oss-hash-crc64ecma", "x", (400, "InvalidCRC64")),
    ] {
        let answer = stage.send(put(name, value)).await;
        assert_eq!(answer.outcome(), (outcome.0, outcome.1.to_owned()), "{name}: {value}");
    }
}

#[tokio::test]
async fn refused_bytes_are_not_stored() {
    let stage = Stage::start().await;
    stage.send(Ask::put("k", "old")).await;
    stage.send(Ask::put("k", "new").header("content-md5", "AAAAAAAAAAAAAAAAAAAAAA==")).await;
    assert_eq!(get(&stage, "k").await.body, b"old");
    let directory = stage.cloud().objects.directory();
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn wishes_that_cannot_be_met_are_refused_by_name() {
    let stage = Stage::start().await;
    for (name, value) in [
        ("x-oss-callback", "e30="),
        ("x-oss-server-side-encryption", "AES256"),
        ("x-oss-storage-class", "Archive"),
        ("if-modified-since", "Fri, 02 Jan 2026 03:04:05 GMT"),
    ] {
        let answer = stage.send(Ask::put("k", "x").header(name, value)).await;
        assert_eq!(answer.outcome(), (400, "NotImplemented".to_owned()), "{name}");
        assert_eq!(answer.element("Header"), name);
    }
    for (name, value) in [
        ("x-oss-object-acl", "private"),
        ("x-oss-object-acl", "default"),
        ("x-oss-storage-class", "Standard"),
        ("x-oss-storage-class", ""),
        ("x-oss-storage-class", "IA"),
        ("x-oss-notification", ""),
        ("x-oss-notification", "eyJWb2QiOnt9fQ=="),
    ] {
        let answer = stage.send(Ask::put("k", "x").header(name, value)).await;
        assert_eq!(answer.status, 200, "{name}: {value}");
    }
}
