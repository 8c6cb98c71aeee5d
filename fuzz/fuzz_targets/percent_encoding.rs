//! Paths and queries: decoding undoes encoding, and what could be decoded has one encoded form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signing::encode::{decode_path, decode_query, encode_path, encode_query, percent_encode};

fuzz_target!(|text: &str| {
    assert_eq!(decode_path(&percent_encode(text)).as_deref(), Some(text));
    assert_eq!(decode_path(&encode_path(text)).as_deref(), Some(text));
    assert_eq!(encode_path(text).split('/').count(), text.split('/').count());
    if let Some(path) = decode_path(text) {
        assert_eq!(decode_path(&encode_path(&path)), Some(path));
    }
    if let Some(pairs) = decode_query(text) {
        assert_eq!(pairs.len(), text.split('&').filter(|pair| !pair.is_empty()).count());
        let full: Vec<_> =
            pairs.into_iter().map(|(name, value)| (name, value.unwrap_or_default())).collect();
        let expected = full.iter().cloned().map(|(name, value)| (name, Some(value))).collect();
        assert_eq!(decode_query(&encode_query(&full)), Some(expected));
    }
});
