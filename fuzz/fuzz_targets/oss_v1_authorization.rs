//! The `Authorization` header of OSS signature V1: what is read can be written and reads the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signing::oss_v1::{authorization, parse_authorization};

fuzz_target!(|parts: &str| {
    let _ = parse_authorization(parts);
    let header = format!("OSS {parts}");
    if let Ok((access_key_id, signature)) = parse_authorization(&header) {
        assert!(!access_key_id.is_empty() && !access_key_id.contains(':'));
        let written = authorization(access_key_id, signature);
        assert_eq!(parse_authorization(&written), Ok((access_key_id, signature)));
    }
});
