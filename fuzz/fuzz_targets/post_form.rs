//! The form of PostObject: whether it is taken, and what is read from it, does not depend on the
//! pieces that it comes in.
#![no_main]

use bytes::Bytes;
use fuzz::block_on;
use http::HeaderValue;
use libfuzzer_sys::fuzz_target;
use local_cloud::fuzzing::posted_form;

const NAMES: &[&str] =
    &["key", "file", "policy", "x-oss-meta-a", "content-type", "callback", "success_action_status"];
const ENDS: &[&str] = &["--\r\n", "--", "\r\n", ""];
const REFUSALS: &[&str] = &[
    "FieldItemTooLong",
    "IncorrectNumberOfFilesInPOSTRequest",
    "InvalidArgument",
    "InvalidObjectName",
    "MalformedPOSTRequest",
    "RequestIsNotMultiPartContent",
];

type Part<'a> = (u8, &'a str, &'a [u8]);

fuzz_target!(|input: (&str, Vec<Part<'_>>, u8, Option<&[u8]>, Vec<u8>)| {
    let (boundary, parts, end, raw, cuts) = input;
    let kind = format!("multipart/form-data; boundary={boundary}");
    let Ok(kind) = HeaderValue::try_from(kind) else { return };
    let mut body = Vec::new();
    for (name, head, value) in parts {
        let name = NAMES.get(usize::from(name)).copied().unwrap_or("other");
        body.extend_from_slice(
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"{head}\r\n\r\n"
            )
            .as_bytes(),
        );
        body.extend_from_slice(value);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}").as_bytes());
    body.extend_from_slice(ENDS[usize::from(end) % ENDS.len()].as_bytes());
    let body = Bytes::from(raw.map_or(body, <[u8]>::to_vec));
    let whole = block_on(posted_form(kind.clone(), vec![body.clone()]));
    let mut rest = body;
    let mut pieces: Vec<Bytes> =
        cuts.into_iter().map(|cut| rest.split_to(usize::from(cut).min(rest.len()))).collect();
    pieces.push(rest);
    let cut = block_on(posted_form(kind, pieces));
    for code in [&whole, &cut].into_iter().filter_map(|read| read.as_ref().err()) {
        assert!(REFUSALS.contains(code), "{code}");
    }
    // Which refusal a form gets that breaks off behind a boundary is multer's to say, by the piece.
    assert_eq!(cut.ok(), whole.ok());
});
