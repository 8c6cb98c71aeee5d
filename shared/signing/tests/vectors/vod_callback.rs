//! Event callbacks of VOD.

use model::Secret;
use serde::Deserialize;
use signing::vod_callback;

use crate::{load, same, spoiled};

#[derive(Deserialize)]
struct Case {
    id: String,
    callback_url: String,
    timestamp: String,
    private_key: String,
    md5_content: String,
    signature: String,
}

#[test]
fn every_case() {
    for Case { id, callback_url, timestamp, private_key, md5_content, signature } in
        load(include_str!("vod_callback.json"))
    {
        let key = Secret::new(private_key);
        let content = vod_callback::content(&callback_url, &timestamp, &key);
        same(&id, "content", content.expose(), &md5_content);
        let ours = vod_callback::sign(&callback_url, &timestamp, &key);
        same(&id, "signature", &ours, &signature);

        let keys = [Secret::new("another"), key];
        assert!(vod_callback::verify(&callback_url, &timestamp, &signature, &keys), "{id}");
        assert!(!vod_callback::verify(&callback_url, &timestamp, &signature, &keys[..1]), "{id}");
        let spoiled = spoiled(&signature);
        assert!(!vod_callback::verify(&callback_url, &timestamp, &spoiled, &keys), "{id}");
    }
}
