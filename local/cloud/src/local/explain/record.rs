//! One request as it came, and how it ended.

use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::Trail;
use super::check::Check;
use super::redaction::Redaction;
use super::signed::Signed;
use crate::body::Body;
use crate::{oss, rpc};

/// The largest body that is kept, in bytes: forms of calls are smaller.
const LARGEST_KEPT: usize = 16 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Service {
    Rpc,
    Oss,
}

/// What is kept of a request.
pub(super) struct Record {
    service: Service,
    at: Timestamp,
    head: Request<()>,
    /// Of a call. `None` when it is larger than what is kept.
    body: Option<Bytes>,
    request_id: String,
    status: u16,
    trail: Trail,
}

impl Record {
    pub(super) fn of_call(request: &Request<Bytes>, at: Timestamp) -> Self {
        let body = request.body();
        let kept = body.len() <= LARGEST_KEPT;
        Self::new(Service::Rpc, request, kept.then(|| body.clone()), at)
    }

    pub(super) fn of_oss(request: &Request<Body>, at: Timestamp) -> Self {
        Self::new(Service::Oss, request, None, at)
    }

    fn new<B>(service: Service, request: &Request<B>, body: Option<Bytes>, at: Timestamp) -> Self {
        let mut head = Request::new(());
        *head.method_mut() = request.method().clone();
        *head.uri_mut() = request.uri().clone();
        *head.headers_mut() = request.headers().clone();
        Self {
            service,
            at,
            head,
            body,
            request_id: String::new(),
            status: 0,
            trail: Trail::default(),
        }
    }

    /// Notes the answer.
    pub(super) fn ended(&mut self, response: &Response<Body>, trail: Trail) {
        let id = match self.service {
            Service::Rpc => response.headers().get("x-acs-request-id"),
            Service::Oss => response.headers().get("x-oss-request-id"),
        };
        self.request_id = id.and_then(|id| id.to_str().ok()).map(str::to_owned).unwrap_or_default();
        self.status = response.status().as_u16();
        self.trail = trail;
    }

    pub(super) fn is(&self, request_id: &str) -> bool {
        !self.request_id.is_empty() && self.request_id.eq_ignore_ascii_case(request_id)
    }

    /// Everything that helps to see why it ended as it did.
    pub(super) fn explain(&self) -> Value {
        let redaction = Redaction::of(&self.head, self.body.as_ref());
        let (operation, signed) = self.read();
        let check = Check::that_refused(&self.trail);
        let refused = self.trail.refused.as_ref().map(|refused| {
            json!({
                "Check": check.map(Check::name),
                "Code": refused.code,
                "Message": redaction.apply(&refused.message),
            })
        });
        let permission: Vec<Value> = self
            .trail
            .asked
            .iter()
            .map(|asked| {
                json!({
                    "Action": asked.action,
                    "Resource": asked.resource,
                    "Decision": asked.decision,
                })
            })
            .collect();
        json!({
            "RequestId": self.request_id,
            "CloudTime": self.at,
            "Operation": operation,
            "Method": self.head.method().as_str(),
            "Target": redaction.apply(&self.head.uri().to_string()),
            "Status": self.status,
            "Signature": signed.map(|signed| signed.show(&redaction, Check::matched(check))),
            "Permission": permission,
            "Refused": refused,
            "Faults": self.trail.faults,
        })
    }

    fn read(&self) -> (Option<String>, Option<Signed>) {
        match self.service {
            Service::Rpc => {
                let Some(body) = self.body.clone() else { return (None, None) };
                let request = self.head.clone().map(|()| body);
                (rpc::action_of(&request), rpc::signed(&request))
            }
            Service::Oss => {
                let (parts, ()) = self.head.clone().into_parts();
                (oss::operation_name(&parts, self.at), oss::signed(&parts, self.at))
            }
        }
    }
}
