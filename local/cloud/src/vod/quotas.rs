//! How many calls a second VOD takes: `Throttling.User` beyond that.
//!
//! The numbers are those of "QPS limits on API operations", each for one operation and for the whole
//! account; the four operations that give upload credentials share one. Where an older edition and a
//! newer one differ the newer counts; operations that neither names have the number of their kind.
//! The page says that the excess is refused at random: here a second is one of the cloud's clock, and
//! the calls beyond the number are the last of that second. Only calls with a valid signature count.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use crate::config::Quotas;
use crate::rpc::RpcError;
use crate::state::Cloud;

/// The calls of the current second, by what they count for.
#[derive(Default)]
pub(super) struct Calls(Mutex<HashMap<&'static str, (i64, u32)>>);

/// Counts a call, or refuses it.
pub(crate) fn count_call(cloud: &Cloud, operation: &'static str) -> Result<(), RpcError> {
    if cloud.config.options.quotas == Quotas::Unlimited {
        return Ok(());
    }
    let (group, most) = quota(operation, &cloud.config.region);
    if cloud.vod.calls.take(group, most, cloud.now()) {
        return Ok(());
    }
    Err(RpcError::bad_request("Throttling.User", "Request was denied due to user flow control."))
}

impl Calls {
    fn take(&self, group: &'static str, most: u32, now: Timestamp) -> bool {
        let second = now.as_second();
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, count) = calls.entry(group).or_insert((second, 0));
        if *of != second {
            (*of, *count) = (second, 0);
        }
        let fits = *count < most;
        *count += u32::from(fits);
        fits
    }
}

/// What a call counts for, and how many of that a second may have.
fn quota(operation: &'static str, region: &str) -> (&'static str, u32) {
    match operation {
        "CreateUploadVideo"
        | "RefreshUploadVideo"
        | "CreateUploadImage"
        | "CreateUploadAttachedMedia" => match region {
            "cn-beijing" | "cn-shanghai" | "cn-shenzhen" | "ap-southeast-1" => ("upload", 80),
            _ => ("upload", 40),
        },
        "RegisterMedia" | "SearchMedia" => (operation, 50),
        "DeleteMultipartUpload" => (operation, 10),
        "SetMessageCallback" | "GetMessageCallback" | "DeleteMessageCallback" => (operation, 15),
        _ if operation.starts_with("Submit")
            || operation.starts_with("Delete")
            || operation.starts_with("Update") =>
        {
            (operation, 30)
        }
        _ => (operation, 100),
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_700_000_000, 0);

    #[test]
    fn a_second_has_so_many_calls_of_a_group() {
        let calls = Calls::default();
        for _ in 0..3 {
            assert!(calls.take("a", 3, NOW));
        }
        assert!(!calls.take("a", 3, NOW + SignedDuration::from_millis(999)));
        assert!(calls.take("b", 3, NOW));
        assert!(calls.take("a", 3, NOW + SignedDuration::from_secs(1)));
        // A clock that is set back begins a new second too.
        assert!(calls.take("a", 3, NOW));
    }

    #[test]
    fn numbers_depend_on_operation_and_region() {
        assert_eq!(quota("RefreshUploadVideo", "cn-shanghai"), ("upload", 80));
        assert_eq!(quota("CreateUploadImage", "eu-central-1"), ("upload", 40));
        assert_eq!(quota("DeleteVideo", "cn-shanghai"), ("DeleteVideo", 30));
        assert_eq!(quota("DeleteMultipartUpload", "cn-shanghai").1, 10);
        assert_eq!(quota("GetVideoInfo", "cn-shanghai").1, 100);
        assert_eq!(quota("AssumeRole", "cn-shanghai").1, 100);
    }
}
