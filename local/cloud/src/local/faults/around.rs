//! Faults around one call: before it is judged, in place of it, and behind it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response};
use jiff::SignedDuration;

use super::{Fault, Fired, Place, Refuse, answers, bodies, key};
use crate::body::{Body, collect, empty, full};
use crate::clock::CloudClock;
use crate::state::Cloud;
use crate::wire::{End, Handle, Pace};
use crate::{oss, rpc};

/// The largest body that can arrive twice, in bytes.
const LARGEST_TWICE: usize = 64 * 1024 * 1024;

/// Answers a call of VOD or STS.
pub(in crate::local) async fn rpc(cloud: &Arc<Cloud>, request: Request<Bytes>) -> Response<Body> {
    if cloud.faults.is_empty() {
        return rpc::serve(cloud, &request).map(full);
    }
    let operation = rpc::action_of(&request).unwrap_or_default();
    let fired = cloud.faults.fire(Place::Rpc, &operation, cloud.now());
    // In a box, because faults are rare and every other request would carry their room.
    Box::pin(Around { cloud, place: Place::Rpc }.run(request.map(full), &fired)).await
}

/// Answers a request to OSS.
pub(in crate::local) async fn oss(cloud: &Arc<Cloud>, request: Request<Body>) -> Response<Body> {
    // A preflight is no call: it does not use up what is for one.
    if cloud.faults.is_empty() || request.method() == Method::OPTIONS {
        return oss::serve(cloud, request).await;
    }
    let (parts, body) = request.into_parts();
    let operation = oss::operation_name(&parts, cloud.now()).unwrap_or_default();
    let fired = cloud.faults.fire(Place::Oss, &operation, cloud.now());
    let around = Around { cloud, place: Place::Oss };
    Box::pin(around.run(Request::from_parts(parts, body), &fired)).await
}

struct Around<'a> {
    cloud: &'a Arc<Cloud>,
    place: Place,
}

/// What the faults before a call leave to do.
enum Next {
    /// Judge it.
    Judge,
    /// Judge it as if the cloud's time were this far off.
    JudgeSkewed(SignedDuration),
    /// Judge it, then judge it again.
    JudgeTwice,
    /// Do not judge it: the connection ends.
    End(End),
}

impl Around<'_> {
    async fn run(&self, mut request: Request<Body>, fired: &[Fired]) -> Response<Body> {
        let wire = request.extensions().get::<Handle>().cloned();
        let access_key_id = key::of(&request);
        let mut skew = SignedDuration::ZERO;
        let mut twice = false;
        for fault in fired {
            match self.before(fault, &mut request, access_key_id.as_deref()).await {
                Next::Judge => (),
                Next::JudgeSkewed(by) => skew += by,
                Next::JudgeTwice => twice = true,
                Next::End(end) => return answers::none(wire.as_ref(), end),
            }
        }
        let mut response = CloudClock::skewed(skew, self.judge_all(request, twice)).await;
        for fault in fired {
            if fault.fault == Fault::CredentialExpiresBetweenParts {
                self.expire(access_key_id.as_deref());
            }
            response = answers::alter(fault, response, wire.as_ref());
        }
        response
    }

    async fn before(
        &self,
        fired: &Fired,
        request: &mut Request<Body>,
        access_key_id: Option<&str>,
    ) -> Next {
        let clock = &self.cloud.clock;
        let skew = || SignedDuration::from_secs(fired.number("skew_seconds"));
        match fired.fault {
            Fault::CredentialExpiresBeforeUpload | Fault::CredentialExpiresAfterParts => {
                self.expire(access_key_id);
            }
            Fault::CredentialExpiresDuringPart => {
                bodies::drain(request.body_mut()).await;
                self.expire(access_key_id);
            }
            Fault::RefreshSlow | Fault::Latency => clock.sleep(fired.delay()).await,
            Fault::Throttling | Fault::ServiceUnavailable => {
                clock.sleep(fired.delay()).await;
                request.extensions_mut().insert(Refuse(fired.fault));
            }
            Fault::RefreshUnavailable
            | Fault::RefreshDenied
            | Fault::AccessKeyDisabled
            | Fault::InvalidPartOrder
            | Fault::EntityTooSmall => {
                request.extensions_mut().insert(Refuse(fired.fault));
            }
            Fault::ClientClockBehind => return Next::JudgeSkewed(skew()),
            Fault::ClientClockAhead => return Next::JudgeSkewed(-skew()),
            Fault::ClockJumps => {
                if let Err(error) = clock.advance(skew()) {
                    tracing::warn!(%error, "the clock did not jump");
                }
            }
            Fault::TimeOut => {
                bodies::drain(request.body_mut()).await;
                self.hold(fired.delay()).await;
                return Next::End(End::Close);
            }
            Fault::Reset => {
                bodies::read_past(request.body_mut(), fired.size("after_bytes")).await;
                return Next::End(End::Reset);
            }
            Fault::HalfClosed => {
                bodies::drain(request.body_mut()).await;
                return Next::End(End::HalfClose);
            }
            Fault::ShortWrite => {
                replace(request, |body| bodies::short(body, fired.size("after_bytes")));
            }
            Fault::VerySlow => {
                let speed = fired.size("bytes_per_second");
                replace(request, |body| bodies::slow(body, Arc::clone(clock), speed));
            }
            Fault::DuplicatedRequest | Fault::CompleteTwice => return Next::JudgeTwice,
            Fault::NoSuchUpload | Fault::AbortRacesComplete => self.abort_upload(request),
            Fault::BandwidthCap => {
                // Ten pieces a second.
                let speed = fired.size("bytes_per_second");
                let bytes = (speed / 10).clamp(1, 64 * 1024);
                let nanos = bytes as u64 * 1_000_000_000 / speed.max(1) as u64;
                pace(request, Pace { bytes, pause: Duration::from_nanos(nanos) });
            }
            Fault::ConnectionSliced => {
                pace(request, Pace { bytes: fired.size("slice_bytes"), pause: fired.delay() });
            }
            // These happen to the answer, or not to calls.
            _ => (),
        }
        Next::Judge
    }

    async fn judge_all(&self, request: Request<Body>, twice: bool) -> Response<Body> {
        if !twice {
            return self.judge(request).await;
        }
        let (parts, body) = request.into_parts();
        match bodies::whole(body, LARGEST_TWICE).await {
            Ok(bytes) => {
                let first = Request::from_parts(parts.clone(), full(bytes.clone()));
                drop(self.judge(first).await);
                self.judge(Request::from_parts(parts, full(bytes))).await
            }
            Err(body) => self.judge(Request::from_parts(parts, body)).await,
        }
    }

    async fn judge(&self, request: Request<Body>) -> Response<Body> {
        if self.place == Place::Oss {
            return Box::pin(oss::serve(self.cloud, request)).await;
        }
        let (parts, mut body) = request.into_parts();
        // It was in memory before: it can't be too large, and can't break off.
        let body = collect(&mut body, usize::MAX).await.unwrap_or_default();
        rpc::serve(self.cloud, &Request::from_parts(parts, body)).map(full)
    }

    /// Waits in the cloud's time, or until the cloud ends.
    async fn hold(&self, time: Duration) {
        tokio::select! {
            () = self.cloud.tasks.stopping().cancelled() => (),
            () = self.cloud.clock.sleep(time) => (),
        }
    }

    /// Ends a temporary key's life now. Others have none to end.
    fn expire(&self, access_key_id: Option<&str>) {
        let expired = access_key_id.is_some_and(|id| self.cloud.identities.expire(id));
        if !expired {
            tracing::info!(access_key_id, "no temporary key to expire");
        }
    }

    fn abort_upload(&self, request: &mut Request<Body>) {
        let body = std::mem::replace(request.body_mut(), empty());
        let (parts, _) = std::mem::take(request).into_parts();
        oss::abort_upload_of(self.cloud, &parts);
        *request = Request::from_parts(parts, body);
    }
}

fn replace(request: &mut Request<Body>, with: impl FnOnce(Body) -> Body) {
    let body = std::mem::replace(request.body_mut(), empty());
    *request.body_mut() = with(body);
}

fn pace(request: &Request<Body>, pace: Pace) {
    if let Some(wire) = request.extensions().get::<Handle>() {
        wire.pace(pace);
    } else {
        tracing::warn!("a request without a connection cannot be slowed down");
    }
}
