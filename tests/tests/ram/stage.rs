//! A local cloud with that account, and every function over it in this process, as Function Compute
//! runs it: the role's credentials come with each call.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use client::{
    Call, Client, Config, HttpTransport, StaticCredentials, Transport, TransportError,
    TransportErrorKind,
    operations::{CreateUploadAttachedMedia, CreateUploadImage, CreateUploadVideo},
    system::SystemRandomness,
};
use http::{Request, Response};
use local_cloud::{Account, Definition, LocalCloud, Ram, ServiceRoleError, TemplateGroup};
use model::{
    Clock as _, Credentials, MediaKind, Owner, VideoId,
    fields::{AttachedMediaType, ImageType},
};
use runtime::{Platform, Ports};
use settings::Fixed;
use tests::SetClock;
use upload::{BytesSource, NoProgress, Options, Uploader};

use crate::account::{ACCOUNT, BUCKET, ClientRole, ram};

const ACCESS_KEY_ID: &str = "testAccessKeyId";
const ACCESS_KEY_SECRET: &str = "testAccessKeySecret";
pub(crate) const CALLBACK_URL: &str = "https://media.example.com/callback/vod";
pub(crate) const CALLBACK_KEY: &str = "testCallbackKey1";
const GROUP: &str = "group-1";
/// A bucket of the account that is none of the functions' business.
pub(crate) const OTHER_BUCKET: &str = "backups";

/// A way to the cloud that notes each action, and can lose an answer.
pub(crate) struct Wire {
    inner: HttpTransport,
    notes: Mutex<Notes>,
}

#[derive(Default)]
struct Notes {
    called: BTreeSet<String>,
    /// Of the next CreateUploadVideo.
    lose_answer: bool,
}

impl Wire {
    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap()
    }
}

#[async_trait]
impl Transport for Wire {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let header = |name: &str| request.headers()[name].to_str().unwrap().to_owned();
        let (action, version) = (header("x-acs-action"), header("x-acs-version"));
        let product = if version == "2015-04-01" { "sts" } else { "vod" };
        let lost = {
            let mut notes = self.notes();
            notes.called.insert(format!("{product}:{action}"));
            action == "CreateUploadVideo" && std::mem::take(&mut notes.lose_answer)
        };
        let answer = self.inner.send(request).await;
        if lost {
            answer?;
            return Err(TransportError::new(TransportErrorKind::Broken, "lost by the test"));
        }
        answer
    }
}

pub(crate) struct Stage {
    pub(crate) cloud: LocalCloud,
    pub(crate) clock: Arc<SetClock>,
    /// With the account's own key, unnoted.
    pub(crate) client: Client,
    wire: Arc<Wire>,
}

impl Stage {
    pub(crate) async fn start() -> Self {
        Self::with(ClientRole::Bucket).await
    }

    /// With this role behind the tokens of clients.
    pub(crate) async fn with(clients: ClientRole) -> Self {
        let clock = SetClock::new();
        let cloud = LocalCloud::start(cloud_config(clock.clone(), clients)).await.unwrap();
        let endpoint = cloud.api_endpoint().parse().ok();
        let keys = Credentials::long_lived(ACCESS_KEY_ID, ACCESS_KEY_SECRET);
        let client = Client::new(
            Config {
                vod_endpoint: endpoint.clone(),
                sts_endpoint: endpoint,
                ..Config::new("cn-shanghai")
            },
            Arc::new(HttpTransport::default()),
            Arc::new(StaticCredentials::new(keys)),
            clock.clone(),
            Arc::new(SystemRandomness),
        )
        .unwrap();
        let wire = Wire { inner: HttpTransport::default(), notes: Mutex::default() };
        Self { cloud, clock, client, wire: Arc::new(wire) }
    }

    /// A role's credentials, as a service gets them.
    pub(crate) fn role(&self, service: &str, role: &str) -> Credentials {
        self.assume_as(service, role).unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) fn assume_as(
        &self,
        service: &str,
        role: &str,
    ) -> Result<Credentials, ServiceRoleError> {
        self.cloud.assume_role_as_service(service, role, &"instance".parse().unwrap())
    }

    /// What functions are built with.
    pub(crate) fn ports(&self) -> Ports {
        Ports::new(
            self.clock.clone(),
            Arc::new(SystemRandomness),
            self.wire.clone(),
            Platform::FunctionCompute,
        )
    }

    /// The settings of a deployment on Function Compute: no key is among them.
    pub(crate) fn settings(&self) -> Fixed {
        let endpoint = self.cloud.api_endpoint();
        Fixed::default()
            .with("VOD_ENDPOINT", &endpoint)
            .with("STS_ENDPOINT", &endpoint)
            .with("GRANT_KEYS", tests::GRANT_KEY)
            .with("STS_ROLE_ARN", format!("acs:ram::{ACCOUNT}:role/vod-upload-client"))
            .with("STS_BUCKET", BUCKET)
            .with("VOD_CALLBACK_URL", CALLBACK_URL)
            .with("VOD_CALLBACK_KEYS", CALLBACK_KEY)
            .with("TEMPLATE_GROUP_ID", GROUP)
    }

    /// The answer to the next CreateUploadVideo is lost.
    pub(crate) fn lose_an_answer(&self) {
        self.wire.notes().lose_answer = true;
    }

    /// What was called since this was last asked.
    pub(crate) fn called(&self) -> BTreeSet<String> {
        std::mem::take(&mut self.wire.notes().called)
    }

    /// A video without its file.
    pub(crate) async fn granted_video(&self) -> VideoId {
        self.client.create_upload_video(&call(), &create()).await.unwrap().video_id
    }

    /// A video that has arrived and waits for transcoding.
    pub(crate) async fn uploaded_video(&self) -> VideoId {
        let answer = self.client.create_upload_video(&call(), &create()).await.unwrap();
        let grant = answer.grant(self.clock.now()).unwrap();
        let uploader = Uploader::new(
            Options::default(),
            Arc::new(HttpTransport::default()),
            self.clock.clone(),
            Arc::new(SystemRandomness),
        );
        let file = BytesSource::new(Bytes::from_static(b"12345"));
        uploader.upload(grant, None, &file, Arc::new(NoProgress)).await.unwrap();
        answer.video_id
    }

    /// An image without its file.
    pub(crate) async fn image(&self) -> String {
        let request = CreateUploadImage::new(ImageType::Default);
        self.client.create_upload_image(&call(), &request).await.unwrap().image_id.to_string()
    }

    /// An attached medium without its file.
    pub(crate) async fn attached_media(&self) -> String {
        let request = CreateUploadAttachedMedia {
            media_ext: Some("srt".into()),
            ..CreateUploadAttachedMedia::new(AttachedMediaType::Subtitle)
        };
        let answer = self.client.create_upload_attached_media(&call(), &request).await.unwrap();
        answer.media_id.to_string()
    }

    pub(crate) async fn end(self) {
        self.cloud.shutdown().await;
    }
}

/// Who calls every function here.
pub(crate) fn owner() -> Owner {
    Owner::of("user-1".parse().unwrap())
}

fn create() -> CreateUploadVideo {
    CreateUploadVideo {
        file_name: "a.mov".into(),
        title: "Under test".into(),
        user_data: Some(tests::draft(MediaKind::Video, &owner()).user_data(None).unwrap()),
        ..CreateUploadVideo::default()
    }
}

fn call() -> Call {
    Call::within(Duration::from_secs(20))
}

fn cloud_config(clock: Arc<SetClock>, clients: ClientRole) -> local_cloud::Config {
    local_cloud::Config {
        listen: local_cloud::Config::LOOPBACK,
        account: Account {
            id: ACCOUNT.into(),
            access_key_id: ACCESS_KEY_ID.into(),
            access_key_secret: ACCESS_KEY_SECRET.into(),
            role_arn: format!("acs:ram::{ACCOUNT}:role/uploader").parse().unwrap(),
        },
        region: "cn-shanghai".into(),
        callback: None,
        template_groups: vec![TemplateGroup {
            id: GROUP.parse().unwrap(),
            definitions: vec![Definition { name: "LD".into(), format: "mp4".into() }],
        }],
        transcode_delay: Duration::from_hours(1),
        clock,
        randomness: Arc::new(SystemRandomness),
        options: local_cloud::Options {
            ram: Ram::parse(&ram(clients).to_string()).unwrap(),
            buckets: vec![BUCKET.into(), OTHER_BUCKET.into()],
            ..local_cloud::Options::default()
        },
    }
}
