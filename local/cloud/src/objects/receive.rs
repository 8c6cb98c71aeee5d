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
const BLOCK: usize = 256 * 1024;

/// How many blocks may wait to be summed.
const WAITING: usize = 4;

/// Writes the body to a new file. The bytes are summed on a thread of their own, so that a body is taken
/// as fast as its MD5 can be computed; they are written where they were read, because there they are
/// still in the processor's cache.
pub(crate) async fn receive(
    files: Arc<Files>,
    body: &mut Body,
    limit: u64,
) -> Result<Segment, ReceiveError> {
    let mut first = Block::default();
    first.fill(body, limit).await?;
    if first.is_last {
        // Most bodies are one block: a single hop does for them.
        let whole = spawn_blocking(move || {
            let mut writer = SegmentWriter::new(files);
            first.write(&mut writer)?;
            writer.finish(first.sum(Md5::new()))
        });
        return done(whole.await);
    }
    let (blocks, summing) = summing();
    let written = write_all(SegmentWriter::new(files), first, body, limit, blocks).await;
    // Waited for, also where the body broke off: no thread is left behind.
    let md5 = done(summing.await.map(Ok));
    let (writer, md5) = (written?, md5?);
    done(spawn_blocking(move || writer.finish(md5)).await)
}

/// A thread that sums blocks in order, until the sender is gone.
fn summing() -> (Sender<Block>, JoinHandle<Md5>) {
    let (sender, mut blocks) = channel::<Block>(WAITING);
    let thread = spawn_blocking(move || {
        let mut md5 = Md5::new();
        while let Some(block) = blocks.blocking_recv() {
            md5 = block.sum(md5);
        }
        md5
    });
    (sender, thread)
}

/// Writes the body, block by block, to its end, and hands each block on to be summed.
///
/// A write goes to the page cache and takes as long as copying a block does, so it may stand here, among
/// what must not block: handing it to another thread takes longer, and the block is cold there.
async fn write_all(
    mut writer: SegmentWriter,
    first: Block,
    body: &mut Body,
    limit: u64,
    sums: Sender<Block>,
) -> Result<SegmentWriter, ReceiveError> {
    let mut block = first;
    loop {
        let is_last = block.is_last;
        block.write(&mut writer).map_err(ReceiveError::Disk)?;
        // A thread that is gone is found out when it is waited for.
        let _ = sums.send(block).await;
        if is_last {
            return Ok(writer);
        }
        block = Block::default();
        block.fill(body, limit - writer.size()).await?;
    }
}

fn done<T>(outcome: Result<io::Result<T>, JoinError>) -> Result<T, ReceiveError> {
    outcome.map_err(io::Error::other).flatten().map_err(ReceiveError::Disk)
}

/// Some of a body, as it came.
#[derive(Default)]
struct Block {
    pieces: Vec<Bytes>,
    length: u64,
    /// Whether the body ended with it.
    is_last: bool,
}

impl Block {
    async fn fill(&mut self, body: &mut Body, room: u64) -> Result<(), ReceiveError> {
        while self.length < BLOCK as u64 {
            match body.frame().await {
                None => {
                    self.is_last = true;
                    break;
                }
                Some(Err(_)) => return Err(ReceiveError::Incomplete),
                // Trailers say nothing that is kept.
                Some(Ok(frame)) => {
                    if let Ok(piece) = frame.into_data() {
                        self.length += piece.len() as u64;
                        self.pieces.push(piece);
                    }
                }
            }
            if self.length > room {
                return Err(ReceiveError::TooLarge);
            }
        }
        Ok(())
    }

    fn sum(&self, mut md5: Md5) -> Md5 {
        for piece in &self.pieces {
            md5.update(piece);
        }
        md5
    }

    fn write(&self, writer: &mut SegmentWriter) -> io::Result<()> {
        self.pieces.iter().try_for_each(|piece| writer.write(piece))
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
