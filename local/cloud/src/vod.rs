//! ApsaraVideo VOD: media records, upload credentials, transcoding tasks and their events.
//!
//! Source: API reference of VOD 2017-03-21. Each operation stands in a file of its own and says
//! there what it chose where the documentation is silent. Nothing is analysed or transcoded: a task
//! is a delay, and fields that would need a look into the file are zero or absent.

mod arrival;
mod create_upload_attached_media;
mod create_upload_image;
mod create_upload_video;
mod delete_attached_media;
mod delete_image;
mod delete_message_callback;
mod delete_multipart_upload;
mod delete_video;
#[cfg(feature = "fuzzing")]
pub(crate) mod doors;
mod events;
mod get_message_callback;
mod get_transcode_task;
mod get_upload_details;
mod get_video_list;
mod grant;
mod library;
mod limits;
mod list_transcode_task;
mod lookup;
mod message_callbacks;
mod metadata;
mod queries;
mod quotas;
mod records;
mod refresh_upload_video;
mod register_media;
mod report_upload_progress;
mod search;
mod set_message_callback;
mod snapshot;
mod status;
mod submit_snapshot_job;
mod submit_transcode_jobs;
mod submit_workflow_job;
mod templates;
mod transcode;
mod update_image_infos;
mod update_video_info;
mod upload;
mod urls;
mod user_data;
mod workflow;

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::callbacks::{self, Callbacks, Delivery};
use crate::config::Config;
use crate::objects::BucketProperties;
use crate::state::Cloud;
use crate::storage::{DataError, Storage, Table};
use library::Library;
use message_callbacks::MessageCallbacks;
use quotas::Calls;
use search::Scrolls;

pub(crate) use arrival::object_arrived;
pub(crate) use create_upload_attached_media::create_upload_attached_media;
pub(crate) use create_upload_image::create_upload_image;
pub(crate) use create_upload_video::create_upload_video;
pub(crate) use delete_attached_media::delete_attached_media;
pub(crate) use delete_image::delete_image;
pub(crate) use delete_message_callback::delete_message_callback;
pub(crate) use delete_multipart_upload::delete_multipart_upload;
pub(crate) use delete_video::delete_video;
pub(crate) use get_message_callback::get_message_callback;
pub(crate) use get_transcode_task::get_transcode_task;
pub(crate) use get_upload_details::get_upload_details;
pub(crate) use get_video_list::get_video_list;
pub(crate) use list_transcode_task::list_transcode_task;
pub(crate) use queries::{
    attached_media_info, image_info, mezzanine_info, video_info, video_infos,
};
pub(crate) use quotas::count_call;
pub(crate) use refresh_upload_video::refresh_upload_video;
pub(crate) use register_media::register_media;
pub(crate) use report_upload_progress::report_upload_progress;
pub(crate) use search::search_media;
pub(crate) use set_message_callback::set_message_callback;
pub(crate) use submit_snapshot_job::submit_snapshot_job;
pub(crate) use submit_transcode_jobs::submit_transcode_jobs;
pub(crate) use submit_workflow_job::submit_workflow_job;
pub(crate) use update_image_infos::update_image_infos;
pub(crate) use update_video_info::update_video_info;

/// The record of the bucket's name.
const BUCKET: &str = "vod-bucket";

/// All that VOD knows.
pub(crate) struct Vod {
    library: Mutex<Library>,
    message_callbacks: MessageCallbacks,
    calls: Calls,
    scrolls: Scrolls,
    bucket: OnceLock<String>,
    callbacks: Callbacks,
}

impl Vod {
    /// Knows the account's callback and what was there at the last end; nothing else at first.
    pub(crate) fn load(config: &Config, storage: &Storage) -> Result<Self, DataError> {
        let bucket: Option<String> = storage.find(Table::Cloud, BUCKET)?;
        Ok(Self {
            library: Mutex::new(Library::load(storage)?),
            message_callbacks: MessageCallbacks::load(storage, config.callback.as_ref())?,
            bucket: bucket.map_or_else(OnceLock::new, OnceLock::from),
            calls: Calls::default(),
            scrolls: Scrolls::load(storage)?,
            callbacks: Callbacks::load(storage)?,
        })
    }

    /// What goes out.
    pub(crate) fn callbacks(&self) -> &Callbacks {
        &self.callbacks
    }

    /// Every attempt to deliver an event, oldest first.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        self.callbacks.deliveries()
    }

    /// Ids and statuses of everything.
    pub(crate) fn census(&self) -> serde_json::Value {
        self.library().census()
    }

    fn library(&self) -> MutexGuard<'_, Library> {
        self.library.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Goes on with what was not done at the last end of the cloud.
pub(crate) fn resume(cloud: &Arc<Cloud>) {
    // A run of a workflow goes on when the job ends that it waits for.
    transcode::resume(cloud);
    snapshot::resume(cloud);
    callbacks::resume(cloud);
}

/// The one bucket that VOD manages for the account, `outin-` and 32 hexadecimal characters; made
/// when it is first asked for.
pub(crate) fn bucket(cloud: &Cloud) -> &str {
    cloud.vod.bucket.get_or_init(|| {
        let bucket = format!("outin-{}", cloud.config.randomness.hex(16));
        // The name is new, so nobody has it.
        let _made = cloud.objects.create_bucket(&bucket, BucketProperties::of_vod(cloud.now()));
        let mut batch = cloud.storage.batch();
        batch.put(Table::Cloud, BUCKET, &bucket);
        cloud.storage.commit(batch);
        bucket
    })
}

/// `StorageLocation`: the bucket's host in the cloud's own form.
fn storage_location(cloud: &Cloud) -> String {
    location_of(cloud, bucket(cloud))
}

/// `StorageLocation` of what lies in this bucket.
fn location_of(cloud: &Cloud, bucket: &str) -> String {
    format!("{bucket}.oss-{}.aliyuncs.com", cloud.config.region)
}
