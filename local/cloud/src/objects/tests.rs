use bytes::Bytes;
use http::HeaderMap;
use http_body_util::BodyExt;
use proptest::prelude::*;

use super::*;
use crate::body::full;
use crate::storage::Storage;
use crate::testing::FixedClock;

const LIMIT: u64 = 1024;

fn in_memory() -> ObjectStore {
    ObjectStore::load(Storage::in_memory().unwrap()).unwrap()
}

async fn segment(store: &ObjectStore, bytes: &[u8]) -> Segment {
    let mut body = full(Bytes::copy_from_slice(bytes));
    receive(store.directory(), &mut body, LIMIT).await.unwrap()
}

async fn object(store: &ObjectStore, bytes: &[u8]) -> Object {
    let attributes = Attributes {
        metadata: Metadata::of(&HeaderMap::new()),
        acl: ObjectAcl::Default,
        storage_class: StorageClass::Standard,
    };
    Object::normal(segment(store, bytes).await, attributes, FixedClock::START)
}

fn make(store: &ObjectStore, bucket: &str) {
    store.create_bucket(bucket, BucketProperties::of_account(FixedClock::START)).unwrap();
}

async fn bytes_of(object: Arc<Object>) -> Bytes {
    let size = object.size;
    read(object, 0..size).collect().await.unwrap().to_bytes()
}

fn files(store: &ObjectStore) -> usize {
    std::fs::read_dir(store.directory().path()).unwrap().count()
}

#[tokio::test]
async fn a_reader_keeps_what_it_began_to_read() {
    let store = in_memory();
    make(&store, "media");
    store.put("media", "k", object(&store, b"old").await, false).unwrap();
    let reading = store.object("media", "k").unwrap();
    store.put("media", "k", object(&store, b"new").await, false).unwrap();
    assert_eq!(files(&store), 2);
    assert_eq!(bytes_of(reading).await, "old");
    assert_eq!(files(&store), 1);
    assert_eq!(bytes_of(store.object("media", "k").unwrap()).await, "new");
}

#[tokio::test]
async fn buckets_are_apart() {
    let store = in_memory();
    let error = store.put("media", "k", object(&store, b"x").await, false).unwrap_err();
    assert_eq!(error, StoreError::NoSuchBucket);
    make(&store, "media");
    make(&store, "other");
    store.put("media", "k", object(&store, b"x").await, false).unwrap();
    assert!(store.object("other", "k").is_none());
    // Making a bucket again changes nothing.
    make(&store, "media");
    assert!(store.object("media", "k").is_some());
}

#[tokio::test]
async fn a_bucket_goes_only_when_it_is_empty() {
    let store = in_memory();
    assert_eq!(store.delete_bucket("media"), Err(DeleteBucketError::NoSuchBucket));
    make(&store, "media");
    store.put("media", "k", object(&store, b"x").await, false).unwrap();
    assert_eq!(store.delete_bucket("media"), Err(DeleteBucketError::NotEmpty));
    assert_eq!(store.delete("media", "k"), Ok(true));
    assert_eq!(store.delete("media", "k"), Ok(false));
    assert_eq!(files(&store), 0);
    assert_eq!(store.delete_bucket("media"), Ok(()));
    assert_eq!(store.delete("media", "k"), Err(StoreError::NoSuchBucket));
}

#[tokio::test]
async fn a_bucket_that_is_there_keeps_its_owner_and_its_class() {
    let store = in_memory();
    make(&store, "media");
    let mine = BucketProperties::of_account(FixedClock::START);
    let create = |name, properties| store.create_bucket(name, properties);
    assert_eq!(
        create("media", BucketProperties::of_vod(FixedClock::START)),
        Err(CreateBucketError::NotAvailable)
    );
    let other_class =
        BucketProperties { storage_class: StorageClass::InfrequentAccess, ..mine.clone() };
    assert_eq!(create("media", other_class), Err(CreateBucketError::OtherStorageClass));
    let other_redundancy = BucketProperties { redundancy: Redundancy::Zrs, ..mine };
    assert_eq!(create("media", other_redundancy), Err(CreateBucketError::OtherRedundancy));
    for number in 1..100 {
        make(&store, &format!("media-{number}"));
    }
    let mine = || BucketProperties::of_account(FixedClock::START);
    assert_eq!(create("one-more", mine()), Err(CreateBucketError::TooMany));
    assert_eq!(create("media", mine()), Ok(()));
}

#[tokio::test]
async fn the_directory_goes_with_the_store() {
    let store = in_memory();
    make(&store, "media");
    store.put("media", "k", object(&store, b"x").await, false).unwrap();
    let writing = store.directory();
    let path = writing.path().to_owned();
    drop(store);
    assert!(path.exists());
    drop(writing);
    assert!(!path.exists());
}

proptest! {
    /// However bytes are cut into segments, any range reads as it does of the whole.
    #[test]
    fn ranges_over_segments(
        cuts in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..20), 0..6),
        ends in any::<(prop::sample::Index, prop::sample::Index)>(),
    ) {
        let whole: Vec<u8> = cuts.concat();
        let (a, b) = (ends.0.index(whole.len() + 1), ends.1.index(whole.len() + 1));
        let (begin, end) = (a.min(b), a.max(b));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let read = runtime.block_on(async {
            let store = in_memory();
            let mut segments = Vec::new();
            for cut in &cuts {
                let segment = segment(&store, cut).await;
                if segment.size > 0 {
                    segments.push(Arc::new(segment));
                }
            }
            let object = Object {
                segments,
                size: whole.len() as u64,
                ..object(&store, b"").await
            };
            let body = read(Arc::new(object), begin as u64..end as u64);
            body.collect().await.unwrap().to_bytes()
        });
        prop_assert_eq!(&*read, &whole[begin..end]);
    }
}
