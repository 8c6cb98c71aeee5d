//! The certificate authority of `--tls` as a file, because that is how clients take it
//! (`REQUESTS_CA_BUNDLE`, `NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE`, `curl --cacert`).

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use local_cloud::LocalCloud;
use tempfile::NamedTempFile;

use super::error::CliError;

/// The written file. A temporary one is removed when this is dropped.
pub(crate) enum AuthorityFile {
    /// As asked for; it stays.
    Named(PathBuf),
    /// Chosen here.
    Temporary(NamedTempFile),
}

impl AuthorityFile {
    /// Writes it, when the cloud has an authority.
    ///
    /// # Errors
    /// [`CliError::AuthorityFile`] with the path that can't be written.
    pub(crate) fn write(path: Option<&Path>, cloud: &LocalCloud) -> Result<Option<Self>, CliError> {
        let Some(pem) = cloud.certificate_authority() else { return Ok(None) };
        let failed = |path: &Path| {
            let path = path.to_owned();
            |reason| CliError::AuthorityFile { path, reason }
        };
        if let Some(path) = path {
            fs::write(path, pem).map_err(failed(path))?;
            return Ok(Some(Self::Named(path.to_owned())));
        }
        let directory = std::env::temp_dir();
        let mut file = tempfile::Builder::new()
            .prefix("local-cloud-ca-")
            .suffix(".pem")
            .tempfile_in(&directory)
            .map_err(failed(&directory))?;
        file.write_all(pem.as_bytes()).map_err(failed(file.path()))?;
        Ok(Some(Self::Temporary(file)))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Named(path) => path,
            Self::Temporary(file) => file.path(),
        }
    }
}
