//! Events of a transcoding task.

use serde_json::{Value, json};

use super::{add_extend, event};
use crate::callbacks::Event;
use crate::state::Cloud;
use crate::vod::records::{TranscodeTask, Video};
use crate::vod::transcode;

/// StreamTranscodeComplete for each job, then TranscodeComplete.
pub(in crate::vod) fn of_transcoding(
    cloud: &Cloud,
    video: &Video,
    task: &TranscodeTask,
) -> Vec<Event> {
    let sources = [&task.user_data, &video.common.user_data];
    let event = |name, members: Value| {
        let mut event = event(cloud, name, &task.video_id, "VideoId", members);
        add_extend(&mut event, &sources);
        event
    };
    let streams: Vec<Value> = task
        .jobs
        .iter()
        .map(|job| {
            json!({
                "Status": "success",
                "Definition": job.definition,
                "Encrypt": false,
                "FileUrl": transcode::stream_url(cloud, &video.common, job),
                "Format": job.format,
                "JobId": job.id,
            })
        })
        .collect();
    let mut events: Vec<Event> =
        streams.iter().map(|stream| event("StreamTranscodeComplete", stream.clone())).collect();
    let whole = json!({"Status": "success", "StreamInfos": streams});
    events.push(event("TranscodeComplete", whole));
    events
}
