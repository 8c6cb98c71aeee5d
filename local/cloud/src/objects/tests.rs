use bytes::Bytes;
use http::HeaderMap;
use http_body_util::BodyExt;
use proptest::prelude::*;

use super::*;
use crate::body::full;
use crate::testing::FixedClock;

const LIMIT: u64 = 1024;

async fn segment(store: &ObjectStore, bytes: &[u8]) -> Segment {
    let mut body = full(Bytes::copy_from_slice(bytes));
    receive(store.directory(), &mut body, LIMIT).await.unwrap()
}

async fn object(store: &ObjectStore, bytes: &[u8]) -> Object {
    let metadata = Metadata::of(&HeaderMap::new());
    Object::normal(segment(store, bytes).await, metadata, FixedClock::START)
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
    let store = ObjectStore::new().unwrap();
    store.create_bucket("media");
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
    let store = ObjectStore::new().unwrap();
    let error = store.put("media", "k", object(&store, b"x").await, false).unwrap_err();
    assert_eq!(error, StoreError::NoSuchBucket);
    store.create_bucket("media");
    store.create_bucket("other");
    store.put("media", "k", object(&store, b"x").await, false).unwrap();
    assert!(store.object("other", "k").is_none());
    // Making a bucket again changes nothing.
    store.create_bucket("media");
    assert!(store.object("media", "k").is_some());
}

#[tokio::test]
async fn the_directory_goes_with_the_store() {
    let store = ObjectStore::new().unwrap();
    store.create_bucket("media");
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
            let store = ObjectStore::new().unwrap();
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
