//! The program `sweep-uploads` against a running stack.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use serde_json::Value;
use tests::program;
use url::Url;

/// The running program. It is ended when dropped.
pub(crate) struct Sweeper {
    child: Child,
    address: String,
}

impl Sweeper {
    /// Starts it on a free port, with these settings beside those that lead to the cloud.
    pub(crate) fn start(cloud: &Url, settings: &[(&str, &str)]) -> Self {
        let child = Command::new(program("sweep-uploads"))
            .env_clear()
            .env("LISTEN", "127.0.0.1:0")
            .env("VOD_ENDPOINT", cloud.as_str())
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "localAccessKeyId")
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "localAccessKeySecret")
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("sweep-uploads does not start");
        // Held from here on: whatever fails below, the process ends.
        let mut sweeper = Self { child, address: String::new() };
        let mut lines = BufReader::new(sweeper.child.stderr.take().unwrap()).lines();
        let ready =
            lines.find_map(|line| address(&line.unwrap())).expect("a line with the address");
        sweeper.address = ready;
        // The rest must be read, or the process would one day wait for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        sweeper
    }

    /// The status and the outcome of one run.
    pub(crate) async fn invoke(&self) -> (u16, String) {
        let url = format!("http://{}/invoke", self.address);
        let answer = tests::plain_http().post(url).body("{}").send().await.unwrap();
        let status = answer.status().as_u16();
        let body: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        (status, body["Outcome"].as_str().unwrap_or_else(|| panic!("{body}")).to_owned())
    }
}

impl Drop for Sweeper {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The address in the line of the log that says ready.
fn address(line: &str) -> Option<String> {
    let line: Value = serde_json::from_str(line).ok()?;
    line["address"].as_str().map(str::to_owned)
}
