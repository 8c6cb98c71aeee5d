//! The local cloud alone, as a process on a free port.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;
use tests::{program, root};

/// A running `local-cloud`. It is ended when dropped.
pub(crate) struct Cloud {
    child: Child,
    address: String,
    authority: Option<Authority>,
}

/// The certificate of its authority.
struct Authority {
    file: PathBuf,
    _folder: TempDir,
}

impl Cloud {
    /// Starts it and waits for its ready line.
    pub(crate) fn start(tls: bool) -> Self {
        let authority = tls.then(Authority::new);
        let mut command = Command::new(program("local-cloud"));
        command.args(["--port", "0", "--ram"]).arg(root().join("tests/clients/ram.json"));
        if let Some(authority) = &authority {
            command.args(["--tls", "--tls-ca"]).arg(&authority.file);
        }
        let mut child = command
            .current_dir(root())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("local-cloud does not start");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = lines.by_ref().map(Result::unwrap).find(|line| line.starts_with("Ready"));
        let ready = ready.expect("local-cloud is never ready");
        // The rest must be read, or the process would one day wait for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        let word = ready.split_whitespace().find(|word| word.contains("://")).expect("no address");
        // With TLS it still speaks plain HTTP: VOD and STS are called by address.
        let (_, host) = word.trim_end_matches([';', '.']).split_once("://").unwrap();
        let (_, port) = host.rsplit_once(':').unwrap();
        Self { child, address: format!("http://127.0.0.1:{port}"), authority }
    }

    /// What a script must know of it.
    pub(crate) fn environment(&self) -> [(&'static str, &str); 4] {
        [
            ("CLOUD", &self.address),
            ("ACCESS_KEY_ID", "localAccessKeyId"),
            ("ACCESS_KEY_SECRET", "localAccessKeySecret"),
            ("ROLE_ARN", "acs:ram::1234567890123456:role/uploader"),
        ]
    }

    /// The certificate of its authority, as PEM.
    pub(crate) fn authority(&self) -> Option<&Path> {
        self.authority.as_ref().map(|authority| authority.file.as_path())
    }
}

impl Authority {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { file: folder.path().join("ca.pem"), _folder: folder }
    }
}

impl Drop for Cloud {
    fn drop(&mut self) {
        tests::end(&mut self.child);
    }
}
