//! Every function of the workspace with what a deployment must know of it.
//!
//! Names, routes, callers and settings are asked of the functions themselves, built as their
//! `main.rs` builds them. What only a deployment knows, time and memory, stands here and nowhere
//! else. The tables of the README, both templates and the routes of `cargo lambda watch` are
//! compared with this list.

use std::fs;

use cancel_upload::CancelUpload;
use create_upload_attached_media::CreateUploadAttachedMedia;
use create_upload_image::CreateUploadImage;
use create_upload_video::CreateUploadVideo;
use openapi::{Describe, Described};
use process_upload::ProcessUpload;
use refresh_upload_video::RefreshUploadVideo;
use runtime::{Callers, EventFunction, HttpFunction, Platform, Ports, Route, process_settings};
use settings::{Fixed, Setting, Settings, SettingsError};
use sts_token::StsToken;
use sweep_uploads::SweepUploads;
use upload_complete::UploadComplete;
use upload_status::UploadStatus;

use crate::root;

/// A function as it is deployed.
#[derive(Clone, Debug)]
pub struct Function {
    /// The name of its package, its folder, its program and its deployment.
    pub name: &'static str,
    /// What makes it run.
    pub trigger: Trigger,
    /// Every setting that its process reads on a platform.
    pub settings: Vec<Setting>,
    /// How long it may run, in seconds.
    pub timeout: u64,
    /// How much memory it gets, in MB: the least that either platform sells. It waits for VOD most
    /// of its time, and a process needs less than a tenth of it.
    pub memory: u64,
}

/// What makes a function run.
#[derive(Clone, Debug)]
pub enum Trigger {
    /// A request on one of its routes.
    Http {
        /// The requests that it answers, `OPTIONS` left out: every path answers that.
        routes: &'static [Route],
        /// The paths whose `OPTIONS` reach it: those that no function before it has.
        options: Vec<&'static str>,
        /// What it says that others answer on its paths.
        neighbours: &'static [Route],
        /// Who may send them.
        callers: Callers,
        /// What the OpenAPI document says of them.
        describe: Describe,
    },
    /// A message of a queue.
    Queue,
    /// The time.
    Schedule,
}

impl Function {
    /// The requests that it answers: none for an event function.
    #[must_use]
    pub fn routes(&self) -> &'static [Route] {
        match &self.trigger {
            Trigger::Http { routes, .. } => routes,
            Trigger::Queue | Trigger::Schedule => &[],
        }
    }

    /// Method and path of each request that must reach it, `OPTIONS` included, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<(&'static str, &'static str)> {
        let own = self.routes().iter().map(|route| (route.method, route.path));
        let options = match &self.trigger {
            Trigger::Http { options, .. } => options.as_slice(),
            Trigger::Queue | Trigger::Schedule => &[],
        };
        let options = options.iter().map(|path| ("OPTIONS", *path));
        let mut requests: Vec<_> = own.chain(options).collect();
        requests.sort_unstable();
        requests
    }

    /// Whether its process reads this setting.
    #[must_use]
    pub fn reads(&self, setting: &str) -> bool {
        self.settings.iter().any(|one| one.name == setting)
    }
}

/// A request of an app must be answered before the HTTP API gives up, after 30 seconds.
const REQUEST: u64 = 29;
/// VOD gives up on a callback after 5 seconds; the rest is for a cold start.
const CALLBACK: u64 = 10;
/// A batch of messages, each with a few calls to VOD.
const MESSAGES: u64 = 60;
/// Many videos, and pauses where VOD refuses.
const SWEEP: u64 = 300;
const MEMORY: u64 = 128;

/// Every function.
///
/// # Panics
/// When a function cannot be built from [`samples`], and when the folders in `functions/` are
/// others than these.
#[must_use]
pub fn functions() -> Vec<Function> {
    let mut functions = vec![
        http(CreateUploadVideo::new, REQUEST),
        http(RefreshUploadVideo::new, REQUEST),
        http(CreateUploadImage::new, REQUEST),
        http(CreateUploadAttachedMedia::new, REQUEST),
        http(UploadStatus::new, REQUEST),
        http(CancelUpload::new, REQUEST),
        http(StsToken::new, REQUEST),
        http(UploadComplete::new, CALLBACK),
        event(ProcessUpload::new, Trigger::Queue, MESSAGES),
        event(SweepUploads::new, Trigger::Schedule, SWEEP),
    ];
    share_options(&mut functions);
    let mut known: Vec<_> = functions.iter().map(|function| function.name).collect();
    known.sort_unstable();
    assert_eq!(folders(), known, "functions/ and tests/src/registry.rs name different functions");
    functions
}

/// A value for every setting that some function requires.
#[must_use]
pub fn samples() -> Fixed {
    Fixed::default()
        .with("ALIBABA_CLOUD_ACCESS_KEY_ID", "sampleAccessKeyId")
        .with("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "sampleAccessKeySecret")
        .with("STS_ROLE_ARN", "acs:ram::1234567890123456:role/sample")
        .with("STS_BUCKET", "sample-uploads")
        .with("VOD_CALLBACK_URL", "https://upload.example.com/callback/vod")
        .with("VOD_CALLBACK_KEYS", "sampleCallbackKey")
        .with("GRANT_KEYS", "sample-key-of-tickets-and-of-stamps")
}

fn http<F, S>(build: fn(&S, &Ports) -> Result<F, SettingsError>, timeout: u64) -> Function
where
    F: HttpFunction + Described,
    S: Settings,
{
    let function = built(build);
    let (routes, callers) = (function.routes(), function.callers());
    let neighbours = function.neighbours();
    Function {
        name: function.name(),
        trigger: Trigger::Http {
            routes,
            options: Vec::new(),
            neighbours,
            callers,
            describe: F::describe,
        },
        settings: process_settings(S::declared(), Some(callers)),
        timeout,
        memory: MEMORY,
    }
}

/// Gives each path's `OPTIONS` to the first function that has the path: a deployment routes it once.
fn share_options(functions: &mut [Function]) {
    let mut shared = Vec::new();
    for function in functions {
        if let Trigger::Http { routes, options, .. } = &mut function.trigger {
            for route in *routes {
                if !shared.contains(&route.path) {
                    shared.push(route.path);
                    options.push(route.path);
                }
            }
        }
    }
}

fn event<F, S>(
    build: fn(&S, &Ports) -> Result<F, SettingsError>,
    trigger: Trigger,
    timeout: u64,
) -> Function
where
    F: EventFunction,
    S: Settings,
{
    Function {
        name: built(build).name(),
        trigger,
        settings: process_settings(S::declared(), None),
        timeout,
        memory: MEMORY,
    }
}

fn built<F, S: Settings>(build: fn(&S, &Ports) -> Result<F, SettingsError>) -> F {
    build(&S::load(&samples()).unwrap(), &Ports::system(Platform::Local)).unwrap()
}

/// The names of the folders in `functions/`, in order.
fn folders() -> Vec<String> {
    let entries = fs::read_dir(root().join("functions")).unwrap();
    let folders = entries.map(|entry| entry.unwrap()).filter(|entry| entry.path().is_dir());
    let mut names: Vec<_> =
        folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort_unstable();
    names
}
