//! Host and path of a request to OSS: both styles name the same object, keys are taken as they are,
//! and what a path names has one encoded form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use local_cloud::fuzzing::object_target;
use signing::encode::encode_path;

const HOSTS: &[&str] = &[
    "localhost:7081",
    "media.localhost:7081",
    "127.0.0.1",
    "media.oss-cn-shanghai.aliyuncs.com",
    "oss-cn-shanghai.aliyuncs.com",
];
const REFUSALS: &[&str] = &["InvalidBucketName", "InvalidObjectName", "SecondLevelDomainForbidden"];

fuzz_target!(|input: (u8, &str, &str, &str)| {
    let (host, own_host, path, key) = input;
    let host = HOSTS.get(usize::from(host)).copied().unwrap_or(own_host);
    match object_target(host, &format!("/{path}")) {
        Ok((bucket, key)) => {
            let bucket_path = bucket.as_deref().map(|bucket| format!("{bucket}/"));
            let key_path = key.as_deref().map(encode_path).unwrap_or_default();
            let again = format!("/{}{key_path}", bucket_path.unwrap_or_default());
            assert_eq!(object_target("localhost", &again), Ok((bucket, key)));
        }
        Err(code) => assert!(REFUSALS.contains(&code), "{code}"),
    }
    let encoded = encode_path(key);
    let by_path = object_target("localhost", &format!("/media/{encoded}"));
    let by_host = object_target("media.localhost", &format!("/{encoded}"));
    assert_eq!(by_path, by_host);
    let allowed = key.len() <= 1023 && !key.starts_with(['/', '\\']);
    let expected = (Some("media".to_owned()), Some(key.to_owned()).filter(|key| !key.is_empty()));
    assert_eq!(by_path, if allowed { Ok(expected) } else { Err("InvalidObjectName") });
});
