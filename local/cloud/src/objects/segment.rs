//! A run of bytes in a file, with the sums that every answer needs.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};

use crate::storage::{Files, SegmentFile};

/// Bytes that are complete and never change. The file goes with the last reference.
#[derive(Debug)]
pub(crate) struct Segment {
    file: Option<SegmentFile>,
    /// Length in bytes.
    pub(crate) size: u64,
    pub(crate) checksums: Checksums,
}

/// What was computed over the bytes while they came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Checksums {
    pub(crate) md5: [u8; 16],
    /// CRC-64/XZ.
    pub(crate) crc64: u64,
}

impl Checksums {
    /// The ETag of bytes that came in one piece: upper-case hexadecimal MD5, without quotes.
    pub(crate) fn etag(&self) -> String {
        hex::encode_upper(self.md5)
    }
}

/// How a record tells of a segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredSegment {
    file: Option<String>,
    size: u64,
    checksums: Checksums,
}

impl Segment {
    /// The file, which is there as long as the segment is. `None` when there are no bytes.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.file.as_ref().map(SegmentFile::path)
    }

    /// What a record keeps of it.
    pub(crate) fn stored(&self) -> StoredSegment {
        StoredSegment {
            file: self.file.as_ref().map(|file| file.name().to_owned()),
            size: self.size,
            checksums: self.checksums,
        }
    }
}

impl StoredSegment {
    /// The segment again, if its file is there as it was written; else what is wrong with it.
    pub(crate) fn restore(self, files: &Arc<Files>) -> Result<Segment, String> {
        let file = match &self.file {
            Some(name) => Some(files.restore(name, self.size)?),
            None if self.size == 0 => None,
            None => return Err(format!("it has {} bytes and no file", self.size)),
        };
        Ok(Segment { file, size: self.size, checksums: self.checksums })
    }

    /// The name of the file, unless there are no bytes.
    pub(crate) fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }
}

/// A segment that is being written. What is dropped unfinished leaves nothing behind. Its MD5 takes
/// longer than all the rest, so it is computed beside this and given at the end.
pub(crate) struct SegmentWriter {
    files: Arc<Files>,
    file: Option<(File, SegmentFile)>,
    size: u64,
    crc64: signing::crc64::Digest,
}

impl SegmentWriter {
    pub(crate) fn new(files: Arc<Files>) -> Self {
        Self { files, file: None, size: 0, crc64: signing::crc64::Digest::new() }
    }

    /// Appends bytes. Blocks on the disk; the file is made with the first byte.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        let (file, _) = match &mut self.file {
            Some(file) => file,
            none => none.insert(self.files.create()?),
        };
        file.write_all(bytes)?;
        self.crc64.update(bytes);
        self.size += bytes.len() as u64;
        Ok(())
    }

    /// The bytes so far.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Ends the segment, whose bytes have this MD5. Blocks until they are as safe as records are.
    pub(crate) fn finish(self, md5: Md5) -> io::Result<Segment> {
        let file = match self.file {
            Some((file, named)) => {
                self.files.sync(&file)?;
                Some(named)
            }
            None => None,
        };
        Ok(Segment {
            file,
            size: self.size,
            checksums: Checksums { md5: md5.finalize().into(), crc64: self.crc64.finish() },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Storage;

    fn files() -> Arc<Files> {
        Storage::in_memory().unwrap().files()
    }

    fn count(files: &Files) -> usize {
        std::fs::read_dir(files.path()).unwrap().count()
    }

    #[test]
    fn a_finished_segment_holds_bytes_and_sums() {
        let files = files();
        let mut writer = SegmentWriter::new(Arc::clone(&files));
        writer.write(b"12345").unwrap();
        writer.write(b"6789").unwrap();
        let segment = writer.finish(Md5::new_with_prefix(b"123456789")).unwrap();
        assert_eq!(std::fs::read(segment.path().unwrap()).unwrap(), b"123456789");
        assert_eq!(segment.size, 9);
        assert_eq!(segment.checksums.crc64, 0x995D_C9BB_DF19_39FA);
        assert_eq!(segment.checksums.etag(), "25F9E794323B453885F5181F1B624D0B");
        drop(segment);
        assert_eq!(count(&files), 0);
    }

    #[test]
    fn nothing_is_a_segment_without_a_file() {
        let segment = SegmentWriter::new(files()).finish(Md5::new()).unwrap();
        assert_eq!((segment.path(), segment.size, segment.checksums.crc64), (None, 0, 0));
        assert_eq!(segment.checksums.etag(), "D41D8CD98F00B204E9800998ECF8427E");
        assert_eq!(segment.stored().restore(&files()).unwrap().size, 0);
    }

    #[test]
    fn an_unfinished_segment_leaves_nothing() {
        let files = files();
        let mut writer = SegmentWriter::new(Arc::clone(&files));
        writer.write(b"1").unwrap();
        drop(writer);
        assert_eq!(count(&files), 0);
    }

    #[test]
    fn a_stored_segment_comes_back_only_as_it_was() {
        let files = files();
        let mut writer = SegmentWriter::new(Arc::clone(&files));
        writer.write(b"123").unwrap();
        let segment = writer.finish(Md5::new_with_prefix(b"123")).unwrap();
        let stored = segment.stored();
        let again = stored.clone().restore(&files).unwrap();
        assert_eq!((again.path(), again.checksums), (segment.path(), segment.checksums));
        std::fs::write(segment.path().unwrap(), "12").unwrap();
        assert!(stored.clone().restore(&files).unwrap_err().contains("2 bytes instead of 3"));
        std::fs::remove_file(segment.path().unwrap()).unwrap();
        assert!(stored.restore(&files).is_err());
        let outside = r#"{"file":"../aaaaaaaaaaaaaaaaa","size":1,"checksums":{"md5":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0],"crc64":0}}"#;
        let outside: StoredSegment = serde_json::from_str(outside).unwrap();
        assert!(outside.restore(&files).unwrap_err().contains("no name"));
    }
}
