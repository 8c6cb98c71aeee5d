//! An HTTP/1.1 server for the adapters that are servers: the local one and Function Compute's.

use std::{future::Future, net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::{body::Incoming, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::limits;

/// What answers the requests of a server.
pub(crate) trait Handler: Send + Sync + 'static {
    /// Answers one.
    fn answer(
        &self,
        request: Request<Incoming>,
        peer: SocketAddr,
    ) -> impl Future<Output = Response<Bytes>> + Send;
}

/// Serves until `shutdown` ends, then lets calls under way finish. `head_time` is how long a client
/// may take to send the head of a request, and how long a connection may be idle.
pub(crate) async fn serve(
    handler: Arc<impl Handler>,
    listeners: Vec<TcpListener>,
    head_time: Option<Duration>,
    shutdown: impl Future<Output = ()>,
) {
    let stop = CancellationToken::new();
    let tasks = TaskTracker::new();
    for listener in listeners {
        tasks.spawn(accept(handler.clone(), listener, head_time, stop.clone(), tasks.clone()));
    }
    shutdown.await;
    stop.cancel();
    tasks.close();
    if tokio::time::timeout(limits::DRAIN_TIME, tasks.wait()).await.is_err() {
        tracing::warn!("some calls did not finish and are given up");
    }
}

async fn accept(
    handler: Arc<impl Handler>,
    listener: TcpListener,
    head_time: Option<Duration>,
    stop: CancellationToken,
    tasks: TaskTracker,
) {
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let _ = stream.set_nodelay(true);
                let (handler, stop) = (handler.clone(), stop.clone());
                let calls = tasks.clone();
                tasks.spawn(serve_connection(handler, stream, peer, head_time, stop, calls));
            }
            Err(error) => {
                // Out of file handles, most likely: give others time to close theirs.
                tracing::error!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

async fn serve_connection(
    handler: Arc<impl Handler>,
    stream: TcpStream,
    peer: SocketAddr,
    head_time: Option<Duration>,
    stop: CancellationToken,
    calls: TaskTracker,
) {
    let service = service_fn(|request| {
        let handler = handler.clone();
        // hyper drops what it waits for when a client hangs up. By then the cloud may have made or
        // deleted something, and the audit has to say so: each call runs to its end by itself.
        let call = calls.spawn(async move { handler.answer(request, peer).await });
        async { call.await.map(|response| response.map(Full::new)) }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head_time)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let outcome = tokio::select! {
        outcome = connection.as_mut() => outcome,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = outcome {
        tracing::debug!(%error, "a connection ended early");
    }
}
