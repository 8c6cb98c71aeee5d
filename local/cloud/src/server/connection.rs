//! One connection: what protocol it speaks, its requests, an orderly end.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use crate::front;
use crate::peer::Peer;
use crate::state::Cloud;
use crate::tls::{self, Tls};
use crate::wire::{Handle, Wire};

/// How long a client may take to send the head of a request, or to agree on TLS.
const HEAD_TIME: Duration = Duration::from_secs(30);

/// The most that is read ahead on one connection, in bytes.
const READ_AHEAD: usize = 256 * 1024;

/// Serves it to its end, or until the cloud is asked to end and the request that runs is answered.
pub(super) async fn serve(cloud: Arc<Cloud>, stream: TcpStream, address: SocketAddr) {
    // Answers are small and written at once: waiting to fill a segment only adds delay.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY was not set");
    }
    let peer = Peer { address: address.ip(), secure: false };
    let Some(tls) = cloud.tls.clone() else {
        let (wire, handle) = Wire::new(stream, Arc::clone(&cloud.clock));
        return requests(cloud, wire, handle, peer).await;
    };
    let stopping = cloud.tasks.stopping().clone();
    let begun = tokio::select! {
        begun = tokio::time::timeout(HEAD_TIME, begin(&cloud, &tls, stream)) => begun,
        // Browsers open connections that they may never use.
        () = stopping.cancelled() => return,
    };
    match begun {
        Ok(Ok((Begun::Plain(stream), handle))) => requests(cloud, stream, handle, peer).await,
        Ok(Ok((Begun::Secure(stream), handle))) => {
            requests(cloud, *stream, handle, Peer { secure: true, ..peer }).await;
        }
        Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
        Err(_) => tracing::debug!("a client did not begin in time"),
    }
}

enum Begun {
    Plain(Wire),
    Secure(Box<tokio_rustls::server::TlsStream<Wire>>),
}

/// One port for both protocols: the first byte tells them apart.
async fn begin(cloud: &Cloud, tls: &Tls, stream: TcpStream) -> io::Result<(Begun, Handle)> {
    let is_wanted = tls::is_wanted(&stream).await?;
    let (wire, handle) = Wire::new(stream, Arc::clone(&cloud.clock));
    let begun = if is_wanted {
        Begun::Secure(Box::new(tls.accept(wire).await?))
    } else {
        Begun::Plain(wire)
    };
    Ok((begun, handle))
}

async fn requests<S>(cloud: Arc<Cloud>, stream: S, handle: Handle, peer: Peer)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let stopping = cloud.tasks.stopping().clone();
    let service = service_fn(move |mut request: http::Request<Incoming>| {
        request.extensions_mut().insert(peer);
        request.extensions_mut().insert(handle.clone());
        let request = request.map(|body| body.map_err(io::Error::other).boxed_unsync());
        front::serve(Arc::clone(&cloud), request).map(Ok::<_, Infallible>)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(READ_AHEAD)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let outcome = tokio::select! {
        outcome = connection.as_mut() => outcome,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = outcome {
        tracing::debug!(%error, "a connection ended early");
    }
}
