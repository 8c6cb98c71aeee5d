//! A socket that can be made to misbehave, so that the faults of a network can be shown where there
//! is none: on one machine.
//!
//! Whoever answers a request holds a [`Handle`] of its socket, from the request's extensions.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use crate::clock::CloudClock;

/// How long a half-closed connection is kept for the other side to close it.
const LINGERING: Duration = Duration::from_mins(1);

/// How a connection ends before its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Closed in an orderly way (FIN).
    Close,
    /// Torn (RST).
    Reset,
    /// This side says that it sends nothing more, and goes on listening.
    HalfClose,
}

/// At most so many bytes at once, in each direction, with a pause behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pace {
    pub(crate) bytes: usize,
    pub(crate) pause: Duration,
}

#[derive(Default)]
struct Shared {
    /// Whether anything stands in `trouble`: asked at every read and write.
    troubled: AtomicBool,
    trouble: Mutex<Trouble>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Trouble {
    end: Option<End>,
    pace: Option<Pace>,
}

/// Makes one socket misbehave.
#[derive(Clone, Default)]
pub(crate) struct Handle(Arc<Shared>);

impl Handle {
    /// Ends the connection at the next read or write.
    pub(crate) fn end(&self, end: End) {
        self.change(|trouble| trouble.end = Some(end));
    }

    /// Slows the connection down from here on.
    pub(crate) fn pace(&self, pace: Pace) {
        self.change(|trouble| trouble.pace = Some(pace));
    }

    fn change(&self, change: impl FnOnce(&mut Trouble)) {
        change(&mut self.0.trouble.lock().unwrap_or_else(PoisonError::into_inner));
        self.0.troubled.store(true, Ordering::Release);
    }

    fn trouble(&self) -> Option<Trouble> {
        self.0
            .troubled
            .load(Ordering::Acquire)
            .then(|| *self.0.trouble.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

type Pause = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The socket of one connection.
pub(crate) struct Wire {
    stream: TcpStream,
    handle: Handle,
    clock: Arc<CloudClock>,
    reading: Option<Pause>,
    writing: Option<Pause>,
    shut: bool,
}

impl Wire {
    /// A socket that behaves until its handle is used. Pauses are of the cloud's time.
    pub(crate) fn new(stream: TcpStream, clock: Arc<CloudClock>) -> (Self, Handle) {
        let handle = Handle::default();
        let wire = Self {
            stream,
            handle: handle.clone(),
            clock,
            reading: None,
            writing: None,
            shut: false,
        };
        (wire, handle)
    }

    fn pause(&self, time: Duration) -> Pause {
        let clock = Arc::clone(&self.clock);
        Box::pin(async move { clock.sleep(time).await })
    }

    /// Ends the connection if it is to end.
    fn ended(&self, end: End) -> io::Error {
        if end == End::Reset {
            // Without it the system would first send what is there, and then close in order.
            if let Err(error) = self.stream.set_zero_linger() {
                tracing::debug!(%error, "SO_LINGER was not set");
            }
        }
        io::Error::new(io::ErrorKind::ConnectionAborted, "ended by a fault")
    }

    fn half_close(&mut self, context: &mut Context<'_>) -> Poll<io::Error> {
        if !self.shut {
            // A connection that is gone needs no end.
            let _ = ready!(Pin::new(&mut self.stream).poll_shutdown(context));
            self.shut = true;
            self.writing = Some(Box::pin(tokio::time::sleep(LINGERING)));
        }
        ready!(pass(&mut self.writing, context));
        Poll::Ready(self.ended(End::Close))
    }
}

fn pass(pause: &mut Option<Pause>, context: &mut Context<'_>) -> Poll<()> {
    if let Some(waiting) = pause {
        ready!(waiting.as_mut().poll(context));
        *pause = None;
    }
    Poll::Ready(())
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        let Some(trouble) = wire.handle.trouble() else {
            return Pin::new(&mut wire.stream).poll_read(context, buffer);
        };
        match trouble.end {
            Some(end @ (End::Close | End::Reset)) => return Poll::Ready(Err(wire.ended(end))),
            Some(End::HalfClose) | None => (),
        }
        let Some(pace) = trouble.pace else {
            return Pin::new(&mut wire.stream).poll_read(context, buffer);
        };
        ready!(pass(&mut wire.reading, context));
        let mut room = vec![0; pace.bytes.min(buffer.remaining())];
        let mut piece = ReadBuf::new(&mut room);
        ready!(Pin::new(&mut wire.stream).poll_read(context, &mut piece))?;
        buffer.put_slice(piece.filled());
        if !piece.filled().is_empty() {
            wire.reading = Some(wire.pause(pace.pause));
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let wire = self.get_mut();
        let Some(trouble) = wire.handle.trouble() else {
            return Pin::new(&mut wire.stream).poll_write(context, bytes);
        };
        match trouble.end {
            Some(End::HalfClose) => return wire.half_close(context).map(Err),
            Some(end) => return Poll::Ready(Err(wire.ended(end))),
            None => (),
        }
        let Some(pace) = trouble.pace else {
            return Pin::new(&mut wire.stream).poll_write(context, bytes);
        };
        ready!(pass(&mut wire.writing, context));
        let piece = &bytes[..bytes.len().min(pace.bytes)];
        let written = ready!(Pin::new(&mut wire.stream).poll_write(context, piece))?;
        wire.writing = Some(wire.pause(pace.pause));
        Poll::Ready(Ok(written))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.handle.trouble().is_none() {
            return Pin::new(&mut self.get_mut().stream).poll_write_vectored(context, slices);
        }
        let first = slices.iter().find(|slice| !slice.is_empty());
        self.poll_write(context, first.map_or(&[], |slice| slice))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
