//! What VOD takes away from under its clients: the file of a deleted medium, and the parts of
//! uploads that nobody will finish.

use super::ObjectStore;

impl ObjectStore {
    /// Removes an object, if there is one, and ends every upload of it.
    pub(crate) fn discard(&self, bucket: &str, key: &str) {
        self.abort_all(bucket, key);
        if let Err(error) = self.delete(bucket, key) {
            tracing::debug!(bucket, key, ?error, "nothing to discard");
        }
    }

    /// Ends every upload of an object; gives how many there were.
    pub(crate) fn abort_all(&self, bucket: &str, key: &str) -> usize {
        let ids: Vec<String> = {
            let state = self.lock();
            let of_object = state.uploads.values().filter(|upload| upload.is_of(bucket, key));
            of_object.map(|upload| upload.id.clone()).collect()
        };
        ids.iter().filter_map(|id| self.abort(bucket, key, id)).count()
    }
}
