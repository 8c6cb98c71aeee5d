//! A local stand-in for the AWS Parameters and Secrets Lambda Extension: secrets and parameters on
//! localhost for whoever knows the function's session token ("Use AWS Secrets Manager secrets in AWS
//! Lambda functions").

use std::{
    collections::HashMap,
    convert::Infallible,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use hyper::{body::Incoming, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::AbortHandle};

use crate::lambda::SESSION_TOKEN;

/// A running extension. It ends when dropped.
pub struct SecretsExtension {
    address: SocketAddr,
    store: Arc<Mutex<Store>>,
    accepting: AbortHandle,
}

#[derive(Default)]
struct Store {
    secrets: HashMap<String, String>,
    parameters: HashMap<String, String>,
    /// So many requests are still answered with "not ready".
    not_ready: usize,
    asked: Vec<String>,
}

impl SecretsExtension {
    /// Starts one on a free port, with nothing in it.
    ///
    /// # Panics
    /// When there is no port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let store = Arc::<Mutex<Store>>::default();
        let accepting = tokio::spawn(accept(listener, store.clone())).abort_handle();
        Self { address, store, accepting }
    }

    /// What `PARAMETERS_SECRETS_EXTENSION_HTTP_PORT` must be.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Puts or changes a secret of Secrets Manager.
    pub fn secret(&self, id: &str, value: &str) {
        self.store.lock().unwrap().secrets.insert(id.into(), value.into());
    }

    /// Puts or changes a parameter of Parameter Store.
    pub fn parameter(&self, name: &str, value: &str) {
        self.store.lock().unwrap().parameters.insert(name.into(), value.into());
    }

    /// Lets the next requests fail as they do while the extension itself is starting.
    pub fn not_ready(&self, requests: usize) {
        self.store.lock().unwrap().not_ready = requests;
    }

    /// The secret or parameter of each request so far.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        self.store.lock().unwrap().asked.clone()
    }
}

impl Drop for SecretsExtension {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, store: Arc<Mutex<Store>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let store = store.clone();
        tokio::spawn(async move {
            let service = service_fn(|request: Request<Incoming>| {
                let (status, body) = store.lock().unwrap().answer(&request);
                let body = Full::new(Bytes::from(body));
                let response = Response::builder().status(status).body(body).unwrap();
                std::future::ready(Ok::<_, Infallible>(response))
            });
            let connection = hyper::server::conn::http1::Builder::new();
            let _ = connection.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

impl Store {
    fn answer(&mut self, request: &Request<Incoming>) -> (StatusCode, String) {
        let query = request.uri().query().unwrap_or_default();
        let query: HashMap<String, String> =
            url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let argument = |name: &str| query.get(name).cloned().unwrap_or_default();
        self.asked.push(argument("secretId") + &argument("name"));
        if let Some(left) = self.not_ready.checked_sub(1) {
            self.not_ready = left;
            return (StatusCode::BAD_REQUEST, "not ready to serve traffic, please wait".into());
        }
        let token = request.headers().get("X-Aws-Parameters-Secrets-Token");
        if token.is_none_or(|token| token != SESSION_TOKEN) {
            return (StatusCode::UNAUTHORIZED, "missing or wrong session token".into());
        }
        match (request.method().as_str(), request.uri().path()) {
            ("GET", "/secretsmanager/get") => {
                let id = argument("secretId");
                found(self.secrets.get(&id).map(|value| secret(&id, value)))
            }
            ("GET", "/systemsmanager/parameters/get") => {
                let name = argument("name");
                let decrypted = argument("withDecryption") == "true";
                found(self.parameters.get(&name).map(|value| {
                    parameter(&name, if decrypted { value } else { "AQICAHhEncrypted==" })
                }))
            }
            _ => (StatusCode::NOT_FOUND, "404 page not found".into()),
        }
    }
}

fn found(value: Option<Value>) -> (StatusCode, String) {
    match value {
        Some(value) => (StatusCode::OK, value.to_string()),
        None => {
            (StatusCode::BAD_REQUEST, "an unexpected error occurred while executing request".into())
        }
    }
}

/// GetSecretValue, as the extension passes it on.
fn secret(id: &str, value: &str) -> Value {
    json!({
        "ARN": format!("arn:aws:secretsmanager:eu-central-1:123456789012:secret:{id}-AbCdEf"),
        "CreatedDate": "2026-11-20T09:00:00Z",
        "Name": id,
        "SecretBinary": null,
        "SecretString": value,
        "VersionId": "EXAMPLE1-90ab-cdef-fedc-ba987SECRET1",
        "VersionStages": ["AWSCURRENT"],
        "ResultMetadata": {},
    })
}

/// GetParameter, likewise.
fn parameter(name: &str, value: &str) -> Value {
    json!({
        "Parameter": {
            "ARN": format!("arn:aws:ssm:eu-central-1:123456789012:parameter{name}"),
            "DataType": "text",
            "LastModifiedDate": "2026-11-20T09:00:00Z",
            "Name": name,
            "Selector": null,
            "SourceResult": null,
            "Type": "SecureString",
            "Value": value,
            "Version": 1,
        },
        "ResultMetadata": {},
    })
}
