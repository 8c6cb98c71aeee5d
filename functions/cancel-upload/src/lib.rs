//! `DELETE /upload/{video|image|attached-media}/{id}`: cancels an upload that has not arrived yet.
//!
//! The parts go first and the record last, and before it goes VOD is asked once more: an upload that
//! was completed meanwhile is kept, and the answer is 409. Only the owner may cancel, or somebody
//! who may act for others; to anyone else the upload does not exist. Whoever shows the ticket may
//! cancel as often as they like: what is gone stays cancelled.
//!
//! What no call to VOD can prevent: the credential lives on for the rest of its 3,000 seconds, and a
//! file that is sent with it after all lies in the bucket without a record.

mod file;
#[cfg(feature = "openapi")]
mod openapi;
#[cfg(test)]
mod tests;
mod video;

use std::{sync::Arc, time::Duration};

use access::{Rules, RulesSettings};
use async_trait::async_trait;
use bytes::Bytes;
use client::Client;
use grant::{Claim, GrantKeys, GrantSettings, Verdict};
use http::{Request, Response, StatusCode};
use model::{Clock, MediaKind, time};
use runtime::{
    ApiError, CloudSettings, Context, Found, HttpFunction, Ports, Route, RouteTable, answer, ticket,
};
use serde::Serialize;
use settings::SettingsError;

use crate::file::File;

/// How long VOD may take to hear from OSS that a file is complete. A file without parts to abort may
/// be one that has just been completed; it is given this long to show.
const SETTLING: Duration = Duration::from_millis(500);

settings::settings! {
    /// What the function reads.
    pub struct CancelUploadSettings {
        groups { cloud: CloudSettings, grant: GrantSettings, rules: RulesSettings }
    }
}

/// The function.
pub struct CancelUpload {
    client: Arc<Client>,
    keys: GrantKeys,
    rules: Rules,
    clock: Arc<dyn Clock>,
    routes: RouteTable<MediaKind>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "PascalCase")]
pub struct Cancelled {
    /// Of this request.
    pub request_id: String,
    /// VideoId, ImageId or MediaId.
    pub id: String,
    /// Always `Cancelled`: there is no such upload any more.
    #[cfg_attr(feature = "openapi", schemars(extend("const" = "Cancelled")))]
    pub status: &'static str,
    /// The time of this server, UTC.
    #[cfg_attr(feature = "openapi", schemars(extend("format" = "date-time")))]
    pub server_time: String,
}

/// How far an upload is, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// It has not arrived.
    Uploading,
    /// It has, or it never will.
    Over,
    /// There is no record of it.
    Gone,
}

impl CancelUpload {
    /// The requests that it answers.
    pub const ROUTES: &[Route] = &[
        Route { method: "DELETE", path: "/upload/video/{id}" },
        Route { method: "DELETE", path: "/upload/image/{id}" },
        Route { method: "DELETE", path: "/upload/attached-media/{id}" },
    ];

    /// What the same paths take beside them.
    const NEIGHBOURS: &[Route] = &[
        Route { method: "GET", path: "/upload/video/{id}" },
        Route { method: "GET", path: "/upload/image/{id}" },
        Route { method: "GET", path: "/upload/attached-media/{id}" },
    ];

    /// Builds it.
    ///
    /// # Errors
    /// When the settings name no region of VOD.
    pub fn new(settings: &CancelUploadSettings, ports: &Ports) -> Result<Self, SettingsError> {
        let kinds = [MediaKind::Video, MediaKind::Image, MediaKind::AttachedMedia];
        Ok(Self {
            client: settings.cloud.client(ports)?,
            keys: settings.grant.grant_keys.clone(),
            rules: settings.rules.rules()?,
            clock: ports.clock.clone(),
            routes: RouteTable::declared(Self::ROUTES, kinds)?,
        })
    }

    async fn cancel(
        &self,
        request: &Request<Bytes>,
        context: &Context,
    ) -> Result<Cancelled, ApiError> {
        let Found::Target(kind, parameters) =
            self.routes.find(request.method(), request.uri().path())
        else {
            return Err(ApiError::no_such(MediaKind::Video));
        };
        let id = parameters.into_iter().next().map(|(_, id)| id).unwrap_or_default();
        let caller = context.caller()?;
        context.audit.kind(kind);
        context.audit.media(&id);
        let claim = Claim {
            keys: &self.keys,
            owner: &caller.owner,
            acts_for_others: self.rules.acts_for_others(caller, kind)?,
            ticket: ticket(request.headers()),
        };
        if claim.on(kind, &id) == Verdict::Fails {
            return Err(ApiError::no_such(kind));
        }
        if let Some(grant) = claim.grant_of(kind, &id) {
            context.audit.grant(grant);
        }
        let no_such = || ApiError::no_such(kind);
        match kind {
            MediaKind::Video => video::cancel(&self.client, &claim, &id, context).await?,
            MediaKind::Image => {
                let file = File::Image(id.parse().map_err(|_| no_such())?);
                file::cancel(&self.client, &claim, file, context).await?;
            }
            MediaKind::AttachedMedia => {
                let file = File::AttachedMedia(id.parse().map_err(|_| no_such())?);
                file::cancel(&self.client, &claim, file, context).await?;
            }
        }
        context.audit.cancelled();
        Ok(Cancelled {
            request_id: context.request_id.to_string(),
            id,
            status: "Cancelled",
            server_time: time::iso8601(self.clock.now()),
        })
    }
}

/// What follows from the first look at an upload: whether there is still something to cancel.
fn first_look(
    stage: Stage,
    kind: MediaKind,
    id: &str,
    claim: &Claim<'_>,
) -> Result<bool, ApiError> {
    match stage {
        Stage::Uploading => Ok(true),
        Stage::Over => Err(arrived(kind)),
        // The ticket shows that there was one.
        Stage::Gone if claim.grant_of(kind, id).is_some() => Ok(false),
        Stage::Gone => Err(ApiError::no_such(kind)),
    }
}

/// What follows from the second one, right before the record would go.
fn second_look(stage: Stage, kind: MediaKind) -> Result<bool, ApiError> {
    match stage {
        Stage::Uploading => Ok(true),
        Stage::Over => Err(arrived(kind)),
        Stage::Gone => Ok(false),
    }
}

/// 409: what has arrived is media, and no upload that could be cancelled.
fn arrived(kind: MediaKind) -> ApiError {
    let what = match kind {
        MediaKind::Video => "video",
        MediaKind::Image => "image",
        MediaKind::AttachedMedia => "attached medium",
    };
    ApiError::new(
        StatusCode::CONFLICT,
        "Forbidden.IllegalStatus",
        format!("The {what} is no longer Uploading, so its upload cannot be cancelled."),
    )
}

/// A record that somebody else has deleted is deleted.
fn unless_gone<T>(result: Result<T, client::Error>) -> Result<Option<T>, ApiError> {
    match result {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if error.kind() == client::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Waits until VOD has heard of whatever was complete before now.
async fn settle(context: &Context) {
    let until = (tokio::time::Instant::now() + SETTLING).min(context.deadline);
    tokio::time::sleep_until(until).await;
}

#[async_trait]
impl HttpFunction for CancelUpload {
    fn name(&self) -> &'static str {
        "cancel-upload"
    }

    fn routes(&self) -> &'static [Route] {
        Self::ROUTES
    }

    fn neighbours(&self) -> &'static [Route] {
        Self::NEIGHBOURS
    }

    async fn handle(&self, request: Request<Bytes>, context: &Context) -> Response<Bytes> {
        answer::respond(self.cancel(&request, context).await, context)
    }
}
