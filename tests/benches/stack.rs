//! The whole stack as a user meets it: processes of the release build, loopback, real files.
#![allow(clippy::expect_used)]

use std::{
    fs,
    sync::{Arc, Mutex, PoisonError},
};

use divan::{Bencher, counter::BytesCount};
use tests::Stack;
use tokio::runtime::Runtime;

/// One stack for all measurements but the first.
static STACK: Mutex<Option<Arc<Stack>>> = Mutex::new(None);

/// Statics are never dropped, and the process must not outlive the measurement, however that ends.
struct EndOfStack;

impl Drop for EndOfStack {
    fn drop(&mut self) {
        drop(STACK.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

fn main() {
    let _end = EndOfStack;
    divan::main();
}

fn stack() -> Arc<Stack> {
    let mut stack = STACK.lock().expect("a stack");
    stack.get_or_insert_with(|| Arc::new(Stack::start(&[]))).clone()
}

/// From the start of the process to its ready line.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn start_to_ready(bencher: Bencher) {
    drop(Stack::start(&[]));
    bencher.bench_local(|| Stack::start(&[]));
}

/// `POST /upload/video` over a new connection: gateway, function, signature, local VOD, and back. The
/// local VOD takes 80 of these a second, so no more are sent at all.
#[divan::bench(sample_count = 60, sample_size = 1)]
fn upload_video_grant(bencher: Bencher) {
    request(bencher, "POST", "/upload/video", br#"{"FileName":"a.mov","Title":"t"}"#);
}

/// `GET /sts/token`, kept.
#[divan::bench(sample_count = 200, sample_size = 1)]
fn sts_token_kept(bencher: Bencher) {
    request(bencher, "GET", "/sts/token", b"");
}

/// `GET /healthz`: what of the two above is the connection.
#[divan::bench(sample_count = 200, sample_size = 1)]
fn healthz(bencher: Bencher) {
    request(bencher, "GET", "/healthz", b"");
}

fn request(bencher: Bencher, method: &str, path: &str, body: &[u8]) {
    let runtime = Runtime::new().expect("a runtime");
    let stack = stack();
    bencher.bench_local(|| {
        let answer = runtime.block_on(stack.send(method, path, body.to_vec()));
        assert_eq!(answer.status, 200, "{}", answer.body);
    });
}

/// `vodup upload` of 256 MiB, the whole process: read, checksum, four parts at a time, each part
/// stored by the local cloud in a temporary file.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn vodup_upload_256_mib(bencher: Bencher) {
    const BYTES: usize = 256 << 20;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("large.mp4");
    let bytes: Vec<u8> =
        (0_u32..).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).take(BYTES).collect();
    fs::write(&file, bytes).expect("a file");
    let name = file.to_str().expect("a path");
    let stack = stack();
    bencher.counter(BytesCount::new(BYTES)).bench_local(|| {
        let output = stack.vodup(&["upload", name]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    });
}
