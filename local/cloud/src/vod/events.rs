//! The bodies of events, with the documented fields ("Event notification").
//!
//! URLs in them are always http. `Extend` is a JSON text, as in the newest samples. Measures of a
//! stream (Bitrate, Duration, Fps, Height, Width, Size) are optional and absent: nothing was
//! measured. FileUrl of a stream names where it would lie; nothing lies there.

use model::time::iso8601;
use serde_json::{Value, json};

use super::records::{Common, TranscodeJob, TranscodeTask, Video};
use super::urls;
use super::user_data::UserData;
use crate::callbacks::{Event, Target};
use crate::state::Cloud;

/// Who is told: nobody while the account has no callback; else the first URL that the job or the
/// upload brought, else the account's. No page says which key signs for a URL of an upload: the
/// account's does.
pub(super) fn target(cloud: &Cloud, user_data: &[&UserData]) -> Option<Target> {
    let account = cloud.config.callback.as_ref()?;
    let own = user_data.iter().find_map(|data| data.callback_url.clone());
    Some(Target { url: own.unwrap_or_else(|| account.url.clone()), key: account.key.clone() })
}

/// FileUploadComplete.
pub(super) fn file_upload_complete(cloud: &Cloud, common: &Common) -> Event {
    upload_complete(cloud, common, "FileUploadComplete", "VideoId", "FileUrl")
}

/// ImageUploadComplete.
pub(super) fn image_upload_complete(cloud: &Cloud, common: &Common) -> Event {
    upload_complete(cloud, common, "ImageUploadComplete", "ImageId", "FileURL")
}

/// AttachedMediaUploadComplete.
pub(super) fn attached_media_upload_complete(cloud: &Cloud, common: &Common) -> Event {
    upload_complete(cloud, common, "AttachedMediaUploadComplete", "AttachedMediaId", "FileURL")
}

fn upload_complete(
    cloud: &Cloud,
    common: &Common,
    name: &'static str,
    id_key: &str,
    url_key: &str,
) -> Event {
    let mut body = json!({
        "EventTime": iso8601(cloud.now()),
        "EventType": name,
        "Status": "success",
        "Size": common.size.unwrap_or_default(),
    });
    body[id_key] = common.id.as_str().into();
    body[url_key] = urls::plain(cloud, &common.object).into();
    add_extend(&mut body, &[&common.user_data]);
    Event { name, media_id: common.id.clone(), body }
}

/// StreamTranscodeComplete for each job, then TranscodeComplete.
pub(super) fn of_transcoding(cloud: &Cloud, video: &Video, task: &TranscodeTask) -> Vec<Event> {
    let sources = [&task.user_data, &video.common.user_data];
    let event = |name, mut body: Value| {
        body["EventTime"] = iso8601(cloud.now()).into();
        body["EventType"] = Value::from(name);
        body["VideoId"] = task.video_id.as_str().into();
        add_extend(&mut body, &sources);
        Event { name, media_id: task.video_id.clone(), body }
    };
    let streams: Vec<Value> = task.jobs.iter().map(|job| stream(cloud, video, job)).collect();
    let mut events: Vec<Event> =
        streams.iter().map(|stream| event("StreamTranscodeComplete", stream.clone())).collect();
    let whole = json!({"Status": "success", "StreamInfos": streams});
    events.push(event("TranscodeComplete", whole));
    events
}

fn stream(cloud: &Cloud, video: &Video, job: &TranscodeJob) -> Value {
    let mut object = video.common.object.clone();
    object.key = format!("{}/{}-{}.{}", video.common.id, job.id, job.definition, job.format);
    json!({
        "Status": "success",
        "Definition": job.definition,
        "Encrypt": false,
        "FileUrl": urls::plain(cloud, &object),
        "Format": job.format,
        "JobId": job.id,
    })
}

/// Extend of the job, else of the upload.
fn add_extend(body: &mut Value, sources: &[&UserData]) {
    if let Some(extend) = sources.iter().find_map(|data| data.extend.as_deref()) {
        body["Extend"] = extend.into();
    }
}
