//! What each function is asked, so that it makes every call that it ever makes.

use std::{collections::BTreeSet, time::Duration};

use bytes::Bytes;
use create_upload_attached_media::CreateUploadAttachedMedia;
use create_upload_image::CreateUploadImage;
use create_upload_video::CreateUploadVideo;
use http::Request;
use model::{Clock as _, Credentials, Secret};
use process_upload::ProcessUpload;
use refresh_upload_video::RefreshUploadVideo;
use runtime::{Context, Event, EventFunction, EventSource, HttpFunction, Outcome, Platform, Ports};
use serde_json::{Value, json};
use settings::{Fixed, Settings, SettingsError};
use sts_token::StsToken;
use sweep_uploads::SweepUploads;
use tokio::time::Instant;
use upload_complete::UploadComplete;
use upload_status::UploadStatus;

use crate::stage::{CALLBACK_KEY, CALLBACK_URL, Stage};

/// How long after an upload the sweep takes its event for lost.
const LOST: Duration = Duration::from_mins(10);

impl Stage {
    /// Asks a function for all that it does, with these credentials, and tells which calls it made.
    pub(crate) async fn exercise(&self, name: &str, role: &Credentials) -> BTreeSet<String> {
        let video = self.uploaded_video().await;
        self.called();
        match name {
            "create-upload-video" => {
                assert_eq!(self.create_video(role).await, 200);
                self.lose_an_answer();
                assert_eq!(self.create_video(role).await, 200, "an answer was lost");
            }
            "refresh-upload-video" => {
                let id = self.granted_video().await;
                let body = json!({ "VideoId": id.as_str() });
                let path = "/upload/video/refresh";
                self.post(&self.http(RefreshUploadVideo::new), path, &body, role).await;
            }
            "create-upload-image" => {
                let body = json!({ "ImageType": "default", "ImageExt": "png" });
                self.post(&self.http(CreateUploadImage::new), "/upload/image", &body, role).await;
            }
            "create-upload-attached-media" => {
                let body = json!({ "BusinessType": "subtitle", "MediaExt": "srt" });
                let function = self.http(CreateUploadAttachedMedia::new);
                self.post(&function, "/upload/attached-media", &body, role).await;
            }
            "upload-status" => {
                let function = self.http(UploadStatus::new);
                let (image, medium) = (self.image().await, self.attached_media().await);
                for path in [
                    format!("/upload/video/{video}"),
                    format!("/upload/image/{image}"),
                    format!("/upload/attached-media/{medium}"),
                ] {
                    let request = Request::get(&path).body(Bytes::new()).unwrap();
                    let answer = function.handle(request, &context(role)).await;
                    assert_eq!(answer.status(), 200, "{path}: {:?}", answer.body());
                }
            }
            "sts-token" => drop(self.client_token(role).await),
            "upload-complete" => {
                let answer = self
                    .http(UploadComplete::new)
                    .handle(self.callback(video.as_str()), &context(role))
                    .await;
                assert_eq!(answer.status(), 200, "{:?}", answer.body());
            }
            "process-upload" => {
                let event = Event {
                    id: None,
                    source: EventSource::Topic,
                    body: uploaded(video.as_str()).to_string().into(),
                };
                let function = self.event(ProcessUpload::new);
                assert_eq!(function.handle(event, &context(role)).await, Outcome::Done);
            }
            "sweep-uploads" => {
                self.clock.advance(LOST);
                assert_eq!(self.sweep(role).await, Outcome::Done);
            }
            other => panic!("{other}: give it calls in tests/tests/ram/calls.rs"),
        }
        self.called()
    }

    /// The status of an answer of create-upload-video.
    pub(crate) async fn create_video(&self, role: &Credentials) -> u16 {
        let body = json!({ "FileName": "a.mp4", "Title": "First" }).to_string();
        let request = Request::post("/upload/video").body(body.into()).unwrap();
        let function = self.http(CreateUploadVideo::new);
        function.handle(request, &context(role)).await.status().as_u16()
    }

    /// Runs the sweep as a timer does.
    pub(crate) async fn sweep(&self, role: &Credentials) -> Outcome {
        let event = Event { id: None, source: EventSource::Schedule, body: Bytes::new() };
        self.event(SweepUploads::new).handle(event, &context(role)).await
    }

    /// What a client gets from sts-token.
    pub(crate) async fn client_token(&self, role: &Credentials) -> Credentials {
        self.token_by(self.settings(), role).await
    }

    /// The same with another session policy.
    pub(crate) async fn client_token_within(
        &self,
        role: &Credentials,
        policy: &str,
    ) -> Credentials {
        self.token_by(self.settings().with("STS_SESSION_POLICY", policy), role).await
    }

    async fn token_by(&self, settings: Fixed, role: &Credentials) -> Credentials {
        let function = self.http_with(StsToken::new, &settings);
        let request = Request::get("/sts/token").body(Bytes::new()).unwrap();
        let answer = function.handle(request, &context(role)).await;
        assert_eq!(answer.status(), 200, "{:?}", answer.body());
        let token: Value = serde_json::from_slice(answer.body()).unwrap();
        let text = |name: &str| token[name].as_str().unwrap().to_owned();
        let (secret, security_token) = (text("AccessKeySecret"), text("SecurityToken"));
        Credentials::temporary(
            text("AccessKeyId"),
            Secret::new(secret),
            Secret::new(security_token),
        )
    }

    async fn post(
        &self,
        function: &impl HttpFunction,
        path: &str,
        body: &Value,
        role: &Credentials,
    ) {
        let request = Request::post(path).body(body.to_string().into()).unwrap();
        let answer = function.handle(request, &context(role)).await;
        assert_eq!(answer.status(), 200, "{path}: {:?}", answer.body());
    }

    /// VOD's own call that a file has arrived.
    fn callback(&self, video: &str) -> Request<Bytes> {
        let timestamp = self.clock.now().as_second().to_string();
        let signature = signing::vod_callback::sign(CALLBACK_URL, &timestamp, &CALLBACK_KEY.into());
        Request::post("/callback/vod")
            .header("x-vod-timestamp", timestamp)
            .header("x-vod-signature", signature)
            .body(uploaded(video).to_string().into())
            .unwrap()
    }

    fn http<F: HttpFunction, S: Settings>(
        &self,
        build: fn(&S, &Ports) -> Result<F, SettingsError>,
    ) -> F {
        self.http_with(build, &self.settings())
    }

    fn http_with<F: HttpFunction, S: Settings>(
        &self,
        build: fn(&S, &Ports) -> Result<F, SettingsError>,
        settings: &Fixed,
    ) -> F {
        build(&S::load(settings).unwrap(), &self.ports()).unwrap()
    }

    fn event<F: EventFunction, S: Settings>(
        &self,
        build: fn(&S, &Ports) -> Result<F, SettingsError>,
    ) -> F {
        build(&S::load(&self.settings()).unwrap(), &self.ports()).unwrap()
    }
}

/// The event that a file has arrived.
fn uploaded(video: &str) -> Value {
    tests::fixture_about("function-compute/invoke-video.json", video)
}

/// A call on Function Compute with the credentials of this role.
fn context(role: &Credentials) -> Context {
    Context {
        request_id: "11111111-2222-3333-4444-555555555555".parse().unwrap(),
        function: "under-test",
        deadline: Instant::now() + Duration::from_mins(1),
        platform: Platform::FunctionCompute,
        credentials: Some(role.clone()),
        client_address: None,
        caller: None,
    }
}
