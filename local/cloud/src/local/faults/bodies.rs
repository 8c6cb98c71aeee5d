//! Bodies of requests that end early, come slowly, or come twice.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::stream;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Frame;

use crate::body::Body;
use crate::clock::CloudClock;

/// Reads to the end, as far as the other side lets it.
pub(super) async fn drain(body: &mut Body) {
    read_past(body, usize::MAX).await;
}

/// Reads until at least this many bytes were there, or the end.
pub(super) async fn read_past(body: &mut Body, bytes: usize) {
    let mut read = 0;
    while read < bytes {
        match next(body).await {
            Some(Ok(piece)) => read += piece.len(),
            Some(Err(_)) | None => return,
        }
    }
}

/// A body that breaks off behind this many bytes. The rest is read before, because a client that is
/// still sending would see its connection broken instead of the answer.
pub(super) fn short(body: Body, bytes: usize) -> Body {
    from_pieces((body, bytes, false), |(mut body, left, ended)| async move {
        if ended {
            return None;
        }
        if left == 0 {
            drain(&mut body).await;
            let cut = io::Error::new(io::ErrorKind::UnexpectedEof, "cut by a fault");
            return Some((Err(cut), (body, 0, true)));
        }
        let piece = match next(&mut body).await? {
            Ok(piece) => piece,
            Err(error) => return Some((Err(error), (body, 0, true))),
        };
        let piece = piece.slice(..piece.len().min(left));
        let left = left - piece.len();
        Some((Ok(piece), (body, left, false)))
    })
}

/// A body that comes no faster than this, in the cloud's time.
pub(super) fn slow(body: Body, clock: Arc<CloudClock>, bytes_per_second: usize) -> Body {
    let speed = bytes_per_second.max(1);
    // Some ten pieces a second.
    let most = (speed / 10).max(1);
    from_pieces((body, Bytes::new(), clock), move |(mut body, mut rest, clock)| async move {
        while rest.is_empty() {
            rest = match next(&mut body).await? {
                Ok(piece) => piece,
                Err(error) => return Some((Err(error), (body, Bytes::new(), clock))),
            };
        }
        let piece = rest.split_to(rest.len().min(most));
        let nanos = piece.len() as u64 * 1_000_000_000 / speed as u64;
        clock.sleep(Duration::from_nanos(nanos)).await;
        Some((Ok(piece), (body, rest, clock)))
    })
}

/// The whole body, or, when it is larger than the limit or breaks off, a body that is as it was.
pub(super) async fn whole(mut body: Body, limit: usize) -> Result<Bytes, Body> {
    let mut read = VecDeque::new();
    let mut size = 0;
    loop {
        match next(&mut body).await {
            None => break,
            Some(Ok(piece)) => {
                size += piece.len();
                read.push_back(Ok(piece));
                if size > limit {
                    return Err(again(read, body));
                }
            }
            Some(Err(error)) => {
                read.push_back(Err(error));
                return Err(again(read, body));
            }
        }
    }
    let mut all = BytesMut::with_capacity(size);
    for piece in read.into_iter().flatten() {
        all.extend_from_slice(&piece);
    }
    Ok(all.freeze())
}

fn again(read: VecDeque<io::Result<Bytes>>, body: Body) -> Body {
    from_pieces((read, body), |(mut read, mut body)| async move {
        let piece = match read.pop_front() {
            Some(piece) => piece,
            None => next(&mut body).await?,
        };
        Some((piece, (read, body)))
    })
}

fn from_pieces<S, F, N>(state: S, step: F) -> Body
where
    S: Send + 'static,
    F: FnMut(S) -> N + Send + 'static,
    N: Future<Output = Option<(io::Result<Bytes>, S)>> + Send + 'static,
{
    use futures_util::TryStreamExt as _;
    StreamBody::new(stream::unfold(state, step).map_ok(Frame::data)).boxed_unsync()
}

/// The next piece; trailers are left out.
async fn next(body: &mut Body) -> Option<io::Result<Bytes>> {
    loop {
        match body.frame().await? {
            Err(error) => return Some(Err(error)),
            Ok(frame) => {
                if let Ok(piece) = frame.into_data() {
                    return Some(Ok(piece));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{CollectError, collect, full};
    use crate::testing::FixedClock;

    #[tokio::test]
    async fn a_short_body_gives_what_it_may_and_breaks_off() {
        let mut body = short(full("abcdef"), 4);
        assert_eq!(next(&mut body).await.unwrap().unwrap(), "abcd");
        let error = next(&mut body).await.unwrap().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        assert!(next(&mut body).await.is_none());
        let error = collect(&mut short(full("abc"), 0), 10).await;
        assert_eq!(error, Err(CollectError::Incomplete));
    }

    #[tokio::test]
    async fn a_short_body_breaks_off_when_the_rest_was_read() {
        let (sender, receiver) = tokio::sync::mpsc::unbounded_channel::<&'static str>();
        let rest = from_pieces(receiver, |mut receiver| async move {
            Some((Ok(Bytes::from(receiver.recv().await?)), receiver))
        });
        let mut body = short(rest, 2);
        sender.send("ab").unwrap();
        assert_eq!(next(&mut body).await.unwrap().unwrap(), "ab");
        let ended = tokio::spawn(async move { next(&mut body).await.unwrap().unwrap_err() });
        sender.send("c").unwrap();
        tokio::task::yield_now().await;
        assert!(!ended.is_finished());
        drop(sender);
        assert_eq!(ended.await.unwrap().kind(), io::ErrorKind::UnexpectedEof);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_body_takes_its_time_and_loses_nothing() {
        let clock = Arc::new(CloudClock::new(Arc::new(FixedClock::default())));
        let began = tokio::time::Instant::now();
        let mut body = slow(full(vec![7; 100]), clock, 25);
        assert_eq!(collect(&mut body, 100).await.unwrap(), vec![7; 100]);
        assert_eq!(began.elapsed().as_secs(), 4);
    }

    #[tokio::test]
    async fn a_body_is_whole_or_as_it_was() {
        assert_eq!(whole(full("abc"), 3).await.unwrap(), "abc");
        let mut body = whole(full("abcd"), 3).await.unwrap_err();
        assert_eq!(collect(&mut body, 4).await.unwrap(), "abcd");
        let mut broken = whole(short(full("abcd"), 2), 10).await.unwrap_err();
        assert_eq!(next(&mut broken).await.unwrap().unwrap(), "ab");
        assert!(next(&mut broken).await.unwrap().is_err());
    }

    #[tokio::test]
    async fn reading_stops_behind_the_bytes_asked_for() {
        let mut body = full("abc");
        read_past(&mut body, 0).await;
        assert_eq!(next(&mut body).await.unwrap().unwrap(), "abc");
        drain(&mut body).await;
        assert!(next(&mut body).await.is_none());
    }
}
