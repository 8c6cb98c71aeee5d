//! Whether who signed a request may do what it asks.
//!
//! Sources: RAM documentation, "Policy evaluation"; OSS documentation, "Authentication".

use super::anonymous;
use super::authentication::Caller;
use super::error::OssError;
use super::operation::Operation;
use super::request::OssRequest;
use super::target::Target;
use crate::identities::Decision;
use crate::policy::Question;
use crate::state::Cloud;

/// Asks RAM. Where no policy says anything, the ACLs of object and bucket have the last word on an
/// object's data (RAM, "Policy evaluation"); a session policy that says nothing ends it.
pub(super) fn allow(
    cloud: &Cloud,
    caller: &Caller,
    request: &OssRequest,
    operation: &Operation,
) -> Result<(), OssError> {
    let action = operation.action();
    match decide(cloud, caller, request, &action, &request.target) {
        Decision::Denied(denial)
            if denial.leaves_it_to_others()
                && anonymous::allow(cloud, request, operation).is_ok() =>
        {
            Ok(())
        }
        decision => permitted(&decision, &action, caller),
    }
}

/// Asks RAM alone, about one of several objects of a request.
pub(super) fn allow_object(
    cloud: &Cloud,
    caller: &Caller,
    request: &OssRequest,
    action: &str,
    target: &Target,
) -> Result<(), OssError> {
    permitted(&decide(cloud, caller, request, action, target), action, caller)
}

/// What RAM says about one action on one object or bucket.
fn decide(
    cloud: &Cloud,
    caller: &Caller,
    request: &OssRequest,
    action: &str,
    target: &Target,
) -> Decision {
    let resource = target.resource(&cloud.config.account.id);
    let context = request.context(&caller.access_key_id);
    let question = Question { action, resource: &resource, context: &context };
    let decision = cloud.identities.decide(&caller.key, &question);
    tracing::debug!(caller.access_key_id, action, resource, %decision, "asked");
    decision
}

fn permitted(decision: &Decision, action: &str, caller: &Caller) -> Result<(), OssError> {
    match decision {
        Decision::Allowed(_) => Ok(()),
        Decision::Denied(denial) => {
            Err(OssError::denied_by_policy(action, &caller.key.principal, denial))
        }
    }
}
