//! A request's body into a segment, without holding more than a few blocks of it in memory.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::BodyExt;
use md5::{Digest, Md5};
use tokio::sync::mpsc::{Sender, channel};
use tokio::task::{JoinError, JoinHandle, spawn_blocking};

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

/// How many blocks may wait for each of the two threads, so that neither waits for the other.
const WAITING: usize = 2;

/// Writes the body to a new file. One thread sums it and another writes it while more comes in, so
/// that a body is taken as fast as its MD5 can be computed.
pub(crate) async fn receive(
    files: Arc<Files>,
    body: &mut Body,
    limit: u64,
) -> Result<Segment, ReceiveError> {
    let first = next_block(body, limit).await?;
    if first.is_last {
        // Most bodies are one block: a single hop does for them.
        let whole = spawn_blocking(move || {
            let (mut md5, mut writer) = (Md5::new(), SegmentWriter::new(files));
            sum(&mut md5, &first.pieces);
            write(&mut writer, &first.pieces)?;
            writer.finish(md5)
        });
        return done(whole.await);
    }
    let (sums, summing) = stage(Md5::new(), |md5, pieces| {
        sum(md5, pieces);
        Ok(())
    });
    let (blocks, writing) = stage(SegmentWriter::new(files), write);
    let fed = feed(first, body, limit, [sums, blocks]).await;
    // Both are waited for, also where the body broke off: nothing may be written any more when the
    // answer says that nothing is there.
    let (md5, writer) = tokio::join!(summing, writing);
    fed?;
    let (md5, writer) = (done(md5)?, done(writer)?);
    done(spawn_blocking(move || writer.finish(md5)).await)
}

/// What of a body goes to both threads.
type Pieces = Arc<[Bytes]>;

/// A thread that takes blocks in order, until the sender is gone. It gives what became of `state`.
fn stage<T: Send + 'static>(
    mut state: T,
    step: impl Fn(&mut T, &[Bytes]) -> io::Result<()> + Send + 'static,
) -> (Sender<Pieces>, JoinHandle<io::Result<T>>) {
    let (sender, mut blocks) = channel::<Pieces>(WAITING);
    let thread = spawn_blocking(move || {
        while let Some(pieces) = blocks.blocking_recv() {
            step(&mut state, &pieces)?;
        }
        Ok(state)
    });
    (sender, thread)
}

/// Hands the body on, block by block, to its end.
async fn feed(
    first: Block,
    body: &mut Body,
    limit: u64,
    stages: [Sender<Pieces>; 2],
) -> Result<(), ReceiveError> {
    let mut block = first;
    let mut room = limit;
    loop {
        room -= block.length;
        let pieces = Pieces::from(block.pieces);
        for stage in &stages {
            // One that has failed says why when it is waited for.
            if stage.send(Arc::clone(&pieces)).await.is_err() {
                return Ok(());
            }
        }
        if block.is_last {
            return Ok(());
        }
        block = next_block(body, room).await?;
    }
}

fn sum(md5: &mut Md5, pieces: &[Bytes]) {
    for piece in pieces {
        md5.update(piece);
    }
}

fn write(writer: &mut SegmentWriter, pieces: &[Bytes]) -> io::Result<()> {
    pieces.iter().try_for_each(|piece| writer.write(piece))
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
