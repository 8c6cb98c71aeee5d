//! What an adapter serves.

use std::sync::Arc;

use crate::{EventFunction, front::Front};

/// One function, as a platform's adapter sees it.
pub(crate) enum Served {
    /// An HTTP function behind its routes.
    Http(Front),
    /// An event function.
    Event(Arc<dyn EventFunction>),
}
