//! A program under test as a custom runtime of Function Compute 3.0.
//!
//! The platform starts it, waits for its port, and sends each call as an HTTP request that carries
//! `x-fc-control-path` and the context in `x-fc-*` headers ("Custom runtime", "HTTP request
//! headers").

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::Path,
    sync::atomic::{AtomicU16, AtomicU64, Ordering},
    time::Duration,
};

use model::Credentials;
use tokio::{net::TcpStream, time::Instant};

use crate::{Answer, Ended, Environment, HttpRequest, Process, process::PATIENCE, stack::http};

/// A function that serves. It ends when dropped.
pub struct FunctionCompute {
    /// The program.
    pub process: Process,
    address: SocketAddr,
    name: String,
    http: reqwest::Client,
}

/// What the platform says about one call.
#[derive(Clone, Debug)]
pub struct FcCall {
    /// `x-fc-request-id`.
    pub request_id: String,
    /// The credentials of the function's role; without a role the headers are there and empty.
    pub role: Option<Credentials>,
}

impl Default for FcCall {
    /// A new request id, no role.
    fn default() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self { request_id: format!("1-69204442-15d20b4f-{number:012x}"), role: None }
    }
}

impl FcCall {
    /// A call of a function that has a role.
    #[must_use]
    pub fn with_role(role: Credentials) -> Self {
        Self { role: Some(role), ..Self::default() }
    }
}

/// An answer to a call.
#[derive(Debug)]
pub struct FcAnswer {
    /// As its caller sees it.
    pub answer: Answer,
    /// Whether Function Compute counts the call as failed: `x-fc-status: 404`.
    pub failed: bool,
}

impl FunctionCompute {
    /// Starts it with the environment of the platform and these settings, and waits for its port.
    ///
    /// # Errors
    /// What the program left, when it ended instead of listening.
    ///
    /// # Panics
    /// When it neither ends nor listens.
    pub async fn start(program: &Path, name: &str, settings: &Environment) -> Result<Self, Ended> {
        let port = free_port();
        let mut environment = environment(name, port);
        environment.extend(settings.clone());
        let process = Process::start(program, &environment);
        // Not 127.0.0.1: the platform comes from outside, so a server must listen on every address.
        let address = SocketAddr::from((Ipv4Addr::new(127, 0, 0, 2), port));
        let patience = Instant::now() + PATIENCE;
        loop {
            if TcpStream::connect(address).await.is_ok() {
                let (name, http) = (name.to_owned(), http());
                return Ok(Self { process, address, name, http });
            }
            assert!(Instant::now() < patience, "it does not listen:\n{}", process.stderr());
            tokio::select! {
                ended = process.ended() => return Err(ended),
                () = tokio::time::sleep(Duration::from_millis(2)) => {}
            }
        }
    }

    /// Sends an HTTP request by way of an HTTP trigger, which passes it on as it is.
    pub async fn http(&self, request: &HttpRequest) -> Answer {
        self.http_with(request, &FcCall::default()).await.answer
    }

    /// The same with more to say about the call.
    pub async fn http_with(&self, request: &HttpRequest, call: &FcCall) -> FcAnswer {
        self.send("/http-invoke", request, call).await
    }

    /// Sends an event, as InvokeFunction and every trigger but the HTTP one does.
    pub async fn invoke(&self, event: &[u8]) -> FcAnswer {
        self.invoke_with(event, &FcCall::default()).await
    }

    /// The same with more to say about the call.
    pub async fn invoke_with(&self, event: &[u8], call: &FcCall) -> FcAnswer {
        let request = HttpRequest::new("POST", "/invoke")
            .header("content-type", "application/octet-stream")
            .body(event);
        self.send("/invoke", &request, call).await
    }

    /// Calls a hook of the instance's life: `initialize` or `pre-stop`.
    pub async fn hook(&self, name: &str) -> FcAnswer {
        let method = if name == "initialize" { "POST" } else { "GET" };
        let path = format!("/{name}");
        self.send(&path, &HttpRequest::new(method, &path), &FcCall::default()).await
    }

    /// Sends any request with any control path.
    ///
    /// # Panics
    /// When no answer comes, or one that the platform would not take.
    pub async fn send(&self, control: &str, request: &HttpRequest, call: &FcCall) -> FcAnswer {
        // Not `Url::join`, which takes `//` for a host.
        let url = format!("http://{}{}", self.address, request.target);
        let mut sent = self.http.request(request.method.parse().unwrap(), url);
        // What a caller sends under these names never gets here: the platform takes it out.
        let own = request.headers.iter().filter(|(name, _)| !name.starts_with("x-fc-"));
        for (name, value) in own {
            sent = sent.header(name, value);
        }
        for (name, value) in headers(control, &self.name, call) {
            sent = sent.header(name, value);
        }
        let response = sent.body(request.body.clone()).send().await;
        let response =
            response.unwrap_or_else(|error| panic!("{error:?}:\n{}", self.process.stderr()));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.unwrap();
        let failed = match headers.get("x-fc-status").map(http::HeaderValue::as_bytes) {
            None | Some(b"200") => false,
            Some(b"404") => true,
            Some(other) => panic!("x-fc-status: {}", String::from_utf8_lossy(other)),
        };
        let reserved = |name: &str| name.starts_with("x-fc-") && name != "x-fc-status";
        for name in headers.keys().map(http::HeaderName::as_str) {
            assert!(!reserved(name) && name != "server", "{name} may not be answered");
        }
        FcAnswer { answer: Answer::new(status, headers, &body), failed }
    }
}

/// The whole set of headers of a call. Those that say nothing are there and empty.
fn headers(control: &str, name: &str, call: &FcCall) -> Vec<(&'static str, String)> {
    let (id, secret, token) = match &call.role {
        None => Default::default(),
        Some(role) => (
            role.access_key_id.clone(),
            role.access_key_secret.expose().to_owned(),
            role.security_token.as_ref().map(|token| token.expose().to_owned()).unwrap_or_default(),
        ),
    };
    let client = if control == "/http-invoke" { "203.0.113.24" } else { "" };
    let mut headers = vec![
        ("x-fc-access-key-id", id),
        ("x-fc-access-key-secret", secret),
        ("x-fc-security-token", token),
        ("x-fc-request-id", call.request_id.clone()),
        ("x-fc-control-path", control.to_owned()),
        ("x-fc-client-ip", client.to_owned()),
        ("x-fc-function-name", name.to_owned()),
    ];
    let fixed = [
        ("x-fc-account-id", "1234567890123456"),
        ("x-fc-base-path", ""),
        ("x-fc-function-handler", "index.handler"),
        ("x-fc-function-memory", "128"),
        ("x-fc-function-timeout", "29"),
        ("x-fc-qualifier", "LATEST"),
        ("x-fc-region", "cn-shanghai"),
        ("x-fc-retry-count", "0"),
        ("x-fc-service-logproject", ""),
        ("x-fc-service-logstore", ""),
        ("x-fc-service-name", ""),
        ("x-fc-tracing-jaeger-endpoint", ""),
        ("x-fc-tracing-opentracing-span-baggages", ""),
        ("x-fc-tracing-opentracing-span-context", ""),
        ("x-fc-version-id", ""),
    ];
    headers.extend(fixed.map(|(name, value)| (name, value.to_owned())));
    headers
}

/// What Function Compute sets for a custom runtime ("Environment variables").
fn environment(name: &str, port: u16) -> Environment {
    let port = port.to_string();
    [
        ("FC_SERVER_PORT", port.as_str()),
        ("FC_CUSTOM_LISTEN_PORT", &port),
        ("FC_FUNC_CODE_PATH", "/code/"),
        ("FC_ACCOUNT_ID", "1234567890123456"),
        ("FC_FUNCTION_HANDLER", "index.handler"),
        ("FC_FUNCTION_MEMORY_SIZE", "128"),
        ("FC_FUNCTION_NAME", name),
        ("FC_FUNCTION_VERSION", "LATEST"),
        ("FC_REGION", "cn-shanghai"),
        ("FC_INSTANCE_ID", "c-69204442-15d20b4f-7a0c5e9d13f8"),
        ("PATH", "/usr/local/bin:/usr/bin:/bin"),
        ("LANG", "en_US.UTF-8"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

/// A port that nobody listens on. It lies below those that the system gives out by itself, so that
/// nobody gets it by chance before the program has it.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    const FIRST: u32 = 10_000;
    const COUNT: u32 = 20_000;
    // Test processes that run at once begin at different ports.
    let start = std::process::id().wrapping_mul(7_919);
    for _ in 0..COUNT {
        let next = u32::from(NEXT.fetch_add(1, Ordering::Relaxed));
        let port = u16::try_from(FIRST + start.wrapping_add(next) % COUNT).unwrap();
        if TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).is_ok() {
            return port;
        }
    }
    panic!("no port is free");
}
