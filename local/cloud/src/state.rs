//! The cloud's state, shared by every connection and background task.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use jiff::Timestamp;
use model::Clock as _;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::CloudClock;
use crate::config::Config;
use crate::identities::Identities;
use crate::local::{Explanations, Faults};
use crate::objects::ObjectStore;
use crate::rpc::Nonces;
use crate::storage::Storage;
use crate::tls::Tls;
use crate::vod::Vod;

/// Everything there is. Locks inside are short and never held across an `await`.
pub(crate) struct Cloud {
    /// Its clock is [`Cloud::clock`] too.
    pub(crate) config: Config,
    /// The time of day of everything here, and how to wait in it.
    pub(crate) clock: Arc<CloudClock>,
    /// Where the cloud listens, with the port that was taken.
    pub(crate) address: SocketAddr,
    pub(crate) identities: Identities,
    pub(crate) objects: ObjectStore,
    /// Where all of this outlives the process.
    pub(crate) storage: Storage,
    /// What RPC calls may not say twice.
    pub(crate) nonces: Nonces,
    pub(crate) vod: Vod,
    /// `None`: connections are in the clear.
    pub(crate) tls: Option<Arc<Tls>>,
    /// How the last requests were judged.
    pub(crate) explanations: Explanations,
    /// What is made to go wrong.
    pub(crate) faults: Faults,
    pub(crate) tasks: Tasks,
}

impl Cloud {
    /// Now, by the cloud's clock.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// `http`, or `https` where TLS is offered.
    pub(crate) fn scheme(&self) -> &'static str {
        if self.tls.is_some() { "https" } else { "http" }
    }

    /// What stands in `UploadAddress.Endpoint`: a name, never an address, because clients put the
    /// bucket in front of it, which an IP does not allow.
    pub(crate) fn endpoint(&self) -> String {
        format!("{}://localhost:{}", self.scheme(), self.address.port())
    }
}

/// Background work of the cloud, ended by shutdown.
#[derive(Clone, Default)]
pub(crate) struct Tasks {
    tracker: TaskTracker,
    /// Asks for an end: no new connections, background work stops.
    stop: CancellationToken,
    /// Ends what did not end when asked.
    halt: CancellationToken,
}

impl Tasks {
    /// Runs work that nobody waits for: transcoding delays, callbacks. It is dropped at shutdown.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.tracker.spawn(async move {
            tokio::select! {
                () = stop.cancelled() => (),
                () = work => (),
            }
        });
    }

    /// Runs work that sees to its own end after [`Tasks::stopping`], and is dropped at the latest
    /// when [`Tasks::end`] loses patience.
    pub(crate) fn spawn_until_halt(&self, work: impl Future<Output = ()> + Send + 'static) {
        let halt = self.halt.clone();
        self.tracker.spawn(async move {
            tokio::select! {
                () = halt.cancelled() => (),
                () = work => (),
            }
        });
    }

    /// Is cancelled when the cloud is asked to end.
    pub(crate) fn stopping(&self) -> &CancellationToken {
        &self.stop
    }

    /// Asks all work to end, gives it `patience`, then drops what is left.
    pub(crate) async fn end(&self, patience: std::time::Duration) {
        self.stop.cancel();
        self.tracker.close();
        if tokio::time::timeout(patience, self.tracker.wait()).await.is_err() {
            self.halt.cancel();
            self.tracker.wait().await;
        }
    }
}
