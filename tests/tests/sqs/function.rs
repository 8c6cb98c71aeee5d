//! A function as a process of its own, behind the local adapter.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread::JoinHandle,
};

use serde_json::Value;
use tests::program;

/// A running function. It is ended when dropped.
pub(crate) struct Function {
    child: Child,
    /// `http://127.0.0.1:PORT`.
    pub(crate) address: String,
    log: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
}

impl Function {
    /// Starts it on a free port with these settings and no others, and waits until it is ready.
    pub(crate) fn start(name: &str, settings: &[(&str, &str)]) -> Self {
        let mut child = Command::new(program(name))
            .env_clear()
            .env("LISTEN", "127.0.0.1:0")
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        let log: Arc<Mutex<String>> = Arc::default();
        let keep = |log: &Mutex<String>, line: &str| log.lock().unwrap().push_str(line);
        let address = lines.by_ref().find_map(|line| {
            keep(&log, &line);
            let line: Value = serde_json::from_str(&line).ok()?;
            let fields = &line["fields"];
            (fields["message"] == "ready").then(|| fields["address"].as_str().unwrap().to_owned())
        });
        let address = address.unwrap_or_else(|| panic!("{name}: {}", log.lock().unwrap()));
        let kept = log.clone();
        let reader = std::thread::spawn(move || lines.for_each(|line| keep(&kept, &line)));
        Self { child, address: format!("http://{address}"), log, reader: Some(reader) }
    }

    /// Ends it and gives everything that it logged.
    pub(crate) fn log(mut self) -> String {
        self.end();
        self.reader.take().unwrap().join().unwrap();
        self.log.lock().unwrap().clone()
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        self.end();
    }
}
