//! The files that segments of objects lie in: each written once and never changed.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::TempDir;

/// Random letters in a file's name: enough that no two ever meet.
const NAME_LENGTH: usize = 20;

/// The directory of the files.
pub(crate) struct Files {
    path: PathBuf,
    /// Goes with everything in it when the last user of the files does.
    temporary: Option<TempDir>,
    /// From now on a file stays when the last reference to it goes.
    retired: AtomicBool,
}

impl Files {
    pub(super) fn temporary() -> io::Result<Self> {
        let directory = tempfile::Builder::new().prefix("local-cloud-").tempdir()?;
        let path = directory.path().to_owned();
        Ok(Self { path, temporary: Some(directory), retired: AtomicBool::new(false) })
    }

    pub(super) fn kept(path: PathBuf) -> Self {
        Self { path, temporary: None, retired: AtomicBool::new(false) }
    }

    /// Where they lie.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Removes no file any more. Called before what refers to kept files is dropped because the
    /// cloud ends, and when a failed disk leaves open which files its records name.
    pub(crate) fn retire(&self) {
        self.retired.store(true, Ordering::Relaxed);
    }

    /// A new, empty file. It goes with the [`SegmentFile`].
    pub(crate) fn create(self: &Arc<Self>) -> io::Result<(File, SegmentFile)> {
        let (file, path) = tempfile::Builder::new()
            .prefix("")
            .rand_bytes(NAME_LENGTH)
            .tempfile_in(&self.path)?
            .keep()
            .map_err(|error| error.error)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok((file, SegmentFile { name, path, files: Arc::clone(self) }))
    }

    /// The file that a record names, which has this many bytes.
    pub(crate) fn restore(self: &Arc<Self>, name: &str, size: u64) -> Result<SegmentFile, String> {
        // A name is what `create` made: a damaged record must not lead out of the directory.
        if name.len() != NAME_LENGTH || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(format!("{name:?} is no name of a file of an object"));
        }
        let path = self.path.join(name);
        let found = fs::metadata(&path)
            .map_err(|error| format!("it names the file {}: {error}", path.display()))?
            .len();
        if found != size {
            return Err(format!("{} has {found} bytes instead of {size}", path.display()));
        }
        Ok(SegmentFile { name: name.to_owned(), path, files: Arc::clone(self) })
    }

    /// Puts finished bytes on the disk, so that a record may name them. Temporary ones need not
    /// outlive anything.
    pub(crate) fn sync(&self, file: &File) -> io::Result<()> {
        if self.temporary.is_some() { Ok(()) } else { file.sync_data() }
    }

    /// Removes every file that `named` does not know: what was being written at a kill.
    pub(crate) fn sweep(&self, named: impl Fn(&str) -> bool) -> io::Result<usize> {
        let mut removed = 0;
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            if !named(&entry.file_name().to_string_lossy()) {
                fs::remove_file(entry.path())?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

/// One file. It is removed with this, unless the files are retired.
pub(crate) struct SegmentFile {
    name: String,
    path: PathBuf,
    files: Arc<Files>,
}

impl SegmentFile {
    /// What a record calls it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for SegmentFile {
    fn drop(&mut self) {
        if self.files.retired.load(Ordering::Relaxed) {
            return;
        }
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::warn!(path = %self.path.display(), %error, "a file was not removed");
        }
    }
}

impl std::fmt::Debug for SegmentFile {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.name.fmt(formatter)
    }
}
