//! A request's body into a segment, without holding more than two blocks of it in memory.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::BodyExt;
use md5::{Digest, Md5};
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

/// What is gathered before it is handed on, in bytes: much more than handing on costs, and little
/// enough that many uploads at once need no more than a few MB each.
const BLOCK: usize = 512 * 1024;

/// Writes the body to a new file. While a block comes in, the one before is summed on one thread and
/// written on another, so that a body is taken as fast as its MD5 can be computed.
pub(crate) async fn receive(
    files: Arc<Files>,
    body: &mut Body,
    limit: u64,
) -> Result<Segment, ReceiveError> {
    let mut writer = SegmentWriter::new(files);
    let mut md5 = Md5::new();
    let mut block = next_block(body, limit).await?;
    // Most bodies are one block: a single hop does for them.
    while !block.is_last {
        let room = limit.saturating_sub(writer.size() + block.length);
        let pieces = block.pieces.clone();
        let summing = spawn_blocking(move || {
            sum(&mut md5, &pieces);
            md5
        });
        let writing = spawn_blocking(move || write(writer, &block.pieces));
        let (summed, written, following) = tokio::join!(summing, writing, next_block(body, room));
        md5 = summed.map_err(|stopped| ReceiveError::Disk(io::Error::other(stopped)))?;
        writer = done(written)?;
        block = following?;
    }
    let finishing = spawn_blocking(move || {
        sum(&mut md5, &block.pieces);
        write(writer, &block.pieces)?.finish(md5)
    });
    done(finishing.await)
}

fn sum(md5: &mut Md5, pieces: &[Bytes]) {
    for piece in pieces {
        md5.update(piece);
    }
}

fn write(mut writer: SegmentWriter, pieces: &[Bytes]) -> io::Result<SegmentWriter> {
    pieces.iter().try_for_each(|piece| writer.write(piece))?;
    Ok(writer)
}

fn done<T>(outcome: Result<io::Result<T>, JoinError>) -> Result<T, ReceiveError> {
    outcome.map_err(io::Error::other).flatten().map_err(ReceiveError::Disk)
}

/// Some of a body, as it came.
struct Block {
    pieces: Vec<Bytes>,
    length: u64,
    /// Whether the body ended with it.
    is_last: bool,
}

async fn next_block(body: &mut Body, room: u64) -> Result<Block, ReceiveError> {
    let mut block = Block { pieces: Vec::new(), length: 0, is_last: false };
    while block.length < BLOCK as u64 {
        match body.frame().await {
            None => {
                block.is_last = true;
                break;
            }
            Some(Err(_)) => return Err(ReceiveError::Incomplete),
            // Trailers say nothing that is kept.
            Some(Ok(frame)) => {
                if let Ok(piece) = frame.into_data() {
                    block.length += piece.len() as u64;
                    block.pieces.push(piece);
                }
            }
        }
        if block.length > room {
            return Err(ReceiveError::TooLarge);
        }
    }
    Ok(block)
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
    async fn blocks_join_to_the_whole() {
        let files = Storage::in_memory().unwrap().files();
        let piece = "0123456789".repeat(20_000);
        let sent = piece.repeat(9);
        let frames = (0..9).map(|_| Ok(Frame::data(Bytes::from(piece.clone()))));
        let mut body: Body =
            StreamBody::new(stream::iter(frames.collect::<Vec<_>>())).boxed_unsync();
        let segment = receive(files, &mut body, sent.len() as u64).await.unwrap();
        assert_eq!(segment.size, sent.len() as u64);
        assert!(std::fs::read(segment.path().unwrap()).unwrap() == sent.as_bytes());
        assert_eq!(segment.checksums.md5, <[u8; 16]>::from(Md5::digest(&sent)));
        assert_eq!(segment.checksums.crc64, signing::crc64::checksum(sent.as_bytes()));
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
