//! The services behind the gateway and their operations: the one table of what exists.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::error::RpcError;
use super::parameters::Parameters;
use crate::identities::AccessKey;
use crate::policy::Context;
use crate::state::Cloud;
use crate::{sts, vod};

/// A product, told by the Version of a call: the Host may be anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    /// ApsaraVideo VOD.
    Vod,
    /// Security Token Service.
    Sts,
}

impl Service {
    /// The service whose `Version` this is.
    pub(crate) fn of_version(version: &str) -> Option<Self> {
        match version {
            "2017-03-21" => Some(Self::Vod),
            "2015-04-01" => Some(Self::Sts),
            _ => None,
        }
    }

    /// The product's name.
    pub(crate) fn product(self) -> &'static str {
        match self {
            Self::Vod => "Vod",
            Self::Sts => "Sts",
        }
    }

    /// `HostId` of its error answers.
    pub(crate) fn host(self, region: &str) -> String {
        format!("{}.{region}.aliyuncs.com", self.product().to_ascii_lowercase())
    }
}

/// A verified call on its way to an operation.
pub(crate) struct Call<'a> {
    pub(crate) cloud: &'a Arc<Cloud>,
    pub(crate) parameters: &'a Parameters,
    pub(crate) caller: &'a AccessKey,
    /// The circumstances that policies may ask for.
    pub(crate) context: &'a Context,
}

/// The fields of an answer, without RequestId.
pub(crate) type Answer = Map<String, Value>;

/// One operation of one service.
pub(crate) struct Operation {
    pub(crate) service: Service,
    /// `Action`, in its own case.
    pub(crate) name: &'static str,
    pub(crate) run: Run,
}

/// What answers an operation.
#[derive(Clone, Copy)]
pub(crate) enum Run {
    /// For calls that are signed and allowed.
    Signed(fn(&Call<'_>) -> Result<Answer, RpcError>),
    /// For calls without a signature: the operation sees for itself whom it believes.
    Anonymous(fn(&Arc<Cloud>, &Parameters) -> Result<Answer, RpcError>),
}

const OPERATIONS: &[Operation] = &[
    vod_operation("CreateUploadVideo", vod::create_upload_video),
    vod_operation("RefreshUploadVideo", vod::refresh_upload_video),
    vod_operation("CreateUploadImage", vod::create_upload_image),
    vod_operation("CreateUploadAttachedMedia", vod::create_upload_attached_media),
    vod_operation("GetVideoInfo", vod::video_info),
    vod_operation("GetVideoList", vod::get_video_list),
    vod_operation("GetMezzanineInfo", vod::mezzanine_info),
    vod_operation("GetImageInfo", vod::image_info),
    vod_operation("GetAttachedMediaInfo", vod::attached_media_info),
    vod_operation("SubmitTranscodeJobs", vod::submit_transcode_jobs),
    vod_operation("ListTranscodeTask", vod::list_transcode_task),
    vod_operation("GetVideoInfos", vod::video_infos),
    vod_operation("SearchMedia", vod::search_media),
    vod_operation("UpdateVideoInfo", vod::update_video_info),
    vod_operation("DeleteVideo", vod::delete_video),
    vod_operation("UpdateImageInfos", vod::update_image_infos),
    vod_operation("DeleteImage", vod::delete_image),
    vod_operation("DeleteAttachedMedia", vod::delete_attached_media),
    vod_operation("RegisterMedia", vod::register_media),
    vod_operation("GetUploadDetails", vod::get_upload_details),
    vod_operation("DeleteMultipartUpload", vod::delete_multipart_upload),
    vod_operation("GetTranscodeTask", vod::get_transcode_task),
    vod_operation("SubmitSnapshotJob", vod::submit_snapshot_job),
    vod_operation("SubmitWorkflowJob", vod::submit_workflow_job),
    vod_operation("SetMessageCallback", vod::set_message_callback),
    vod_operation("GetMessageCallback", vod::get_message_callback),
    vod_operation("DeleteMessageCallback", vod::delete_message_callback),
    Operation {
        service: Service::Vod,
        name: "ReportUploadProgress",
        run: Run::Anonymous(vod::report_upload_progress),
    },
    sts_operation("AssumeRole", sts::assume_role),
    sts_operation("GetCallerIdentity", sts::caller_identity),
];

const fn vod_operation(
    name: &'static str,
    run: fn(&Call<'_>) -> Result<Answer, RpcError>,
) -> Operation {
    Operation { service: Service::Vod, name, run: Run::Signed(run) }
}

const fn sts_operation(
    name: &'static str,
    run: fn(&Call<'_>) -> Result<Answer, RpcError>,
) -> Operation {
    Operation { service: Service::Sts, name, run: Run::Signed(run) }
}

/// The operation of this Version and Action; both are case-sensitive.
pub(crate) fn operation(service: Service, action: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|known| known.service == service && known.name == action)
}

/// Whether any service has an operation of this name.
pub(crate) fn has_operation(name: &str) -> bool {
    OPERATIONS.iter().any(|known| known.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_found_by_version_and_exact_name() {
        assert!(operation(Service::Vod, "GetVideoInfo").is_some());
        assert!(operation(Service::Vod, "getvideoinfo").is_none());
        assert!(operation(Service::Sts, "GetVideoInfo").is_none());
        assert_eq!(Service::of_version("2014-06-18"), None);
    }

    #[test]
    fn no_operation_stands_twice_in_the_table() {
        for (index, one) in OPERATIONS.iter().enumerate() {
            let twins = OPERATIONS[index + 1..]
                .iter()
                .filter(|other| other.service == one.service && other.name == one.name);
            assert_eq!(twins.count(), 0, "{}", one.name);
        }
    }
}
