//! Videos of a client: made, uploaded by the credential that was given, transcoded.

use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

use model::{UploadAddress, UploadAuth};
use serde_json::Value;

use crate::load::{Load, Lost};
use crate::objects::read;
use crate::random::Random;
use crate::wire;

/// Videos that are looked at after a kill beside those in doubt.
const LAST: usize = 6;
/// How long transcoding may take that was resumed, in tenths of a second.
const PATIENCE: u32 = 300;

/// The videos of one client.
pub(crate) struct Videos {
    client: u64,
    made: Vec<Video>,
    calls: u64,
    /// The last call that was answered: its nonce is used.
    answered: Option<Vec<u8>>,
}

struct Video {
    reference: String,
    transcoded: bool,
    /// The whole answer of CreateUploadVideo; nothing when it was lost.
    grant: Option<Grant>,
    file: File,
}

struct Grant {
    id: String,
    address: UploadAddress,
    auth: UploadAuth,
}

/// What is known of the file in the bucket.
enum File {
    None,
    Maybe(Vec<u8>),
    Sure(Vec<u8>),
}

impl Videos {
    pub(crate) fn new(client: u64) -> Self {
        Self { client, made: Vec::new(), calls: 0, answered: None }
    }

    /// Makes a video, or uploads the file of the last one.
    pub(crate) fn step(&mut self, load: &Load, random: &mut Random) -> Result<(), Lost> {
        match self.made.last_mut() {
            Some(Video { grant: Some(grant), file: file @ File::None, .. }) => {
                let length = 1 + random.below(50_000);
                let body = random.bytes(length);
                let at = (grant.address.bucket.as_str(), Some(grant.address.file_name.as_str()));
                let request = wire::oss(&grant.auth.credentials(), "PUT", at, &[], &body);
                *file = File::Maybe(body.clone());
                let answer = load.send(random, &request)?;
                assert_eq!(answer.status, 200, "{}", answer.text());
                *file = File::Sure(body);
                Ok(())
            }
            _ => self.create(load, random),
        }
    }

    fn create(&mut self, load: &Load, random: &mut Random) -> Result<(), Lost> {
        let reference = format!("client-{}-video-{}", self.client, self.made.len());
        let transcoded = random.below(2) == 0;
        let group = if transcoded { "local-template-group" } else { "VOD_NO_TRANSCODE" };
        let parameters = [
            ("Title", reference.as_str()),
            ("FileName", "a.mp4"),
            ("ReferenceId", &reference),
            ("TemplateGroupId", group),
        ];
        let request = wire::vod("CreateUploadVideo", &parameters, &self.nonce());
        let video =
            Video { reference: reference.clone(), transcoded, grant: None, file: File::None };
        self.made.push(video);
        let answer = load.send(random, &request)?;
        assert_eq!(answer.status, 200, "{}", answer.text());
        self.answered = Some(request);
        if let Some(video) = self.made.last_mut() {
            video.grant = Some(Grant::read(&answer.body));
        }
        Ok(())
    }

    fn nonce(&mut self) -> String {
        self.calls += 1;
        format!("client-{}-call-{}", self.client, self.calls)
    }

    fn call(&mut self, address: SocketAddr, action: &str, reference: &str) -> (u16, Value) {
        let request = wire::vod(action, &[("ReferenceId", reference)], &self.nonce());
        let answer = wire::exchange(address, &request).unwrap();
        (answer.status, serde_json::from_slice(&answer.body).unwrap())
    }

    /// Holds videos, files and nonces against what they may be; gives how many files there are.
    pub(crate) fn check(&mut self, address: SocketAddr, all: bool) -> usize {
        if let Some(request) = &self.answered {
            let again = wire::exchange(address, request).unwrap();
            assert!(again.text().contains("SignatureNonceUsed"), "{}", again.text());
        }
        let mut videos = std::mem::take(&mut self.made);
        let unseen = if all { 0 } else { videos.len().saturating_sub(LAST) };
        for video in &mut videos[unseen..] {
            self.check_video(address, video);
        }
        self.made = videos;
        self.made.iter().filter(|video| matches!(video.file, File::Sure(_))).count()
    }

    fn check_video(&mut self, address: SocketAddr, video: &mut Video) {
        let (status, answer) = self.call(address, "GetVideoInfo", &video.reference);
        let Some(grant) = &video.grant else {
            // The answer was lost: wholly there, or not at all.
            if status == 200 {
                assert_eq!(answer["Video"]["Title"], video.reference.as_str());
            } else {
                assert_eq!(answer["Code"], "InvalidVideo.NotFound", "{answer}");
            }
            return;
        };
        assert_eq!(status, 200, "{answer}");
        assert_eq!(answer["Video"]["VideoId"], grant.id.as_str());
        let found = read(address, &grant.address.bucket, &grant.address.file_name);
        let state = answer["Video"]["Status"].as_str().unwrap();
        video.file = match (std::mem::replace(&mut video.file, File::None), found) {
            (File::None | File::Maybe(_), None) => {
                assert_eq!(state, "Uploading");
                File::None
            }
            (File::Maybe(sent) | File::Sure(sent), Some(found)) => {
                assert!(sent == found, "the file of {} is another", video.reference);
                let expected =
                    if video.transcoded { ["Transcoding", "Normal"] } else { ["Normal"; 2] };
                assert!(expected.contains(&state), "{}: {state}", video.reference);
                File::Sure(found)
            }
            (File::None, Some(_)) => panic!("a file of {} comes from nowhere", video.reference),
            (File::Sure(_), None) => panic!("the file of {} is lost", video.reference),
        };
    }

    /// Waits until everything is transcoded that was begun before whichever kill.
    pub(crate) fn settle(&mut self, address: SocketAddr) {
        let uploaded = self.made.iter().filter(|video| matches!(video.file, File::Sure(_)));
        let references: Vec<String> = uploaded.map(|video| video.reference.clone()).collect();
        for reference in references {
            let normal = (0..PATIENCE).any(|_| {
                let (_, answer) = self.call(address, "GetVideoInfo", &reference);
                let normal = answer["Video"]["Status"] == "Normal";
                if !normal {
                    thread::sleep(Duration::from_millis(100));
                }
                normal
            });
            assert!(normal, "{reference} is never transcoded");
        }
    }

    /// Videos whose file is there.
    pub(crate) fn uploaded(&self) -> impl Iterator<Item = String> {
        let uploaded = self.made.iter().filter(|video| matches!(video.file, File::Sure(_)));
        uploaded.filter_map(|video| video.grant.as_ref().map(|grant| grant.id.clone()))
    }
}

impl Grant {
    fn read(answer: &[u8]) -> Self {
        let answer: Value = serde_json::from_slice(answer).unwrap();
        let text = |name: &str| answer[name].as_str().unwrap().to_owned();
        Self {
            id: text("VideoId"),
            address: UploadAddress::decode(&text("UploadAddress")).unwrap(),
            auth: UploadAuth::decode(&text("UploadAuth")).unwrap(),
        }
    }
}
