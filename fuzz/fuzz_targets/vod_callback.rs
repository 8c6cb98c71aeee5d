//! The headers of a VOD callback: exactly ten digits within the window and the right signature pass.
#![no_main]

use fuzz::Frozen;
use http::{HeaderMap, HeaderValue};
use libfuzzer_sys::fuzz_target;
use model::{Clock as _, Secret};
use settings::{Fixed, Settings as _};
use signing::vod_callback;
use upload_complete::{CallbackSettings, Verifier};

const URL: &str = "https://www.example.com/your/callback";
const KEY: &str = "test123";

fuzz_target!(|input: (&str, Option<i16>, Option<&[u8]>)| {
    let (before, seconds, forged) = input;
    let source = Fixed::default().with("VOD_CALLBACK_URL", URL).with("VOD_CALLBACK_KEYS", KEY);
    let verifier = Verifier::new(CallbackSettings::load(&source).unwrap());
    let seconds = seconds.map(|seconds| (Frozen::SECOND + i64::from(seconds)).to_string());
    let text = before.to_owned() + &seconds.unwrap_or_default();
    let right = vod_callback::sign(URL, &text, &Secret::from(KEY));
    let signature = forged.unwrap_or(right.as_bytes());
    let [Ok(at), Ok(by)] = [text.as_bytes(), signature].map(HeaderValue::from_bytes) else {
        return;
    };
    let mut headers = HeaderMap::new();
    headers.insert("X-VOD-TIMESTAMP", at);
    headers.insert("X-VOD-SIGNATURE", by);
    let distance = text.parse::<i64>().map(|second| second.abs_diff(Frozen::SECOND));
    let digits = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit());
    let expected = digits && distance.is_ok_and(|d| d <= 300) && signature == right.as_bytes();
    assert_eq!(verifier.verify(&headers, Frozen.now()).is_ok(), expected, "{headers:?}");
});
