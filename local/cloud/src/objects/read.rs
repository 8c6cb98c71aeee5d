//! An object's bytes as a body, a piece in memory at a time.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Frame;
use tokio::task::spawn_blocking;

use super::object::Object;
use crate::body::Body;

/// How much is read at once, in bytes.
const PIECE: u64 = 256 * 1024;

/// The bytes of the range, which lies within the object. The object's files stay until the body is
/// gone, whatever is written under the key meanwhile.
pub(crate) fn read(object: Arc<Object>, range: Range<u64>) -> Body {
    let reader = Reader { object, next: range.start, end: range.end, open: None };
    let pieces = stream::try_unfold(reader, |reader| async move {
        if reader.next >= reader.end {
            return Ok(None);
        }
        let (reader, piece) =
            spawn_blocking(move || reader.read_piece()).await.map_err(io::Error::other)??;
        Ok::<_, io::Error>(Some((Frame::data(piece), reader)))
    });
    StreamBody::new(pieces).boxed_unsync()
}

struct Reader {
    object: Arc<Object>,
    /// Offsets within the object.
    next: u64,
    end: u64,
    /// The file that `next` stands in, and the offset behind its last byte.
    open: Option<(File, u64)>,
}

impl Reader {
    fn read_piece(mut self) -> io::Result<(Self, Bytes)> {
        let (mut file, file_end) = match self.open.take() {
            Some((file, file_end)) if self.next < file_end => (file, file_end),
            _ => self.open_at(self.next)?,
        };
        let length = PIECE.min(self.end.min(file_end) - self.next);
        let mut piece = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
        // A file that was cut off under us must not become an endless body.
        if io::Read::by_ref(&mut file).take(length).read_to_end(&mut piece)? as u64 != length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.next += length;
        self.open = Some((file, file_end));
        Ok((self, piece.into()))
    }

    fn open_at(&self, offset: u64) -> io::Result<(File, u64)> {
        let mut begin = 0;
        for segment in &self.object.segments {
            let end = begin + segment.size;
            if offset < end {
                let path = segment.path().ok_or(io::ErrorKind::NotFound)?;
                let mut file = File::open(path)?;
                file.seek(SeekFrom::Start(offset - begin))?;
                return Ok((file, end));
            }
            begin = end;
        }
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}
