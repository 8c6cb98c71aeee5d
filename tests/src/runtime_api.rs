//! A local AWS Lambda Runtime API: what a function on Lambda asks for its next event and hands its
//! answers to ("Lambda runtime API", version 2018-06-01).
//!
//! As strict as the service where it matters: an answer to a request that is not under way, one of
//! more than 6 MB, or a report about a start that is long over are refused, and every refusal is
//! kept, so that a test sees what the function did wrong.

mod protocol;

use std::{
    collections::HashMap,
    convert::Infallible,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot, watch},
    task::AbortHandle,
};

/// A running Runtime API. It ends when dropped.
pub struct RuntimeApi {
    address: SocketAddr,
    state: Arc<State>,
    accepting: AbortHandle,
}

/// How an event is handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvokeOptions {
    /// `Lambda-Runtime-Aws-Request-Id`.
    pub request_id: String,
    /// `Lambda-Runtime-Deadline-Ms`, as it stands in the header: milliseconds since 1970 on AWS,
    /// other things elsewhere.
    pub deadline_ms: String,
    /// `Lambda-Runtime-Invoked-Function-Arn`.
    pub function_arn: String,
    /// `Lambda-Runtime-Trace-Id`.
    pub trace_id: String,
}

impl Default for InvokeOptions {
    /// An id that was never used, 30 seconds from now.
    fn default() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self {
            request_id: format!("8476a536-e9f4-11e8-9739-{number:012x}"),
            deadline_ms: (jiff::Timestamp::now().as_millisecond() + 30_000).to_string(),
            function_arn: "arn:aws:lambda:eu-central-1:123456789012:function:under-test".into(),
            trace_id: "Root=1-6920443b-2b8d6f0c1a9e4d7735c0e218;Parent=7bd1a6f2c2a04f63;Sampled=0"
                .into(),
        }
    }
}

/// What became of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invocation {
    /// It was answered.
    Response(Bytes),
    /// It failed.
    Error(Failure),
}

/// A failed invocation or start, as it was reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The header `Lambda-Runtime-Function-Error-Type`, where it was sent.
    pub header: Option<String>,
    /// `errorType` of the body.
    pub error_type: String,
    /// `errorMessage` of the body.
    pub error_message: String,
}

/// An event and where its outcome goes.
struct Waiting {
    event: Bytes,
    options: InvokeOptions,
    outcome: oneshot::Sender<Invocation>,
}

struct State {
    waiting: tokio::sync::Mutex<mpsc::UnboundedReceiver<Waiting>>,
    hand_in: mpsc::UnboundedSender<Waiting>,
    under_way: Mutex<HashMap<String, oneshot::Sender<Invocation>>>,
    /// Whether the function has asked for its first event: its start is over.
    started: watch::Sender<bool>,
    init_error: watch::Sender<Option<Failure>>,
    refusals: Mutex<Vec<String>>,
}

impl RuntimeApi {
    /// Starts one on a free port.
    ///
    /// # Panics
    /// When there is none.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (hand_in, waiting) = mpsc::unbounded_channel();
        let state = Arc::new(State {
            waiting: tokio::sync::Mutex::new(waiting),
            hand_in,
            under_way: Mutex::default(),
            started: watch::Sender::default(),
            init_error: watch::Sender::default(),
            refusals: Mutex::default(),
        });
        let accepting = tokio::spawn(accept(listener, state.clone())).abort_handle();
        Self { address, state, accepting }
    }

    /// What `AWS_LAMBDA_RUNTIME_API` must be.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Hands an event out and waits for what becomes of it. It waits for ever when the function is
    /// gone: [`LambdaFunction`](crate::LambdaFunction) knows of that.
    ///
    /// # Panics
    /// When the function drops an event: it asks for the next one without having answered.
    pub async fn invoke(&self, event: &[u8], options: InvokeOptions) -> Invocation {
        let (outcome, outcome_of) = oneshot::channel();
        let event = Bytes::copy_from_slice(event);
        assert!(self.state.hand_in.send(Waiting { event, options, outcome }).is_ok());
        outcome_of.await.expect("the function asked for another event before it answered this one")
    }

    /// Waits until the function asks for its first event.
    pub async fn started(&self) {
        let _ = self.state.started.subscribe().wait_for(|started| *started).await;
    }

    /// Waits until the function reports that its start failed.
    pub async fn init_error(&self) -> Failure {
        let mut reported = self.state.init_error.subscribe();
        let failure = reported.wait_for(Option::is_some).await.map(|failure| failure.clone());
        failure.ok().flatten().expect("the state holds the sender")
    }

    /// Every request of the function that was refused, and why.
    #[must_use]
    pub fn refusals(&self) -> Vec<String> {
        self.state.refusals.lock().unwrap().clone()
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        let state = state.clone();
        tokio::spawn(async move {
            let service = service_fn(|request| {
                let state = state.clone();
                async move { Ok::<_, Infallible>(state.answer(request).await) }
            });
            let connection = hyper::server::conn::http1::Builder::new();
            let _ = connection.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}
