//! Multipart uploads of a client, of which a kill may leave every step undone or done.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::net::SocketAddr;

use md5::{Digest, Md5};

use crate::client::BUCKET;
use crate::load::{Load, Lost};
use crate::objects::read;
use crate::random::Random;
use crate::wire::{self, Answer};

/// Only parts of at least 100 KB may stand before others.
const PART: usize = 100 * 1024;

/// The uploads of one client, each to a key of its own.
pub(crate) struct Uploads {
    prefix: String,
    begun: usize,
    open: Vec<Upload>,
    /// Completed objects: key, bytes, number of files.
    complete: Vec<(String, Vec<u8>, usize)>,
    /// Initiations without an answer.
    lost: usize,
}

struct Upload {
    key: String,
    id: String,
    /// Each part's possible contents; `None` is no part.
    parts: BTreeMap<u16, Vec<Option<Vec<u8>>>>,
    end: End,
}

/// Whether an end was asked for, and not answered.
#[derive(PartialEq, Eq)]
enum End {
    No,
    Complete,
    Abort,
}

impl Uploads {
    pub(crate) fn new(prefix: String) -> Self {
        Self { prefix, begun: 0, open: Vec::new(), complete: Vec::new(), lost: 0 }
    }

    /// Does one step: begins an upload, adds a part, completes or aborts.
    pub(crate) fn step(&mut self, load: &Load, random: &mut Random) -> Result<(), Lost> {
        let Some(last) = self.open.len().checked_sub(1) else {
            return self.initiate(load, random);
        };
        let upload = &mut self.open[last];
        let parts = upload.parts.len();
        if parts < 1 + random.below(3) {
            return upload.add_part(load, random);
        }
        if random.below(4) == 0 {
            upload.end(load, random, End::Abort)?;
            self.open.pop();
        } else {
            upload.end(load, random, End::Complete)?;
            self.complete.extend(self.open.pop().map(|upload| upload.object()));
        }
        Ok(())
    }

    fn initiate(&mut self, load: &Load, random: &mut Random) -> Result<(), Lost> {
        self.begun += 1;
        let key = format!("{}{}", self.prefix, self.begun);
        let request =
            wire::oss(&wire::own_key(), "POST", (BUCKET, Some(&key)), &[("uploads", None)], b"");
        let answer = load.send(random, &request).inspect_err(|_| self.lost += 1)?;
        let id = answer.elements("UploadId").remove(0);
        self.open.push(Upload { key, id, parts: BTreeMap::new(), end: End::No });
        Ok(())
    }

    /// Holds uploads and completed objects against what they may be; gives how many files they have.
    pub(crate) fn check(&mut self, address: SocketAddr) -> usize {
        self.check_list(address);
        let mut files = 0;
        for mut upload in std::mem::take(&mut self.open) {
            let listed = upload.list(address);
            let object = read(address, BUCKET, &upload.key);
            if listed.status == 200 {
                assert_eq!(object, None, "half of a completion is there");
                files += upload.check_parts(&listed);
                upload.end = End::No;
                self.open.push(upload);
            } else {
                assert!(listed.text().contains("NoSuchUpload"), "{}", listed.text());
                match upload.end {
                    End::No => panic!("upload {} is lost", upload.id),
                    End::Abort => assert_eq!(object, None, "an abort made an object"),
                    End::Complete => self.complete.push(upload.object()),
                }
            }
        }
        for (key, bytes, segments) in &self.complete {
            assert!(read(address, BUCKET, key).as_ref() == Some(bytes), "{key} is another");
            files += segments;
        }
        files
    }

    /// No upload is there that was not asked for.
    fn check_list(&mut self, address: SocketAddr) {
        let query = [("prefix", Some(self.prefix.as_str())), ("uploads", None)];
        let request = wire::oss(&wire::own_key(), "GET", (BUCKET, None), &query, b"");
        let answer = wire::exchange(address, &request).unwrap();
        let listed: BTreeSet<String> = answer.elements("UploadId").into_iter().collect();
        let known: BTreeSet<String> = self.open.iter().map(|upload| upload.id.clone()).collect();
        let unknown = listed.difference(&known).count();
        assert!(unknown <= self.lost, "{unknown} uploads come from nowhere");
        self.lost = unknown;
    }
}

impl Upload {
    fn send(
        &self,
        load: &Load,
        random: &mut Random,
        method: &str,
        number: Option<u16>,
        body: &[u8],
    ) -> Result<(), Lost> {
        let number = number.map(|number| number.to_string());
        let mut query = vec![("uploadId", Some(self.id.as_str()))];
        query.extend(number.as_deref().map(|number| ("partNumber", Some(number))));
        let at = (BUCKET, Some(self.key.as_str()));
        let request = wire::oss(&wire::own_key(), method, at, &query, body);
        let answer = load.send(random, &request)?;
        assert!(answer.status < 300, "{method}: {} {}", answer.status, answer.text());
        Ok(())
    }

    fn add_part(&mut self, load: &Load, random: &mut Random) -> Result<(), Lost> {
        let number = u16::try_from(1 + random.below(4)).unwrap();
        let length = PART + random.below(PART);
        let body = random.bytes(length);
        let sent = self.send(load, random, "PUT", Some(number), &body);
        let possible = self.parts.entry(number).or_insert_with(|| vec![None]);
        if sent.is_ok() {
            possible.clear();
        }
        possible.push(Some(body));
        sent
    }

    fn end(&mut self, load: &Load, random: &mut Random, end: End) -> Result<(), Lost> {
        let (method, body) = match end {
            End::Complete => ("POST", self.list_of_parts()),
            _ => ("DELETE", String::new()),
        };
        self.end = end;
        self.send(load, random, method, None, body.as_bytes())
    }

    /// Between kills every part is sure.
    fn contents(&self) -> impl Iterator<Item = (u16, &[u8])> {
        self.parts.iter().map(|(number, possible)| {
            let [Some(bytes)] = possible.as_slice() else { panic!("part {number} is unsure") };
            (*number, bytes.as_slice())
        })
    }

    fn list_of_parts(&self) -> String {
        let mut parts = String::new();
        for (number, bytes) in self.contents() {
            let etag = etag(bytes);
            write!(parts, "<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>")
                .unwrap();
        }
        format!("<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>")
    }

    fn object(&self) -> (String, Vec<u8>, usize) {
        let contents: Vec<&[u8]> = self.contents().map(|(_, bytes)| bytes).collect();
        (self.key.clone(), contents.concat(), contents.len())
    }

    fn list(&self, address: SocketAddr) -> Answer {
        let query = [("uploadId", Some(self.id.as_str()))];
        let at = (BUCKET, Some(self.key.as_str()));
        let request = wire::oss(&wire::own_key(), "GET", at, &query, b"");
        wire::exchange(address, &request).unwrap()
    }

    /// Holds the parts against what they may be, and from now on takes them for what they are.
    fn check_parts(&mut self, listed: &Answer) -> usize {
        let numbers = listed.elements("PartNumber").into_iter().map(|text| text.parse().unwrap());
        let etags = listed.elements("ETag").into_iter();
        let etags = etags.map(|etag| etag.replace("&quot;", "").replace('"', ""));
        let found: BTreeMap<u16, String> = numbers.zip(etags).collect();
        for number in found.keys() {
            assert!(self.parts.contains_key(number), "part {number} comes from nowhere");
        }
        self.parts.retain(|number, possible| {
            let there = found.get(number);
            possible.retain(|one| one.as_deref().map(etag).as_ref() == there);
            assert!(!possible.is_empty(), "part {number} is not what was acknowledged");
            possible.truncate(1);
            there.is_some()
        });
        found.len()
    }
}

fn etag(bytes: &[u8]) -> String {
    hex::encode_upper(Md5::digest(bytes))
}
