//! The program: what it says, that it answers, that it ends when told.
#![allow(
    clippy::unwrap_used,
    reason = "the exemption for tests covers functions with #[test] only"
)]

use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

fn program(flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_local-cloud"));
    command.args(flags).env_remove("LOG").stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A started program, and what it said up to the line that begins with `Ready`.
struct Running {
    child: Child,
    output: BufReader<std::process::ChildStdout>,
    said: String,
}

impl Running {
    fn start(flags: &[&str]) -> Self {
        let mut child = program(flags).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while !said.lines().last().is_some_and(|line| line.starts_with("Ready on ")) {
            assert_ne!(output.read_line(&mut said).unwrap(), 0, "it ended early: {said}");
        }
        Self { child, output, said }
    }

    /// `127.0.0.1:PORT`.
    fn address(&self) -> &str {
        let ready = self.said.lines().last().unwrap();
        let url = ready.strip_prefix("Ready on ").unwrap().split(';').next().unwrap();
        url.split_once("://").unwrap().1
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(self.address()).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Sends a signal and gives what the program still said, and whether it ended well.
    fn end(mut self, signal: &str) -> (String, bool) {
        let kill = Command::new("kill").args([signal, &self.child.id().to_string()]).status();
        assert!(kill.unwrap().success());
        let mut last = String::new();
        self.output.read_to_string(&mut last).unwrap();
        (last, self.child.wait().unwrap().success())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn it_says_where_it_is_answers_and_ends_with_a_signal() {
    for signal in ["-INT", "-TERM"] {
        let running = Running::start(&["--port", "0"]);
        for word in ["localAccessKeyId", "localAccessKeySecret", "role/uploader", "cn-shanghai"] {
            assert!(running.said.contains(word), "{word}: {}", running.said);
        }
        assert!(running.get("/_local/health").ends_with("ok\n"));
        assert!(
            running.get("/?Action=GetVideoInfo&Version=2017-03-21").contains("MissingAccessKeyId")
        );
        let (last, well) = running.end(signal);
        assert!(last.starts_with("Ended"), "{last}");
        assert!(well);
    }
}

#[test]
fn secrets_of_ones_own_are_not_printed() {
    let running = Running::start(&[
        "--port",
        "0",
        "--access-key-secret",
        "notPublic1",
        "--callback-key",
        "notPublic2",
        "--callback-url",
        "http://127.0.0.1:9/cb",
    ]);
    assert!(running.said.contains("http://127.0.0.1:9/cb"), "{}", running.said);
    assert!(!running.said.contains("notPublic"), "{}", running.said);
}

#[test]
fn a_taken_port_is_said_in_one_line_that_names_the_flag() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = program(&["--port", &port]).output().unwrap();
    assert!(!output.status.success());
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(error.lines().count(), 1, "{error}");
    assert!(error.contains(&port) && error.contains("--port"), "{error}");
}

#[test]
fn identities_come_from_a_file() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("ram.yaml");
    let flags = |file: &std::path::Path| {
        ["--port", "0", "--ram", file.to_str().unwrap()].map(str::to_owned)
    };
    std::fs::write(&file, "users:\n  - name: alice\n    access_keys: [{ id: A, secret: s }]\n")
        .unwrap();
    let running = Running::start(&flags(&file).each_ref().map(String::as_str));
    let call = |key: &str| {
        running.get(&format!(
            "/?Action=GetCallerIdentity&Version=2015-04-01&AccessKeyId={key}&Signature=x\
             &SignatureMethod=HMAC-SHA1&SignatureVersion=1.0&SignatureNonce={key}\
             &Timestamp={}",
            model::time::iso8601(jiff::Timestamp::now())
        ))
    };
    assert!(call("A").contains("SignatureDoesNotMatch"), "the key is known");
    assert!(call("B").contains("InvalidAccessKeyId.NotFound"));
    drop(running);

    for (text, place) in [
        ("users: [{ name: a b }]", "users[0].name"),
        ("users: [{ naem: a }]", "users[0].naem"),
        ("{", "--ram"),
    ] {
        std::fs::write(&file, text).unwrap();
        let output = program(&flags(&file).each_ref().map(String::as_str)).output().unwrap();
        assert!(!output.status.success());
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(place) && error.contains("--ram"), "{error}");
    }
}

#[test]
fn help_names_every_flag_and_its_default() {
    let output = program(&["--help"]).output().unwrap();
    assert!(output.status.success());
    let help = String::from_utf8(output.stdout).unwrap();
    for word in ["--port", "7081", "--access-key-id", "--callback-url", "--log", "acs:ram::"] {
        assert!(help.contains(word), "{word}: {help}");
    }
}

#[test]
fn a_data_directory_serves_one_process_at_a_time_and_is_named_at_the_end() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("new");
    let flags = ["--port", "0", "--data", data.to_str().unwrap()];
    let running = Running::start(&flags);
    assert!(running.said.contains(flags[3]), "{}", running.said);

    let second = program(&flags).output().unwrap();
    assert!(!second.status.success());
    let error = String::from_utf8(second.stderr).unwrap();
    assert_eq!(error.lines().count(), 1, "{error}");
    assert!(error.contains("in use") && error.contains("--data"), "{error}");

    let (last, well) = running.end("-TERM");
    assert!(well && last.contains(flags[3]), "{last}");
    Running::start(&flags);
}
