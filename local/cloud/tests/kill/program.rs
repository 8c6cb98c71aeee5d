//! The program as a process.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Started on a data directory; killed when dropped.
pub(crate) struct Program {
    child: Child,
    address: SocketAddr,
    objects: PathBuf,
}

impl Program {
    pub(crate) fn start(data: &Path, callback: SocketAddr) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_local-cloud"))
            .args(["--port", "0", "--transcode-seconds", "1", "--data"])
            .arg(data)
            .args(["--callback-url", &format!("http://{callback}/")])
            .env_remove("LOG")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while !line.starts_with("Ready on ") {
            line.clear();
            assert_ne!(output.read_line(&mut line).unwrap(), 0, "it does not start");
        }
        let url = line.trim_start_matches("Ready on http://").split(';').next().unwrap();
        Self { child, address: url.parse().unwrap(), objects: data.join("objects") }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many files of objects there are.
    pub(crate) fn files(&self) -> usize {
        fs::read_dir(&self.objects).unwrap().count()
    }

    /// Ends it at once (SIGKILL).
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
