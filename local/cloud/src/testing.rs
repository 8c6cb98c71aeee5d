//! What unit tests of this crate share: a clock that stands still and bytes that count up.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use model::{Clock, Randomness, Secret};

use crate::config::{Account, Config, Options};

/// Moves only when told.
pub(crate) struct FixedClock(Mutex<Timestamp>);

impl FixedClock {
    /// 2026-01-02T03:04:05Z.
    pub(crate) const START: Timestamp = Timestamp::constant(1_767_323_045, 0);

    pub(crate) fn advance(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap();
        *now += by;
    }
}

impl Default for FixedClock {
    fn default() -> Self {
        Self(Mutex::new(Self::START))
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// Never the same bytes twice, always the same sequence.
#[derive(Default)]
pub(crate) struct Counting(AtomicU64);

impl Randomness for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            let next = self.0.fetch_add(1, Ordering::Relaxed) + 1;
            chunk.copy_from_slice(&next.to_be_bytes()[8 - chunk.len()..]);
        }
    }
}

/// An account with the key `LTAI-local` / `local-secret`, no callback, no template group.
pub(crate) fn config() -> Config {
    Config {
        listen: Config::LOOPBACK,
        account: Account {
            id: "1234567890123456".to_owned(),
            access_key_id: "LTAI-local".to_owned(),
            access_key_secret: Secret::new("local-secret"),
            role_arn: "acs:ram::1234567890123456:role/uploader".parse().unwrap(),
        },
        region: "cn-shanghai".to_owned(),
        callback: None,
        template_groups: Vec::new(),
        transcode_delay: Duration::from_secs(1),
        clock: Arc::new(FixedClock::default()),
        randomness: Arc::new(Counting::default()),
        options: Options::default(),
    }
}

/// A data directory as a kill at this moment would leave it.
pub(crate) fn image_of(directory: &Path) -> tempfile::TempDir {
    let image = tempfile::tempdir().unwrap();
    fs::create_dir(image.path().join("objects")).unwrap();
    for part in [".", "objects"] {
        for entry in fs::read_dir(directory.join(part)).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_file() {
                let to = image.path().join(part).join(entry.file_name());
                fs::copy(entry.path(), to).unwrap();
            }
        }
    }
    image
}
