//! A local cloud whose clock the test moves and whose callbacks reach nobody, and the sweep over it,
//! all in this process.

use std::{net::TcpListener, sync::Arc, time::Duration};

use bytes::Bytes;
use client::{
    Call, Client, Config, HttpTransport, StaticCredentials,
    operations::{CreateUploadVideo, GetVideoInfo, ListTranscodeTask},
    system::SystemRandomness,
};
use local_cloud::{Account, Callback, Definition, LocalCloud, Quotas, TemplateGroup};
use model::{Clock as _, Credentials, UploadGrant, VideoId};
use runtime::{Audit, Context, Event, EventFunction as _, EventSource, Outcome, Platform, Ports};
use settings::{Fixed, Settings as _};
use sweep_uploads::{SweepUploads, SweepUploadsSettings};
use tests::SetClock;
use tokio::time::{Instant, sleep, timeout};
use upload::{BytesSource, NoProgress, Options, Uploader};

const ACCESS_KEY_ID: &str = "testAccessKeyId";
const ACCESS_KEY_SECRET: &str = "testAccessKeySecret";
const GROUP: &str = "group-1";

pub(crate) struct Stage {
    cloud: LocalCloud,
    pub(crate) clock: Arc<SetClock>,
    client: Client,
    uploader: Uploader,
    sweeper: SweepUploads,
}

impl Stage {
    pub(crate) async fn start() -> Self {
        let clock = SetClock::new();
        let cloud = LocalCloud::start(cloud_config(clock.clone())).await.unwrap();
        let ports = Ports::new(
            clock.clone(),
            Arc::new(SystemRandomness),
            Arc::new(HttpTransport::default()),
            Platform::Local,
        );
        let endpoint = cloud.api_endpoint();
        let client = Client::new(
            Config { vod_endpoint: endpoint.parse().ok(), ..Config::new("cn-shanghai") },
            ports.transport.clone(),
            Arc::new(StaticCredentials::new(Credentials::long_lived(
                ACCESS_KEY_ID,
                ACCESS_KEY_SECRET,
            ))),
            ports.clock.clone(),
            ports.randomness.clone(),
        )
        .unwrap();
        let uploader = Uploader::new(
            Options::default(),
            ports.transport.clone(),
            ports.clock.clone(),
            ports.randomness.clone(),
        );
        let settings = Fixed::default()
            .with("VOD_ENDPOINT", endpoint)
            .with("ALIBABA_CLOUD_ACCESS_KEY_ID", ACCESS_KEY_ID)
            .with("ALIBABA_CLOUD_ACCESS_KEY_SECRET", ACCESS_KEY_SECRET)
            .with("TEMPLATE_GROUP_ID", GROUP);
        let settings = SweepUploadsSettings::load(&settings).unwrap();
        let sweeper = SweepUploads::new(&settings, &ports).unwrap();
        Self { cloud, clock, client, uploader, sweeper }
    }

    /// A video that waits for its file.
    pub(crate) async fn create(&self, file_name: &str) -> (VideoId, UploadGrant) {
        let request = CreateUploadVideo {
            file_name: file_name.into(),
            title: "t".into(),
            description: None,
            cover_url: None,
            file_size: None,
            cate_id: None,
            tags: None,
            user_data: None,
            template_group_id: None,
            workflow_id: None,
            storage_location: None,
            app_id: None,
            reference_id: None,
            enable_first_frame_cover: None,
            generate_thumbnail: None,
        };
        let answer = self.client.create_upload_video(&call(), &request).await.unwrap();
        let grant = answer.grant(self.clock.now()).unwrap();
        (answer.video_id, grant)
    }

    /// Sends the file.
    pub(crate) async fn put(&self, grant: UploadGrant) {
        let source = BytesSource::new(Bytes::from_static(b"12345"));
        self.uploader.upload(grant, None, &source, Arc::new(NoProgress)).await.unwrap();
    }

    /// A video whose file has arrived.
    pub(crate) async fn upload(&self, file_name: &str) -> VideoId {
        let (id, grant) = self.create(file_name).await;
        self.put(grant).await;
        id
    }

    /// Runs the function as a schedule does.
    pub(crate) async fn sweep(&self) -> Outcome {
        let event = Event { id: None, source: EventSource::Schedule, body: Bytes::new() };
        let context = Context {
            request_id: "11111111-2222-3333-4444-555555555555".parse().unwrap(),
            function: SweepUploads::NAME,
            deadline: Instant::now() + Duration::from_mins(1),
            platform: Platform::Local,
            credentials: None,
            client_address: None,
            caller: None,
            platform_claims: None,
            clock: self.clock.clone(),
            audit: Audit::default(),
        };
        self.sweeper.handle(event, &context).await
    }

    pub(crate) async fn status(&self, id: &VideoId) -> String {
        let query = GetVideoInfo { video: id.clone().into() };
        let answer = self.client.get_video_info(&call(), &query).await.unwrap();
        answer.video.status.as_str().to_owned()
    }

    /// How many transcoding tasks the video has had.
    pub(crate) async fn tasks(&self, id: &VideoId) -> usize {
        let query = ListTranscodeTask::new(id.clone());
        let answer = self.client.list_transcode_task(&call(), &query).await.unwrap();
        answer.transcode_task_list.len()
    }

    /// Transcoding takes no time here, but it runs beside the answer that says it was submitted.
    pub(crate) async fn becomes_normal(&self, id: &VideoId) {
        let normal = async {
            while self.status(id).await != "Normal" {
                sleep(Duration::from_millis(5)).await;
            }
        };
        let became = timeout(Duration::from_secs(20), normal).await;
        assert!(became.is_ok(), "{id} is {}", self.status(id).await);
    }

    pub(crate) async fn end(self) {
        self.cloud.shutdown().await;
    }
}

fn call() -> Call {
    Call::within(Duration::from_secs(20))
}

fn cloud_config(clock: Arc<SetClock>) -> local_cloud::Config {
    local_cloud::Config {
        listen: local_cloud::Config::LOOPBACK,
        account: Account {
            id: "1234567890123456".into(),
            access_key_id: ACCESS_KEY_ID.into(),
            access_key_secret: ACCESS_KEY_SECRET.into(),
            role_arn: "acs:ram::1234567890123456:role/uploader".parse().unwrap(),
        },
        region: "cn-shanghai".into(),
        callback: Some(Callback {
            url: format!("http://127.0.0.1:{}/callback/vod", closed_port()),
            key: "CallbackKey1".into(),
        }),
        template_groups: vec![TemplateGroup {
            id: GROUP.parse().unwrap(),
            definitions: vec![Definition { name: "LD".into(), format: "mp4".into() }],
        }],
        transcode_delay: Duration::ZERO,
        clock,
        randomness: Arc::new(SystemRandomness),
        // Its clock stands still, so that all calls are of one second.
        options: local_cloud::Options {
            quotas: Quotas::Unlimited,
            ..local_cloud::Options::default()
        },
    }
}

/// A port where nobody listens.
fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
