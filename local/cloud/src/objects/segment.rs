//! A run of bytes in a file, with the sums that every answer needs.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use md5::{Digest, Md5};
use tempfile::{NamedTempFile, TempPath};

/// Bytes that are complete and never change. The file is removed with the last reference.
#[derive(Debug)]
pub(crate) struct Segment {
    file: Option<TempPath>,
    /// Length in bytes.
    pub(crate) size: u64,
    pub(crate) checksums: Checksums,
}

/// What was computed over the bytes while they came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

impl Segment {
    /// The file, which is there as long as the segment is. `None` when there are no bytes.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.file.as_deref()
    }
}

/// A segment that is being written. What is dropped unfinished leaves nothing behind.
pub(crate) struct SegmentWriter {
    file: Option<(File, TempPath)>,
    size: u64,
    md5: Md5,
    crc64: signing::crc64::Digest,
}

impl SegmentWriter {
    pub(crate) fn new() -> Self {
        Self { file: None, size: 0, md5: Md5::new(), crc64: signing::crc64::Digest::new() }
    }

    /// Appends bytes. Blocks on the disk; the file is made with the first byte.
    pub(crate) fn write(&mut self, directory: &Path, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        let (file, _) = match &mut self.file {
            Some(file) => file,
            none => none.insert(NamedTempFile::new_in(directory)?.into_parts()),
        };
        file.write_all(bytes)?;
        self.md5.update(bytes);
        self.crc64.update(bytes);
        self.size += bytes.len() as u64;
        Ok(())
    }

    /// The bytes so far.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    pub(crate) fn finish(self) -> Segment {
        Segment {
            file: self.file.map(|(_, path)| path),
            size: self.size,
            checksums: Checksums { md5: self.md5.finalize().into(), crc64: self.crc64.finish() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finished_segment_holds_bytes_and_sums() {
        let directory = tempfile::tempdir().unwrap();
        let mut writer = SegmentWriter::new();
        writer.write(directory.path(), b"12345").unwrap();
        writer.write(directory.path(), b"6789").unwrap();
        let segment = writer.finish();
        assert_eq!(std::fs::read(segment.path().unwrap()).unwrap(), b"123456789");
        assert_eq!(segment.size, 9);
        assert_eq!(segment.checksums.crc64, 0x995D_C9BB_DF19_39FA);
        assert_eq!(segment.checksums.etag(), "25F9E794323B453885F5181F1B624D0B");
        drop(segment);
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
    }

    #[test]
    fn nothing_is_a_segment_without_a_file() {
        let segment = SegmentWriter::new().finish();
        assert_eq!((segment.path(), segment.size, segment.checksums.crc64), (None, 0, 0));
        assert_eq!(segment.checksums.etag(), "D41D8CD98F00B204E9800998ECF8427E");
    }

    #[test]
    fn an_unfinished_segment_leaves_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let mut writer = SegmentWriter::new();
        writer.write(directory.path(), b"1").unwrap();
        drop(writer);
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
    }
}
