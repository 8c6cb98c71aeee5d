//! One cold start.

use std::{
    fs,
    process::Stdio,
    time::{Duration, Instant},
};

use serde_json::Value;
use tests::{Invocation, InvokeOptions, RuntimeApi, World};
use tokio::process::Command;

use crate::sides::Side;

/// What one cold start took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    /// From the start of the process until its answer had been posted, or until it ended by itself.
    pub(crate) time: Duration,
    /// The most memory that it had until then, in bytes. Nobody knows it of a process that is gone.
    pub(crate) memory: Option<u64>,
}

/// Starts the process, waits for its first answer, and ends it; or waits for its end.
pub(crate) async fn cold_start(side: &Side, world: &World) -> Measured {
    let api = RuntimeApi::start().await;
    let mut settings = world.settings();
    settings.extend(side.environment.iter().map(|(name, value)| (name.to_string(), value.clone())));
    let mut command = Command::new(&side.program);
    command
        .args(&side.arguments)
        .env_clear()
        .envs(settings)
        .env("AWS_LAMBDA_RUNTIME_API", api.address().to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", "under-measurement")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(if std::env::var_os("SHOW").is_some() { Stdio::inherit() } else { Stdio::null() })
        .kill_on_drop(true);

    let start = Instant::now();
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{}: {error}", side.name));
    let Some(event) = &side.event else {
        assert!(child.wait().await.unwrap().success(), "{}", side.name);
        return Measured { time: start.elapsed(), memory: None };
    };
    let outcome = tokio::select! {
        outcome = api.invoke(event, InvokeOptions::default()) => outcome,
        status = child.wait() => panic!("{} has ended: {status:?}; SHOW=1 shows why", side.name),
    };
    let time = start.elapsed();

    let memory = memory(child.id().expect("it still runs"));
    child.kill().await.unwrap();
    check(side, &outcome);
    Measured { time, memory: Some(memory) }
}

/// The answer is the one that the measurement is about.
fn check(side: &Side, outcome: &Invocation) {
    let Invocation::Response(bytes) = outcome else { panic!("{}: {outcome:?}", side.name) };
    let answer: Value = serde_json::from_slice(bytes).unwrap();
    if let Some(status) = side.status {
        assert_eq!(answer["statusCode"], status, "{}: {answer}", side.name);
    }
}

/// `VmHWM` of a process: the most memory that it had (proc_pid_status(5)).
fn memory(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().unwrap();
    kilobytes * 1_024
}
