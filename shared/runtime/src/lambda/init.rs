//! A start that fails, told to the platform.

use std::time::Duration;

use bytes::Bytes;
use client::Transport;
use http::Request;
use serde_json::json;
use tokio::time::timeout;

/// The platform shows the reason in the caller's answer and in the log; without this it would say
/// only that the process ended.
const PATIENCE: Duration = Duration::from_secs(2);

/// Posts it to the runtime API. If that fails too, the text on standard error must do.
pub(crate) async fn report(transport: &dyn Transport, name: &'static str, message: &str) {
    let Ok(api) = std::env::var("AWS_LAMBDA_RUNTIME_API") else { return };
    let body = json!({ "errorType": name, "errorMessage": message, "stackTrace": [] }).to_string();
    let request = Request::post(format!("http://{api}/2018-06-01/runtime/init/error"))
        .header("content-type", "application/json")
        .header("lambda-runtime-function-error-type", name)
        .body(Bytes::from(body));
    if let Ok(request) = request {
        let _ = timeout(PATIENCE, transport.send(request)).await;
    }
}
