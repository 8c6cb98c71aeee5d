//! What a request asks for, told before anything about it is believed: for faults and explanations.

use http::request::Parts;
use jiff::Timestamp;

use super::operation::Operation;
use super::request::OssRequest;
use crate::state::Cloud;

/// The documentation's name of the operation. `None` when the request cannot be read.
pub(crate) fn operation_name(parts: &Parts, now: Timestamp) -> Option<String> {
    let request = OssRequest::parse(parts, now).ok()?;
    Some(match Operation::of(&request).ok()? {
        Operation::Unsupported { name } => name.into_owned(),
        // The variants bear the documentation's names.
        known => {
            let text = format!("{known:?}");
            text.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_owned()
        }
    })
}

/// Aborts the upload that a request names, as if somebody else had been quicker.
pub(crate) fn abort_upload_of(cloud: &Cloud, parts: &Parts) {
    let Ok(request) = OssRequest::parse(parts, cloud.now()) else { return };
    let target = &request.target;
    if let (Some(bucket), Some(key), Some(upload_id)) =
        (&target.bucket, &target.key, request.parameter("uploadId"))
    {
        // One that is not there is as good as aborted.
        let _ = cloud.objects.abort(bucket, key, upload_id);
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    fn name(method: &str, uri: &str) -> Option<String> {
        let request = Request::builder().method(method).uri(uri).header("host", "localhost");
        operation_name(&request.body(()).unwrap().into_parts().0, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn operations_bear_the_names_of_the_documentation() {
        for (method, uri, expected) in [
            ("PUT", "/bucket/k", "PutObject"),
            ("PUT", "/bucket/k?partNumber=1&uploadId=U", "UploadPart"),
            ("GET", "/bucket/k?uploadId=U", "ListParts"),
            ("POST", "/bucket/k?uploads", "InitiateMultipartUpload"),
            ("POST", "/bucket/k?uploadId=U", "CompleteMultipartUpload"),
            ("DELETE", "/bucket/k?uploadId=U", "AbortMultipartUpload"),
            ("PUT", "/bucket/k?tagging", "PutObjectTagging"),
        ] {
            assert_eq!(name(method, uri).as_deref(), Some(expected), "{method} {uri}");
        }
        assert_eq!(name("PUT", "/bucket/k?partNumber=0&uploadId=U"), None);
    }
}
