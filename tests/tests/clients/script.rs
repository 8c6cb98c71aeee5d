//! Runs the scripts, each against a local cloud of its own, and reads what they tell.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use tests::{package_of_tools, program_of_clients, root};
use tokio::{process::Command, sync::Semaphore};

use crate::cloud::Cloud;

/// A script that is stuck has failed.
const PATIENCE: Duration = Duration::from_mins(10);
/// How many run at once. Their clients have time-outs of seconds: they must get to compute.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// One script of `tests/clients`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Script {
    /// Its path there.
    pub(crate) name: &'static str,
    /// Whether the cloud serves HTTPS, and the script calls OSS by the cloud's own names.
    pub(crate) tls: bool,
}

/// What a script told.
pub(crate) struct Run {
    /// Its path, with ` --tls` where it ran so.
    pub(crate) script: String,
    pub(crate) lines: Vec<Line>,
    /// Why it did not come to its end.
    pub(crate) broken: Option<String>,
    pub(crate) took: Duration,
}

/// One case.
pub(crate) struct Line {
    pub(crate) case: String,
    pub(crate) passed: bool,
    /// `200`, or the status and the code of a refusal.
    pub(crate) seen: String,
}

/// Runs them all; `None` where a program that they need is not installed.
pub(crate) async fn run_all(scripts: &[Script]) -> Option<Vec<Run>> {
    let mut running = Vec::new();
    for script in scripts.iter().copied() {
        let programs = Programs::of(script.name)?;
        running.push(tokio::spawn(async move {
            let _turn = AT_ONCE.acquire().await.unwrap();
            script.run(&programs).await
        }));
    }
    let mut runs = Vec::new();
    for one in running {
        runs.push(one.await.unwrap());
    }
    Some(runs)
}

/// What a script needs of the machine.
struct Programs {
    interpreter: PathBuf,
    modules: Option<PathBuf>,
    chromium: Option<PathBuf>,
}

impl Programs {
    fn of(script: &str) -> Option<Self> {
        if script.starts_with("python/") {
            let interpreter = program_of_clients("python")?;
            return Some(Self { interpreter, modules: None, chromium: None });
        }
        let modules = package_of_tools("ali-oss")?.parent()?.to_owned();
        let chromium = match script {
            "node/browser.js" => Some(tests::program_of_machine("chromium")?),
            _ => None,
        };
        let interpreter = tests::program_of_machine("node")?;
        Some(Self { interpreter, modules: Some(modules), chromium })
    }
}

impl Script {
    async fn run(self, programs: &Programs) -> Run {
        let cloud = tokio::task::spawn_blocking(move || Cloud::start(self.tls)).await.unwrap();
        let begun = Instant::now();
        let child = self.command(programs, &cloud).spawn().unwrap();
        let ended = tokio::time::timeout(PATIENCE, child.wait_with_output()).await;
        let (lines, broken) = match ended {
            Err(_) => (vec![], Some("it does not end".to_owned())),
            Ok(output) => {
                let output = output.unwrap();
                let said = String::from_utf8_lossy(&output.stderr);
                let why = format!("{}: {}", output.status, last_lines(&said));
                (parse(&output.stdout), (!output.status.success()).then_some(why))
            }
        };
        let script = format!("{}{}", self.name, if self.tls { " --tls" } else { "" });
        Run { script, lines, broken, took: begun.elapsed() }
    }

    /// Nothing of the environment comes along: official clients heed proxies in it.
    fn command(self, programs: &Programs, cloud: &Cloud) -> Command {
        let mut command = Command::new(&programs.interpreter);
        let kept = ["PATH", "HOME", "TMPDIR"];
        command
            .arg(root().join("tests/clients").join(self.name))
            .env_clear()
            .envs(kept.iter().filter_map(|name| Some((name, std::env::var_os(name)?))))
            .envs(cloud.environment())
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let paths: [(&str, Option<&Path>); 5] = [
            ("NODE_PATH", programs.modules.as_deref()),
            ("CHROMIUM", programs.chromium.as_deref()),
            ("TLS_CA", cloud.authority()),
            // What the clients themselves read.
            ("REQUESTS_CA_BUNDLE", cloud.authority()),
            ("NODE_EXTRA_CA_CERTS", cloud.authority()),
        ];
        command.envs(paths.into_iter().filter_map(|(name, path)| Some((name, path?))));
        command
    }
}

fn parse(output: &[u8]) -> Vec<Line> {
    String::from_utf8_lossy(output)
        .lines()
        .map(|line| {
            let mut fields = line.splitn(3, '\t').map(str::to_owned);
            let mut next = || fields.next().unwrap_or_default();
            Line { case: next(), passed: next() == "ok", seen: next() }
        })
        .collect()
}

fn last_lines(text: &str) -> String {
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(8)..].join("\n")
}

#[test]
fn a_line_is_read_back() {
    let lines = parse(b"A/b c/V1\tok\t400 No\nd\tFAIL\tx\ty\n");
    assert_eq!((&*lines[0].case, lines[0].passed, &*lines[0].seen), ("A/b c/V1", true, "400 No"));
    assert_eq!((&*lines[1].case, lines[1].passed, &*lines[1].seen), ("d", false, "x\ty"));
}
