//! A program under test as a function on AWS Lambda.

use std::{path::Path, time::Duration};

use serde_json::Value;

use crate::{
    Answer, Ended, Environment, Failure, HttpRequest, Invocation, InvokeOptions, Process,
    RuntimeApi, process::PATIENCE,
};

/// A running function. It ends when dropped.
pub struct LambdaFunction {
    /// What it talks to.
    pub api: RuntimeApi,
    /// The program.
    pub process: Process,
}

impl LambdaFunction {
    /// Starts it with the environment of the platform and these settings.
    pub async fn start(program: &Path, name: &str, settings: &Environment) -> Self {
        let api = RuntimeApi::start().await;
        let mut environment = environment(name);
        environment.insert("AWS_LAMBDA_RUNTIME_API".into(), api.address().to_string());
        environment.extend(settings.clone());
        let process = Process::start(program, &environment);
        Self { api, process }
    }

    /// Hands it an event.
    ///
    /// # Panics
    /// When the function ends over it, or takes too long.
    pub async fn invoke(&self, event: &[u8]) -> Invocation {
        self.invoke_with(event, InvokeOptions::default()).await
    }

    /// The same with options.
    ///
    /// # Panics
    /// Likewise.
    pub async fn invoke_with(&self, event: &[u8], options: InvokeOptions) -> Invocation {
        tokio::select! {
            outcome = self.api.invoke(event, options) => outcome,
            ended = self.process.ended() => panic!("the function has ended: {ended:?}"),
            () = tokio::time::sleep(PATIENCE) => {
                panic!("no answer from the function:\n{}", self.process.stderr())
            }
        }
    }

    /// Hands it an event as JSON and reads the answer as JSON.
    ///
    /// # Panics
    /// When there is none.
    pub async fn value(&self, event: &Value) -> Value {
        match self.invoke(event.to_string().as_bytes()).await {
            Invocation::Response(bytes) => serde_json::from_slice(&bytes)
                .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&bytes))),
            Invocation::Error(failure) => {
                panic!("{failure:?} for {event}:\n{}", self.process.stderr())
            }
        }
    }

    /// Hands it an event that must fail.
    ///
    /// # Panics
    /// When it does not.
    pub async fn failure(&self, event: &Value) -> Failure {
        match self.invoke(event.to_string().as_bytes()).await {
            Invocation::Error(failure) => failure,
            Invocation::Response(bytes) => {
                panic!("{} for {event}", String::from_utf8_lossy(&bytes))
            }
        }
    }

    /// Sends it an HTTP request by way of an HTTP API.
    ///
    /// # Panics
    /// When what comes back is no answer to one.
    pub async fn http(&self, request: &HttpRequest) -> Answer {
        Answer::of_http_api(&self.value(&request.http_api_event()).await)
    }

    /// Waits for a start that fails: the report, and the end of the process.
    ///
    /// # Panics
    /// When the function starts.
    pub async fn refused_start(&self) -> (Option<Failure>, Ended) {
        tokio::select! {
            ended = self.process.ended() => {
                // The report came before the end, or never.
                let report = tokio::time::timeout(Duration::ZERO, self.api.init_error()).await.ok();
                (report, ended)
            }
            () = self.api.started() => {
                panic!("the function starts:\n{}", self.process.stderr())
            }
        }
    }
}

/// What Lambda sets for a custom runtime ("Defined runtime environment variables").
fn environment(name: &str) -> Environment {
    [
        ("AWS_LAMBDA_FUNCTION_NAME", name),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/under-test"),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "2026/11/21/[$LATEST]6ae1f2d0c3b411f0a5a700163e1c955c"),
        ("AWS_REGION", "eu-central-1"),
        ("AWS_DEFAULT_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "ASIAEXAMPLEOFTHEROLE"),
        ("AWS_SECRET_ACCESS_KEY", "roleSecretOfTheFunction"),
        ("AWS_SESSION_TOKEN", SESSION_TOKEN),
        ("LAMBDA_TASK_ROOT", "/var/task"),
        ("LAMBDA_RUNTIME_DIR", "/var/runtime"),
        ("_HANDLER", "bootstrap"),
        ("TZ", ":UTC"),
        ("LANG", "en_US.UTF-8"),
        ("PATH", "/usr/local/bin:/usr/bin/:/bin:/opt/bin"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

/// The session token of the function's role, which the secrets extension asks for.
pub const SESSION_TOKEN: &str = "roleSessionTokenOfTheFunction";
