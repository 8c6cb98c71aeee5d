//! DeleteMultipartUpload: the parts of a video's unfinished uploads go.
//!
//! Every refusal is a 400, those of missing things too, as the page has it. The page does not tell
//! InvalidFile.NotFound from InvalidMultipartUpload.NotFound for a video that never got a byte: the
//! latter is given, because nothing here knows a file without its bytes.

use super::library::Library;
use super::records::ObjectAddress;
use crate::rpc::{Answer, Call, RpcError};

/// Ends every unfinished upload of the video's file.
pub(crate) fn delete_multipart_upload(call: &Call<'_>) -> Result<Answer, RpcError> {
    let (cloud, parameters) = (call.cloud, call.parameters);
    let id = parameters.required("MediaId")?;
    if parameters.required("MediaType")? != "video" {
        let message = "The specified parameter \"MediaType\" is invalid.";
        return Err(RpcError::bad_request("InvalidParameter", message));
    }
    let object = object(&cloud.vod.library(), id).ok_or_else(|| {
        RpcError::bad_request("InvalidVideo.NotFound", "The video does not exist.")
    })?;
    if cloud.objects.bucket(&object.bucket).is_none() {
        return Err(RpcError::bad_request("InvalidStorage.NotFound", "can't find storage."));
    }
    if cloud.objects.abort_all(&object.bucket, &object.key) == 0 {
        return Err(RpcError::bad_request(
            "InvalidMultipartUpload.NotFound",
            "The multipart upload not exist.",
        ));
    }
    Ok(Answer::new())
}

fn object(library: &Library, id: &str) -> Option<ObjectAddress> {
    library.video(Some(id), None).map(|video| video.common.object.clone())
}
