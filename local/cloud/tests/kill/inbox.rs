//! Where events go: a server that accepts every one and remembers whose it was.

use std::collections::HashSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::Value;

/// How long events may take that are on their way.
const PATIENCE: Duration = Duration::from_secs(30);

/// A listening server. Its thread ends with the process.
pub(crate) struct Inbox {
    address: SocketAddr,
    received: Arc<Received>,
}

#[derive(Default)]
struct Received {
    videos: Mutex<HashSet<String>>,
    more: Condvar,
}

impl Inbox {
    pub(crate) fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let received = Arc::<Received>::default();
        let to = Arc::clone(&received);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let to = Arc::clone(&to);
                thread::spawn(move || take(stream, &to));
            }
        });
        Self { address, received }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until FileUploadComplete came for each of these videos.
    pub(crate) fn await_all(&self, videos: impl Iterator<Item = String>) {
        let mut missing: HashSet<String> = videos.collect();
        let received = self.received.videos.lock().unwrap();
        let (_received, waited) = self
            .received
            .more
            .wait_timeout_while(received, PATIENCE, |received| {
                missing.retain(|video| !received.contains(video));
                !missing.is_empty()
            })
            .unwrap();
        assert!(!waited.timed_out(), "no event ever came of {missing:?}");
    }
}

/// Reads the requests of a connection, which the program may cut off at any byte.
fn take(mut stream: TcpStream, to: &Received) {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        match stream.read(&mut buffer) {
            Ok(read) if read > 0 => bytes.extend_from_slice(&buffer[..read]),
            _ => return,
        }
        while let Some((event, rest)) = whole(&bytes) {
            bytes = rest;
            if event["EventType"] == "FileUploadComplete" {
                let video = event["VideoId"].as_str().unwrap().to_owned();
                to.videos.lock().unwrap().insert(video);
                to.more.notify_all();
            }
            if stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").is_err() {
                return;
            }
        }
    }
}

/// The first event, if it is there to its end, and what follows it.
fn whole(bytes: &[u8]) -> Option<(Value, Vec<u8>)> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(&bytes[..end]).unwrap().to_ascii_lowercase();
    let length = head.split("\r\n").find_map(|line| line.strip_prefix("content-length: "));
    let body_end = end + length.unwrap().parse::<usize>().unwrap();
    let body = bytes.get(end..body_end)?;
    Some((serde_json::from_slice(body).unwrap(), bytes[body_end..].to_owned()))
}
