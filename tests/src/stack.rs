//! The whole stack as a process, on free ports, and `vodup` against it.

use std::{
    ffi::OsStr,
    io::{BufRead as _, BufReader},
    process::{Child, Command, ExitStatus, Output, Stdio},
    time::Duration,
};

use serde_json::Value;
use url::Url;

use crate::{logs, program, root};

/// A running `local-dev`. It is ended when dropped.
pub struct Stack {
    child: Child,
    /// Where the functions are: `http://127.0.0.1:PORT`.
    pub functions: Url,
    /// Where the local cloud is: `http://127.0.0.1:PORT`.
    pub cloud: Url,
    /// What it printed up to and including the ready line.
    pub banner: String,
}

/// An answer of a function.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: reqwest::header::HeaderMap,
    /// The body, read as JSON; null when it is empty.
    pub body: Value,
}

impl Stack {
    /// Starts it on free ports and waits for its ready line.
    #[must_use]
    pub fn start(arguments: &[&str]) -> Self {
        let log = logs::file("local-dev").map_or_else(Stdio::inherit, Stdio::from);
        Self::start_logging(arguments, log)
    }

    /// The same, with its log going elsewhere.
    #[must_use]
    pub fn start_logging(arguments: &[&str], log: impl Into<Stdio>) -> Self {
        let mut child = Command::new(program("local-dev"))
            .args(["--port", "0", "--cloud-port", "0"])
            .args(arguments)
            .current_dir(root())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("local-dev does not start");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut banner = String::new();
        for line in lines.by_ref() {
            let line = line.unwrap();
            banner.push_str(&line);
            banner.push('\n');
            if line.starts_with("Ready") {
                break;
            }
        }
        assert!(banner.contains("\nReady"), "no ready line in:\n{banner}");
        // The rest must be read, or the process would one day wait for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        let address = |label: &str| -> Url {
            let line = banner.lines().find(|line| line.starts_with(label)).expect(label);
            line.split_whitespace()
                .find(|word| word.starts_with("http://"))
                .unwrap()
                .parse()
                .unwrap()
        };
        let (functions, cloud) = (address("Functions"), address("Local cloud"));
        Self { child, functions, cloud, banner }
    }

    /// The process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end as Ctrl-C does and gives its status.
    #[must_use]
    pub fn interrupt(mut self) -> ExitStatus {
        signal(&self.child, "-INT");
        self.child.wait().unwrap()
    }

    /// Runs `vodup` against it.
    #[must_use]
    pub fn vodup<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Output {
        let server = self.functions.as_str().trim_end_matches('/');
        vodup().args(arguments).env("VODUP_SERVER", server).output().unwrap()
    }

    /// Sends one request to the functions and reads the answer as JSON.
    pub async fn send(&self, method: &str, path: &str, body: Vec<u8>) -> Answer {
        self.send_with(method, path, body, &[]).await
    }

    /// The same with headers. The stack's API key is sent unless they say who calls.
    pub async fn send_with(
        &self,
        method: &str,
        path: &str,
        body: Vec<u8>,
        headers: &[(&str, &str)],
    ) -> Answer {
        // Not `Url::join`, which takes `//` for a host.
        let url = format!("{}{path}", self.functions.as_str().trim_end_matches('/'));
        let mut request = http().request(method.parse().unwrap(), url).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !headers.iter().any(|(name, _)| ["x-api-key", "authorization"].contains(name)) {
            request = request.header("x-api-key", "LocalApiKey1");
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer::new(status, headers, &response.bytes().await.unwrap())
    }
}

impl Answer {
    /// An answer with this body, which must be JSON unless it is empty.
    pub(crate) fn new(status: u16, headers: reqwest::header::HeaderMap, text: &[u8]) -> Self {
        let body = match text {
            b"" => Value::Null,
            text => serde_json::from_slice(text)
                .unwrap_or_else(|_| panic!("not JSON: {}", String::from_utf8_lossy(text))),
        };
        logs::secrets_of(&body);
        Self { status, headers, body }
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// Asks a program to end and waits for it. A local cloud that is killed instead leaves what it stored in
/// the folder for temporary files.
pub fn end(child: &mut Child) {
    if matches!(child.try_wait(), Ok(None)) {
        signal(child, "-TERM");
        let _ = child.wait();
    }
}

/// `vodup`, to be given arguments.
#[must_use]
pub fn vodup() -> Command {
    let mut command = Command::new(program("vodup"));
    command
        .current_dir(root())
        .stdin(Stdio::null())
        .env_remove("VODUP_SERVER")
        .env_remove("VODUP_API_KEY");
    command
}

/// A plain HTTP client: no proxy, no redirects, a bound on the time.
#[must_use]
pub fn http() -> reqwest::Client {
    reqwest::Client::builder()
        .tls_backend_preconfigured(no_tls())
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_mins(1))
        .build()
        .unwrap()
}

/// Tests speak plain HTTP on loopback; no certificate is trusted.
fn no_tls() -> rustls::ClientConfig {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth()
}

fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(status.success());
}
