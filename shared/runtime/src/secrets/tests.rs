//! References against a scripted extension, in paused time.

use std::{
    collections::BTreeMap,
    sync::{Mutex, atomic::AtomicUsize, atomic::Ordering},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use client::{Transport, TransportError, TransportErrorKind};
use http::{Request, Response};
use settings::{Fixed, Settings as _};
use tokio::time::advance;

use super::*;
use crate::{Context, HttpFunction, Route, mark, testing};

settings::settings! {
    /// What the function of these tests reads.
    struct Keys {
        /// One that is a reference.
        required key: Secret = "KEY",
        /// Another.
        optional other: Secret = "OTHER",
    }
}

/// The extension: what it knows by path, and how often it was asked.
#[derive(Default)]
struct Stub {
    known: Mutex<BTreeMap<String, String>>,
    asked: AtomicUsize,
    down: Mutex<bool>,
    /// What it says when it does not know something.
    said: Mutex<String>,
}

impl Stub {
    fn set(&self, name: &str, value: &str) {
        let path = format!("/systemsmanager/parameters/get?name={name}&withDecryption=true");
        let body = format!(r#"{{"Parameter":{{"Name":"x","Value":"{value}"}}}}"#);
        self.known.lock().unwrap().insert(path, body);
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Transport for Stub {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        assert_eq!(request.uri().authority().unwrap(), "localhost:2773");
        assert_eq!(request.headers()["x-aws-parameters-secrets-token"], "session");
        if *self.down.lock().unwrap() {
            return Err(TransportError::new(TransportErrorKind::Connect, "refused"));
        }
        let path = request.uri().path_and_query().unwrap().as_str();
        let known = self.known.lock().unwrap().get(path).cloned();
        let status = if known.is_some() { 200 } else { 400 };
        let unknown = || self.said.lock().unwrap().clone();
        let body = Bytes::from(known.unwrap_or_else(unknown));
        Ok(Response::builder().status(status).body(body).unwrap())
    }
}

/// Lets `right` in and refuses any other key.
struct Lock(Secret);

#[async_trait]
impl HttpFunction for Lock {
    fn name(&self) -> &'static str {
        "lock"
    }

    fn routes(&self) -> &'static [Route] {
        &[]
    }

    async fn handle(&self, request: Request<Bytes>, context: &Context) -> Response<Bytes> {
        if request.body() == self.0.expose().as_bytes() {
            crate::answer::respond(Ok("in"), context)
        } else {
            crate::ApiError::bad_request("Refused", "").of_refused_secret().into_response(context)
        }
    }
}

fn source(key: &str) -> Fixed {
    Fixed::default().with("KEY", key).with("AWS_SESSION_TOKEN", "session")
}

fn references(stub: &Arc<Stub>, source: Fixed) -> Result<References, SettingsError> {
    let extension = Extension::new(stub.clone(), &source);
    References::find(Arc::new(source), &Keys::declared(), extension)
}

async fn living(
    stub: &Arc<Stub>,
    key: &str,
    longest: u64,
) -> Result<Living<dyn HttpFunction>, SettingsError> {
    let recipe: Recipe<dyn HttpFunction> =
        Arc::new(|source| Ok(Arc::new(Lock(Keys::load(source)?.key))));
    let references = Arc::new(references(stub, source(key))?);
    Ok(Living::start(references, Duration::from_secs(longest), recipe).await?)
}

async fn try_key(function: &Living<dyn HttpFunction>, key: &'static str) -> u16 {
    let request = Request::get("/").body(Bytes::from(key)).unwrap();
    function.handle(request, &testing::context()).await.status().as_u16()
}

#[tokio::test(start_paused = true)]
async fn a_value_is_never_looked_up() {
    let stub = Arc::new(Stub::default());
    let function = living(&stub, "plain", 1).await.unwrap();
    assert_eq!(try_key(&function, "plain").await, 200);
    advance(Duration::from_hours(1)).await;
    assert_eq!(try_key(&function, "wrong").await, 400);
    assert_eq!(stub.asked(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_secret_that_is_too_old_is_read_again() {
    let stub = Arc::new(Stub::default());
    stub.set("%2Fkey", "first");
    let function = living(&stub, "ssm:/key", 300).await.unwrap();
    stub.set("%2Fkey", "second");
    advance(Duration::from_secs(299)).await;
    assert_eq!((try_key(&function, "first").await, stub.asked()), (200, 1));
    advance(Duration::from_secs(1)).await;
    assert_eq!((try_key(&function, "second").await, stub.asked()), (200, 2));
    assert_eq!((try_key(&function, "second").await, stub.asked()), (200, 2));
}

#[tokio::test(start_paused = true)]
async fn a_refused_secret_is_read_again_and_the_call_made_once_more() {
    let stub = Arc::new(Stub::default());
    stub.set("%2Fkey", "first");
    let function = living(&stub, "ssm:/key", 300).await.unwrap();
    stub.set("%2Fkey", "second");
    advance(Duration::from_secs(10)).await;
    assert_eq!((try_key(&function, "second").await, stub.asked()), (200, 2));
    // Whoever sends wrong keys causes one reading in five seconds, and no more.
    for _ in 0..100 {
        assert_eq!(try_key(&function, "wrong").await, 400);
    }
    assert_eq!(stub.asked(), 2);
    advance(Duration::from_secs(5)).await;
    for _ in 0..100 {
        assert_eq!(try_key(&function, "wrong").await, 400);
    }
    assert_eq!(stub.asked(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_reading_that_fails_leaves_the_old_secret_in_use() {
    let stub = Arc::new(Stub::default());
    stub.set("%2Fkey", "first");
    let function = living(&stub, "ssm:/key", 60).await.unwrap();
    *stub.down.lock().unwrap() = true;
    advance(Duration::from_mins(2)).await;
    assert_eq!(try_key(&function, "first").await, 200);
    let asked = stub.asked();
    assert_eq!((try_key(&function, "first").await, stub.asked()), (200, asked));
    *stub.down.lock().unwrap() = false;
    stub.set("%2Fkey", "second");
    advance(Duration::from_secs(5)).await;
    assert_eq!(try_key(&function, "second").await, 200);
}

#[tokio::test(start_paused = true)]
async fn an_extension_that_is_not_ready_at_start_is_waited_for() {
    let stub = Arc::new(Stub::default());
    *stub.said.lock().unwrap() = "not ready to serve traffic, please wait".into();
    let later = stub.clone();
    let (function, ()) = tokio::join!(living(&stub, "ssm:/key", 60), async move {
        tokio::time::sleep(Duration::from_secs(1)).await;
        later.set("%2Fkey", "late");
    });
    assert_eq!(try_key(&function.unwrap(), "late").await, 200);
    assert!(stub.asked() > 1);
}

#[tokio::test(start_paused = true)]
async fn a_secret_that_cannot_be_had_stops_the_start_with_the_settings_name() {
    let stub = Arc::new(Stub::default());
    let error = living(&stub, "ssm:/key", 60).await.err().unwrap().to_string();
    assert!(error.contains("KEY: ssm:/key: the extension answered 400"), "{error}");
    // A secret that is not there is no reason to wait.
    assert_eq!(stub.asked(), 1);
    *stub.down.lock().unwrap() = true;
    let error = living(&stub, "secretsmanager:k", 60).await.err().unwrap().to_string();
    assert!(error.contains("cannot be reached on port 2773"), "{error}");
    let error = living(&stub, "file:/no/such/file", 60).await.err().unwrap().to_string();
    assert!(error.contains("KEY: file:/no/such/file: No such file"), "{error}");
    let error = living(&stub, "ssm:", 60).await.err().unwrap().to_string();
    assert!(error.contains("KEY: the reference names nothing"), "{error}");
    let outside = Fixed::default().with("KEY", "ssm:/key");
    let error = references(&stub, outside).unwrap().read(Patience::Call).await;
    let error = SettingsError::from(error.err().unwrap()).to_string();
    assert!(error.contains("AWS_SESSION_TOKEN is not set"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn what_may_be_had_later_is_told_from_what_may_not() {
    let stub = Arc::new(Stub::default());
    for (said, for_now) in [("not ready to serve traffic", true), ("ParameterNotFound", false)] {
        *stub.said.lock().unwrap() = said.into();
        let both = source("ssm:/key").with("OTHER", "ssm:/other");
        let error = references(&stub, both).unwrap().read(Patience::Start).await.err().unwrap();
        assert_eq!((error.for_now, error.problems.len()), (for_now, 2), "{said}");
        assert!(error.problems[0].to_string().contains(said));
    }
    // One that will never be there decides.
    *stub.said.lock().unwrap() = "not ready".into();
    let both = source("ssm:/key").with("OTHER", "file:/no/such/file");
    let error = references(&stub, both).unwrap().read(Patience::Start).await.err().unwrap();
    assert!(!error.for_now);
}

#[tokio::test]
async fn a_file_may_end_with_a_line_break() {
    let file = std::env::temp_dir().join(format!("secret-{}", std::process::id()));
    std::fs::write(&file, "from file\r\n").unwrap();
    let stub = Arc::new(Stub::default());
    let function = living(&stub, &format!("file:{}", file.display()), 60).await.unwrap();
    std::fs::remove_file(&file).unwrap();
    assert_eq!(try_key(&function, "from file").await, 200);
}

#[test]
fn an_unmarked_refusal_is_no_reason_to_read() {
    let context = testing::context();
    let response = crate::ApiError::bad_request("Other", "").into_response(&context);
    assert!(!mark::has(&response, mark::Mark::SecretRefused));
}
