//! `GET` and `POST /sts/token`: issues STS tokens, each for the folder of one owner.
//!
//! A token is the one credential here that is not for one file, so it is narrowed to whoever gets it:
//! what it reaches is decided by the caller's subject and tenant and the operator's settings, and by
//! nothing in the request.
//!
//! AssumeRole is limited to 100 calls a second for a whole account, and both the VOD and the STS
//! documentation advise to keep tokens. A process keeps one for each owner and hands it out until a
//! third of its life is left, so whoever gets it has at least that long.

mod cache;
mod folder;
#[cfg(feature = "openapi")]
mod openapi;
mod scope;
mod session;
mod setting;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use access::{Rules, RulesSettings};
use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use model::{Clock, RoleArn, time};
use runtime::{
    ApiError, CloudSettings, Context, CredentialKind, HttpFunction, Ports, Route, answer, body,
};
use serde::{Deserialize, Serialize};
use settings::SettingsError;

use cache::TokenCache;
use scope::Scope;
use session::Sessions;
pub use setting::{BucketName, BucketRegion, Prefix, Switch, TokenLife};

settings::settings! {
    /// What the function reads.
    pub struct StsTokenSettings {
        groups { cloud: CloudSettings, rules: RulesSettings }
        /// The role whose tokens are handed out.
        required role_arn: RoleArn = "STS_ROLE_ARN",
        /// The bucket that tokens write to, each into the folder of its owner. Required unless
        /// `STS_VOD` is on.
        optional bucket: BucketName = "STS_BUCKET",
        /// What stands before the folder of each owner.
        default prefix: Prefix = "STS_PREFIX" "uploads/",
        /// Where that bucket is, for the answer.
        optional bucket_region: BucketRegion = "STS_BUCKET_REGION",
        /// Whether tokens may also call CreateUploadVideo and CreateUploadImage of VOD, for the whole
        /// account and past the access rules.
        default vod: Switch = "STS_VOD" "off",
        /// With `STS_VOD` on: whether they may also call RefreshUploadVideo, for any video of the account.
        default vod_refresh: Switch = "STS_VOD_REFRESH" "off",
        /// How long a token lives.
        default life: TokenLife = "STS_DURATION_SECONDS" "3600",
    }
}

/// The function.
pub struct StsToken {
    cache: TokenCache,
    rules: Rules,
    scope: Scope,
    region: Option<BucketRegion>,
    clock: Arc<dyn Clock>,
}

/// A request may have a body, but it has no fields: what a token may do is not the caller's choice.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct TokenRequest {}

/// The answer. `StatusCode` is what the OSS SDKs of Android and iOS look at, `status` what the
/// sample servers of the documentation answer with. `Bucket`, `Prefix` and `Region` say where the
/// token can write; they are left out where it is for calls of VOD alone.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "PascalCase")]
struct TokenAnswer {
    status_code: u16,
    #[serde(rename = "status")]
    status: u16,
    request_id: String,
    access_key_id: String,
    access_key_secret: String,
    security_token: String,
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
    expiration: String,
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
    server_time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    bucket: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prefix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
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
    /// When the settings name no region of VOD, or a token could do nothing.
    pub fn new(settings: &StsTokenSettings, ports: &Ports) -> Result<Self, SettingsError> {
        let client = settings.cloud.sts_client(ports)?;
        let scope = Scope::of(settings)?;
        for opening in scope.openings() {
            tracing::warn!("{opening}");
        }
        let sessions = Sessions {
            role_arn: settings.role_arn.clone(),
            scope: scope.clone(),
            life: settings.life,
        };
        Ok(Self {
            cache: TokenCache::new(client, sessions, ports.clock.clone()),
            rules: settings.rules.rules()?,
            region: settings.bucket_region.clone().filter(|_| scope.bucket().is_some()),
            scope,
            clock: ports.clock.clone(),
        })
    }

    async fn token(&self, body: &Bytes, context: &Context) -> Result<TokenAnswer, ApiError> {
        context.audit.kind(CredentialKind::StsToken);
        let caller = context.caller()?;
        self.rules.sts(caller)?;
        if !body.is_empty() {
            body::parse::<TokenRequest>(body)?;
        }
        let token = self
            .cache
            .token(&caller.owner, &context.call())
            .await
            .map_err(|error| ApiError::of_operator(&error))?;
        let keys = &token.credentials;
        let expiration = time::iso8601(token.expires_at);
        context.audit.issued(&expiration);
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
            expiration,
            server_time: time::iso8601(self.clock.now()),
            bucket: self.scope.bucket().map(ToString::to_string),
            prefix: self.scope.prefix(&caller.owner),
            region: self.region.as_ref().map(ToString::to_string),
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
