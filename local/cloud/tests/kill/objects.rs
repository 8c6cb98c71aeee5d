//! Objects that a client puts and deletes, and what each may hold after a kill.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use crate::client::BUCKET;
use crate::load::{Load, Lost};
use crate::random::Random;
use crate::wire;

/// Every content that a key may have; `None` is no object. One, unless an answer was lost.
type Possible = Vec<Option<Vec<u8>>>;

/// The objects of one client, under keys that nobody else writes.
#[derive(Default)]
pub(crate) struct Objects {
    by_key: BTreeMap<String, Possible>,
}

const LARGEST: usize = 200_000;

impl Objects {
    pub(crate) fn put(
        &mut self,
        load: &Load,
        random: &mut Random,
        key: String,
    ) -> Result<(), Lost> {
        let length = if random.below(8) == 0 { 0 } else { random.below(LARGEST) };
        let body = random.bytes(length);
        let request = wire::oss(&wire::own_key(), "PUT", (BUCKET, Some(&key)), &[], &body);
        self.change(load, random, key, &request, Some(body), 200)
    }

    pub(crate) fn delete(
        &mut self,
        load: &Load,
        random: &mut Random,
        key: String,
    ) -> Result<(), Lost> {
        let request = wire::oss(&wire::own_key(), "DELETE", (BUCKET, Some(&key)), &[], b"");
        self.change(load, random, key, &request, None, 204)
    }

    fn change(
        &mut self,
        load: &Load,
        random: &mut Random,
        key: String,
        request: &[u8],
        content: Option<Vec<u8>>,
        status: u16,
    ) -> Result<(), Lost> {
        let possible = self.by_key.entry(key).or_insert_with(|| vec![None]);
        match load.send(random, request) {
            Ok(answer) => {
                assert_eq!(answer.status, status, "{}", answer.text());
                *possible = vec![content];
                Ok(())
            }
            Err(lost) => {
                possible.push(content);
                Err(lost)
            }
        }
    }

    /// Holds every object against what it may be; gives how many files they have.
    pub(crate) fn check(&mut self, address: SocketAddr) -> usize {
        let mut files = 0;
        for (key, possible) in &mut self.by_key {
            let found = read(address, BUCKET, key);
            assert!(possible.contains(&found), "{key} is not what was acknowledged");
            files += usize::from(found.as_ref().is_some_and(|bytes| !bytes.is_empty()));
            *possible = vec![found];
        }
        files
    }
}

/// The bytes of an object, if there is one.
pub(crate) fn read(address: SocketAddr, bucket: &str, key: &str) -> Option<Vec<u8>> {
    let request = wire::oss(&wire::own_key(), "GET", (bucket, Some(key)), &[], b"");
    let answer = wire::exchange(address, &request).unwrap();
    match answer.status {
        200 => Some(answer.body),
        404 if answer.text().contains("NoSuchKey") => None,
        _ => panic!("{key}: {} {}", answer.status, answer.text()),
    }
}
