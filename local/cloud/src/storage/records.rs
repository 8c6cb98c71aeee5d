//! Records of one kind in memory, of which each change is queued for the disk.

use std::collections::{HashMap, hash_map};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Batch, DataError, Storage, Table};

/// A table of records by their ids. It hands out nothing that could be changed behind its back.
pub(crate) struct Records<T> {
    storage: Storage,
    table: Table,
    by_id: HashMap<String, T>,
}

impl<T: Serialize + DeserializeOwned> Records<T> {
    /// Those that were there at the last end; none at first.
    pub(crate) fn load(storage: &Storage, table: Table) -> Result<Self, DataError> {
        let by_id = storage.load(table)?.into_iter().collect();
        Ok(Self { storage: storage.clone(), table, by_id })
    }

    /// The record of this id.
    pub(crate) fn get(&self, id: &str) -> Option<&T> {
        self.by_id.get(id)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    /// All, in no order.
    pub(crate) fn iter(&self) -> hash_map::Iter<'_, String, T> {
        self.by_id.iter()
    }

    /// All records, in no order.
    pub(crate) fn values(&self) -> hash_map::Values<'_, String, T> {
        self.by_id.values()
    }

    /// Keeps a record in place of the one under the id, which is given back.
    pub(crate) fn insert(&mut self, id: String, record: T) -> Option<T> {
        let table = self.table;
        self.commit(|batch| batch.put(table, &id, &record));
        self.by_id.insert(id, record)
    }

    /// Changes the record of this id.
    pub(crate) fn change<R>(&mut self, id: &str, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let record = self.by_id.get_mut(id)?;
        let result = change(record);
        let mut batch = self.storage.batch();
        batch.put(self.table, id, record);
        self.storage.commit(batch);
        Some(result)
    }

    /// Keeps the record of this id no longer.
    pub(crate) fn remove(&mut self, id: &str) -> Option<T> {
        let removed = self.by_id.remove(id)?;
        self.commit(|batch| batch.remove(self.table, id));
        Some(removed)
    }

    /// Keeps only these.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&str, &T) -> bool) {
        let mut batch = self.storage.batch();
        let table = self.table;
        for (id, _) in self.by_id.extract_if(|id, record| !keep(id, record)) {
            batch.remove(table, id);
        }
        self.storage.commit(batch);
    }

    fn commit(&self, change: impl FnOnce(&mut Batch)) {
        let mut batch = self.storage.batch();
        change(&mut batch);
        self.storage.commit(batch);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_is_there_after_the_end() {
        let directory = tempfile::tempdir().unwrap();
        let open = || {
            let storage = Storage::open(directory.path(), "account").unwrap();
            Records::<u32>::load(&storage, Table::Videos).unwrap()
        };
        let mut records = open();
        for number in 0..10 {
            assert_eq!(records.insert(number.to_string(), number), None);
        }
        assert_eq!(records.insert("1".to_owned(), 11), Some(1));
        assert_eq!(records.change("2", |record| std::mem::replace(record, 22)), Some(2));
        assert_eq!(records.change("none", |record| *record), None);
        assert_eq!(records.remove("3"), Some(3));
        assert_eq!(records.remove("3"), None);
        records.retain(|id, record| id != "4" && *record != 5);
        let all = |records: &Records<u32>| {
            let mut all: Vec<_> = records.iter().map(|(id, one)| (id.clone(), *one)).collect();
            all.sort_unstable();
            all
        };
        let before = all(&records);
        assert_eq!(before.iter().map(|row| row.1).collect::<Vec<_>>(), [0, 11, 22, 6, 7, 8, 9]);
        assert_eq!((records.len(), records.get("2")), (7, Some(&22)));
        assert!(records.get("0").is_some() && records.get("3").is_none());
        drop(records);
        assert_eq!(all(&open()), before);
    }
}
