//! The function that gives and renews grants.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, AtomicU32, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use jiff::SignedDuration;
use model::{Clock, UploadAddress, UploadAuth, UploadGrant};
use tokio::time::sleep;

use super::{
    oss::{BUCKET, KEY, Oss},
    stage::PausedClock,
};
use crate::{GrantSource, RefreshError};

pub(super) struct Issuer {
    oss: Arc<Oss>,
    clock: PausedClock,
    issued: AtomicU32,
    asked: AtomicU32,
    /// Seconds.
    pub(super) life: AtomicI64,
    failures: Mutex<VecDeque<RefreshError>>,
    /// The key of the object that renewed grants lead to.
    pub(super) key: Mutex<String>,
}

impl Issuer {
    pub(super) fn new(oss: Arc<Oss>, clock: PausedClock) -> Self {
        Self {
            oss,
            clock,
            issued: AtomicU32::new(0),
            asked: AtomicU32::new(0),
            life: AtomicI64::new(3_000),
            failures: Mutex::default(),
            key: Mutex::new(KEY.to_owned()),
        }
    }

    /// How often a renewal was asked for.
    pub(super) fn asked(&self) -> u32 {
        self.asked.load(Ordering::Relaxed)
    }

    pub(super) fn fail(&self, times: usize, retryable: bool) {
        let error = RefreshError { reason: "scripted".into(), retryable };
        self.failures.lock().unwrap().extend(vec![error; times]);
    }

    pub(super) fn grant(&self) -> UploadGrant {
        let number = self.issued.fetch_add(1, Ordering::Relaxed);
        let life = SignedDuration::from_secs(self.life.load(Ordering::Relaxed));
        let expires_at = self.clock.now() + life;
        let (id, secret, token) =
            (format!("STS.{number}"), format!("secret{number}"), format!("token/{number}+=="));
        self.oss.add_key(&id, &secret, &token, expires_at);
        UploadGrant {
            address: UploadAddress {
                endpoint: "https://oss-cn-shanghai.aliyuncs.com".into(),
                bucket: BUCKET.into(),
                file_name: self.key.lock().unwrap().clone(),
                object_prefix: None,
            },
            auth: UploadAuth {
                access_key_id: id,
                access_key_secret: secret.into(),
                security_token: token.into(),
                expiration: life.as_secs().to_string(),
                expire_utc_time: None,
                region: None,
            },
            expires_at,
        }
    }
}

#[async_trait]
impl GrantSource for Issuer {
    async fn refresh(&self) -> Result<UploadGrant, RefreshError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        sleep(Duration::from_millis(200)).await;
        let failure = self.failures.lock().unwrap().pop_front();
        failure.map_or_else(|| Ok(self.grant()), Err)
    }
}
