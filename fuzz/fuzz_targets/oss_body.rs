//! Bodies of requests to OSS: what is taken keeps to the limits of its operation, rules for pages
//! read back as they were written, and a refusal has a code of the documentation.
#![no_main]

use base64::{Engine, engine::general_purpose::STANDARD};
use libfuzzer_sys::fuzz_target;
use local_cloud::fuzzing;

const REFUSALS: &[&str] =
    &["MalformedXML", "InvalidArgument", "NotImplemented", "InvalidPolicyDocument"];
const RULE: &str = "AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><";

fuzz_target!(|input: (u8, &str, &str, &str)| {
    let (form, element, text, raw) = input;
    let body = match form % 5 {
        0 => format!(
            "<CompleteMultipartUpload><Part><PartNumber>{text}</PartNumber><ETag>{raw}</ETag></Part></CompleteMultipartUpload>"
        ),
        1 => format!(
            "<Delete><Object><Key>{text}</Key></Object><{element}>{raw}</{element}></Delete>"
        ),
        2 => format!(
            "<CORSConfiguration><CORSRule><{RULE}{element}>{text}</{element}></CORSRule>{raw}</CORSConfiguration>"
        ),
        3 => format!(
            "{{\"expiration\":\"2026-01-02T03:04:05Z\",\"conditions\":[[\"{element}\",\"${text}\",{raw}]]}}"
        ),
        _ => raw.to_owned(),
    };
    if let Some(parts) = known(fuzzing::listed_parts(body.as_bytes())) {
        assert!(!parts.is_empty());
        assert!(parts.iter().all(|(number, _)| (1..=10_000).contains(number)));
    }
    if let Some((keys, _)) = known(fuzzing::listed_keys(body.as_bytes())) {
        assert!((1..=1000).contains(&keys.len()) && keys.iter().all(|key| !key.is_empty()));
    }
    if let Some(written) = known(fuzzing::cors_configuration(body.as_bytes())) {
        assert_eq!(fuzzing::cors_configuration(written.as_bytes()), Ok(written.clone()));
    }
    known(fuzzing::form_policy(&STANDARD.encode(&body)));
    known(fuzzing::form_policy(raw));
});

fn known<T>(outcome: Result<T, &'static str>) -> Option<T> {
    match outcome {
        Ok(read) => Some(read),
        Err(code) => {
            assert!(REFUSALS.contains(&code), "{code}");
            None
        }
    }
}
