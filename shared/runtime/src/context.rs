//! What an adapter tells a function about one call.

use std::net::IpAddr;

use model::{Credentials, RequestId};
use tokio::time::Instant;

/// Where the function runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// On one machine, behind the local gateway.
    Local,
    /// On AWS Lambda.
    Lambda,
    /// On Alibaba Cloud Function Compute.
    FunctionCompute,
}

/// One call of one function.
#[derive(Clone, Debug)]
pub struct Context {
    /// Names this call in answers and log lines.
    pub request_id: RequestId,
    /// The function's name, such as `create-upload-video`.
    pub function: &'static str,
    /// When the platform gives up on the call. Nothing may be under way after it.
    pub deadline: Instant,
    /// Where it runs.
    pub platform: Platform,
    /// Role credentials that came with this very call, where the platform sends them; they win over
    /// the settings and are not kept beyond the call.
    pub credentials: Option<Credentials>,
    /// The caller's address, where it is known.
    pub client_address: Option<IpAddr>,
}

impl Context {
    /// What a call to the cloud needs of it.
    #[must_use]
    pub fn call(&self) -> client::Call {
        client::Call { deadline: self.deadline, credentials: self.credentials.clone() }
    }

    /// The same call with an earlier deadline, if `limit` from now is earlier.
    #[must_use]
    pub fn within(&self, limit: std::time::Duration) -> Self {
        Self { deadline: self.deadline.min(Instant::now() + limit), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::testing;

    #[tokio::test(start_paused = true)]
    async fn a_limit_only_ever_shortens_the_time() {
        let context = testing::context();
        let left = |context: &Context| context.call().deadline - Instant::now();
        let all = left(&context);
        assert_eq!(left(&context.within(Duration::from_secs(3))), Duration::from_secs(3));
        assert_eq!(left(&context.within(Duration::from_hours(1))), all);
    }

    #[tokio::test]
    async fn credentials_of_the_call_go_on_to_the_cloud() {
        let keys = Credentials::temporary("STS.id", "secret", "token");
        let context = Context { credentials: Some(keys.clone()), ..testing::context() };
        assert_eq!(context.call().credentials, Some(keys));
    }
}
