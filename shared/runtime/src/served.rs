//! What an adapter serves.

use std::{future::Future, pin::Pin, sync::Arc};

use tokio::sync::OnceCell;

use crate::{EventFunction, front::Front};

/// One function, as a platform's adapter sees it.
pub(crate) enum Served {
    /// An HTTP function behind its routes.
    Http(Front),
    /// An event function.
    Event(Arc<dyn EventFunction>),
}

/// Why there is no function yet.
#[derive(Debug)]
pub(crate) struct NotStarted {
    /// Whether nothing is wrong but that a secret cannot be had yet.
    pub(crate) for_now: bool,
    pub(crate) reason: String,
}

type Started = Pin<Box<dyn Future<Output = Result<Served, NotStarted>> + Send>>;

/// A function that may still have to be built.
pub(crate) struct Late {
    cell: OnceCell<Served>,
    start: Box<dyn Fn() -> Started + Send + Sync>,
}

impl Late {
    /// One that is there.
    pub(crate) fn ready(served: Served) -> Self {
        let start = || -> Started {
            let reason = "the function is there".to_owned();
            Box::pin(async { Err(NotStarted { for_now: false, reason }) })
        };
        Self { cell: OnceCell::new_with(Some(served)), start: Box::new(start) }
    }

    /// One that `start` builds when it is first needed; a failure is tried again the next time.
    pub(crate) fn new(start: impl Fn() -> Started + Send + Sync + 'static) -> Self {
        Self { cell: OnceCell::new(), start: Box::new(start) }
    }

    /// The function.
    ///
    /// # Errors
    /// Why it could not be built.
    pub(crate) async fn get(&self) -> Result<&Served, NotStarted> {
        self.cell.get_or_try_init(|| (self.start)()).await
    }
}
