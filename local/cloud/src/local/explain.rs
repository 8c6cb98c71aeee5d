//! `/_local/explain/{request-id}`: how a request was judged: what was signed, what was asked of the
//! policies and what they said, and which check refused.
//!
//! Texts that were signed are made again from the request as it came, when somebody asks. Tokens in
//! them are shown as `<SecurityToken>`. The signature that would have been right is never shown:
//! whoever has it has the request.

mod check;
mod record;
mod redaction;
mod signed;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{Method, Request, Response};

use super::answer::{LocalError, json};
use super::{Trail, faults};
use crate::body::Body;
use crate::state::Cloud;
use record::Record;
pub(crate) use signed::Signed;

/// Requests that are remembered.
const REMEMBERED: usize = 1_000;

/// The last requests, oldest first.
#[derive(Default)]
pub(crate) struct Explanations(Mutex<VecDeque<Record>>);

impl Explanations {
    fn remember(&self, record: Record) {
        let mut records = self.lock();
        if records.len() == REMEMBERED {
            records.pop_front();
        }
        records.push_back(record);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Record>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Answers a call of VOD or STS and remembers it.
pub(crate) async fn rpc(cloud: &Arc<Cloud>, request: Request<Bytes>) -> Response<Body> {
    let mut record = Record::of_call(&request, cloud.now());
    let (response, trail) = Trail::of(faults::rpc(cloud, request)).await;
    record.ended(&response, trail);
    cloud.explanations.remember(record);
    response
}

/// Answers a request to OSS and remembers it.
pub(crate) async fn oss(cloud: &Arc<Cloud>, request: Request<Body>) -> Response<Body> {
    let mut record = Record::of_oss(&request, cloud.now());
    let (response, trail) = Trail::of(faults::oss(cloud, request)).await;
    record.ended(&response, trail);
    cloud.explanations.remember(record);
    response
}

/// Answers GET.
pub(super) fn serve(
    cloud: &Cloud,
    method: &Method,
    request_id: &str,
) -> Result<Response<Body>, LocalError> {
    if *method != Method::GET {
        return Err(LocalError::method_not_allowed(method, "GET"));
    }
    let records = cloud.explanations.lock();
    let found = records.iter().rev().find(|record| record.is(request_id));
    let explained = found.map(Record::explain).ok_or_else(|| {
        LocalError::not_found(format!("{request_id} is none of the last {REMEMBERED} requests"))
    })?;
    Ok(json(&explained))
}
