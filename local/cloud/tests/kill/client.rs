//! One client: what it does, and what it knows of what must be there.

use std::net::SocketAddr;

use crate::load::{Load, Lost};
use crate::objects::Objects;
use crate::random::Random;
use crate::uploads::Uploads;
use crate::videos::Videos;
use crate::wire;

/// The bucket of all clients.
pub(crate) const BUCKET: &str = "kill-test";

/// Keys that a client puts and deletes objects under.
const KEYS: usize = 5;

/// A client with keys and videos of its own.
pub(crate) struct Client {
    number: u64,
    random: Random,
    objects: Objects,
    uploads: Uploads,
    videos: Videos,
}

impl Client {
    pub(crate) fn new(number: u64, random: Random) -> Self {
        Self {
            number,
            random,
            objects: Objects::default(),
            uploads: Uploads::new(format!("parts/{number}/")),
            videos: Videos::new(number),
        }
    }

    /// Works until the program is killed.
    pub(crate) fn work(&mut self, load: &Load) {
        while self.step(load).is_ok() {}
        assert!(load.is_over(), "an answer was lost before the kill");
    }

    fn step(&mut self, load: &Load) -> Result<(), Lost> {
        let random = &mut self.random;
        let key = format!("objects/{}//{}", self.number, random.below(KEYS));
        match random.below(10) {
            0..3 => self.objects.put(load, random, key),
            3 => self.objects.delete(load, random, key),
            4..8 => self.uploads.step(load, random),
            _ => self.videos.step(load, random),
        }
    }

    /// Holds everything against what must be there; gives how many files that is.
    pub(crate) fn check(&mut self, address: SocketAddr, all: bool) -> usize {
        // The bucket of the account; making it again changes nothing.
        let request = wire::oss(&wire::own_key(), "PUT", (BUCKET, None), &[], b"");
        let answer = wire::exchange(address, &request).unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text());
        let objects = self.objects.check(address);
        objects + self.uploads.check(address) + self.videos.check(address, all)
    }

    /// Waits for what goes on by itself.
    pub(crate) fn settle(&mut self, address: SocketAddr) {
        self.videos.settle(address);
    }

    /// Videos of which an event must have come.
    pub(crate) fn uploaded_videos(&self) -> impl Iterator<Item = String> {
        self.videos.uploaded()
    }
}
