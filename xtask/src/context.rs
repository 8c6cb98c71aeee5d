//! What the stages of one run share.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use crate::cargo_test::TestReport;
use crate::error::Error;
use crate::metadata::Metadata;

/// What the stages of one run share: where the workspace is, and what earlier stages found.
pub(crate) struct Context {
    root: PathBuf,
    metadata: OnceCell<Metadata>,
    /// What the tests of this run said; `None` until a stage ran some.
    pub(crate) tests: Option<TestReport>,
    /// Whether this run has built the functions as they are deployed.
    pub(crate) has_artefacts: bool,
    /// How long each fuzz target runs.
    pub(crate) fuzz_seconds: u32,
}

impl Context {
    /// Seconds that a fuzz target runs unless somebody says otherwise. A regression in a parser
    /// shows within the first ones; finding what is rarer takes hours and is not the work of a check.
    pub(crate) const FUZZ_SECONDS: u32 = 20;

    /// A context for the workspace in the folder `root`.
    pub(crate) fn new(root: PathBuf) -> Self {
        Self {
            root,
            metadata: OnceCell::new(),
            tests: None,
            has_artefacts: false,
            fuzz_seconds: Self::FUZZ_SECONDS,
        }
    }

    /// The folder of the workspace.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The packages of the tree, asked of cargo once.
    ///
    /// # Errors
    /// [`Error::Failed`] when cargo cannot resolve the tree.
    pub(crate) fn metadata(&self) -> Result<&Metadata, Error> {
        if let Some(metadata) = self.metadata.get() {
            return Ok(metadata);
        }
        let metadata = Metadata::read(&self.root)?;
        Ok(self.metadata.get_or_init(|| metadata))
    }
}

/// The folder of the workspace whose `cargo xtask` this is.
pub(crate) fn workspace_root() -> PathBuf {
    // What cargo says now comes before what it said when this was compiled: two clones that share
    // a target folder also share this binary.
    let package = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    package.parent().map(Path::to_owned).unwrap_or(package)
}
