//! What the local cloud costs whoever tests against it: how fast it takes parts, how many small
//! requests it answers, how much memory a large upload needs. `cargo xtask bench cloud`.
//!
//! The program is measured as it is started by hand, in a process of its own, over loopback. An ETag
//! is an MD5, so no cloud can take bytes faster than one core computes that: it is the yardstick of
//! UploadPart, on the same bytes and in turns, so that a machine that slows down slows both.
#![allow(clippy::expect_used)]

mod client;
mod server;

use std::time::{Duration, Instant};

use bytes::Bytes;
use md5::{Digest, Md5};
use tokio::runtime::Builder;
use tokio::task::JoinSet;

use client::{BUCKET, Client};
use server::Server;

const PART: usize = 64 * 1024 * 1024;
const ROUNDS: usize = 9;
const SMALL_REQUESTS: usize = 2_000;
const CONNECTIONS: usize = 16;
/// 2 GB.
const PARTS_OF_LARGE: usize = 32;
const AT_ONCE: usize = 4;

fn main() {
    // One thread, so that the server has the other cores.
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    println!("| local cloud | measured | goal |\n| --- | ---: | ---: |");
    runtime.block_on(async {
        parts().await;
        small_requests().await;
        memory().await;
    });
}

async fn parts() {
    let server = Server::start();
    let client = Client::new(server.address());
    client.put_bucket().await;
    let bytes = content();
    let id = client.initiate("large").await;
    let (mut digests, mut uploads) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let begun = Instant::now();
        let digest = hex::encode_upper(Md5::digest(&bytes));
        digests.push(begun.elapsed());
        let begun = Instant::now();
        let etag = client.upload_part("large", &id, round + 1, bytes.clone()).await;
        uploads.push(begun.elapsed());
        assert_eq!(etag.trim_matches('"'), digest);
    }
    let (digest, upload) = (median(digests), median(uploads));
    row("MD5 of one core, MB/s", &megabytes_per_second(digest), "");
    row("UploadPart, MB/s", &megabytes_per_second(upload), "");
    let share = 100.0 * digest.as_secs_f64() / upload.as_secs_f64();
    row("UploadPart, % of MD5", &format!("{share:.0}"), ">= 90");
}

async fn small_requests() {
    let server = Server::start();
    let client = Client::new(server.address());
    client.put_bucket().await;
    let body = Bytes::from(vec![7; 1024]);
    for connections in [1, CONNECTIONS] {
        let begun = Instant::now();
        let mut workers = JoinSet::new();
        for worker in 0..connections {
            let (client, body) = (client.clone(), body.clone());
            workers.spawn(async move {
                for _ in 0..SMALL_REQUESTS / connections {
                    client.put(&format!("small/{worker}"), body.clone()).await;
                }
            });
        }
        workers.join_all().await;
        let rate = SMALL_REQUESTS as u128 * 1000 / begun.elapsed().as_millis().max(1);
        row(&format!("PutObject of 1 KB, {connections} at once, a second"), &rate.to_string(), "");
    }
    let begun = Instant::now();
    for _ in 0..SMALL_REQUESTS {
        client.head("small/0").await;
    }
    let rate = SMALL_REQUESTS as u128 * 1000 / begun.elapsed().as_millis().max(1);
    row("HeadObject, one after another, a second", &rate.to_string(), "");
}

async fn memory() {
    let server = Server::start();
    let client = Client::new(server.address());
    client.put_bucket().await;
    let idle = server.peak_memory();
    let bytes = content();
    let id = client.initiate("large").await;
    let mut numbers = 1..=PARTS_OF_LARGE;
    let mut parts = JoinSet::new();
    let mut etags = vec![String::new(); PARTS_OF_LARGE];
    loop {
        while parts.len() < AT_ONCE
            && let Some(number) = numbers.next()
        {
            let (client, id, bytes) = (client.clone(), id.clone(), bytes.clone());
            parts.spawn(
                async move { (number, client.upload_part("large", &id, number, bytes).await) },
            );
        }
        let Some(part) = parts.join_next().await else { break };
        let (number, etag) = part.expect("a part");
        etags[number - 1] = etag;
    }
    client.complete("large", &id, &etags).await;
    let read = client.get("large").await;
    assert_eq!(read, (PARTS_OF_LARGE * PART) as u64, "{BUCKET}/large");
    row("peak memory, idle, MB", &idle.to_string(), "");
    row("peak memory, 2 GB in and out, MB", &server.peak_memory().to_string(), "< 64");
}

/// Bytes of a part that no compressor below could shorten.
fn content() -> Bytes {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let words = std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    });
    words.take(PART / 8).flatten().collect::<Vec<u8>>().into()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn megabytes_per_second(time: Duration) -> String {
    let rate = PART as u128 * 1000 / time.as_micros().max(1);
    format!("{}", rate / 1000)
}

fn row(name: &str, value: &str, goal: &str) {
    println!("| {name} | {value} | {goal} |");
}
