//! SubmitSnapshotJob: snapshots of a video, told of when they are done.
//!
//! Nothing is decoded: a job is [`Config::transcode_delay`] long, makes as many snapshots as Count
//! says (1 when absent; the length of the video is not known, so Interval cannot make it fewer), or
//! as many as there are SpecifiedOffsetTimes, and stores none. Choices where the page is silent: there
//! are no snapshot templates, so any SnapshotTemplateId is a NoSuchResource; a value outside its
//! bounds is an InvalidParameter.
//!
//! [`Config::transcode_delay`]: crate::Config::transcode_delay

use serde::Deserialize;
use serde_json::{Value, json};

use super::lookup::VideoName;
use super::records::SnapshotJob;
use super::status::IllegalStatus;
use super::user_data::UserData;
use super::{snapshot, status};
use crate::identifiers;
use crate::rpc::{Answer, Call, Parameters, RpcError};

const OFFSETS: usize = 30;
const SIDE: std::ops::RangeInclusive<u64> = 8..=4_096;
const GRID: std::ops::RangeInclusive<u64> = 1..=10_000;

/// Starts a job.
pub(crate) fn submit_snapshot_job(call: &Call<'_>) -> Result<Answer, RpcError> {
    let (cloud, parameters) = (call.cloud, call.parameters);
    let name = VideoName::read(parameters)?;
    if let Some(template) = parameters.text("SnapshotTemplateId") {
        return Err(RpcError::no_such_resource(template));
    }
    let count = count(parameters)?;
    let sprite = Sprite::read(parameters)?;
    let user_data = UserData::read(parameters)?;

    let mut library = cloud.vod.library();
    let video = library
        .video(name.id.as_deref(), name.reference.as_deref())
        .ok_or_else(RpcError::no_such_video)?;
    video.status.allow_snapshots().map_err(|IllegalStatus| status::illegal(video.status))?;
    let job = SnapshotJob {
        id: identifiers::media_id(&*cloud.config.randomness),
        video_id: video.common.id.clone(),
        count,
        keeps_snapshots: sprite.as_ref().is_none_or(Sprite::keeps_cells),
        sprites: sprite.map(|sprite| count.div_ceil(sprite.columns * sprite.lines)),
        user_data,
        created: cloud.now(),
        completed: None,
    };
    let id = job.id.clone();
    library.add_snapshot_job(job);
    drop(library);
    snapshot::start(cloud, &id);
    Ok(Answer::from_iter([("SnapshotJob".to_owned(), json!({"JobId": id}))]))
}

fn count(parameters: &Parameters) -> Result<u64, RpcError> {
    parameters.number("SpecifiedOffsetTime")?;
    parameters.number_within("Width", SIDE)?;
    parameters.number_within("Height", SIDE)?;
    parameters.number("Interval")?;
    let count = parameters.number_within("Count", 1..=u64::from(u32::MAX))?.unwrap_or(1);
    let Some(offsets) = parameters.text("SpecifiedOffsetTimes") else { return Ok(count) };
    // The SDK sends its list as JSON.
    let offsets: Vec<u64> = serde_json::from_str(offsets)
        .ok()
        .filter(|offsets: &Vec<u64>| (1..=OFFSETS).contains(&offsets.len()))
        .ok_or_else(|| {
            let expected = "a JSON array of at most 30 whole numbers";
            RpcError::invalid_parameter("SpecifiedOffsetTimes", expected)
        })?;
    Ok(u64::try_from(offsets.len()).unwrap_or(count))
}

/// `SpriteSnapshotConfig` ("Request parameters").
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Sprite {
    #[serde(default = "ten")]
    columns: u64,
    #[serde(default = "ten")]
    lines: u64,
    /// `keep` or `delete`.
    #[serde(default)]
    keep_cell_pic: Option<String>,
}

fn ten() -> u64 {
    10
}

impl Sprite {
    fn read(parameters: &Parameters) -> Result<Option<Self>, RpcError> {
        let Some(text) = parameters.text("SpriteSnapshotConfig") else { return Ok(None) };
        serde_json::from_str(text)
            .and_then(|members| serde_json::from_value(Value::Object(members)))
            .ok()
            .filter(|sprite: &Self| {
                GRID.contains(&sprite.columns)
                    && GRID.contains(&sprite.lines)
                    && matches!(sprite.keep_cell_pic.as_deref(), None | Some("keep" | "delete"))
            })
            .map(Some)
            .ok_or_else(|| {
                let expected = "a JSON object with Columns and Lines from 1 to 10000";
                RpcError::invalid_parameter("SpriteSnapshotConfig", expected)
            })
    }

    fn keeps_cells(&self) -> bool {
        self.keep_cell_pic.as_deref() != Some("delete")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(pairs: &[(&str, &str)]) -> Parameters {
        Parameters::new(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn offsets_win_over_the_count() {
        assert_eq!(count(&parameters(&[])).unwrap(), 1);
        assert_eq!(count(&parameters(&[("Count", "5")])).unwrap(), 5);
        let both = [("Count", "5"), ("SpecifiedOffsetTimes", "[0,1000]")];
        assert_eq!(count(&parameters(&both)).unwrap(), 2);
        for (name, value) in [
            ("SpecifiedOffsetTimes", "0,1000"),
            ("SpecifiedOffsetTimes", "[]"),
            ("Width", "7"),
            ("Height", "4097"),
            ("Count", "0"),
            ("Interval", "-1"),
            ("SpecifiedOffsetTime", "x"),
        ] {
            assert_eq!(count(&parameters(&[(name, value)])).unwrap_err().code, "InvalidParameter");
        }
    }

    #[test]
    fn sprites_have_a_grid() {
        let read = |text| Sprite::read(&parameters(&[("SpriteSnapshotConfig", text)]));
        let sprite = read("{}").unwrap().unwrap();
        assert_eq!((sprite.columns, sprite.lines, sprite.keeps_cells()), (10, 10, true));
        assert!(!read(r#"{"KeepCellPic":"delete"}"#).unwrap().unwrap().keeps_cells());
        for text in
            ["[]", "text", r#"{"Columns":0}"#, r#"{"Lines":10001}"#, r#"{"KeepCellPic":"x"}"#]
        {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
