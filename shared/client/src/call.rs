//! What belongs to one call and not to the client that makes it.

use std::time::Duration;

use model::Credentials;
use tokio::time::Instant;

/// The frame of one call: until when, and with whose keys.
#[derive(Clone, Debug)]
pub struct Call {
    /// No attempt and no pause reaches past this moment.
    pub deadline: Instant,
    /// Keys that came with the request being served, such as the `x-fc-*` headers of Function
    /// Compute. They win over the client's provider.
    pub credentials: Option<Credentials>,
}

impl Call {
    /// A call that ends `limit` from now and takes its keys from the client's provider.
    #[must_use]
    pub fn within(limit: Duration) -> Self {
        Self { deadline: Instant::now() + limit, credentials: None }
    }

    /// How much time is left.
    pub(crate) fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }
}
