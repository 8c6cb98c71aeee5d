//! Every HTTP function over one local cloud, in this process, and the log that they write.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use cancel_upload::CancelUpload;
use create_upload_attached_media::CreateUploadAttachedMedia;
use create_upload_image::CreateUploadImage;
use create_upload_video::CreateUploadVideo;
use refresh_upload_video::RefreshUploadVideo;
use runtime::{
    Exposure, Found, Guarded, HttpFunction, Platform, Ports, RouteTable, built, local, logs,
    testing,
};
use serde_json::{Value, json};
use settings::{Fixed, SettingsError};
use sts_token::StsToken;
use tests::{API_KEY, Answer, HttpRequest, World, jwt_settings, plain_http};
use tokio::sync::{Mutex as AsyncMutex, MutexGuard as AsyncMutexGuard, oneshot};
use upload_complete::UploadComplete;
use upload_status::UploadStatus;

use crate::lines::Lines;

/// What every request says of its sender.
pub(crate) const USER_AGENT: &str = "tests/1.0 (audit)";

/// Where a request is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Lambda,
    Gateway,
}

impl Place {
    /// The address that requests come from.
    pub(crate) fn client(self) -> &'static str {
        match self {
            Self::Lambda => "203.0.113.9",
            Self::Gateway => "127.0.0.1",
        }
    }
}

/// A new upload.
pub(crate) struct Upload {
    pub(crate) id: String,
    pub(crate) ticket: String,
}

pub(crate) struct Stage {
    /// The functions on Lambda, where the platform tells requests apart.
    routes: RouteTable<Arc<dyn HttpFunction>>,
    gateway: SocketAddr,
    /// Dropped, it ends the gateway.
    _stop: oneshot::Sender<()>,
    _world: World,
    /// The log is one for the process, so only one stage may be on.
    _alone: AsyncMutexGuard<'static, ()>,
}

impl Stage {
    pub(crate) async fn start() -> Self {
        static ALONE: AsyncMutex<()> = AsyncMutex::const_new(());
        let alone = ALONE.lock().await;
        drop(Kept::of_process().take());
        let world = World::start().await;
        let texts = world.settings().into_iter().chain(jwt_settings());
        let source = texts.fold(Fixed::default(), |all, (name, text)| all.with(&name, text));
        let ports = Ports::system(Platform::Local);
        let functions = functions(&source, &ports).unwrap();
        let routes = functions.iter().flat_map(|function| {
            function.routes().iter().map(move |route| (*route, function.clone()))
        });
        let routes = RouteTable::new(routes).unwrap();

        let gateway = local::Gateway::new(functions, &ports).unwrap();
        let listener = local::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async { drop(stopped.await) };
        tokio::spawn(gateway.serve(vec![listener], stopped));
        Self { routes, gateway: address, _stop: stop, _world: world, _alone: alone }
    }

    /// An answer, and the lines that were written for it.
    pub(crate) async fn ask(&self, place: Place, request: &HttpRequest) -> (Answer, Lines) {
        let named = request.headers.iter().any(|(name, _)| name == "user-agent");
        let request = request.clone();
        let request = if named { request } else { request.header("user-agent", USER_AGENT) };
        drop(Kept::of_process().take());
        let answer = match place {
            Place::Lambda => self.on_lambda(&request).await,
            Place::Gateway => self.through_the_gateway(&request).await,
        };
        (answer, Lines::of(Kept::of_process().take()))
    }

    async fn on_lambda(&self, request: &HttpRequest) -> Answer {
        let path = request.target.split('?').next().unwrap();
        let found = self.routes.find(&request.method.parse().unwrap(), path);
        let Found::Target(function, _) = found else { panic!("no function has {path}") };
        let mut event = request.http_api_event();
        event["requestContext"]["http"]["sourceIp"] = Place::Lambda.client().into();
        let answer = testing::http_on_lambda(function, &event.to_string()).await;
        Answer::of_http_api(&answer.unwrap())
    }

    async fn through_the_gateway(&self, request: &HttpRequest) -> Answer {
        let url = format!("http://{}{}", self.gateway, request.target);
        let mut sent = plain_http().request(request.method.parse().unwrap(), url);
        for (name, value) in &request.headers {
            sent = sent.header(name.as_str(), value.as_bytes());
        }
        let answer = sent.body(request.body.clone()).send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = answer.bytes().await.unwrap();
        Answer { status, headers, body: serde_json::from_slice(&body).unwrap_or_default() }
    }

    /// An upload of whoever has the API key.
    pub(crate) async fn created(&self, kind: &str) -> Upload {
        let (body, id) = match kind {
            "video" => (json!({"FileName": "a.mp4", "Title": "First"}), "VideoId"),
            "image" => (json!({"ImageType": "default"}), "ImageId"),
            _ => (json!({"BusinessType": "subtitle", "MediaExt": "srt"}), "MediaId"),
        };
        let request = HttpRequest::new("POST", &format!("/upload/{kind}")).json(&body).key(API_KEY);
        let answer = self.ask(Place::Lambda, &request).await.0.body;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Upload { id: text(&answer[id]), ticket: text(&answer["Ticket"]) }
    }
}

/// All of them, as their own processes build them.
fn functions(source: &Fixed, ports: &Ports) -> Result<Vec<Arc<dyn HttpFunction>>, SettingsError> {
    let admission = runtime::admission(source, Exposure::Open, ports)?;
    let functions: Vec<Arc<dyn HttpFunction>> = vec![
        built(CreateUploadVideo::new, source, ports)?,
        built(RefreshUploadVideo::new, source, ports)?,
        built(CreateUploadImage::new, source, ports)?,
        built(CreateUploadAttachedMedia::new, source, ports)?,
        built(UploadStatus::new, source, ports)?,
        built(CancelUpload::new, source, ports)?,
        built(StsToken::new, source, ports)?,
        built(UploadComplete::new, source, ports)?,
    ];
    let guarded =
        |function| -> Arc<dyn HttpFunction> { Arc::new(Guarded::new(function, admission.clone())) };
    Ok(functions.into_iter().map(guarded).collect())
}

/// The log of this process.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    /// Set up once, for good: `tracing` remembers of each line whether anybody listens.
    fn of_process() -> Self {
        static KEPT: OnceLock<Kept> = OnceLock::new();
        let kept = KEPT.get_or_init(|| {
            let kept = Self::default();
            let writer = kept.clone();
            let log = logs::subscriber("info,local_cloud=off", move || writer.clone());
            tracing::subscriber::set_global_default(log).unwrap();
            kept
        });
        kept.clone()
    }

    fn take(&self) -> String {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8(std::mem::take(&mut *kept)).unwrap()
    }
}

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
