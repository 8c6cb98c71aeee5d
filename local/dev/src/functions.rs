//! The functions, with the settings that fit the local cloud.
//!
//! They are built from texts, as on a platform, so that the local stack and a deployment read their
//! settings the same way.

use std::sync::Arc;

use cancel_upload::CancelUpload;
use create_upload_attached_media::CreateUploadAttachedMedia;
use create_upload_image::CreateUploadImage;
use create_upload_video::CreateUploadVideo;
use pipeline::Inline;
use process_upload::{ProcessUpload, ProcessUploadSettings};
use refresh_upload_video::RefreshUploadVideo;
use runtime::{Cors, CorsSettings, Exposure, Guarded, HttpFunction, Ports, built};
use settings::{Fixed, Settings, SettingsError};
use sts_token::StsToken;
use upload_complete::{CallbackSettings, UploadComplete};
use upload_status::UploadStatus;

/// Builds all of them; the process-upload function stands behind the webhook.
pub(crate) fn build(
    source: &Fixed,
    ports: &Ports,
) -> Result<Vec<Arc<dyn HttpFunction>>, SettingsError> {
    let process = ProcessUpload::new(&ProcessUploadSettings::load(source)?, ports)?;
    let hand_off = Arc::new(Inline::new(Arc::new(process)));
    let admission = runtime::admission(source, Exposure::Loopback, ports)?;
    let cors = Cors::new(&CorsSettings::load(source)?);
    let functions: Vec<Arc<dyn HttpFunction>> = vec![
        built(CreateUploadVideo::new, source, ports)?,
        built(RefreshUploadVideo::new, source, ports)?,
        built(CreateUploadImage::new, source, ports)?,
        built(CreateUploadAttachedMedia::new, source, ports)?,
        built(UploadStatus::new, source, ports)?,
        built(CancelUpload::new, source, ports)?,
        built(StsToken::new, source, ports)?,
        Arc::new(UploadComplete::over(
            CallbackSettings::load(source)?,
            hand_off,
            ports.clock.clone(),
        )),
    ];
    let guarded = |function| -> Arc<dyn HttpFunction> {
        Arc::new(Guarded::new(function, admission.clone()).with_cors(cors.clone()))
    };
    Ok(functions.into_iter().map(guarded).collect())
}
