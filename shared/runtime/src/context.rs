//! What an adapter tells a function about one call.

use std::{net::IpAddr, sync::Arc};

use access::{Caller, Claims};
use http::StatusCode;
use model::{Clock, Credentials, RequestId};
use tokio::time::Instant;

use crate::{ApiError, Audit};

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

impl Platform {
    /// The platform that this process finds itself on: each sets variables that no other has.
    #[must_use]
    pub fn of_environment() -> Self {
        Self::of(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
    }

    fn of(has: impl Fn(&str) -> bool) -> Self {
        const FUNCTION_COMPUTE: [&str; 5] = [
            "FC_FUNCTION_NAME",
            "FC_INSTANCE_ID",
            "FC_SERVER_PORT",
            "FC_CUSTOM_LISTEN_PORT",
            "FC_FUNC_CODE_PATH",
        ];
        if has("AWS_LAMBDA_RUNTIME_API") {
            Self::Lambda
        } else if FUNCTION_COMPUTE.into_iter().any(has) {
            Self::FunctionCompute
        } else {
            Self::Local
        }
    }
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
    /// Who calls. Known behind a [`Guarded`](crate::Guarded), absent where the function itself checks
    /// a signature.
    pub caller: Option<Caller>,
    /// What the platform's own authorizer says of the caller, where it stands beside the request.
    pub platform_claims: Option<Claims>,
    /// The time of day, for answers.
    pub clock: Arc<dyn Clock>,
    /// What the audit is going to say of the call.
    pub audit: Audit,
}

impl Context {
    /// What a call to the cloud needs of it.
    #[must_use]
    pub fn call(&self) -> client::Call {
        client::Call { deadline: self.deadline, credentials: self.credentials.clone() }
    }

    /// Who calls.
    ///
    /// # Errors
    /// 401 where nobody has been let in: a function that asks is closed without a guard.
    pub fn caller(&self) -> Result<&Caller, ApiError> {
        self.caller.as_ref().ok_or_else(|| {
            ApiError::new(
                StatusCode::UNAUTHORIZED,
                "MissingIdentity",
                "This route needs to know who calls.",
            )
        })
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

    #[test]
    fn each_platform_is_known_by_its_variables() {
        let of = |set: &'static str| Platform::of(|name| name == set);
        assert_eq!(of("AWS_LAMBDA_RUNTIME_API"), Platform::Lambda);
        assert_eq!(of("FC_FUNCTION_NAME"), Platform::FunctionCompute);
        assert_eq!(of("FC_SERVER_PORT"), Platform::FunctionCompute);
        // Set by a person, too: it names a region and says nothing of where the process runs.
        assert_eq!(of("AWS_REGION"), Platform::Local);
        assert_eq!(Platform::of(|_| true), Platform::Lambda);
    }

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
