//! What a caller decides before the cloud starts. Nothing is read from the environment.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use model::{Clock, Randomness, RoleArn, Secret, TemplateGroupId};

use crate::identities::Ram;

/// Everything that [`LocalCloud::start`](crate::LocalCloud::start) needs to know.
#[derive(Clone)]
pub struct Config {
    /// Where to listen. Port 0 takes a free one; [`Config::LOOPBACK`] is the usual value. When this
    /// is 127.0.0.1, `[::1]` is served on the same port too wherever the machine has it.
    pub listen: SocketAddr,
    /// The one account of this cloud.
    pub account: Account,
    /// The one region of this cloud, such as `cn-shanghai`: found in `UploadAuth`, and the region
    /// that an OSS V4 signature must name.
    pub region: String,
    /// Where events go. `None` posts nothing, as an account without SetMessageCallback.
    pub callback: Option<Callback>,
    /// Transcoding template groups beside the built-in `VOD_NO_TRANSCODE`.
    pub template_groups: Vec<TemplateGroup>,
    /// How long one transcoding job lasts. Transcoding here is this delay and nothing else.
    pub transcode_delay: Duration,
    /// The time of day of the whole cloud: signature windows, expiry, records.
    pub clock: Arc<dyn Clock>,
    /// The source of ids, keys and tokens.
    pub randomness: Arc<dyn Randomness>,
    /// What few decide.
    pub options: Options,
}

/// What few decide; the default is a fresh account on plain HTTP that is forgotten when it ends, with
/// one user and one role that may do everything.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The directory that everything is kept in over restarts, also when the process is killed. It
    /// is made when it is not there, serves one process at a time, and holds keys in the clear.
    /// `None` keeps nothing.
    pub data: Option<PathBuf>,
    /// Whether the port serves HTTPS too, under a certificate authority made at start
    /// ([`LocalCloud::certificate_authority`](crate::LocalCloud::certificate_authority)). Endpoints
    /// that are handed out are `https://` then; plain HTTP goes on beside it.
    pub tls: bool,
    /// RAM users, roles and keys beside those of the account.
    pub ram: Ram,
    /// Workflows that uploads and SubmitWorkflowJob may name.
    pub workflows: Vec<Workflow>,
    /// How many calls a second are taken.
    pub quotas: Quotas,
    /// Private buckets of the account that are there from the start, beside the one of VOD, with CORS
    /// rules that let any page upload.
    pub buckets: Vec<String>,
}

/// How many calls a second VOD takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quotas {
    /// As many as the documentation says, each operation for itself.
    #[default]
    Documented,
    /// All, for measuring.
    Unlimited,
}

/// A workflow of the newer kind: its activities run one after the other, then
/// WorkflowTaskComplete tells of its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workflow {
    /// `WorkflowId`.
    pub id: String,
    /// What it does, in order.
    pub activities: Vec<Activity>,
}

/// One step of a workflow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Activity {
    /// Transcodes with this template group.
    Transcode(TemplateGroupId),
    /// Takes one snapshot.
    Snapshot,
}

impl Activity {
    /// What the step is called in events.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Transcode(_) => "Transcode",
            Self::Snapshot => "Snapshot",
        }
    }
}

impl Config {
    /// A free port of 127.0.0.1.
    pub const LOOPBACK: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
}

/// The account that owns every bucket and medium, the key of its first RAM user and its first role.
/// More of both come with [`Options::ram`].
#[derive(Clone, Debug)]
pub struct Account {
    /// The account id, 16 digits in samples.
    pub id: String,
    /// The AccessKeyId of a RAM user that may do everything. (The key of the account itself could
    /// not call AssumeRole.)
    pub access_key_id: String,
    /// The AccessKeySecret of that user.
    pub access_key_secret: Secret,
    /// A role that every user and role of the account may assume and that may do everything, unless
    /// [`Options::ram`] has a role of this name.
    pub role_arn: RoleArn,
}

/// A SetMessageCallback of type HTTP with authentication on, for all events.
#[derive(Clone, Debug)]
pub struct Callback {
    /// `CallbackURL`, byte for byte as it is signed.
    pub url: String,
    /// `AuthKey`, the key of `X-VOD-SIGNATURE`.
    pub key: Secret,
}

/// A transcoding template group of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateGroup {
    /// `TemplateGroupId`.
    pub id: TemplateGroupId,
    /// The streams that it makes, one transcoding job each.
    pub definitions: Vec<Definition>,
}

/// One transcoding template: a stream of a given quality and container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// `Definition`: `FD`, `LD`, `SD`, `HD`, `OD`, `2K`, `4K`, …
    pub name: String,
    /// `Format`: `mp4`, `m3u8`, `mp3`, …
    pub format: String,
}
