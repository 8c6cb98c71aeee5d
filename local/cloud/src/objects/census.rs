//! What there is, for whoever looks at the cloud from its own side.

use serde_json::{Value, json};

use super::ObjectStore;

impl ObjectStore {
    /// Every bucket with how much lies in it, and every open upload.
    pub(crate) fn census(&self) -> Value {
        let state = self.lock();
        let buckets: Vec<Value> = state
            .buckets
            .iter()
            .map(|(name, bucket)| {
                let bytes: u64 = bucket.objects.values().map(|object| object.size).sum();
                json!({"Name": name, "Objects": bucket.objects.len(), "Bytes": bytes})
            })
            .collect();
        let mut uploads: Vec<_> = state.uploads.values().collect();
        uploads.sort_by_key(|upload| (&upload.bucket, &upload.key, &upload.id));
        let uploads: Vec<Value> = uploads
            .iter()
            .map(|upload| {
                json!({
                    "UploadId": upload.id,
                    "Bucket": upload.bucket,
                    "Key": upload.key,
                    "Parts": upload.parts.len(),
                })
            })
            .collect();
        json!({"Buckets": buckets, "Uploads": uploads})
    }
}
