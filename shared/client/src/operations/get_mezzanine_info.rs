//! GetMezzanineInfo: the source file of one video.

use model::{Secret, VideoId};
use serde::Deserialize;
use serde_json::Value;

use super::{Operation, OutputType, Repeat, VideoSelector};
use crate::{Call, Client, Error, lenient, parameters::Parameters};

/// Request of GetMezzanineInfo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetMezzanineInfo {
    /// Which video.
    pub video: VideoSelector,
    /// Seconds for which `file_url` works; 3,600 where absent.
    pub auth_timeout: Option<u64>,
    /// From where; CDN where absent.
    pub output_type: Option<OutputType>,
    /// `video`, `audio` or both, separated by a comma: asks for the streams.
    pub addition_type: Option<String>,
}

impl GetMezzanineInfo {
    /// The source of this video, everything else left to the cloud.
    pub fn new(video: impl Into<VideoSelector>) -> Self {
        Self { video: video.into(), auth_timeout: None, output_type: None, addition_type: None }
    }
}

/// Answer of GetMezzanineInfo.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetMezzanineInfoAnswer {
    /// Of this call.
    pub request_id: String,
    /// The source file.
    pub mezzanine: Mezzanine,
}

/// A source file. Times are texts in UTC.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Mezzanine {
    /// The video that it belongs to.
    pub video_id: VideoId,
    /// Name under which it was uploaded.
    #[serde(default, deserialize_with = "lenient::text")]
    pub file_name: Option<String>,
    /// A signed URL: whoever has it can read the file.
    #[serde(default, rename = "FileURL")]
    pub file_url: Option<Secret>,
    /// MD5 of the file.
    #[serde(default, rename = "FileMD5", deserialize_with = "lenient::text")]
    pub file_md5: Option<String>,
    /// CRC-64 of the file; not always there.
    #[serde(default, rename = "CRC64", deserialize_with = "lenient::text")]
    pub crc64: Option<String>,
    /// Bytes.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub size: Option<u64>,
    /// Seconds.
    #[serde(default, deserialize_with = "lenient::decimal")]
    pub duration: Option<f64>,
    /// Kbit/s.
    #[serde(default, deserialize_with = "lenient::decimal")]
    pub bitrate: Option<f64>,
    /// Frames per second.
    #[serde(default, deserialize_with = "lenient::decimal")]
    pub fps: Option<f64>,
    /// Pixels.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub width: Option<u64>,
    /// Pixels.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub height: Option<u64>,
    /// `Normal`, …
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// When it was made.
    #[serde(default, deserialize_with = "lenient::text")]
    pub creation_time: Option<String>,
    /// As the cloud writes them.
    #[serde(default, deserialize_with = "lenient::list")]
    pub video_stream_list: Vec<Value>,
    /// As the cloud writes them.
    #[serde(default, deserialize_with = "lenient::list")]
    pub audio_stream_list: Vec<Value>,
}

impl Operation for GetMezzanineInfo {
    const NAME: &'static str = "GetMezzanineInfo";
    type Answer = GetMezzanineInfoAnswer;

    fn parameters(&self, parameters: &mut Parameters) {
        self.video.parameters(parameters);
        parameters
            .set_if("AuthTimeout", self.auth_timeout.as_ref())
            .set_if("OutputType", self.output_type.map(OutputType::as_str))
            .set_if("AdditionType", self.addition_type.as_ref());
    }

    fn repeat(&self) -> Repeat {
        Repeat::Always
    }
}

impl Client {
    /// Queries the source file of one video.
    ///
    /// # Errors
    /// `NotFound` where there is no such video or no file yet, and whatever any call can meet.
    pub async fn get_mezzanine_info(
        &self,
        call: &Call,
        request: &GetMezzanineInfo,
    ) -> Result<GetMezzanineInfoAnswer, Error> {
        self.execute(call, request).await
    }
}
