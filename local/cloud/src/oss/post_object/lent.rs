//! The request's body on loan to the reader of the form, so that what it leaves can be read to the
//! end afterwards, and Content-MD5, which covers the whole body, can be checked.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream};
use hyper::body::Body as _;
use md5::{Digest, Md5};

use crate::body::{Body, empty};
use crate::objects::Checksums;
use crate::oss::error::OssError;
use crate::oss::incoming::Promised;
use crate::oss::request::OssRequest;

/// A body that was borrowed, and its digest so far.
pub(super) struct Lent {
    shared: Arc<Mutex<State>>,
    promised: Promised,
}

struct State {
    body: Body,
    md5: Md5,
}

impl Lent {
    pub(super) fn new(body: &mut Body, request: &OssRequest) -> Result<Self, OssError> {
        let promised = Promised::by(request)?.only_md5();
        let body = std::mem::replace(body, empty());
        let state = State { body, md5: Md5::new() };
        Ok(Self { shared: Arc::new(Mutex::new(state)), promised })
    }

    /// The pieces of the body, as they come.
    pub(super) fn pieces(&self) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        let shared = Arc::clone(&self.shared);
        stream::poll_fn(move |context| poll(&shared, context))
    }

    /// Reads to the end, and holds all of it against Content-MD5.
    pub(super) async fn check_digest(&self) -> Result<(), OssError> {
        let mut rest = std::pin::pin!(self.pieces());
        while let Some(piece) = rest.next().await {
            piece.map_err(|_| super::form::malformed())?;
        }
        let md5 = self.shared.lock().unwrap_or_else(PoisonError::into_inner).md5.clone();
        self.promised.check(&Checksums { md5: md5.finalize().into(), crc64: 0 })
    }

    /// Ends the loan.
    pub(super) fn give_back(self, body: &mut Body) {
        let mut state = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        *body = std::mem::replace(&mut state.body, empty());
    }
}

fn poll(shared: &Mutex<State>, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
    let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        return match Pin::new(&mut state.body).poll_frame(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(error))),
            Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                Ok(piece) => {
                    state.md5.update(&piece);
                    Poll::Ready(Some(Ok(piece)))
                }
                // Trailers say nothing that is kept.
                Err(_) => continue,
            },
        };
    }
}
