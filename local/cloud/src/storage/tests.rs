use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Serialize, Serializer};

use super::*;
use crate::testing::image_of;

const OWNER: &str = "account 1 in cn-shanghai";

fn open(directory: &Path) -> Storage {
    Storage::open(directory, OWNER).unwrap()
}

fn put(storage: &Storage, key: &str, value: u32) {
    let mut batch = storage.batch();
    batch.put(Table::Videos, key, &value);
    storage.commit(batch);
}

fn videos(storage: &Storage) -> Vec<(String, u32)> {
    storage.load(Table::Videos).unwrap()
}

/// Sets its flag when dropped.
struct Noticed(Arc<AtomicBool>);

impl Drop for Noticed {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// No record: it has no JSON form.
struct Unwritable;

impl Serialize for Unwritable {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("unwritable"))
    }
}

#[tokio::test]
async fn nothing_is_kept_in_memory() {
    let storage = Storage::in_memory().unwrap();
    let gone = Arc::new(AtomicBool::new(false));
    let mut batch = storage.batch();
    batch.put(Table::Videos, "a", &1);
    batch.release(Noticed(Arc::clone(&gone)));
    let released = storage.commit(batch);
    assert!(!gone.load(Ordering::SeqCst));
    drop(released);
    assert!(gone.load(Ordering::SeqCst));
    assert_eq!(storage.settled().await, Ok(()));
    assert_eq!(videos(&storage), []);
}

#[tokio::test]
async fn what_is_settled_is_there_after_a_kill() {
    let directory = tempfile::tempdir().unwrap();
    let storage = open(directory.path());
    for number in 0..20 {
        put(&storage, "same", number);
        put(&storage, &format!("{number:02}"), number);
        storage.settled().await.unwrap();
        let killed = image_of(directory.path());
        let found = videos(&open(killed.path()));
        assert_eq!(found.iter().map(|row| row.1).sum::<u32>(), (0..=number).sum::<u32>() + number);
        assert_eq!(found.last().unwrap(), &("same".to_owned(), number));
    }
}

#[test]
fn an_orderly_end_writes_what_is_queued() {
    let directory = tempfile::tempdir().unwrap();
    let storage = open(directory.path());
    (0..1_000).for_each(|number| put(&storage, "key", number));
    drop(storage);
    assert_eq!(videos(&open(directory.path())), [("key".to_owned(), 999)]);
}

#[tokio::test]
async fn a_batch_removes_puts_and_releases_when_it_is_durable() {
    let directory = tempfile::tempdir().unwrap();
    let storage = open(directory.path());
    put(&storage, "old", 1);
    let (gone, files) = (Arc::new(AtomicBool::new(false)), storage.files());
    let (_, file) = files.create().unwrap();
    let path = file.path().to_owned();
    let section = storage.section();
    let mut batch = storage.batch();
    batch.remove(Table::Videos, "old");
    batch.remove(Table::Videos, "never was");
    batch.put(Table::Videos, "new", &2);
    batch.release((Noticed(Arc::clone(&gone)), file));
    storage.commit(batch);
    // The section keeps the batch from the disk.
    assert!(!gone.load(Ordering::SeqCst) && path.exists());
    drop(section);
    storage.settled().await.unwrap();
    assert_eq!(videos(&storage), [("new".to_owned(), 2)]);
    drop(storage);
    assert!(gone.load(Ordering::SeqCst));
}

#[tokio::test]
async fn batches_of_a_section_are_kept_together() {
    let directory = tempfile::tempdir().unwrap();
    let storage = open(directory.path());
    for round in 0..20 {
        let section = storage.section();
        put(&storage, "a", round);
        let killed = image_of(directory.path());
        put(&storage, "b", round);
        drop(section);
        let found = videos(&open(killed.path()));
        assert!(found.len() != 1 && found.windows(2).all(|pair| pair[0].1 == pair[1].1));
    }
}

#[test]
fn files_outlive_an_orderly_end_and_no_other() {
    let directory = tempfile::tempdir().unwrap();
    let storage = open(directory.path());
    let (_, dropped) = storage.files().create().unwrap();
    let (_, kept) = storage.files().create().unwrap();
    let paths = (dropped.path().to_owned(), kept.path().to_owned());
    drop(dropped);
    storage.files().retire();
    drop((storage, kept));
    assert!(!paths.0.exists() && paths.1.exists());
    let storage = open(directory.path());
    assert_eq!(storage.files().sweep(|_| false).unwrap(), 1);
    assert!(!paths.1.exists());
}

#[tokio::test]
async fn after_a_failure_nothing_is_settled_and_no_file_goes() {
    let directory = tempfile::tempdir().unwrap();
    let storage = open(directory.path());
    put(&storage, "before", 1);
    storage.settled().await.unwrap();
    let (_, file) = storage.files().create().unwrap();
    let path = file.path().to_owned();
    let mut batch = storage.batch();
    batch.put(Table::Videos, "bad", &Unwritable);
    batch.put(Table::Videos, "with it", &2);
    batch.release(file);
    storage.commit(batch);
    assert_eq!(storage.settled().await, Err(DiskFailed));
    put(&storage, "after", 3);
    assert_eq!(storage.settled().await, Err(DiskFailed));
    drop(storage);
    assert!(path.exists());
    assert_eq!(videos(&open(directory.path())), [("before".to_owned(), 1)]);
}

#[test]
fn one_process_at_a_time() {
    let directory = tempfile::tempdir().unwrap();
    let first = open(directory.path());
    let error = Storage::open(directory.path(), OWNER).err().unwrap();
    assert!(matches!(error, DataError::InUse { .. }), "{error}");
    drop(first);
    open(directory.path());
}

#[test]
fn a_directory_of_another_account_or_layout_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    drop(open(directory.path()));
    let error = Storage::open(directory.path(), "account 2 in cn-beijing").err().unwrap();
    assert!(error.to_string().contains("belongs to account 1 in cn-shanghai"), "{error}");

    let database = redb::Database::create(directory.path().join("records.redb")).unwrap();
    let writing = database.begin_write().unwrap();
    let about = redb::TableDefinition::<&str, &str>::new("about");
    writing.open_table(about).unwrap().insert("layout", "0").unwrap();
    writing.commit().unwrap();
    drop(database);
    let error = Storage::open(directory.path(), OWNER).err().unwrap();
    assert!(error.to_string().contains("has layout 0"), "{error}");
}

#[test]
fn damage_is_said_and_not_mended() {
    let directory = tempfile::tempdir().unwrap();
    let storage = open(directory.path());
    put(&storage, "number", 7);
    drop(storage);
    let error = open(directory.path()).load::<String>(Table::Videos).unwrap_err();
    assert!(error.to_string().starts_with("record \"number\" of videos is damaged"), "{error}");

    fs::write(directory.path().join("records.redb"), "no database").unwrap();
    let error = Storage::open(directory.path(), OWNER).err().unwrap();
    assert!(matches!(error, DataError::Records { .. }), "{error}");
    assert_eq!(fs::read(directory.path().join("records.redb")).unwrap(), b"no database");
}

#[cfg(unix)]
#[test]
fn the_directory_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().unwrap();
    let directory = parent.path().join("new/data");
    drop(open(&directory));
    assert_eq!(fs::metadata(&directory).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn starts_are_counted() {
    assert_eq!(Storage::in_memory().unwrap().earlier_starts(), 0);
    let directory = tempfile::tempdir().unwrap();
    for before in 0..3 {
        assert_eq!(open(directory.path()).earlier_starts(), before);
    }
}
