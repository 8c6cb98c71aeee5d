use std::fs;
use std::path::Path;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::*;
use crate::body::full;
use crate::objects::{
    Acl, BucketProperties, CorsConfiguration, Metadata, ObjectAcl, PartChoice, Segment,
    StorageClass, receive,
};
use crate::testing::{FixedClock, image_of};

const ID: &str = "0123456789ABCDEF0123456789ABCDEF";

fn open(directory: &Path) -> ObjectStore {
    ObjectStore::load(Storage::open(directory, "account").unwrap()).unwrap()
}

/// Everything that can be asked of the store, files included.
fn whole(store: &ObjectStore) -> String {
    let state = store.lock();
    let mut uploads: Vec<_> = state.uploads.values().collect();
    uploads.sort_unstable_by_key(|upload| &upload.id);
    let segments = state.buckets.values().flat_map(|bucket| bucket.objects.values());
    let segments = segments.flat_map(|object| object.segments.iter());
    let parts = uploads.iter().flat_map(|upload| upload.parts.values());
    let segments = segments.chain(parts.map(|part| &part.segment));
    let bytes: Vec<_> = segments
        .map(|segment| segment.path().map(|path| fs::read_to_string(path).unwrap()))
        .collect();
    format!("{:?} {uploads:?} {bytes:?}", state.buckets)
}

fn files(directory: &Path) -> usize {
    fs::read_dir(directory.join("objects")).unwrap().count()
}

async fn segment(store: &ObjectStore, bytes: impl Into<Bytes>) -> Segment {
    receive(store.directory(), &mut full(bytes), 1_000_000).await.unwrap()
}

fn attributes() -> Attributes {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("video/mp4"));
    let bytes = HeaderValue::from_bytes(b"\xff\xe4 \xc3\xa4").unwrap();
    headers.insert(HeaderName::from_static("x-oss-meta-bytes"), bytes);
    Attributes {
        metadata: Metadata::of(&headers),
        acl: ObjectAcl::Own(Acl::PublicRead),
        storage_class: StorageClass::InfrequentAccess,
    }
}

async fn part(store: &ObjectStore, bytes: impl Into<Bytes>) -> Part {
    let segment = Arc::new(segment(store, bytes).await);
    Part { segment, last_modified: FixedClock::START }
}

async fn put(store: &ObjectStore, key: &str, text: &'static str) {
    let object = Object::normal(segment(store, text).await, attributes(), FixedClock::START);
    store.put("media", key, object, false).unwrap();
}

/// Each change of the store, in an order in which all make sense.
async fn change(store: &ObjectStore, step: u32) {
    let large = || "x".repeat(100 * 1024);
    let key = "a//b%2F\u{1F3AC}";
    match step {
        0 => {
            let properties = BucketProperties::of_vod(FixedClock::START);
            store.create_bucket("media", properties).unwrap();
        }
        1 => put(store, key, "old").await,
        2 => put(store, key, "new").await,
        3 => put(store, "empty", "").await,
        4 => store.set_object_acl("media", key, ObjectAcl::Default).unwrap(),
        5 => store
            .initiate(Upload {
                id: ID.to_owned(),
                bucket: "media".to_owned(),
                key: key.to_owned(),
                initiated: FixedClock::START,
                attributes: attributes(),
                forbid_overwrite: false,
                parts: std::collections::BTreeMap::new(),
            })
            .unwrap(),
        6 => store.add_part("media", key, ID, 10_000, part(store, "end").await).unwrap(),
        7 => store.add_part("media", key, ID, 1, part(store, "not this").await).unwrap(),
        8 => store.add_part("media", key, ID, 1, part(store, large()).await).unwrap(),
        9 => store.add_part("media", key, ID, 2, part(store, "left out").await).unwrap(),
        10 => {
            let etag = |number| {
                let etag = |upload: &Upload| upload.parts[&number].segment.checksums.etag();
                (number, store.upload("media", key, ID, etag).unwrap())
            };
            let choice = PartChoice::Listed(vec![etag(1), etag(10_000)]);
            store.complete("media", key, ID, &choice, FixedClock::START, false).unwrap();
        }
        11 => store.set_cors("media", None).unwrap(),
        12 => store.set_cors("media", Some(CorsConfiguration::for_uploads())).unwrap(),
        13 => assert!(store.delete("media", "empty").unwrap()),
        14 => assert!(store.delete("media", key).unwrap()),
        _ => store.delete_bucket("media").unwrap(),
    }
}

#[tokio::test]
async fn a_kill_after_any_change_loses_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    let mut before = whole(&store);
    for step in 0..=15 {
        change(&store, step).await;
        store.storage.settled().await.unwrap();
        let killed = image_of(directory.path());
        assert_ne!(whole(&store), before, "step {step} changes nothing");
        before = whole(&store).replace(directory.path().to_str().unwrap(), "");
        let again = whole(&open(killed.path())).replace(killed.path().to_str().unwrap(), "");
        assert_eq!(again, before, "after step {step}");
        before = whole(&store);
    }
    drop(store);
    drop(open(directory.path()));
    assert_eq!(files(directory.path()), 0);
}

#[tokio::test]
async fn an_orderly_end_keeps_the_files_and_the_start_removes_what_no_record_names() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    for step in 0..=9 {
        change(&store, step).await;
    }
    let before = whole(&store);
    let unfinished = segment(&store, "never recorded").await;
    drop(store);
    drop(unfinished);
    // What was replaced last may still be there too.
    assert!(files(directory.path()) >= 5);
    let store = open(directory.path());
    assert_eq!(whole(&store), before);
    assert_eq!(files(directory.path()), 4);
    store.abort("media", "a//b%2F\u{1F3AC}", ID).unwrap();
    drop(store);
    drop(open(directory.path()));
    assert_eq!(files(directory.path()), 1);
}

#[tokio::test]
async fn a_record_whose_file_is_gone_or_cut_is_said() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    change(&store, 0).await;
    put(&store, "k", "bytes").await;
    let object = store.object("media", "k").unwrap();
    let path = object.segments[0].path().unwrap().to_owned();
    drop((store, object));
    let error = || {
        let storage = Storage::open(directory.path(), "account").unwrap();
        ObjectStore::load(storage).err().unwrap().to_string()
    };
    fs::write(&path, "byte").unwrap();
    assert!(error().contains("4 bytes instead of 5"), "{}", error());
    fs::remove_file(&path).unwrap();
    let error = error();
    assert!(error.starts_with("record \"media/k\" of objects is damaged"), "{error}");
}
