//! The functions, with the settings that fit the local cloud.
//!
//! They are built from texts, as on a platform, so that the local stack and a deployment read their
//! settings the same way.

use std::sync::Arc;

use create_upload_attached_media::CreateUploadAttachedMedia;
use create_upload_image::CreateUploadImage;
use create_upload_video::CreateUploadVideo;
use pipeline::Inline;
use process_upload::{ProcessUpload, ProcessUploadSettings};
use refresh_upload_video::RefreshUploadVideo;
use runtime::{AccessSettings, Admission, CloudSettings, Exposure, Guarded, HttpFunction, Ports};
use settings::{Fixed, Settings, SettingsError};
use sts_token::{StsToken, StsTokenSettings};
use upload_complete::{CallbackSettings, UploadComplete};
use upload_status::UploadStatus;

/// Builds all of them; the process-upload function stands behind the webhook.
pub(crate) fn build(
    source: &Fixed,
    ports: &Ports,
) -> Result<Vec<Arc<dyn HttpFunction>>, SettingsError> {
    let cloud = CloudSettings::load(source)?;
    let process = ProcessUpload::new(&ProcessUploadSettings::load(source)?, ports)?;
    let hand_off = Arc::new(Inline::new(Arc::new(process)));
    let admission = Admission::new(&AccessSettings::load(source)?, Exposure::Loopback)?;
    let functions: Vec<Arc<dyn HttpFunction>> = vec![
        Arc::new(CreateUploadVideo::new(&cloud, ports)?),
        Arc::new(RefreshUploadVideo::new(&cloud, ports)?),
        Arc::new(CreateUploadImage::new(&cloud, ports)?),
        Arc::new(CreateUploadAttachedMedia::new(&cloud, ports)?),
        Arc::new(UploadStatus::new(&cloud, ports)?),
        Arc::new(StsToken::new(&StsTokenSettings::load(source)?, ports)?),
        Arc::new(UploadComplete::over(
            CallbackSettings::load(source)?,
            hand_off,
            ports.clock.clone(),
        )),
    ];
    let guarded =
        |function| Arc::new(Guarded::new(function, admission.clone())) as Arc<dyn HttpFunction>;
    Ok(functions.into_iter().map(guarded).collect())
}
