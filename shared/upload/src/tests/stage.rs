//! Everything that an upload under test needs, in one place.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use model::{Clock, Randomness};
use tokio::time::Instant;

use super::{issuer::Issuer, oss::Oss};
use crate::{BytesSource, Error, Options, Progress, Uploaded, Uploader};

/// Time that passes as the paused time of tokio does.
#[derive(Clone)]
pub(super) struct PausedClock(Instant);

impl Clock for PausedClock {
    fn now(&self) -> Timestamp {
        let start: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
        start + SignedDuration::try_from(self.0.elapsed()).unwrap()
    }
}

/// Numbers that are the same in each run.
struct Seeded(AtomicU64);

impl Randomness for Seeded {
    fn fill(&self, buffer: &mut [u8]) {
        for piece in buffer.chunks_mut(8) {
            let seed = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
            let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            piece.copy_from_slice(&(mixed ^ (mixed >> 31)).to_le_bytes()[..piece.len()]);
        }
    }
}

/// What was heard of the progress.
#[derive(Default)]
pub(super) struct Heard(Mutex<Sums>);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) sent: u64,
    pub(super) lost: u64,
    pub(super) confirmed: u64,
    pub(super) parts: Vec<u32>,
    pub(super) refreshed: u32,
}

impl Progress for Heard {
    fn sent(&self, bytes: u64) {
        self.0.lock().unwrap().sent += bytes;
    }
    fn lost(&self, bytes: u64) {
        self.0.lock().unwrap().lost += bytes;
    }
    fn confirmed(&self, bytes: u64) {
        self.0.lock().unwrap().confirmed += bytes;
    }
    fn part_done(&self, number: u32, _parts: u32) {
        self.0.lock().unwrap().parts.push(number);
    }
    fn refreshed(&self, _expires_at: Timestamp) {
        self.0.lock().unwrap().refreshed += 1;
    }
}

pub(super) struct Stage {
    pub(super) oss: Arc<Oss>,
    pub(super) issuer: Issuer,
    pub(super) uploader: Uploader,
    heard: Arc<Heard>,
}

pub(super) const PART: u64 = 100 * 1024;

/// Parts of 100 KiB, eight at a time.
pub(super) fn options() -> Options {
    Options { put_threshold: PART, part_size: PART, parallel: 8, attempts: 5, ..Options::default() }
}

pub(super) fn content(length: u64) -> Bytes {
    (0..length).map(|index| (index.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0]).collect()
}

impl Stage {
    pub(super) fn new(options: Options) -> Self {
        let clock = PausedClock(Instant::now());
        let oss = Arc::new(Oss::new(clock.clone()));
        let issuer = Issuer::new(oss.clone(), clock.clone());
        let randomness = Arc::new(Seeded(AtomicU64::new(1)));
        let uploader = Uploader::new(options, oss.clone(), Arc::new(clock), randomness);
        Self { oss, issuer, uploader, heard: Arc::default() }
    }

    /// Uploads a video: its grant can be renewed.
    pub(super) async fn upload(&self, content: &Bytes) -> Result<Uploaded, Error> {
        let source = BytesSource::new(content.clone());
        let grant = self.issuer.grant();
        self.uploader.upload(grant, Some(&self.issuer), &source, self.heard.clone()).await
    }

    /// Uploads an image: its grant cannot.
    pub(super) async fn upload_image(&self, content: &Bytes) -> Result<Uploaded, Error> {
        let source = BytesSource::new(content.clone());
        self.uploader.upload(self.issuer.grant(), None, &source, self.heard.clone()).await
    }

    pub(super) fn heard(&self) -> Sums {
        self.heard.0.lock().unwrap().clone()
    }
}
