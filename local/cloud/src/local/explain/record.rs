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

/// The largest body that is kept, in bytes: forms of calls are smaller as a rule. Of a larger one no
/// text is kept that is longer.
const LARGEST_KEPT: usize = 16 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Service {
    Rpc,
    Oss,
}

/// What is kept of a body.
enum Kept {
    /// Nothing: nothing of it is signed.
    Nothing,
    Whole(Bytes),
    /// What would have been read from it.
    Shortened(Box<Read>),
}

/// What a request says when it is read.
struct Read {
    redaction: Redaction,
    operation: Option<String>,
    signed: Option<Signed>,
    left_out: Vec<String>,
}

/// What is kept of a request.
pub(super) struct Record {
    service: Service,
    at: Timestamp,
    head: Request<()>,
    /// Of a call.
    body: Kept,
    request_id: String,
    status: u16,
    trail: Trail,
}

impl Record {
    pub(super) fn of_call(request: &Request<Bytes>, at: Timestamp) -> Self {
        let body = request.body();
        let kept = if body.len() <= LARGEST_KEPT {
            Kept::Whole(body.clone())
        } else {
            Kept::Shortened(Box::new(Read::shortened(request)))
        };
        Self::new(Service::Rpc, request, kept, at)
    }

    pub(super) fn of_oss(request: &Request<Body>, at: Timestamp) -> Self {
        Self::new(Service::Oss, request, Kept::Nothing, at)
    }

    fn new<B>(service: Service, request: &Request<B>, body: Kept, at: Timestamp) -> Self {
        Self {
            service,
            at,
            head: head_of(request),
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
        let again;
        let read = match &self.body {
            Kept::Shortened(read) => &**read,
            Kept::Whole(body) => {
                again = Read::call(&self.head.clone().map(|()| body.clone()));
                &again
            }
            Kept::Nothing => {
                again = self.read_oss();
                &again
            }
        };
        let Read { redaction, operation, signed, left_out } = read;
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
                    "Decision": redaction.apply(&asked.decision),
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
            "Signature": signed.as_ref().map(|signed| signed.show(redaction, Check::matched(check))),
            "Permission": permission,
            "Refused": refused,
            "Faults": self.trail.faults,
            "LeftOut": left_out,
        })
    }

    fn read_oss(&self) -> Read {
        let (parts, ()) = self.head.clone().into_parts();
        Read {
            redaction: Redaction::of(&self.head, None, self.trail.token.as_ref()),
            operation: oss::operation_name(&parts, self.at),
            // That of a form stood in the body.
            signed: self.trail.signed.clone().or_else(|| oss::signed(&parts, self.at)),
            left_out: Vec::new(),
        }
    }
}

impl Read {
    fn call(request: &Request<Bytes>) -> Self {
        Self {
            redaction: Redaction::of(&head_of(request), Some(request.body()), None),
            operation: rpc::action_of(request),
            signed: rpc::signed(request),
            left_out: Vec::new(),
        }
    }

    fn shortened(request: &Request<Bytes>) -> Self {
        let mut read = Self::call(request);
        if let Some(signed) = &mut read.signed {
            read.left_out = signed.shorten(&read.redaction, LARGEST_KEPT);
        }
        read
    }
}

fn head_of<B>(request: &Request<B>) -> Request<()> {
    let mut head = Request::new(());
    *head.method_mut() = request.method().clone();
    *head.uri_mut() = request.uri().clone();
    *head.headers_mut() = request.headers().clone();
    head
}
