//! What the tests of this package share: a clock that stands, keys, tokens, an issuer.

mod admission;
mod algorithms;
mod forged;
mod issuer;
mod platform;
mod properties;
mod published;
mod settings;
mod tokens;

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use ::settings::{Fixed, Settings as _};
use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;
use model::Clock;

use crate::{
    AccessSettings, Admission, Authorizer, Caller, Claims, Exposure, KeySetSource, Place,
    Presented, Refusal,
};
pub(crate) use issuer::FakeIssuer;

/// `printf %s first | sha256sum`, and the same of `second`.
pub(crate) const FIRST_HASH: &str =
    "a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e";
pub(crate) const SECOND_HASH: &str =
    "16367aacb67a4a017c8da8ab95682ccb390863780f7114dda0a0e0c55644c7c4";

/// When it is now, in seconds since 1970.
pub(crate) const NOW: i64 = 1_700_000_000;

/// A clock that stands until it is set, in milliseconds since 1970.
#[derive(Debug)]
pub(crate) struct SetClock(AtomicI64);

impl SetClock {
    pub(crate) fn advance(&self, seconds: i64) {
        self.advance_milliseconds(seconds * 1_000);
    }

    pub(crate) fn advance_milliseconds(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::Relaxed);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::Relaxed)).unwrap()
    }
}

pub(crate) const OPEN: Place =
    Place { exposure: Exposure::Open, authorizer: Authorizer::BesideTheRequest };
pub(crate) const LOOPBACK: Place =
    Place { exposure: Exposure::Loopback, authorizer: Authorizer::Absent };
pub(crate) const BEHIND_HEADERS: Place =
    Place { exposure: Exposure::Open, authorizer: Authorizer::InHeaders };

/// A process with these settings.
pub(crate) struct Stage {
    pub(crate) admission: Admission,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) issuer: Arc<FakeIssuer>,
}

impl Stage {
    pub(crate) fn start(settings: &[(&str, &str)], place: Place) -> Result<Self, String> {
        let source =
            settings.iter().fold(Fixed::default(), |source, (name, text)| source.with(name, *text));
        let clock = Arc::new(SetClock(AtomicI64::new(NOW * 1_000)));
        let issuer = Arc::new(FakeIssuer::default());
        let key_sets: Arc<dyn KeySetSource> = issuer.clone();
        AccessSettings::load(&source)
            .and_then(|settings| Admission::new(&settings, place, clock.clone(), &key_sets))
            .map(|admission| Self { admission, clock, issuer })
            .map_err(|error| error.to_string())
    }

    pub(crate) async fn admit(&self, headers: &[(&str, &str)]) -> Result<Caller, Refusal> {
        let headers = header_map(headers);
        self.admission.admit(&Presented { headers: &headers, claims: None }).await
    }

    pub(crate) async fn admit_with(&self, claims: &Claims) -> Result<Caller, Refusal> {
        let headers = HeaderMap::new();
        self.admission.admit(&Presented { headers: &headers, claims: Some(claims) }).await
    }

    /// Who a token is of.
    pub(crate) async fn bearer(&self, token: &str) -> Result<String, Refusal> {
        let header = format!("Bearer {token}");
        let caller = self.admit(&[("authorization", &header)]).await?;
        Ok(caller.owner.to_string())
    }
}

pub(crate) fn header_map(headers: &[(&str, &str)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let name: HeaderName = name.parse().unwrap();
        map.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    map
}
