//! OSS signature V4 in a header and in a query: what is read can be written and reads the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signing::{
    encode::decode_query,
    oss_v4::{ALGORITHM, Authorization, Signed, authorization},
};

fuzz_target!(|input: (&str, &str)| {
    let (head, tail) = input;
    let scope = "20260101/cn-shanghai/oss/aliyun_v4_request";
    for header in [
        format!("{ALGORITHM} {head}"),
        format!("{ALGORITHM} Credential={head}/{scope}{tail}"),
        format!("{ALGORITHM} Credential=id/{scope},AdditionalHeaders={head},Signature={tail}"),
    ] {
        if let Ok(read) = Authorization::parse(&header) {
            check(&read);
        }
    }
    let query =
        format!("x-oss-signature-version={ALGORITHM}&x-oss-credential={head}/{scope}{tail}");
    let Some(pairs) = decode_query(&query) else { return };
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (&**name, value.as_deref())).collect();
    if let Ok(read) = Authorization::from_query(&pairs) {
        assert_eq!(pairs.iter().filter(|(name, _)| *name == "x-oss-signature").count(), 1);
        assert!(!read.access_key_id.contains('/') && !read.signature.is_empty());
    }
});

fn check(read: &Authorization<'_>) {
    let signed = Signed {
        canonical_request: String::new(),
        string_to_sign: String::new(),
        signature: read.signature.to_owned(),
        additional_headers: read.additional_headers.join(";"),
    };
    let written = authorization(read.access_key_id, &read.scope, &signed);
    assert_eq!(Authorization::parse(&written).as_ref(), Ok(read));
}
