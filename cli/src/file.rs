//! The file on this machine, looked at before a call is spent on it.

use std::{io, path::Path};

use tokio::fs;

use crate::error::{Error, ErrorKind};

/// A file that can be read and has something in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LocalFile {
    /// Its base name. Bytes that are no UTF-8 are replaced: it goes into JSON.
    pub(crate) name: String,
    /// Its size in bytes.
    pub(crate) size: u64,
}

impl LocalFile {
    /// Looks at the file.
    ///
    /// # Errors
    /// When it is missing, a directory or another thing that is no file, unreadable, or empty.
    pub(crate) async fn inspect(path: &Path) -> Result<Self, Error> {
        let found = fs::metadata(path).await.map_err(|error| unusable(&error))?;
        if found.is_dir() {
            return Err(Error::new(
                ErrorKind::File,
                "this is a directory",
                "name the files in it, for example with *",
            )
            .with_code(Some("IsADirectory")));
        }
        // Opening a pipe would wait for its writer.
        if !found.is_file() {
            return Err(Error::new(
                ErrorKind::File,
                "this is no regular file",
                "only files whose size is known can be uploaded; write it to one first",
            )
            .with_code(Some("NotAFile")));
        }
        fs::File::open(path).await.map_err(|error| unusable(&error))?;
        if found.len() == 0 {
            return Err(Error::new(
                ErrorKind::File,
                "the file is empty",
                "check where it comes from: VOD has no use for 0 bytes",
            )
            .with_code(Some("FileIsEmpty")));
        }
        Ok(Self { name: base_name(path), size: found.len() })
    }
}

/// The last part of the path, as text.
pub(crate) fn base_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn unusable(error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            Error::new(ErrorKind::File, "there is no such file", "check the path")
                .with_code(Some("FileNotFound"))
        }
        io::ErrorKind::PermissionDenied => Error::new(
            ErrorKind::File,
            "the file may not be read",
            "ask its owner for permission, or run as a user who has it",
        )
        .with_code(Some("FileNotReadable")),
        _ => Error::new(
            ErrorKind::File,
            format!("the file cannot be read: {error}"),
            "see to the disk or the network drive that it is on",
        )
        .with_code(Some("FileNotReadable")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn line(path: &Path) -> String {
        LocalFile::inspect(path).await.unwrap_err().to_string()
    }

    #[tokio::test]
    async fn a_file_gives_its_name_and_size() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a film.mov");
        std::fs::write(&path, b"four").unwrap();
        let found = LocalFile::inspect(&path).await.unwrap();
        assert_eq!(found, LocalFile { name: "a film.mov".into(), size: 4 });
    }

    #[tokio::test]
    async fn what_cannot_be_sent_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let empty = folder.path().join("empty.mp4");
        std::fs::write(&empty, b"").unwrap();
        assert!(line(folder.path()).await.starts_with("this is a directory (IsADirectory)"));
        assert!(line(&empty).await.starts_with("the file is empty (FileIsEmpty)"));
        let missing = "there is no such file (FileNotFound); check the path";
        assert_eq!(line(&folder.path().join("missing.mp4")).await, missing);
        assert_eq!(line(&empty.join("inside.mp4")).await, missing);
        #[cfg(unix)]
        assert!(line(Path::new("/dev/null")).await.starts_with("this is no regular file"));
    }

    #[test]
    fn a_file_without_permission_is_told_from_a_missing_one() {
        let error = unusable(&io::ErrorKind::PermissionDenied.into());
        assert!(error.to_string().starts_with("the file may not be read (FileNotReadable);"));
    }
}
