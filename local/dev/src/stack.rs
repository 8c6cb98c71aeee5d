//! Starts both servers, says so, and ends both.

use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use client::system::{SystemClock, SystemRandomness};
use local_cloud::{
    Account, Callback, Config, Definition, LocalCloud, Options, StartError, TemplateGroup,
};
use model::TemplateGroupId;
use runtime::{Platform, Ports, RouteError, local};
use settings::{Fixed, SettingsError};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;

use crate::{arguments::Arguments, banner, documentation::Documentation, functions};

/// The template group that the next step submits to, known to the local cloud.
const TEMPLATE_GROUP: &str = "local-template-group";
/// The key of tickets and stamps. It is public and protects nothing, like the whole stack's secrets;
/// always the same, so that uploads outlive a restart.
const GRANT_KEY: &str = "local-grant-key-that-protects-nothing";
/// The account's own bucket, which tokens of `/sts/token` write to.
pub(crate) const BUCKET: &str = "local-uploads";
/// How long the local cloud pretends to transcode.
const TRANSCODE_DELAY: Duration = Duration::from_secs(1);

/// Why the stack did not start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StackError {
    /// The gateway's port.
    #[error(
        "port {port} cannot be used for the functions ({reason}); choose another with --port, or --port 0 for a free one"
    )]
    Port {
        /// As asked for.
        port: u16,
        /// The system's words.
        reason: io::Error,
    },
    /// The local cloud's port.
    #[error(
        "port {port} cannot be used for the local cloud ({reason}); choose another with --cloud-port, or --cloud-port 0 for a free one"
    )]
    CloudPort {
        /// As asked for.
        port: u16,
        /// The system's words.
        reason: io::Error,
    },
    /// Anything else that the local cloud lacks.
    #[error("the local cloud cannot start: {0}")]
    Cloud(StartError),
    /// A flag that a function cannot work with.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// Two functions on one route.
    #[error(transparent)]
    Routes(#[from] RouteError),
    /// No threads, no sockets.
    #[error("the run time cannot start: {0}")]
    Runtime(#[from] io::Error),
}

/// Runs until Ctrl-C.
pub(crate) fn run(arguments: Arguments) -> Result<(), StackError> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(serve(arguments))
}

async fn serve(arguments: Arguments) -> Result<(), StackError> {
    let shutdown = local::Interrupt::listen()?;
    // The gateway's socket comes first: the cloud must know where callbacks go.
    let gateway = listen(arguments.port).await?;
    let address = gateway[0].local_addr()?;
    let callback_url = format!("http://127.0.0.1:{}/callback/vod", address.port());

    let cloud_port = arguments.cloud_port;
    let cloud =
        LocalCloud::start(cloud_config(&arguments, &callback_url)).await.map_err(|reason| {
            match reason {
                StartError::Listen { source, .. } => {
                    StackError::CloudPort { port: cloud_port, reason: source }
                }
                other => StackError::Cloud(other),
            }
        })?;

    let ports = Ports::system(Platform::Local);
    let settings = settings(&arguments, &cloud, &callback_url);
    let mut functions = functions::build(&settings, &ports)?;
    let routes: Vec<_> = functions
        .iter()
        .flat_map(|function| function.routes().iter().map(|route| (*route, function.name())))
        .collect();
    functions.push(Arc::new(Documentation));
    let gateway_server = local::Gateway::new(functions, &ports)?;

    banner::print(&arguments, address, cloud.address(), &routes);
    gateway_server.serve(gateway, shutdown.received()).await;
    cloud.shutdown().await;
    println!("Ended; all media of the local cloud are gone.");
    Ok(())
}

/// How often a free port is looked for that is free on both loopback addresses.
const PORT_ATTEMPTS: usize = 16;

/// 127.0.0.1, and `[::1]` on the same port where the machine has it: `localhost` can mean either, and
/// must not mean somebody else's server.
async fn listen(port: u16) -> Result<Vec<TcpListener>, StackError> {
    let taken = |reason| StackError::Port { port, reason };
    let mut attempts = if port == 0 { PORT_ATTEMPTS } else { 1 };
    loop {
        let first = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let first = local::bind(first).await.map_err(taken)?;
        let second = SocketAddr::from((Ipv6Addr::LOCALHOST, first.local_addr()?.port()));
        attempts -= 1;
        match local::bind(second).await {
            Ok(second) => return Ok(vec![first, second]),
            Err(error) if error.kind() != io::ErrorKind::AddrInUse => return Ok(vec![first]),
            Err(error) if attempts == 0 => return Err(taken(error)),
            Err(_) => {}
        }
    }
}

fn cloud_config(arguments: &Arguments, callback_url: &str) -> Config {
    Config {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.cloud_port)),
        account: Account {
            id: account_id(arguments.role_arn.as_str()),
            access_key_id: arguments.access_key_id.clone(),
            access_key_secret: arguments.access_key_secret.clone(),
            role_arn: arguments.role_arn.clone(),
        },
        region: "cn-shanghai".into(),
        callback: Some(Callback {
            url: callback_url.to_owned(),
            key: arguments.callback_key.clone(),
        }),
        template_groups: template_group().into_iter().collect(),
        transcode_delay: TRANSCODE_DELAY,
        clock: Arc::new(SystemClock),
        randomness: Arc::new(SystemRandomness),
        options: Options { buckets: vec![BUCKET.into()], ..Options::default() },
    }
}

/// The account is the one that the role belongs to.
fn account_id(role_arn: &str) -> String {
    role_arn.split(':').nth(3).unwrap_or_default().to_owned()
}

fn template_group() -> Option<TemplateGroup> {
    let id: TemplateGroupId = TEMPLATE_GROUP.parse().ok()?;
    let definitions = ["LD", "SD"]
        .into_iter()
        .map(|name| Definition { name: name.into(), format: "mp4".into() })
        .collect();
    Some(TemplateGroup { id, definitions })
}

/// What every function needs to work against the local cloud, as the texts of a deployment.
fn settings(arguments: &Arguments, cloud: &LocalCloud, callback_url: &str) -> Fixed {
    let settings = Fixed::default()
        .with("VOD_REGION", "cn-shanghai")
        .with("VOD_ENDPOINT", cloud.api_endpoint())
        .with("STS_ENDPOINT", cloud.api_endpoint())
        .with("ALIBABA_CLOUD_ACCESS_KEY_ID", &arguments.access_key_id)
        .with("ALIBABA_CLOUD_ACCESS_KEY_SECRET", arguments.access_key_secret.expose())
        .with("STS_ROLE_ARN", arguments.role_arn.as_str())
        .with("STS_BUCKET", BUCKET)
        .with("STS_BUCKET_REGION", "cn-shanghai")
        .with("AUTH", "jwt,api-key")
        .with("JWT_ALGORITHM", "HS256")
        .with("JWT_SECRETS", arguments.jwt_secret.expose())
        .with("JWT_ISSUER", "local-dev")
        .with("JWT_AUDIENCE", "vod-upload")
        .with("JWT_TENANT_CLAIM", "tenant")
        .with("GRANT_KEYS", GRANT_KEY)
        .with("API_KEY_HASHES", hex::encode(Sha256::digest(arguments.api_key.expose())))
        .with("VOD_CALLBACK_URL", callback_url)
        .with("VOD_CALLBACK_KEYS", arguments.callback_key.expose())
        .with("CORS_ORIGINS", arguments.cors_origins.as_deref().unwrap_or_default())
        .with("ACCESS_RULES", arguments.access_rules.as_deref().unwrap_or_default());
    if arguments.no_next_step {
        settings
    } else {
        settings.with("TEMPLATE_GROUP_ID", TEMPLATE_GROUP)
    }
}
