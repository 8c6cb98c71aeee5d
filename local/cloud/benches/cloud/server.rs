//! The program in a process of its own, ended when the measurement is.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

/// A running local cloud.
pub(crate) struct Server {
    process: Child,
    address: String,
}

impl Server {
    /// Starts it on a free port, and waits until it is ready.
    pub(crate) fn start() -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_local-cloud"))
            .args(["--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the local cloud");
        let output = BufReader::new(process.stdout.take().expect("its output"));
        let ready = output
            .lines()
            .map_while(Result::ok)
            .find_map(|line| {
                let rest = line.strip_prefix("Ready on http://")?;
                rest.split(';').next().map(str::to_owned)
            })
            .expect("its line that it is ready");
        Self { process, address: ready }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The most memory that it ever had, in MB (`VmHWM` of proc_pid_status(5)).
    pub(crate) fn peak_memory(&self) -> u64 {
        let path = format!("/proc/{}/status", self.process.id());
        let status = std::fs::read_to_string(path).expect("the status of the process");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        kilobytes.expect("VmHWM") / 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Asked to end it takes away the gigabytes that it was sent; killed it would leave them.
        let id = self.process.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status();
        if !asked.is_ok_and(|status| status.success()) {
            // One that ended by itself is no worse.
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}
