//! What each function is asked, so that it makes every call that it ever makes.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use access::{Caller, Voucher};
use bytes::Bytes;
use cancel_upload::CancelUpload;
use client::system::SystemClock;
use create_upload_attached_media::CreateUploadAttachedMedia;
use create_upload_image::CreateUploadImage;
use create_upload_video::CreateUploadVideo;
use http::Request;
use model::{Clock as _, Credentials, MediaKind, Owner, Secret};
use process_upload::ProcessUpload;
use refresh_upload_video::RefreshUploadVideo;
use runtime::{
    Audit, Context, Event, EventFunction, EventSource, HttpFunction, Outcome, Platform, Ports,
    TICKET_HEADER,
};
use serde_json::{Value, json};
use settings::{Fixed, Settings, SettingsError};
use sts_token::StsToken;
use sweep_uploads::SweepUploads;
use tokio::time::Instant;
use upload_complete::UploadComplete;
use upload_status::UploadStatus;

use crate::stage::{CALLBACK_KEY, CALLBACK_URL, Stage, owner};

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
                for (kind, id) in [
                    (MediaKind::Video, video.as_str()),
                    (MediaKind::Image, &image),
                    (MediaKind::AttachedMedia, &medium),
                ] {
                    self.about(&function, "GET", (kind, id), role).await;
                }
            }
            "cancel-upload" => {
                let function = self.http(CancelUpload::new);
                let (image, medium) = (self.image().await, self.attached_media().await);
                for (kind, id) in [
                    (MediaKind::Video, self.granted_video().await.as_str()),
                    (MediaKind::Image, &image),
                    (MediaKind::AttachedMedia, &medium),
                ] {
                    self.about(&function, "DELETE", (kind, id), role).await;
                }
            }
            "sts-token" => drop(self.client_token(&self.settings(), owner(), role).await),
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

    /// What an owner gets from sts-token that is set so: keys, and the rest of the answer.
    pub(crate) async fn client_token(
        &self,
        settings: &Fixed,
        owner: Owner,
        role: &Credentials,
    ) -> (Credentials, Value) {
        let function = self.http_with(StsToken::new, settings);
        let request = Request::get("/sts/token").body(Bytes::new()).unwrap();
        let answer = function.handle(request, &context_of(owner, role)).await;
        assert_eq!(answer.status(), 200, "{:?}", answer.body());
        let token: Value = serde_json::from_slice(answer.body()).unwrap();
        let text = |name: &str| token[name].as_str().unwrap().to_owned();
        let (secret, security_token) = (text("AccessKeySecret"), text("SecurityToken"));
        let keys = Credentials::temporary(
            text("AccessKeyId"),
            Secret::new(secret),
            Secret::new(security_token),
        );
        (keys, token)
    }

    /// Asks about an upload, with its ticket.
    async fn about(
        &self,
        function: &impl HttpFunction,
        method: &str,
        (kind, id): (MediaKind, &str),
        role: &Credentials,
    ) {
        let word = match kind {
            MediaKind::Video => "video",
            MediaKind::Image => "image",
            MediaKind::AttachedMedia => "attached-media",
        };
        let request = Request::builder()
            .method(method)
            .uri(format!("/upload/{word}/{id}"))
            .header(TICKET_HEADER, tests::draft(kind, &owner()).ticket(id).expose())
            .body(Bytes::new())
            .unwrap();
        let answer = function.handle(request, &context(role)).await;
        assert_eq!(answer.status(), 200, "{method} {word} {id}: {:?}", answer.body());
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
    context_of(owner(), role)
}

/// The same, of somebody else.
fn context_of(owner: Owner, role: &Credentials) -> Context {
    Context {
        request_id: "11111111-2222-3333-4444-555555555555".parse().unwrap(),
        function: "under-test",
        deadline: Instant::now() + Duration::from_mins(1),
        platform: Platform::FunctionCompute,
        credentials: Some(role.clone()),
        client_address: None,
        caller: Some(Caller { owner, roles: Vec::new(), voucher: Voucher::Jwt }),
        platform_claims: None,
        clock: Arc::new(SystemClock),
        audit: Audit::default(),
    }
}
