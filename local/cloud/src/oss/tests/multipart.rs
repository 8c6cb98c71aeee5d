use super::stage::{Answer, Ask, Stage};

const SMALLEST: usize = 100 * 1024;

async fn initiate(stage: &Stage, key: &str) -> String {
    let answer = stage.send(Ask::new("POST", key).query("uploads", None)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.element("UploadId")
}

async fn part(stage: &Stage, key: &str, id: &str, number: u16, body: &[u8]) -> Answer {
    let ask = Ask::put(key, body)
        .query("partNumber", Some(&number.to_string()))
        .query("uploadId", Some(id));
    stage.send(ask).await
}

fn completion(key: &str, id: &str, parts: &[(u16, &str)]) -> Ask {
    let part = |(number, etag): &(u16, &str)| {
        format!("<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>")
    };
    let parts: Vec<String> = parts.iter().map(part).collect();
    let list = format!("<CompleteMultipartUpload>{}</CompleteMultipartUpload>", parts.concat());
    Ask::new("POST", key).query("uploadId", Some(id)).body(list)
}

#[tokio::test]
async fn parts_become_an_object() {
    let stage = Stage::start().await;
    let bytes: Vec<u8> = (0..=250).cycle().take(2 * SMALLEST + 7).collect();
    let id = initiate(&stage, "v.mp4").await;
    assert_eq!((id.len(), id.to_uppercase() == id), (32, true));
    let mut etags = Vec::new();
    // Out of order, as parallel uploads are.
    for number in [3, 1, 2_u16] {
        let begin = (usize::from(number) - 1) * SMALLEST;
        let end = (begin + SMALLEST).min(bytes.len());
        let answer = part(&stage, "v.mp4", &id, number, &bytes[begin..end]).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        etags.push((number, answer.header("etag").to_owned()));
    }
    etags.sort();
    let list: Vec<_> = etags.iter().map(|(number, etag)| (*number, &**etag)).collect();
    let answer = stage.send(completion("v.mp4", &id, &list)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("x-oss-hash-crc64ecma"), signing::crc64::checksum(&bytes).to_string());
    assert!(answer.header("etag").ends_with("-3\""));
    assert_eq!(answer.element("Bucket"), "media");
    assert_eq!(answer.element("Key"), "v.mp4");
    assert_eq!(answer.element("ETag"), answer.header("etag"));
    assert_eq!(answer.element("Location"), "http://localhost:PORT/media/v.mp4");
    let got = stage.send(Ask::new("GET", "v.mp4")).await;
    assert!(got.body == bytes);
    assert_eq!(got.header("x-oss-object-type"), "Multipart");
    assert_eq!(got.header("content-md5"), "");
    let across = Ask::new("GET", "v.mp4").header("range", "bytes=102399-204801");
    assert!(stage.send(across).await.body == bytes[102_399..=204_801]);
    let again = stage.send(completion("v.mp4", &id, &list)).await;
    assert_eq!(again.outcome(), (404, "NoSuchUpload".to_owned()));
}

#[tokio::test]
async fn the_rules_of_completion_in_their_order() {
    let stage = Stage::start().await;
    let id = initiate(&stage, "k").await;
    let big = part(&stage, "k", &id, 1, &vec![1; SMALLEST]).await.header("etag").to_owned();
    let small = part(&stage, "k", &id, 2, &vec![2; SMALLEST - 1]).await.header("etag").to_owned();
    let last = part(&stage, "k", &id, 3, b"3").await.header("etag").to_owned();
    let other_id = initiate(&stage, "other").await;
    for (ask, outcome) in [
        (completion("k", &"0".repeat(32), &[(1, &big)]), (404, "NoSuchUpload")),
        (completion("k", &other_id, &[(1, &big)]), (404, "NoSuchUpload")),
        (completion("k", &id, &[]), (400, "MalformedXML")),
        (completion("k", &id, &[(3, "x"), (1, "x")]), (400, "InvalidPartOrder")),
        (completion("k", &id, &[(1, &big), (1, &big)]), (400, "InvalidPartOrder")),
        (completion("k", &id, &[(1, "x"), (2, &small), (3, &last)]), (400, "InvalidPart")),
        (completion("k", &id, &[(1, &big), (4, &big)]), (400, "InvalidPart")),
        (completion("k", &id, &[(1, &big), (2, &small), (3, &last)]), (400, "EntityTooSmall")),
        (
            completion("k", &id, &[(1, &big)]).header("content-md5", "AAAAAAAAAAAAAAAAAAAAAA=="),
            (400, "InvalidDigest"),
        ),
        (
            completion("k", &id, &[(1, &big)]).header("x-oss-complete-all", "yes"),
            (400, "InvalidArgument"),
        ),
    ] {
        let answer = stage.send(ask.clone()).await;
        assert_eq!(answer.outcome(), (outcome.0, outcome.1.to_owned()), "{ask:?}");
    }
    // Parts may be left out, and ETags come bare.
    let bare = |etag: &str| etag.trim_matches('"').to_lowercase();
    let ask = completion("k", &id, &[(1, &bare(&big)), (3, &bare(&last))]);
    assert_eq!(stage.send(ask).await.status, 200);
    assert_eq!(
        stage.send(Ask::new("HEAD", "k")).await.header("content-length"),
        (SMALLEST + 1).to_string()
    );
    let directory = stage.cloud().objects.directory();
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 2);
}

#[tokio::test]
async fn all_parts_on_request() {
    let stage = Stage::start().await;
    let id = initiate(&stage, "k").await;
    let all = || {
        Ask::new("POST", "k")
            .query("uploadId", Some(&id))
            .header("x-oss-complete-all", "yes")
            .body("")
    };
    assert_eq!(stage.send(all()).await.outcome(), (400, "MalformedXML".to_owned()));
    part(&stage, "k", &id, 5, b"b").await;
    part(&stage, "k", &id, 2, &vec![b'a'; SMALLEST]).await;
    assert_eq!(stage.send(all()).await.status, 200);
    let got = stage.send(Ask::new("GET", "k")).await;
    assert_eq!((got.body.len(), got.body.last()), (SMALLEST + 1, Some(&b'b')));
}

#[tokio::test]
async fn a_part_of_the_same_number_replaces_the_one_before() {
    let stage = Stage::start().await;
    let id = initiate(&stage, "k").await;
    let old = part(&stage, "k", &id, 1, b"old").await.header("etag").to_owned();
    let new = part(&stage, "k", &id, 1, b"new").await.header("etag").to_owned();
    let answer = stage.send(completion("k", &id, &[(1, &old)])).await;
    assert_eq!(answer.outcome(), (400, "InvalidPart".to_owned()));
    assert_eq!(stage.send(completion("k", &id, &[(1, &new)])).await.status, 200);
    assert_eq!(stage.send(Ask::new("GET", "k")).await.body, b"new");
}

#[tokio::test]
async fn parts_are_listed_page_by_page() {
    let stage = Stage::start().await;
    let id = initiate(&stage, "a b").await;
    for number in [1, 2, 9] {
        part(&stage, "a b", &id, number, &[b'x'; 3]).await;
    }
    let list = |marker: Option<&str>, max: Option<&str>| {
        let mut ask = Ask::new("GET", "a b").query("uploadId", Some(&id));
        if let Some(marker) = marker {
            ask = ask.query("part-number-marker", Some(marker));
        }
        if let Some(max) = max {
            ask = ask.query("max-parts", Some(max));
        }
        ask
    };
    insta::assert_snapshot!("list_parts", stage.send(list(None, None)).await.lines());
    let first = stage.send(list(Some("0"), Some("1"))).await;
    assert_eq!(
        (first.element("IsTruncated"), first.element("NextPartNumberMarker")),
        ("true".to_owned(), "1".to_owned())
    );
    let rest = stage.send(list(Some("2"), Some("1"))).await;
    assert_eq!(rest.element("PartNumber"), "9");
    assert_eq!(rest.element("IsTruncated"), "false");
    let none = stage.send(list(Some("9"), None)).await;
    assert_eq!(none.element("NextPartNumberMarker"), "9");
    let encoded = stage.send(list(None, None).query("encoding-type", Some("url"))).await;
    assert_eq!(
        (encoded.element("EncodingType"), encoded.element("Key")),
        ("url".to_owned(), "a%20b".to_owned())
    );
    let wrong = stage.send(list(None, None).query("encoding-type", Some("x"))).await;
    assert_eq!(wrong.outcome(), (400, "InvalidArgument".to_owned()));
}

#[tokio::test]
async fn an_aborted_upload_is_gone_with_its_parts() {
    let stage = Stage::start().await;
    let id = initiate(&stage, "k").await;
    part(&stage, "k", &id, 1, b"x").await;
    let abort = || Ask::new("DELETE", "k").query("uploadId", Some(&id));
    let foreign = Ask::new("DELETE", "other").query("uploadId", Some(&id));
    assert_eq!(stage.send(foreign).await.outcome(), (404, "NoSuchUpload".to_owned()));
    assert_eq!(stage.send(abort()).await.status, 204);
    assert_eq!(stage.send(abort()).await.outcome(), (404, "NoSuchUpload".to_owned()));
    let late = part(&stage, "k", &id, 2, b"x").await;
    assert_eq!(late.outcome(), (404, "NoSuchUpload".to_owned()));
    let directory = stage.cloud().objects.directory();
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn an_upload_may_promise_not_to_overwrite() {
    let stage = Stage::start().await;
    let forbidden =
        || Ask::new("POST", "k").query("uploads", None).header("x-oss-forbid-overwrite", "true");
    let id = stage.send(forbidden()).await.element("UploadId");
    let etag = part(&stage, "k", &id, 1, b"x").await.header("etag").to_owned();
    stage.send(Ask::put("k", "first")).await;
    let late = stage.send(completion("k", &id, &[(1, &etag)])).await;
    assert_eq!(late.outcome(), (409, "FileAlreadyExists".to_owned()));
    let again = stage.send(forbidden()).await;
    assert_eq!(again.outcome(), (409, "FileAlreadyExists".to_owned()));
}

#[tokio::test]
async fn metadata_of_the_beginning_is_the_objects() {
    let stage = Stage::start().await;
    let ask = Ask::new("POST", "k").query("uploads", Some("")).header("content-type", "video/mp4");
    let id = stage.send(ask).await.element("UploadId");
    let etag = part(&stage, "k", &id, 1, b"x").await.header("etag").to_owned();
    stage.send(completion("k", &id, &[(1, &etag)])).await;
    let head = stage.send(Ask::new("HEAD", "k")).await;
    assert_eq!(head.header("content-type"), "video/mp4");
}
