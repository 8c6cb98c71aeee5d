//! The `Authorization` header of ACS3: what is read can be written and reads the same again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signing::acs3::{Authorization, Signed};

fuzz_target!(|parts: &str| {
    let _ = Authorization::parse(parts);
    let header = format!("ACS3-HMAC-SHA256 {parts}");
    if let Ok(read) = Authorization::parse(&header) {
        assert!(!read.access_key_id.is_empty() && !read.signature.is_empty());
        assert!(read.signed_headers.iter().all(|name| !name.is_empty()));
        let signed = Signed {
            canonical_request: String::new(),
            string_to_sign: String::new(),
            signature: read.signature.to_owned(),
            signed_headers: read.signed_headers.join(";"),
        };
        let written = signed.authorization(read.access_key_id);
        assert_eq!(Authorization::parse(&written).as_ref(), Ok(&read));
    }
});
