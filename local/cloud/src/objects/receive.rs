//! A request's body into a segment, without holding more than two pieces of it in memory.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::BodyExt;
use tokio::task::{JoinError, spawn_blocking};

use super::segment::{Segment, SegmentWriter};
use crate::body::Body;
use crate::storage::Files;

/// Why no segment was made. Nothing of it stays on the disk.
#[derive(Debug)]
pub(crate) enum ReceiveError {
    /// The connection ended, or broke the framing, before the body was complete.
    Incomplete,
    /// More bytes came than the operation takes.
    TooLarge,
    /// This machine could not keep the bytes.
    Disk(io::Error),
}

/// Writes the body to a new file. The next piece is read from the connection while
/// the one before is summed and written.
pub(crate) async fn receive(
    files: Arc<Files>,
    body: &mut Body,
    limit: u64,
) -> Result<Segment, ReceiveError> {
    let mut writer = SegmentWriter::new(files);
    let mut next = next_piece(body).await?;
    while let Some(piece) = next {
        if writer.size() + piece.len() as u64 > limit {
            return Err(ReceiveError::TooLarge);
        }
        let writing = spawn_blocking(move || writer.write(&piece).map(|()| writer));
        let (written, following) = tokio::join!(writing, next_piece(body));
        writer = done(written)?;
        next = following?;
    }
    done(spawn_blocking(move || writer.finish()).await)
}

fn done<T>(outcome: Result<io::Result<T>, JoinError>) -> Result<T, ReceiveError> {
    outcome.map_err(io::Error::other).flatten().map_err(ReceiveError::Disk)
}

async fn next_piece(body: &mut Body) -> Result<Option<Bytes>, ReceiveError> {
    loop {
        match body.frame().await {
            None => return Ok(None),
            Some(Err(_)) => return Err(ReceiveError::Incomplete),
            // Trailers say nothing that is kept.
            Some(Ok(frame)) => {
                if let Ok(piece) = frame.into_data() {
                    return Ok(Some(piece));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Storage;
    use futures_util::stream;
    use http_body_util::StreamBody;
    use hyper::body::Frame;

    fn pieces(pieces: Vec<Result<&'static str, &'static str>>) -> Body {
        let frames = pieces.into_iter().map(|piece| match piece {
            Ok(text) => Ok(Frame::data(Bytes::from(text))),
            Err(text) => Err(std::io::Error::other(text)),
        });
        StreamBody::new(stream::iter(frames)).boxed_unsync()
    }

    #[tokio::test]
    async fn all_pieces_in_order() {
        let files = Storage::in_memory().unwrap().files();
        let mut body = pieces(vec![Ok("a"), Ok(""), Ok("bc")]);
        let segment = receive(Arc::clone(&files), &mut body, 3).await.unwrap();
        assert_eq!(std::fs::read(segment.path().unwrap()).unwrap(), b"abc");
    }

    #[tokio::test]
    async fn a_broken_body_leaves_nothing() {
        let files = Storage::in_memory().unwrap().files();
        let mut body = pieces(vec![Ok("a"), Err("gone")]);
        let error = receive(Arc::clone(&files), &mut body, 3).await.unwrap_err();
        assert!(matches!(error, ReceiveError::Incomplete));
        assert_eq!(std::fs::read_dir(files.path()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn too_many_bytes_leave_nothing() {
        let files = Storage::in_memory().unwrap().files();
        let mut body = pieces(vec![Ok("ab"), Ok("cd")]);
        let error = receive(Arc::clone(&files), &mut body, 3).await.unwrap_err();
        assert!(matches!(error, ReceiveError::TooLarge));
        assert_eq!(std::fs::read_dir(files.path()).unwrap().count(), 0);
    }
}
