//! What it costs to know a caller, to hold them to the rules, and to give and check stamps and
//! tickets: all that stands between a request and the call of VOD. `cargo xtask bench access`.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use access::{
    AccessSettings, Admission, Authorizer, Caller, Exposure, FetchError, KeySetSource, Place,
    Presented, Rules,
};
use async_trait::async_trait;
use bytes::Bytes;
use client::system::{SystemClock, SystemRandomness};
use divan::{Bencher, black_box};
use grant::{Claim, Draft, Grant, GrantId, GrantKeys};
use http::{HeaderMap, HeaderValue};
use model::{Clock as _, MediaKind, Secret};
use runtime::body;
use serde_json::json;
use settings::{Fixed, FromSetting as _, Settings as _};
use tests::{GRANT_KEY, JWT_SECRET, claims_of, jwt_settings, sign};
use tokio::runtime::Runtime;
use url::Url;

/// `printf %s first | sha256sum`
const HASH: &str = "a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e";
const VIDEO: &str = "c0a1b2c3d4e5f60718293a4b5c6d7e8f";

fn main() {
    divan::main();
}

struct Nowhere;

#[async_trait]
impl KeySetSource for Nowhere {
    async fn fetch(&self, _: &Url) -> Result<Bytes, FetchError> {
        Err(FetchError("nothing is published".into()))
    }
}

/// All that a function of this service has in its hands before a request comes.
struct Service {
    admission: Admission,
    rules: Rules,
    keys: GrantKeys,
    runtime: Runtime,
}

impl Service {
    fn start() -> Self {
        let mut source = Fixed::default().with("API_KEY_HASHES", HASH);
        for (name, value) in jwt_settings() {
            source = source.with(&name, value);
        }
        let settings = AccessSettings::load(&source).unwrap();
        let place = Place { exposure: Exposure::Open, authorizer: Authorizer::BesideTheRequest };
        let key_sets: Arc<dyn KeySetSource> = Arc::new(Nowhere);
        Self {
            admission: Admission::new(&settings, place, Arc::new(SystemClock), &key_sets).unwrap(),
            rules: Rules::read(Rules::COMPILED_IN).unwrap(),
            keys: GrantKeys::from_setting(GRANT_KEY).unwrap(),
            runtime: tokio::runtime::Builder::new_current_thread().build().unwrap(),
        }
    }

    fn admit(&self, headers: &HeaderMap) -> Caller {
        let presented = Presented { headers, claims: None };
        self.runtime.block_on(self.admission.admit(&presented)).unwrap()
    }

    /// What is about to be granted to this caller.
    fn drafted(&self, caller: &Caller) -> Draft {
        let grant = Grant {
            id: GrantId::random(&SystemRandomness),
            kind: MediaKind::Video,
            file_size: Some(1_048_576),
            extension: Some("mp4".into()),
            issued_at: SystemClock.now(),
        };
        Draft::new(&self.keys, &caller.owner, &grant)
    }

    /// The same for this body, with the `UserData` that is sent to VOD.
    fn draft(&self, caller: &Caller, body: &Bytes) -> (Draft, String) {
        let wishes = body::object(body).unwrap();
        let applied = self.rules.apply(MediaKind::Video, caller, wishes).unwrap();
        let user_data = applied.body.get("UserData").map(ToString::to_string);
        let draft = self.drafted(caller);
        let user_data = draft.user_data(user_data.as_deref()).unwrap();
        (draft, user_data)
    }

    fn claim<'a>(&'a self, caller: &'a Caller, ticket: Option<Secret>) -> Claim<'a> {
        let acts_for_others = self.rules.acts_for_others(caller, MediaKind::Video).unwrap();
        Claim { keys: &self.keys, owner: &caller.owner, acts_for_others, ticket }
    }
}

/// As an identity provider makes it: with some claims that nobody here reads.
fn bearer() -> HeaderMap {
    let mut claims = claims_of("auth0|5f7c8ec7");
    let more = json!({
        "aud": ["vod-upload", "web"], "roles": ["user", "editor"], "email": "user-1@example.com",
        "email_verified": true, "name": "User One", "jti": "f1b2c3d4-0000-4000-8000-000000000000",
    });
    for (name, value) in more.as_object().unwrap() {
        claims[name] = value.clone();
    }
    let token = sign(&json!({"alg": "HS256", "typ": "JWT"}), &claims, JWT_SECRET);
    headers("authorization", &format!("Bearer {token}"))
}

fn headers(name: &'static str, value: &str) -> HeaderMap {
    [(http::HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())]
        .into_iter()
        .collect()
}

fn video() -> Bytes {
    let body = json!({
        "FileName": "holiday.mp4", "Title": "Holiday", "FileSize": 1_048_576,
        "Description": "Two weeks at the sea", "Tags": "sea,2026",
    });
    Bytes::from(body.to_string())
}

/// From the header to subject, tenant and roles.
#[divan::bench]
fn identity_jwt_hs256(bencher: Bencher<'_, '_>) {
    let (service, headers) = (Service::start(), bearer());
    bencher.bench_local(|| service.admit(black_box(&headers)));
}

#[divan::bench]
fn identity_api_key(bencher: Bencher<'_, '_>) {
    let (service, headers) = (Service::start(), headers("x-api-key", "first"));
    bencher.bench_local(|| service.admit(black_box(&headers)));
}

/// From the bytes of the body to what may be sent.
#[divan::bench]
fn rules(bencher: Bencher<'_, '_>) {
    let (service, body) = (Service::start(), video());
    let caller = service.admit(&bearer());
    bencher.bench_local(|| {
        let wishes = body::object(black_box(&body)).unwrap();
        service.rules.apply(MediaKind::Video, &caller, wishes).unwrap()
    });
}

/// The stamp in its UserData, and the ticket.
#[divan::bench]
fn stamp_and_ticket_made(bencher: Bencher<'_, '_>) {
    let service = Service::start();
    let caller = service.admit(&bearer());
    bencher.bench_local(|| {
        let draft = service.drafted(black_box(&caller));
        (draft.user_data(None).unwrap(), draft.ticket(VIDEO))
    });
}

#[divan::bench]
fn ticket_checked(bencher: Bencher<'_, '_>) {
    let service = Service::start();
    let caller = service.admit(&bearer());
    let ticket = service.draft(&caller, &video()).0.ticket(VIDEO);
    let claim = service.claim(&caller, Some(ticket));
    bencher.bench_local(|| assert!(black_box(&claim).holds_for_video(VIDEO, None)));
}

/// As for a browser that kept the VideoId alone.
#[divan::bench]
fn stamp_checked(bencher: Bencher<'_, '_>) {
    let service = Service::start();
    let caller = service.admit(&bearer());
    let user_data = service.draft(&caller, &video()).1;
    let claim = service.claim(&caller, None);
    bencher.bench_local(|| assert!(claim.holds_for_video(VIDEO, Some(black_box(&user_data)))));
}

/// A create request: token, rules, stamp and ticket.
#[divan::bench]
fn request_to_create(bencher: Bencher<'_, '_>) {
    let (service, headers, body) = (Service::start(), bearer(), video());
    bencher.bench_local(|| {
        let caller = service.admit(black_box(&headers));
        let (draft, user_data) = service.draft(&caller, black_box(&body));
        (draft.ticket(VIDEO), user_data)
    });
}

/// A request about a video that shows its ticket, with the stamp read beside it, which no request
/// needs: token, rules, ticket, stamp.
#[divan::bench]
fn request_about_a_video(bencher: Bencher<'_, '_>) {
    let (service, headers) = (Service::start(), bearer());
    let (draft, user_data) = service.draft(&service.admit(&headers), &video());
    let ticket = draft.ticket(VIDEO);
    bencher.bench_local(|| {
        let caller = service.admit(black_box(&headers));
        let by_ticket = service.claim(&caller, Some(ticket.clone()));
        assert!(by_ticket.holds_for_video(VIDEO, None));
        assert!(service.claim(&caller, None).holds_for_video(VIDEO, Some(&user_data)));
    });
}
