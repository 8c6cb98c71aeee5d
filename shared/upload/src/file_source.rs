//! A file as a source, which must stay the same file.

use std::{
    io::SeekFrom,
    path::{Path, PathBuf},
    time::SystemTime,
};

use async_trait::async_trait;
use bytes::Bytes;
use tokio::{
    fs::File,
    io::{AsyncReadExt, AsyncSeekExt},
    sync::Mutex,
};

use crate::{Source, SourceError};

/// A file on this machine. An upload ends with an error as soon as its size or time of change
/// differs from when it was opened: half of one version and half of another is nobody's file.
#[derive(Debug)]
pub struct FileSource {
    path: PathBuf,
    file: Mutex<File>,
    length: u64,
    modified: Option<SystemTime>,
}

impl FileSource {
    /// Opens the file.
    ///
    /// # Errors
    /// When it cannot be read or is no regular file.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self, SourceError> {
        let path = path.as_ref().to_owned();
        let failed = |error: std::io::Error| SourceError(format!("{}: {error}", path.display()));
        let file = File::open(&path).await.map_err(failed)?;
        let metadata = file.metadata().await.map_err(failed)?;
        if !metadata.is_file() {
            return Err(SourceError(format!("{}: not a regular file", path.display())));
        }
        let (length, modified) = (metadata.len(), metadata.modified().ok());
        Ok(Self { path, file: Mutex::new(file), length, modified })
    }

    fn failed(&self, reason: impl std::fmt::Display) -> SourceError {
        SourceError(format!("{}: {reason}", self.path.display()))
    }
}

#[async_trait]
impl Source for FileSource {
    fn len(&self) -> u64 {
        self.length
    }

    async fn read_at(&self, offset: u64, length: usize) -> Result<Bytes, SourceError> {
        let mut buffer = vec![0; length];
        let mut file = self.file.lock().await;
        file.seek(SeekFrom::Start(offset)).await.map_err(|error| self.failed(error))?;
        let read = file.read_exact(&mut buffer).await;
        // Asked for after the read, so that no change before it goes unseen. A file that was cut
        // fails to read, and is best explained by its change.
        let metadata = file.metadata().await.map_err(|error| self.failed(error))?;
        if metadata.len() != self.length || metadata.modified().ok() != self.modified {
            return Err(self.failed("the file changed during the upload"));
        }
        read.map_err(|error| self.failed(error))?;
        Ok(buffer.into())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn write(path: &Path, text: &str) {
        std::fs::write(path, text).unwrap();
    }

    #[tokio::test]
    async fn any_range_can_be_read_in_any_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        write(&path, "0123456789");
        let source = FileSource::open(&path).await.unwrap();
        assert_eq!(source.len(), 10);
        assert_eq!(source.read_at(7, 3).await.unwrap(), "789");
        assert_eq!(source.read_at(0, 4).await.unwrap(), "0123");
        assert_eq!(source.read_at(10, 0).await.unwrap(), "");
        assert!(source.read_at(8, 3).await.is_err());
    }

    #[tokio::test]
    async fn a_change_of_size_or_time_ends_the_upload() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        for changed in ["0123456789+", "012"] {
            write(&path, "0123456789");
            let source = FileSource::open(&path).await.unwrap();
            write(&path, changed);
            let error = source.read_at(0, 10).await.unwrap_err().to_string();
            assert!(error.contains("changed during the upload"), "{error}");
        }
        write(&path, "0123456789");
        let source = FileSource::open(&path).await.unwrap();
        let later = SystemTime::now() + Duration::from_secs(3);
        std::fs::File::options().write(true).open(&path).unwrap().set_modified(later).unwrap();
        assert!(source.read_at(0, 10).await.is_err());
    }

    #[tokio::test]
    async fn what_is_no_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = FileSource::open(folder.path()).await.unwrap_err().to_string();
        assert!(error.contains(&folder.path().display().to_string()), "{error}");
        assert!(FileSource::open(folder.path().join("none")).await.is_err());
    }
}
