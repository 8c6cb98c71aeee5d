//! The whole command against a scripted server, which is functions and OSS in one.

mod arrives;
mod fails;
mod interrupted;

use std::{path::PathBuf, time::Duration};

use bytes::Bytes;
use clap::Parser as _;
use client::system::SystemRandomness;
use http::Response;

use super::*;
use crate::{
    arguments::{Arguments, Command},
    testing::{Captured, FixedClock, Script, grant},
};

/// What the command did.
struct Ran {
    exit: Exit,
    out: String,
    errors: String,
}

impl Ran {
    /// The document, where `--json` was given.
    fn document(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap()
    }
}

/// A folder with files of the given names and lengths.
struct Files(tempfile::TempDir);

impl Files {
    fn new(files: &[(&str, usize)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, length) in files {
            std::fs::write(folder.path().join(name), vec![b'x'; *length]).unwrap();
        }
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs `vodup upload` in the folder, and leaves its name out of what is printed.
    async fn upload(
        &self,
        names: &str,
        options: &str,
        transport: impl Transport + 'static,
        interrupt: Interrupt,
    ) -> Ran {
        let mut line: Vec<String> = vec!["vodup".into(), "upload".into()];
        line.extend(names.split(' ').map(|name| self.path(name).display().to_string()));
        line.extend(options.split_whitespace().map(str::to_owned));
        let Command::Upload(arguments) = Arguments::try_parse_from(line).unwrap().command else {
            unreachable!("the line says upload")
        };
        let mode = match (arguments.json, arguments.quiet) {
            (true, _) => Mode::Json,
            (_, true) => Mode::Quiet,
            _ => Mode::Human,
        };
        let captured = Captured::default();
        let ports = Ports {
            transport: Arc::new(transport),
            clock: Arc::new(FixedClock),
            randomness: Arc::new(SystemRandomness),
        };
        let output = Arc::new(captured.output(mode));
        let exit = Session::new(&arguments, ports, output, interrupt).run().await;
        let folder = format!("{}/", self.0.path().display());
        let ran = Ran {
            exit,
            out: captured.out.text().replace(&folder, ""),
            errors: captured.errors.text().replace(&folder, ""),
        };
        for secret in ["s3cret", "t0ken", grant("VideoId", "v")["UploadAuth"].as_str().unwrap()] {
            assert!(!ran.out.contains(secret) && !ran.errors.contains(secret), "{secret}");
        }
        ran
    }
}

impl Script {
    /// OSS stores a part.
    fn part(self) -> Self {
        self.raw(Response::builder().header("etag", "\"e\"").body(Bytes::new()).unwrap())
    }

    /// OSS has an object of this length and says its checksum.
    fn stored(self, length: usize) -> Self {
        let answer = Response::builder()
            .header("etag", "\"e\"")
            .header("x-oss-hash-crc64ecma", checksum(length).to_string());
        self.raw(answer.body(Bytes::new()).unwrap())
    }

    /// OSS refuses.
    fn refused(self, status: u16, code: &str) -> Self {
        let body = format!(
            "<Error><Code>{code}</Code><Message>No.</Message><RequestId>OSS-1</RequestId></Error>"
        );
        self.raw(Response::builder().status(status).body(body.into()).unwrap())
    }

    /// OSS begins a multipart upload.
    fn initiated(self) -> Self {
        let body = "<InitiateMultipartUploadResult><UploadId>U1</UploadId>\
                    </InitiateMultipartUploadResult>";
        self.raw(Response::new(Bytes::from_static(body.as_bytes())))
    }
}

/// CRC-64/XZ of a file of this length, bit by bit, as the definition has it.
fn checksum(length: usize) -> u64 {
    let polynomial = 0xC96C_5795_D787_0F42;
    !(0..length).fold(!0, |crc: u64, _| {
        (0..8).fold(crc ^ u64::from(b'x'), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ polynomial } else { crc >> 1 }
        })
    })
}

/// A status answer of a video.
fn status(word: &str) -> serde_json::Value {
    let task = serde_json::json!([{"TranscodeTaskId": "t1", "TaskStatus": "CompleteAllSucc"}]);
    let tasks = if word == "Normal" { task } else { serde_json::json!([]) };
    serde_json::json!({
        "Status": word, "Uploaded": word != "Uploading", "TranscodeTasks": tasks
    })
}

const GRACE: Duration = Duration::from_secs(10);
