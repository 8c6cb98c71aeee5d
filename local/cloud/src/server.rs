//! The sockets: listening, one task a connection, an orderly end.

mod connection;

use std::io;
use std::net::{Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt as _;
use model::{Credentials, RoleSessionName};
use tokio::net::TcpListener;
use tokio_util::sync::DropGuard;

use crate::body::full;
use crate::callbacks::Delivery;
use crate::clock::CloudClock;
use crate::config::Config;
use crate::front;
use crate::identities::{Identities, IdentitiesError, RamError};
use crate::local::{self, Explanations, Faults};
use crate::objects::ObjectStore;
use crate::oss;
use crate::rpc::Nonces;
use crate::seed;
use crate::state::{Cloud, Tasks};
use crate::storage::{DataError, Storage};
use crate::sts::{self, ServiceRoleError};
use crate::tls::{Tls, TlsError};
use crate::vod::{self, Vod};

/// How long connections may take to finish what they do when the cloud is asked to end.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often a free port is looked for that is free on both loopback addresses.
const PORT_ATTEMPTS: usize = 16;

/// A running cloud. It ends with [`LocalCloud::shutdown`]; when merely dropped, it stops listening
/// and its tasks are cancelled as soon as the runtime gets to them.
pub struct LocalCloud {
    cloud: Arc<Cloud>,
    _stop_when_dropped: DropGuard,
}

/// Why the cloud did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address is taken, not of this machine, or not permitted. Choose another.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// No directory could be made for the objects. Make room, or set TMPDIR.
    #[error("cannot make a temporary directory for the objects: {0}")]
    Directory(io::Error),
    /// There is no TLS.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The data directory can't be used.
    #[error(transparent)]
    Data(#[from] DataError),
    /// [`Options::ram`](crate::Options::ram) holds what RAM would refuse. The message names the field.
    #[error("the RAM identities are not valid: {0}")]
    Ram(RamError),
    /// One of [`Options::buckets`](crate::Options::buckets) is no name of a bucket, or somebody else's.
    #[error("there can be no bucket {0:?}")]
    Bucket(String),
}

impl From<IdentitiesError> for StartError {
    fn from(error: IdentitiesError) -> Self {
        match error {
            IdentitiesError::Ram(error) => Self::Ram(error),
            IdentitiesError::Data(error) => Self::Data(error),
        }
    }
}

impl LocalCloud {
    /// Starts listening. Ready for requests when it returns.
    ///
    /// # Errors
    /// [`StartError`] when the address can't be had, or there is no place for what is stored.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let listeners = listen(config.listen)
            .await
            .map_err(|(address, source)| StartError::Listen { address, source })?;
        let address = match listeners.first().map(TcpListener::local_addr) {
            Some(Ok(address)) => address,
            _ => config.listen,
        };
        let tls = if config.options.tls { Some(Arc::new(Tls::new()?)) } else { None };
        let storage = match &config.options.data {
            None => Storage::in_memory().map_err(StartError::Directory)?,
            Some(directory) => Storage::open(directory, &owner(&config))?,
        };
        let clock = Arc::new(CloudClock::new(config.clock.clone()));
        local::resume_clock(&clock, &storage)?;
        let randomness = seed::continued(&config.randomness, storage.earlier_starts());
        let config = Config { clock: clock.clone(), randomness, ..config };
        let tasks = Tasks::default();
        let cloud = Arc::new(Cloud {
            address,
            clock,
            identities: Identities::load(&config, &storage)?,
            objects: ObjectStore::load(storage.clone())?,
            nonces: Nonces::load(&storage)?,
            vod: Vod::load(&config, &storage)?,
            storage,
            tls,
            explanations: Explanations::default(),
            faults: Faults::default(),
            tasks: tasks.clone(),
            config,
        });
        for bucket in &cloud.config.options.buckets {
            if !oss::make_bucket(&cloud, bucket) {
                return Err(StartError::Bucket(bucket.clone()));
            }
        }
        vod::resume(&cloud);
        for listener in listeners {
            tasks.spawn(accept(Arc::clone(&cloud), listener));
        }
        tracing::info!(%address, region = cloud.config.region, "local cloud is listening");
        let stop_when_dropped = tasks.stopping().clone().drop_guard();
        Ok(Self { cloud, _stop_when_dropped: stop_when_dropped })
    }

    /// Where it listens, with the port that was taken.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.cloud.address
    }

    /// `http://localhost:PORT`, or `https://` with [`Options::tls`](crate::Options::tls), as it
    /// stands in `UploadAddress.Endpoint`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        self.cloud.endpoint()
    }

    /// `http://127.0.0.1:PORT`, or `https://` likewise, for VOD and STS.
    #[must_use]
    pub fn api_endpoint(&self) -> String {
        format!("{}://{}", self.cloud.scheme(), self.cloud.address)
    }

    /// With [`Options::tls`](crate::Options::tls): the certificate of the authority that clients
    /// have to trust, as PEM. It is another one at every start.
    #[must_use]
    pub fn certificate_authority(&self) -> Option<&str> {
        self.cloud.tls.as_deref().map(Tls::authority_pem)
    }

    /// Answers a request without a socket, for a program that has the cloud inside. It counts as one
    /// from 127.0.0.1 in the clear; nothing else is different.
    ///
    /// # Errors
    /// Those of the disk, when the body of the answer is an object that can't be read.
    pub async fn answer(&self, request: Request<Bytes>) -> io::Result<Response<Bytes>> {
        let (head, body) =
            front::serve(Arc::clone(&self.cloud), request.map(full)).await.into_parts();
        Ok(Response::from_parts(head, body.collect().await?.to_bytes()))
    }

    /// A role's temporary key as a service of the cloud gets it, such as Function Compute
    /// (`fc.aliyuncs.com`) before it calls a function: the role's trust policy decides alone. It
    /// lives for an hour.
    ///
    /// # Errors
    /// [`ServiceRoleError`] when there is no such role or it does not trust the service.
    pub fn assume_role_as_service(
        &self,
        service: &str,
        role_name: &str,
        session_name: &RoleSessionName,
    ) -> Result<Credentials, ServiceRoleError> {
        sts::assume_role_as_service(&self.cloud, service, role_name, session_name)
    }

    /// Every attempt to deliver an event, the last 1,000, oldest first.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.cloud.vod.deliveries()
    }

    /// What is inside, for this crate's own tests.
    #[cfg(test)]
    pub(crate) fn state(&self) -> &Arc<Cloud> {
        &self.cloud
    }

    /// Ends the cloud: no new connections, requests that run may finish within five seconds,
    /// background work is dropped. With a data directory everything is on the disk then, and work
    /// that was dropped is taken up at the next start; else stored objects are removed.
    pub async fn shutdown(self) {
        self.cloud.tasks.end(PATIENCE).await;
        if self.cloud.storage.settled().await.is_err() {
            tracing::error!("the last changes were not kept");
        }
        tracing::info!(address = %self.cloud.address, "local cloud ended");
    }
}

/// Whose a data directory is: ids in it hold good in one account and region only.
fn owner(config: &Config) -> String {
    format!("account {} in {}", config.account.id, config.region)
}

/// Listens on the address, and for 127.0.0.1 on `[::1]` too, with one port.
///
/// Both, because `localhost` names either: somebody else's server on `[::1]` would get what is meant
/// for this one. A machine without IPv6 has only the first.
async fn listen(address: SocketAddr) -> Result<Vec<TcpListener>, (SocketAddr, io::Error)> {
    let attempts = if address.port() == 0 { PORT_ATTEMPTS } else { 1 };
    let mut taken = None;
    for _ in 0..attempts {
        let first = TcpListener::bind(address).await.map_err(|error| (address, error))?;
        if !(address.is_ipv4() && address.ip().is_loopback()) {
            return Ok(vec![first]);
        }
        let port = first.local_addr().map_err(|error| (address, error))?.port();
        let twin = SocketAddr::new(Ipv6Addr::LOCALHOST.into(), port);
        match TcpListener::bind(twin).await {
            Ok(second) => return Ok(vec![first, second]),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => taken = Some((twin, error)),
            Err(_) => return Ok(vec![first]),
        }
    }
    Err(taken.unwrap_or_else(|| (address, io::ErrorKind::AddrInUse.into())))
}

async fn accept(cloud: Arc<Cloud>, listener: TcpListener) {
    loop {
        match listener.accept().await {
            Ok((stream, address)) => {
                if cloud.faults.refuses_connection(cloud.now()) {
                    // It is torn when dropped: nothing was to be sent.
                    let _ = stream.set_zero_linger();
                    continue;
                }
                let connection = connection::serve(Arc::clone(&cloud), stream, address);
                cloud.tasks.spawn_until_halt(connection);
            }
            // Out of file descriptors, or a connection that ended before it was taken: others
            // must go on, and a loop without a pause would take the processor from them.
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}
