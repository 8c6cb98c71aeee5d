//! A local cloud to ask, without a socket.

use std::{
    cell::{Cell, RefCell},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use local_cloud::{Account, Config, LocalCloud, Options, Quotas};
use model::{Randomness, Secret};
use tokio::runtime::{Builder, Runtime};

use crate::Frozen;

/// The AccessKey id that the cloud knows.
pub const ACCESS_KEY_ID: &str = "testAccessKeyId";
/// Its role.
pub const ROLE_ARN: &str = "acs:ram::1234567890123456:role/uploader";
/// The secret of that AccessKey.
const ACCESS_KEY_SECRET: &str = "testAccessKeySecret";
/// After so many requests there is another cloud: what they leave behind must not fill the memory.
const REQUESTS: u32 = 2_000;

/// The secret of the AccessKey.
#[must_use]
pub fn access_key_secret() -> Secret {
    ACCESS_KEY_SECRET.into()
}

/// Ids that differ, and are the same ones in each run.
struct Counting(AtomicU64);

impl Randomness for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        let next = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        for (place, byte) in buffer.iter_mut().rev().zip(next.iter().rev().cycle()) {
            *place = *byte;
        }
    }
}

struct World {
    runtime: Runtime,
    cloud: RefCell<Option<LocalCloud>>,
    requests: Cell<u32>,
}

thread_local! {
    static WORLD: World = World {
        runtime: Builder::new_current_thread().enable_all().build().unwrap(),
        cloud: RefCell::new(None),
        requests: Cell::new(0),
    };
}

/// Has the local cloud answer a request.
///
/// # Panics
/// When the cloud failed: with a status of 500, or by not answering at all. That is a finding.
pub fn ask(request: Request<Bytes>) -> Response<Bytes> {
    let shown = format!("{request:?}");
    let answer = WORLD.with(|world| world.runtime.block_on(world.answer(request)));
    assert_ne!(answer.status(), 500, "{shown} {answer:?}");
    answer
}

/// A number that was not given before, for nonces.
#[must_use]
pub fn next() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

impl World {
    async fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let requests = self.requests.replace(self.requests.get() + 1);
        let cloud = self.cloud.take().filter(|_| !requests.is_multiple_of(REQUESTS));
        let cloud = match cloud {
            Some(cloud) => cloud,
            None => LocalCloud::start(config()).await.unwrap(),
        };
        let answer = cloud.answer(request).await.unwrap();
        self.cloud.replace(Some(cloud));
        answer
    }
}

fn config() -> Config {
    Config {
        listen: Config::LOOPBACK,
        account: Account {
            id: "1234567890123456".to_owned(),
            access_key_id: ACCESS_KEY_ID.to_owned(),
            access_key_secret: access_key_secret(),
            role_arn: ROLE_ARN.parse().unwrap(),
        },
        region: "cn-shanghai".to_owned(),
        callback: None,
        template_groups: Vec::new(),
        transcode_delay: Duration::ZERO,
        clock: Arc::new(Frozen),
        randomness: Arc::new(Counting(AtomicU64::new(0))),
        // The clock stands still: all calls are made in one second.
        options: Options { quotas: Quotas::Unlimited, ..Options::default() },
    }
}
