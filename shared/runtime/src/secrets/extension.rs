//! The AWS Parameters and Secrets Lambda Extension: Secrets Manager and SSM Parameter Store over
//! plain HTTP on localhost, so that no AWS SDK is in the binary.
//!
//! It keeps what it read for `SECRETS_MANAGER_TTL` and `SSM_PARAMETER_STORE_TTL` seconds, 300 unless
//! told. What is read again here can therefore be as old as that.
//!
//! Source: *Using AWS Parameters and Secrets Lambda extension* in the AWS documentation.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use client::Transport;
use http::{Request, Response};
use model::Secret;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use settings::Source;
use tokio::time::{Instant, sleep, timeout_at};

/// The port that it listens on unless `PARAMETERS_SECRETS_EXTENSION_HTTP_PORT` names another.
const PORT: &str = "2773";
/// How much of a refusal is shown.
const SAID: usize = 300;
/// How long to wait between two tries.
const PAUSE: Duration = Duration::from_millis(20);

/// How long to try.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Patience {
    /// At start: the extension starts beside this process and may not be ready yet.
    Start,
    /// While a call waits.
    Call,
}

impl Patience {
    fn time(self) -> Duration {
        match self {
            // Lambda gives a start 10 seconds, and other things have to be done in them.
            Self::Start => Duration::from_secs(3),
            Self::Call => Duration::from_secs(2),
        }
    }
}

/// A secret that could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unavailable {
    /// Why. Never a value.
    pub(super) reason: String,
    /// Whether trying again may help.
    pub(super) for_now: bool,
}

impl Unavailable {
    pub(super) fn for_good(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), for_now: false }
    }

    pub(super) fn for_now(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), for_now: true }
    }
}

/// Asks the extension.
pub(crate) struct Extension {
    transport: Arc<dyn Transport>,
    port: String,
    token: Option<Secret>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SecretValue {
    secret_string: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ParameterValue {
    parameter: Parameter,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter {
    value: String,
}

impl Extension {
    /// The one of this process: its port and the session token that it wants to see come from the
    /// platform.
    pub(crate) fn new(transport: Arc<dyn Transport>, source: &dyn Source) -> Self {
        Self {
            transport,
            port: source
                .read("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT")
                .unwrap_or_else(|| PORT.to_owned()),
            token: source.read("AWS_SESSION_TOKEN").map(Secret::from),
        }
    }

    /// The text of a secret of Secrets Manager.
    pub(super) async fn secret(&self, id: &str, patience: Patience) -> Result<Secret, Unavailable> {
        let path = format!("/secretsmanager/get?secretId={}", encoded(id));
        let answer = self.get(&path, patience).await?;
        serde_json::from_slice::<SecretValue>(&answer)
            .map_err(|_| Unavailable::for_good("the extension's answer cannot be read"))?
            .secret_string
            .map(Secret::from)
            .ok_or_else(|| Unavailable::for_good("the secret is binary; store a text"))
    }

    /// The value of a parameter of SSM Parameter Store, decrypted.
    pub(super) async fn parameter(
        &self,
        name: &str,
        patience: Patience,
    ) -> Result<Secret, Unavailable> {
        let path =
            format!("/systemsmanager/parameters/get?name={}&withDecryption=true", encoded(name));
        let answer = self.get(&path, patience).await?;
        serde_json::from_slice::<ParameterValue>(&answer)
            .map(|answer| Secret::from(answer.parameter.value))
            .map_err(|_| Unavailable::for_good("the extension's answer cannot be read"))
    }

    async fn get(&self, path: &str, patience: Patience) -> Result<Bytes, Unavailable> {
        let token = self.token.as_ref().ok_or_else(|| {
            Unavailable::for_good(
                "AWS_SESSION_TOKEN is not set; outside of AWS Lambda use a file: reference or the \
                 value",
            )
        })?;
        let end = Instant::now() + patience.time();
        loop {
            let request = Request::get(format!("http://localhost:{}{path}", self.port))
                .header("x-aws-parameters-secrets-token", token.expose())
                .body(Bytes::new())
                .map_err(|error| Unavailable::for_good(error.to_string()))?;
            let unavailable = match timeout_at(end, self.transport.send(request)).await {
                Ok(Ok(answer)) if answer.status().is_success() => return Ok(answer.into_body()),
                Ok(Ok(answer)) => refused(&answer),
                Ok(Err(error)) => Unavailable::for_now(format!(
                    "the extension cannot be reached on port {} ({error}); is its layer part of \
                     the function?",
                    self.port
                )),
                Err(_) => Unavailable::for_now("the extension did not answer in time"),
            };
            if !unavailable.for_now || Instant::now() + PAUSE >= end {
                return Err(unavailable);
            }
            sleep(PAUSE).await;
        }
    }
}

/// What the extension says instead of a secret. It passes on what the service behind it said.
fn refused(answer: &Response<Bytes>) -> Unavailable {
    let said: String = String::from_utf8_lossy(answer.body()).chars().take(SAID).collect();
    let reason = format!("the extension answered {}: {}", answer.status(), said.trim());
    // It answers 400 in both cases, until it is ready and when there is no such secret.
    if said.contains("not ready") || answer.status().is_server_error() {
        Unavailable::for_now(reason)
    } else {
        Unavailable::for_good(reason)
    }
}

fn encoded(text: &str) -> impl std::fmt::Display + '_ {
    utf8_percent_encode(text, NON_ALPHANUMERIC)
}
