//! What becomes of an answer on its way back.

use http::{HeaderValue, Response, header};

use super::{Fault, Fired};
use crate::body::{Body, empty};
use crate::wire::{End, Handle};

/// Alters or loses an answer. A request that came over no socket has nothing to lose it on.
pub(super) fn alter(
    fired: &Fired,
    mut response: Response<Body>,
    wire: Option<&Handle>,
) -> Response<Body> {
    match fired.fault {
        Fault::EtagLost => {
            response.headers_mut().remove(header::ETAG);
            response
        }
        Fault::EmptyBody => {
            response.headers_mut().remove(header::CONTENT_LENGTH);
            response.map(|_| empty())
        }
        Fault::ReplyLost | Fault::CompleteReplyLost => {
            end(wire, End::Close);
            response
        }
        // What is slow stays slow to the end of the connection, so that end comes soon.
        Fault::BandwidthCap | Fault::ConnectionSliced => {
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(header::CONNECTION, close);
            response
        }
        _ => response,
    }
}

/// Ends the connection instead of answering, and gives an answer that nobody gets.
pub(super) fn none(wire: Option<&Handle>, how: End) -> Response<Body> {
    end(wire, how);
    Response::new(empty())
}

fn end(wire: Option<&Handle>, how: End) {
    if let Some(wire) = wire {
        wire.end(how);
    } else {
        tracing::warn!("a request without a connection cannot lose it");
    }
}
