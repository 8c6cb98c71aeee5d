//! What deployed functions work on: a local cloud in this process, and the settings that lead there.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use client::{
    Call, Client, Config, HttpTransport, StaticCredentials, Transport,
    operations::{AssumeRole, CreateUploadVideo, GetVideoInfo},
    system::{SystemClock, SystemRandomness},
};
use local_cloud::{Account, Definition, LocalCloud, TemplateGroup};
use model::{Clock as _, Credentials, MediaKind, Owner, Subject, VideoId};
use sha2::{Digest as _, Sha256};
use upload::{BytesSource, NoProgress, Options, Uploader};

use crate::{Environment, GRANT_KEY, draft, logs, registry};

/// The API key that [`World::settings`] let in.
pub const API_KEY: &str = "LocalApiKey1";

/// The callback key of [`World::settings`].
pub const CALLBACK_KEY: &str = "LocalCallbackKey1";

/// The callback URL of [`World::settings`].
pub const CALLBACK_URL: &str = "https://media.example.com/callback/vod";

/// The account's AccessKey.
pub const ACCESS_KEY_ID: &str = "localAccessKeyId";
/// Its secret.
pub const ACCESS_KEY_SECRET: &str = "localAccessKeySecret";

const ROLE: &str = "acs:ram::1234567890123456:role/uploader";
const TEMPLATE_GROUP: &str = "local-template-group";
const BUCKET: &str = "uploads-of-users";

/// A local cloud and a client of it.
pub struct World {
    cloud: LocalCloud,
    /// Calls the cloud with the account's key.
    pub client: Client,
    transport: Arc<dyn Transport>,
}

impl World {
    /// Starts one. Nobody hears of its events; a transcoding takes a second.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start() -> Self {
        let config = local_cloud::Config {
            listen: local_cloud::Config::LOOPBACK,
            account: Account {
                id: "1234567890123456".into(),
                access_key_id: ACCESS_KEY_ID.into(),
                access_key_secret: ACCESS_KEY_SECRET.into(),
                role_arn: ROLE.parse().unwrap(),
            },
            region: "cn-shanghai".into(),
            callback: None,
            template_groups: vec![TemplateGroup {
                id: TEMPLATE_GROUP.parse().unwrap(),
                definitions: vec![Definition { name: "LD".into(), format: "mp4".into() }],
            }],
            transcode_delay: Duration::from_secs(1),
            clock: Arc::new(SystemClock),
            randomness: Arc::new(SystemRandomness),
            options: local_cloud::Options {
                buckets: vec![BUCKET.into()],
                ..local_cloud::Options::default()
            },
        };
        let cloud = LocalCloud::start(config).await.unwrap();
        let endpoint: url::Url = cloud.api_endpoint().parse().unwrap();
        let transport: Arc<dyn Transport> = Arc::new(HttpTransport::default());
        let keys = Credentials::long_lived(ACCESS_KEY_ID, ACCESS_KEY_SECRET);
        let config = Config {
            vod_endpoint: Some(endpoint.clone()),
            sts_endpoint: Some(endpoint),
            ..Config::new("cn-shanghai")
        };
        let client = Client::new(
            config,
            transport.clone(),
            Arc::new(StaticCredentials::new(keys)),
            Arc::new(SystemClock),
            Arc::new(SystemRandomness),
        )
        .unwrap();
        Self { cloud, client, transport }
    }

    /// What every function needs to work in this world, as a deployment sets it.
    #[must_use]
    pub fn settings(&self) -> Environment {
        let endpoint = self.cloud.api_endpoint();
        [ACCESS_KEY_SECRET, CALLBACK_KEY, GRANT_KEY, API_KEY].into_iter().for_each(logs::secret);
        [
            ("VOD_REGION", "cn-shanghai"),
            ("VOD_ENDPOINT", &endpoint),
            ("STS_ENDPOINT", &endpoint),
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", ACCESS_KEY_ID),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", ACCESS_KEY_SECRET),
            ("STS_ROLE_ARN", ROLE),
            ("STS_BUCKET", BUCKET),
            ("VOD_CALLBACK_URL", CALLBACK_URL),
            ("VOD_CALLBACK_KEYS", CALLBACK_KEY),
            ("TEMPLATE_GROUP_ID", TEMPLATE_GROUP),
            ("AUTH", "api-key"),
            ("GRANT_KEYS", GRANT_KEY),
            ("API_KEY_HASHES", &key_hash(API_KEY)),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
    }

    /// Of these, the ones that a function reads: all that its deployment sets.
    ///
    /// # Panics
    /// When there is no such function.
    #[must_use]
    pub fn settings_of(&self, function: &str) -> Environment {
        let functions = registry::functions();
        let function = functions.iter().find(|known| known.name == function).expect(function);
        let mut settings = self.settings();
        settings.retain(|name, _| function.reads(name));
        settings
    }

    /// A new video of which nothing has been uploaded.
    pub async fn granted_video(&self) -> VideoId {
        self.create("a.mp4").await.video_id
    }

    /// A new video that has arrived and waits for transcoding: `UploadSucc`.
    ///
    /// # Panics
    /// When it does not arrive.
    pub async fn uploaded_video(&self) -> VideoId {
        let grant = self.create("a.mov").await;
        let decoded = grant.grant(SystemClock.now()).unwrap();
        let uploader = Uploader::new(
            Options::default(),
            self.transport.clone(),
            Arc::new(SystemClock),
            Arc::new(SystemRandomness),
        );
        let file = BytesSource::new(vec![7; 1_024]);
        uploader.upload(decoded, None, &file, Arc::new(NoProgress)).await.unwrap();
        assert_eq!(self.status(&grant.video_id).await, "UploadSucc");
        grant.video_id
    }

    /// A video of whoever has the API key.
    async fn create(&self, file: &str) -> client::operations::CreateUploadVideoAnswer {
        let owner = Owner::of(Subject::of_api_keys());
        let request = CreateUploadVideo {
            file_name: file.into(),
            title: "Under test".into(),
            user_data: Some(draft(MediaKind::Video, &owner).user_data(None).unwrap()),
            ..CreateUploadVideo::default()
        };
        self.client.create_upload_video(&call(), &request).await.unwrap()
    }

    /// `Status` of a video, by name.
    ///
    /// # Panics
    /// When there is no such video.
    pub async fn status(&self, video: &VideoId) -> String {
        let query = GetVideoInfo { video: video.clone().into() };
        let found = self.client.get_video_info(&call(), &query).await.unwrap();
        format!("{:?}", found.video.status)
    }

    /// Temporary keys of the account's role, as Function Compute gets them.
    ///
    /// # Panics
    /// When STS gives none.
    pub async fn role_credentials(&self) -> Credentials {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let session = format!("function-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let request = AssumeRole::new(ROLE.parse().unwrap(), session.parse().unwrap());
        let answer = self.client.assume_role(&call(), &request).await.unwrap();
        let keys = answer.credentials.credentials();
        for secret in
            [Some(&keys.access_key_secret), keys.security_token.as_ref()].into_iter().flatten()
        {
            logs::secret(secret.expose());
        }
        keys
    }
}

/// What stands in `API_KEY_HASHES` for a key.
#[must_use]
pub fn key_hash(key: &str) -> String {
    hex::encode(Sha256::digest(key))
}

fn call() -> Call {
    Call::within(Duration::from_secs(20))
}
