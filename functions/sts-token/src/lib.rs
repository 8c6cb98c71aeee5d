//! `GET` and `POST /sts/token`: issues STS tokens.
//!
//! AssumeRole is limited to 100 calls a second for a whole account, and both the VOD and the STS
//! documentation advise to keep tokens. One token is kept per process and handed out until a third
//! of its life is left, so whoever gets it has at least that long.

mod cache;
mod policy;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use model::{Clock, RoleArn, RoleSessionName, time};
use runtime::{ApiError, CloudSettings, Context, HttpFunction, Ports, Route, answer, body};
use serde::{Deserialize, Serialize};
use settings::SettingsError;

pub use cache::TokenCache;
pub use policy::{SessionPolicy, TokenLife};

settings::settings! {
    /// What the function reads.
    pub struct StsTokenSettings {
        groups { cloud: CloudSettings }
        /// The role whose tokens are handed out.
        required role_arn: RoleArn = "STS_ROLE_ARN",
        /// Name of the sessions, seen in the account's audit log.
        default role_session_name: RoleSessionName = "STS_ROLE_SESSION_NAME" "vod-upload",
        /// Session policy: a token may do what both the role and this allow.
        required session_policy: SessionPolicy = "STS_SESSION_POLICY",
        /// How long a token lives.
        default life: TokenLife = "STS_DURATION_SECONDS" "3600",
    }
}

/// The function.
pub struct StsToken {
    cache: TokenCache,
    clock: Arc<dyn Clock>,
}

/// A request may have a body, but it has no fields: what a token may do is the operator's choice.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenRequest {}

/// The answer. `StatusCode` is what the OSS SDKs of Android and iOS look at, `status` what the
/// sample servers of the documentation answer with.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct TokenAnswer {
    status_code: u16,
    #[serde(rename = "status")]
    status: u16,
    request_id: String,
    access_key_id: String,
    access_key_secret: String,
    security_token: String,
    expiration: String,
    server_time: String,
}

impl StsToken {
    /// The requests that it answers.
    pub const ROUTES: &[Route] = &[
        Route { method: "GET", path: "/sts/token" },
        Route { method: "POST", path: "/sts/token" },
    ];

    /// Builds it.
    ///
    /// # Errors
    /// When the settings name no region of VOD.
    pub fn new(settings: &StsTokenSettings, ports: &Ports) -> Result<Self, SettingsError> {
        let client = settings.cloud.sts_client(ports)?;
        let assume_role = client::operations::AssumeRole {
            role_arn: settings.role_arn.clone(),
            role_session_name: settings.role_session_name.clone(),
            policy: Some(settings.session_policy.as_str().to_owned()),
            duration_seconds: Some(settings.life.seconds()),
            external_id: None,
        };
        let cache = TokenCache::new(client, assume_role, ports.clock.clone());
        Ok(Self { cache, clock: ports.clock.clone() })
    }

    async fn token(&self, body: &Bytes, context: &Context) -> Result<TokenAnswer, ApiError> {
        if !body.is_empty() {
            body::parse::<TokenRequest>(body)?;
        }
        let token = self
            .cache
            .token(&context.call())
            .await
            .map_err(|error| ApiError::of_operator(&error))?;
        let keys = &token.credentials;
        Ok(TokenAnswer {
            status_code: 200,
            status: 200,
            request_id: context.request_id.to_string(),
            access_key_id: keys.access_key_id.clone(),
            access_key_secret: keys.access_key_secret.expose().to_owned(),
            security_token: keys
                .security_token
                .as_ref()
                .map(|token| token.expose().to_owned())
                .unwrap_or_default(),
            expiration: time::iso8601(token.expires_at),
            server_time: time::iso8601(self.clock.now()),
        })
    }
}

#[async_trait]
impl HttpFunction for StsToken {
    fn name(&self) -> &'static str {
        "sts-token"
    }

    fn routes(&self) -> &'static [Route] {
        Self::ROUTES
    }

    async fn handle(&self, request: Request<Bytes>, context: &Context) -> Response<Bytes> {
        answer::respond(self.token(request.body(), context).await, context)
    }
}
