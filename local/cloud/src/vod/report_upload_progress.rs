//! ReportUploadProgress: how far an upload is, by the client that sends it. No page describes it.
//!
//! It carries no signature. Upload SDKs send AuthInfo instead: the MD5 of ClientId, a constant that
//! every SDK has inside, and AuthTimestamp. Fields are those that voduploadsdk for Python sends.
//! Choices where there is nothing to go by: AuthTimestamp may be 15 minutes off, as other calls may;
//! a wrong AuthInfo is an InvalidParameter; the UploadAddress must be that of the video, because it
//! is the one thing in the call that not everybody knows; a report about an unknown video is an
//! InvalidVideo.NotFound. The bytes that arrived are the parts that are done, up to the size of the
//! file, and the ratio is theirs where the client says 0.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use md5::{Digest, Md5};
use model::UploadAddress;

use super::records::{UploadReport, Video};
use crate::rpc::{Answer, Parameters, RpcError};
use crate::state::Cloud;

/// What every official upload SDK has inside.
const CONSTANT: &str = "HBL9nnSwhtU2$STX";
const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// Notes the report with its video.
pub(crate) fn report_upload_progress(
    cloud: &Arc<Cloud>,
    parameters: &Parameters,
) -> Result<Answer, RpcError> {
    check_auth_info(parameters, cloud.now())?;
    let id = parameters.required("VideoId")?;
    let address = UploadAddress::decode(parameters.required("UploadAddress")?)
        .map_err(|_| foreign_address())?;
    let report = read(parameters)?;
    let mut library = cloud.vod.library();
    let video = library.video(Some(id), None).ok_or_else(RpcError::no_such_video)?;
    if !is_of(&address, video) {
        return Err(foreign_address());
    }
    library.change_video(id, |video| video.report = Some(report));
    Ok(Answer::new())
}

fn check_auth_info(parameters: &Parameters, now: Timestamp) -> Result<(), RpcError> {
    let client_id = parameters.required("ClientId")?;
    let timestamp = parameters.required("AuthTimestamp")?;
    let sent = parameters.required("AuthInfo")?;
    let time = timestamp.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    let time = time.ok_or_else(|| {
        RpcError::invalid_parameter("AuthTimestamp", "seconds since 1970-01-01T00:00:00Z")
    })?;
    if now.duration_since(time).abs() > WINDOW {
        return Err(RpcError::bad_request(
            "InvalidTimeStamp.Expired",
            "Specified time stamp or date value is expired.",
        ));
    }
    let right = hex::encode(Md5::digest(format!("{client_id}|{CONSTANT}|{timestamp}")));
    if sent.eq_ignore_ascii_case(&right) {
        return Ok(());
    }
    let expected = "the MD5 of ClientId, the constant of the SDKs and AuthTimestamp";
    Err(RpcError::invalid_parameter("AuthInfo", expected))
}

fn read(parameters: &Parameters) -> Result<UploadReport, RpcError> {
    let number = |name| Ok::<u64, RpcError>(parameters.number(name)?.unwrap_or_default());
    let file_size = number("FileSize")?;
    let done = number("DonePartsCount")?.saturating_mul(number("PartSize")?);
    let said = parameters
        .text("UploadRatio")
        .map(|text| text.parse().ok().filter(|ratio: &f64| (0.0..=1.0).contains(ratio)))
        .map(|ratio| {
            ratio.ok_or_else(|| RpcError::invalid_parameter("UploadRatio", "a number from 0 to 1"))
        })
        .transpose()?
        .unwrap_or_default();
    let uploaded = done.min(file_size);
    Ok(UploadReport {
        source: parameters.owned("Source"),
        device_model: parameters.owned("DeviceModel"),
        uploaded,
        file_size,
        ratio: if said > 0.0 { said } else { share(uploaded, file_size) },
    })
}

/// A fraction to three places, as the sample shows one.
fn share(part: u64, whole: u64) -> f64 {
    let thousandths = u128::from(part) * 1_000 / u128::from(whole.max(1));
    u16::try_from(thousandths).map_or(1.0, |thousandths| f64::from(thousandths) / 1_000.0)
}

fn is_of(address: &UploadAddress, video: &Video) -> bool {
    let object = &video.common.object;
    address.bucket == object.bucket && address.file_name == object.key
}

fn foreign_address() -> RpcError {
    RpcError::invalid_parameter("UploadAddress", "that of the video")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_have_three_places() {
        assert_eq!(share(38, 1_000).to_string(), "0.038");
        assert_eq!(share(1, 3).to_string(), "0.333");
        assert_eq!(share(0, 0).to_string(), "0");
        assert_eq!(share(7, 7).to_string(), "1");
    }
}
