use super::stage::{Answer, Ask, Scheme, Stage, owner};

async fn stage() -> Stage {
    let stage = Stage::start().await;
    for key in ["a", "fun/", "fun/movie/1", "fun/movie/2", "fun/test", "oss.jpg"] {
        stage.send(Ask::put(key, key)).await;
    }
    stage
}

fn get(parameters: &[(&str, &str)]) -> Ask {
    let ask = Ask::new("GET", "");
    parameters.iter().fold(ask, |ask, (name, value)| ask.query(name, Some(value)))
}

/// The texts of all elements of a name.
fn all(answer: &Answer, name: &str) -> Vec<String> {
    let (text, tag) = (answer.text(), format!("<{name}>"));
    let parts = text.split(&tag).skip(1);
    parts.map(|part| part.split('<').next().unwrap().to_owned()).collect()
}

fn names(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let mut prefixes = all(answer, "Prefix");
    prefixes.remove(0);
    (all(answer, "Key").join(" "), prefixes.join(" "))
}

fn two(keys: &str, prefixes: &str) -> (String, String) {
    (keys.to_owned(), prefixes.to_owned())
}

#[tokio::test]
async fn by_prefix_and_delimiter_with_every_scheme() {
    let stage = stage().await;
    for scheme in Scheme::ALL {
        let ask = get(&[("prefix", "fun/"), ("delimiter", "/")]);
        let answer = stage.send_as(ask, &owner(), scheme).await;
        assert_eq!(names(&answer), two("fun/ fun/test", "fun/movie/"), "{scheme:?}");
    }
    let whole = stage.send(get(&[])).await;
    assert_eq!(whole.element("IsTruncated"), "false");
    assert_eq!(whole.element("MaxKeys"), "100");
    assert_eq!(names(&whole).0.split(' ').count(), 6);
}

#[tokio::test]
async fn a_list_has_the_documented_elements() {
    let stage = stage().await;
    let ask = get(&[("delimiter", "/"), ("max-keys", "2"), ("encoding-type", "url")]);
    insta::assert_snapshot!("list_objects", stage.send(ask).await.lines());
    let ask = get(&[("list-type", "2"), ("delimiter", "/"), ("max-keys", "2")]);
    insta::assert_snapshot!("list_objects_v2", stage.send(ask).await.lines());
}

#[tokio::test]
async fn pages_by_marker_and_by_token() {
    let stage = stage().await;
    let mut found = Vec::new();
    let mut marker = String::new();
    loop {
        let ask = get(&[("delimiter", "/"), ("max-keys", "1"), ("marker", &marker)]);
        let answer = stage.send(ask).await;
        found.push(names(&answer));
        if answer.element("IsTruncated") == "false" {
            break;
        }
        marker = answer.element("NextMarker");
    }
    assert_eq!(found, [two("a", ""), two("", "fun/"), two("oss.jpg", "")]);
    let first = get(&[("list-type", "2"), ("max-keys", "4"), ("start-after", "a")]);
    let first = stage.send(first).await;
    assert_eq!(first.element("KeyCount"), "4");
    let token = first.element("NextContinuationToken");
    for scheme in Scheme::ALL {
        let ask = get(&[("list-type", "2"), ("continuation-token", &token)]);
        let second = stage.send_as(ask, &owner(), scheme).await;
        assert_eq!(names(&second).0, "oss.jpg");
        assert_eq!(second.element("ContinuationToken"), token);
    }
    let with_owner = stage.send(get(&[("list-type", "2"), ("fetch-owner", "true")])).await;
    assert_eq!(all(&with_owner, "ID").len(), 6);
    assert!(all(&first, "ID").is_empty());
}

#[tokio::test]
async fn keys_that_xml_cannot_hold_are_encoded() {
    let stage = Stage::start().await;
    stage.send(Ask::put("a\u{1}b c+%", "x")).await;
    let answer = stage.send(get(&[("encoding-type", "url"), ("prefix", "a\u{1}")])).await;
    assert_eq!(answer.element("Key"), "a%01b%20c%2B%25");
    assert_eq!(answer.element("Prefix"), "a%01");
}

#[tokio::test]
async fn what_no_list_can_be() {
    let stage = Stage::start().await;
    let long = "a".repeat(1024);
    for (name, value) in [
        ("max-keys", "0"),
        ("max-keys", "1001"),
        ("max-keys", "x"),
        ("encoding-type", "base64"),
        ("prefix", &*long),
        ("marker", &*long),
        ("delimiter", &*long),
    ] {
        let answer = stage.send(get(&[(name, value)])).await;
        assert_eq!(answer.outcome(), (400, "InvalidArgument".to_owned()), "{name}={value:.10}");
        assert_eq!(answer.element("ArgumentName"), name);
    }
    let bad_token = get(&[("list-type", "2"), ("continuation-token", "?")]);
    assert_eq!(stage.send(bad_token).await.outcome(), (400, "InvalidArgument".to_owned()));
    let nowhere = stage.send(get(&[]).of_bucket("nowhere")).await;
    assert_eq!(nowhere.outcome(), (404, "NoSuchBucket".to_owned()));
}

#[tokio::test]
async fn uploads_by_key_then_by_id() {
    let stage = Stage::start().await;
    let mut ids = Vec::new();
    for key in ["b", "a/1", "b", "c"] {
        let ask = Ask::new("POST", key).query("uploads", None);
        ids.push(stage.send(ask).await.element("UploadId"));
    }
    let list = async |parameters: &[(&str, &str)]| {
        let ask = parameters.iter().fold(Ask::new("GET", "").query("uploads", None), |ask, one| {
            ask.query(one.0, Some(one.1))
        });
        stage.send(ask).await
    };
    let whole = list(&[]).await;
    assert_eq!(all(&whole, "Key"), ["a/1", "b", "b", "c"]);
    assert_eq!(all(&whole, "UploadId"), [&*ids[1], &ids[0], &ids[2], &ids[3]]);
    assert_eq!(whole.element("IsTruncated"), "false");
    assert_eq!(whole.element("NextKeyMarker"), "");
    let first = list(&[("max-uploads", "2")]).await;
    assert_eq!(first.element("NextKeyMarker"), "b");
    let id = first.element("NextUploadIdMarker");
    assert_eq!(id, ids[0]);
    let second = list(&[("key-marker", "b"), ("upload-id-marker", &id)]).await;
    assert_eq!(all(&second, "UploadId"), [&*ids[2], &ids[3]]);
    assert_eq!(all(&list(&[("key-marker", "b")]).await, "Key"), ["c"]);
    assert_eq!(all(&list(&[("upload-id-marker", &id)]).await, "Key").len(), 4);
    let grouped = list(&[("delimiter", "/"), ("max-uploads", "1")]).await;
    assert_eq!(grouped.element("NextKeyMarker"), "a/");
    assert_eq!(all(&list(&[("prefix", "a")]).await, "Key"), ["a/1"]);
    insta::assert_snapshot!("list_multipart_uploads", grouped.lines());
}
