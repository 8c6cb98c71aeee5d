//! A program under test as a process: what it prints is kept, and nobody outlives the test.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs::File,
    io::Write as _,
    path::Path,
    process::{ExitStatus, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, BufReader},
    process::Command,
    sync::{oneshot, watch},
};

use crate::logs;

/// How long anything that a test waits for may take on a machine that does much else.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// What a process finds in its environment; nothing else is there.
pub type Environment = BTreeMap<String, String>;

/// A running program. It is killed when dropped.
pub struct Process {
    id: u32,
    exit: watch::Receiver<Option<ExitStatus>>,
    stdout: Lines,
    stderr: Lines,
    _alive: oneshot::Sender<()>,
}

/// What a program that has ended left.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// All of its standard output.
    pub stdout: String,
    /// All of its standard error.
    pub stderr: String,
}

type Lines = Arc<Mutex<String>>;

impl Process {
    /// Starts a program with this environment and no other.
    ///
    /// # Panics
    /// When it cannot be started.
    #[must_use]
    pub fn start(program: &Path, environment: &Environment) -> Self {
        let mut child = Command::new(program)
            .env_clear()
            .envs(environment.iter().map(|(name, value)| (OsStr::new(name), OsStr::new(value))))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", program.display()));
        let (stdout, stderr) = (Lines::default(), Lines::default());
        let readers = [
            tokio::spawn(keep(child.stdout.take().unwrap(), stdout.clone(), log(program, "out"))),
            tokio::spawn(keep(child.stderr.take().unwrap(), stderr.clone(), log(program, "err"))),
        ];
        let (alive, dropped) = oneshot::channel();
        let (told, exit) = watch::channel(None);
        let id = child.id().unwrap();
        tokio::spawn(async move {
            tokio::select! {
                status = child.wait() => {
                    for reader in readers {
                        let _ = reader.await;
                    }
                    let _ = told.send(status.ok());
                }
                _ = dropped => { let _ = child.kill().await; }
            }
        });
        Self { id, exit, stdout, stderr, _alive: alive }
    }

    /// The process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.id
    }

    /// What it has printed so far.
    #[must_use]
    pub fn stdout(&self) -> String {
        self.stdout.lock().unwrap().clone()
    }

    /// What it has logged so far.
    #[must_use]
    pub fn stderr(&self) -> String {
        self.stderr.lock().unwrap().clone()
    }

    /// Sends it SIGTERM, as Function Compute and every supervisor does.
    ///
    /// # Panics
    /// When it is gone already.
    pub fn terminate(&self) {
        let id = self.id.to_string();
        let sent = std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(sent.success(), "process {id} is gone");
    }

    /// Waits for its end.
    ///
    /// # Panics
    /// When it does not end in time.
    pub async fn ended(&self) -> Ended {
        let mut exit = self.exit.clone();
        let status = tokio::time::timeout(PATIENCE, exit.wait_for(Option::is_some));
        let status = status.await.unwrap_or_else(|_| panic!("it does not end:\n{}", self.stderr()));
        let code = status.ok().and_then(|status| *status).and_then(|status| status.code());
        Ended { code, stdout: self.stdout(), stderr: self.stderr() }
    }

    /// Waits for what it prints or logs until that says so.
    ///
    /// # Panics
    /// When it ends before, or time runs out.
    pub async fn says(&self, wanted: impl Fn(&Self) -> bool) {
        let patience = tokio::time::Instant::now() + PATIENCE;
        while !wanted(self) {
            let late = tokio::time::Instant::now() > patience || self.exit.borrow().is_some();
            assert!(
                wanted(self) || !late,
                "it never said what was waited for:\n{}\n{}",
                self.stdout(),
                self.stderr()
            );
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

fn log(program: &Path, what: &str) -> Option<File> {
    // The artefacts are all called `bootstrap`.
    let folder = program.parent().and_then(Path::file_name).unwrap_or_default();
    let name = program.file_name().unwrap_or_default();
    logs::file(&format!("{}-{}-{what}", folder.display(), name.display()))
}

async fn keep(from: impl AsyncRead + Unpin, lines: Lines, mut log: Option<File>) {
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    while matches!(from.read_until(b'\n', &mut line).await, Ok(read) if read > 0) {
        if let Some(log) = &mut log {
            log.write_all(&line).unwrap();
        }
        lines.lock().unwrap().push_str(&String::from_utf8_lossy(&line));
        line.clear();
    }
}
