use super::stage::{Ask, Scheme, Stage, owner};
use crate::config::{Config, Options};
use crate::server::{LocalCloud, StartError};
use crate::testing::config;
use crate::vod;

fn create(bucket: &str) -> Ask {
    Ask::new("PUT", "").of_bucket(bucket).body("")
}

#[tokio::test]
async fn a_bucket_is_made_described_and_removed() {
    let stage = Stage::start().await;
    for scheme in Scheme::ALL {
        let answer = stage.send_as(create("new-bucket"), &owner(), scheme).await;
        assert_eq!((answer.status, answer.header("location")), (200, "/new-bucket"), "{scheme:?}");
        let info = Ask::new("GET", "").of_bucket("new-bucket").query("bucketInfo", None);
        let answer = stage.send_as(info, &owner(), scheme).await;
        assert_eq!((answer.status, answer.element("Grant")), (200, "private".to_owned()));
        let remove = Ask::new("DELETE", "").of_bucket("new-bucket");
        assert_eq!(stage.send_as(remove, &owner(), scheme).await.status, 204);
    }
    let gone = Ask::new("DELETE", "").of_bucket("new-bucket");
    assert_eq!(stage.send(gone).await.outcome(), (404, "NoSuchBucket".to_owned()));
}

#[tokio::test]
async fn what_a_bucket_tells() {
    let stage = Stage::start().await;
    let configuration = "<CreateBucketConfiguration><StorageClass>IA</StorageClass>\
                         <DataRedundancyType>ZRS</DataRedundancyType></CreateBucketConfiguration>";
    let ask = create("cold-bucket").body(configuration).header("x-oss-acl", "public-read");
    assert_eq!(stage.send(ask).await.status, 200);
    let get = |name| Ask::new("GET", "").of_bucket("cold-bucket").query(name, None);
    insta::assert_snapshot!("bucket_info", stage.send(get("bucketInfo")).await.lines());
    let location = stage.send(get("location")).await;
    assert_eq!(location.element("LocationConstraint"), "oss-cn-shanghai");
    assert_eq!(stage.send(get("acl")).await.element("Grant"), "public-read");
    assert_eq!(stage.send(Ask::put("k", "x").of_bucket("cold-bucket")).await.status, 200);
    let head = stage.send(Ask::new("HEAD", "k").of_bucket("cold-bucket")).await;
    assert_eq!(head.header("x-oss-storage-class"), "IA");
}

#[tokio::test]
async fn buckets_can_be_there_from_the_start() {
    let buckets = |names: &[&str]| Options {
        buckets: names.iter().map(ToString::to_string).collect(),
        ..Options::default()
    };
    let stage = Stage::with(buckets(&["uploads", "more-uploads"])).await;
    assert_eq!(stage.send(Ask::put("k", "x").of_bucket("more-uploads")).await.status, 200);
    let acl = Ask::new("GET", "").of_bucket("uploads").query("acl", None);
    assert_eq!(stage.send(acl).await.element("Grant"), "private");
    // A page may use it.
    let cors = Ask::new("GET", "").of_bucket("uploads").query("cors", None);
    assert_eq!(stage.send(cors).await.status, 200);
    for name in ["ab", "Media", "a/b", ""] {
        let config = Config { options: buckets(&[name]), ..config() };
        let refused = LocalCloud::start(config).await.err();
        assert!(matches!(refused, Some(StartError::Bucket(bucket)) if bucket == name), "{name}");
    }
}

#[tokio::test]
async fn a_bucket_that_is_kept_is_there_at_the_next_start() {
    let data = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let options = Options {
            data: Some(data.path().to_owned()),
            buckets: vec!["uploads".to_owned()],
            ..Options::default()
        };
        let stage = Stage::with(options).await;
        assert_eq!(stage.send(Ask::put("k", "x").of_bucket("uploads")).await.status, 200);
        stage.server.shutdown().await;
    }
}

#[tokio::test]
async fn a_bucket_that_is_there() {
    let stage = Stage::start().await;
    assert_eq!(stage.send(create("media")).await.status, 200);
    let changed = stage.send(create("media").header("x-oss-acl", "public-read")).await;
    assert_eq!(changed.status, 200);
    let acl = stage.send(Ask::new("GET", "").query("acl", None)).await;
    assert_eq!(acl.element("Grant"), "public-read");
    let other = "<CreateBucketConfiguration><StorageClass>IA</StorageClass>\
                 </CreateBucketConfiguration>";
    let answer = stage.send(create("media").body(other)).await;
    assert_eq!(answer.outcome(), (409, "BucketAlreadyExists".to_owned()));
    let of_vod = vod::bucket(stage.cloud()).to_owned();
    let answer = stage.send(create(&of_vod)).await;
    assert_eq!(answer.outcome(), (409, "BucketAlreadyExists".to_owned()));
}

#[tokio::test]
async fn what_no_bucket_can_be() {
    let stage = Stage::start().await;
    let answer = stage.send(create("Bad_Name")).await;
    assert_eq!(answer.outcome(), (400, "InvalidBucketName".to_owned()));
    let with = |text: &str| create("new-bucket").body(text);
    for (ask, code) in [
        (create("new-bucket").header("x-oss-acl", "default"), "InvalidArgument"),
        (with("<x/>"), "MalformedXML"),
        (
            with(
                "<CreateBucketConfiguration><StorageClass>Ice</StorageClass>\
                  </CreateBucketConfiguration>",
            ),
            "InvalidArgument",
        ),
        (
            with(
                "<CreateBucketConfiguration><StorageClass>Archive</StorageClass>\
                  </CreateBucketConfiguration>",
            ),
            "NotImplemented",
        ),
        (
            with(
                "<CreateBucketConfiguration><DataRedundancyType>x</DataRedundancyType>\
                  </CreateBucketConfiguration>",
            ),
            "InvalidArgument",
        ),
    ] {
        assert_eq!(stage.send(ask).await.outcome(), (400, code.to_owned()));
    }
}

#[tokio::test]
async fn a_bucket_with_anything_in_it_stays() {
    let stage = Stage::start().await;
    let remove = || Ask::new("DELETE", "");
    stage.send(Ask::put("k", "x")).await;
    assert_eq!(stage.send(remove()).await.outcome(), (409, "BucketNotEmpty".to_owned()));
    stage.send(Ask::new("DELETE", "k")).await;
    let id = stage.send(Ask::new("POST", "k").query("uploads", None)).await.element("UploadId");
    assert_eq!(stage.send(remove()).await.outcome(), (409, "BucketNotEmpty".to_owned()));
    stage.send(Ask::new("DELETE", "k").query("uploadId", Some(&id))).await;
    assert_eq!(stage.send(remove()).await.status, 204);
}

#[tokio::test]
async fn what_vod_manages_can_be_used_but_not_set_up() {
    let stage = Stage::start().await;
    let of_vod = vod::bucket(stage.cloud()).to_owned();
    for ask in [
        Ask::new("DELETE", ""),
        Ask::new("PUT", "").query("acl", None).header("x-oss-acl", "public-read").body(""),
        Ask::new("DELETE", "").query("cors", None),
    ] {
        let answer = stage.send(ask.of_bucket(&of_vod)).await;
        assert_eq!(answer.outcome(), (403, "AccessDenied".to_owned()));
    }
    assert_eq!(stage.send(Ask::put("k", "x").of_bucket(&of_vod)).await.status, 200);
}

#[tokio::test]
async fn the_account_lists_its_own_buckets() {
    let stage = Stage::start().await;
    vod::bucket(stage.cloud());
    for bucket in ["alpha", "beta", "gamma"] {
        stage.send(create(bucket)).await;
    }
    let list = async |parameters: &[(&str, &str)]| {
        let ask = Ask::new("GET", "").of_bucket("");
        let ask = parameters.iter().fold(ask, |ask, (name, value)| ask.query(name, Some(value)));
        let answer = stage.send(ask).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let names: Vec<_> = answer.text().split("<Name>").skip(1).map(first_text).collect();
        (names.join(" "), answer.element("NextMarker"))
    };
    assert_eq!(list(&[]).await, ("alpha beta gamma media".to_owned(), String::new()));
    assert_eq!(list(&[("prefix", "b")]).await.0, "beta");
    let page = list(&[("max-keys", "2"), ("marker", "alpha")]).await;
    assert_eq!(page, ("beta gamma".to_owned(), "gamma".to_owned()));
}

fn first_text(rest: &str) -> String {
    rest.split('<').next().unwrap().to_owned()
}
