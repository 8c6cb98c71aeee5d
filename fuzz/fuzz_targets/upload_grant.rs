//! UploadAddress and UploadAuth: what is read can be written and reads the same; an error quotes
//! no value; no credential counts as valid for longer than VOD lets one live.
#![no_main]

use base64::{Engine as _, engine::general_purpose::STANDARD};
use fuzz::{Frozen, Member, object};
use jiff::SignedDuration;
use libfuzzer_sys::fuzz_target;
use model::{Clock as _, UPLOAD_AUTH_SECONDS, UploadAddress, UploadAuth};

const NAMES: &[&str] = &[
    "Endpoint",
    "Bucket",
    "FileName",
    "ObjectPrefix",
    "AccessKeyId",
    "AccessKeySecret",
    "SecurityToken",
    "Expiration",
    "ExpireUTCTime",
    "Region",
];
const VALUES: &[&str] = &["3000", "2026-01-01T00:50:00Z", "https://oss-cn-shanghai.aliyuncs.com"];
/// What an error may say: which field or where, never what stands there.
const REASONS: &[&str] = &["is not standard base64", ": missing field `", ": unreadable at line "];

fuzz_target!(|input: (u8, Vec<Member>, &str)| {
    let (form, members, raw) = input;
    let text = match form % 3 {
        0 => raw.to_owned(),
        1 => STANDARD.encode(raw),
        _ => STANDARD.encode(object(NAMES, VALUES, &members)),
    };
    match UploadAddress::decode(&text) {
        Ok(address) => assert_eq!(UploadAddress::decode(&address.encode()), Ok(address)),
        Err(error) => quotes_nothing(&error.to_string()),
    }
    match UploadAuth::decode(&text) {
        Ok(auth) => {
            let asked_at = Frozen.now();
            let life = auth.expires_at(asked_at).duration_since(asked_at);
            let longest = SignedDuration::from_secs(UPLOAD_AUTH_SECONDS);
            let counted = SignedDuration::ZERO <= life && life <= longest;
            assert!(counted || auth.expire_utc_time.is_some(), "{life:?}");
            assert_eq!(UploadAuth::decode(&auth.encode()), Ok(auth));
        }
        Err(error) => quotes_nothing(&error.to_string()),
    }
});

fn quotes_nothing(error: &str) {
    assert!(REASONS.iter().any(|reason| error.contains(reason)), "{error}");
}
