//! Lets only known callers reach a function.

use std::sync::Arc;

use access::{Admission, Presented, Refusal};
use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header, uri::Authority};
use model::address;

use crate::{
    ApiError, Callers, Context, Cors, HttpFunction, Route,
    mark::{Mark, mark},
};

/// A function behind an [`Admission`]. One whose callers sign their requests is left as it is.
pub struct Guarded {
    function: Arc<dyn HttpFunction>,
    admission: Admission,
    cors: Cors,
}

impl Guarded {
    /// Puts the function behind it.
    #[must_use]
    pub fn new(function: Arc<dyn HttpFunction>, admission: Admission) -> Self {
        Self { function, admission, cors: Cors::default() }
    }

    /// Whether a request to a process that asks nobody who they are comes from a program of this machine,
    /// or a page that may call. A browser here runs pages of others, too: they send `Origin` with what
    /// they write, and a name of their own as `Host` where that name leads here.
    fn is_of_this_machine(&self, headers: &HeaderMap) -> bool {
        let mut origins = headers.get_all(header::ORIGIN).iter();
        let mut hosts = headers.get_all(header::HOST).iter();
        origins.all(|origin| self.cors.names(origin))
            && hosts.all(|host| {
                let authority = Authority::try_from(host.as_bytes());
                authority.is_ok_and(|authority| address::is_this_machine(authority.host()))
            })
    }

    /// Lets these web pages call it.
    #[must_use]
    pub fn with_cors(self, cors: Cors) -> Self {
        Self { cors, ..self }
    }
}

#[async_trait]
impl HttpFunction for Guarded {
    fn name(&self) -> &'static str {
        self.function.name()
    }

    fn routes(&self) -> &'static [Route] {
        self.function.routes()
    }

    fn neighbours(&self) -> &'static [Route] {
        self.function.neighbours()
    }

    fn callers(&self) -> Callers {
        self.function.callers()
    }

    fn cors(&self) -> Cors {
        // Whoever signs requests is no page.
        match self.callers() {
            Callers::Known => self.cors.clone(),
            Callers::Signed => Cors::default(),
        }
    }

    async fn warm_up(&self) {
        tokio::join!(self.admission.warm_up(), self.function.warm_up());
    }

    async fn handle(&self, request: Request<Bytes>, context: &Context) -> Response<Bytes> {
        if self.function.callers() == Callers::Signed {
            return self.function.handle(request, context).await;
        }
        if self.admission.lets_anyone_in() && !self.is_of_this_machine(request.headers()) {
            return of_a_page().into_response(context);
        }
        let presented =
            Presented { headers: request.headers(), claims: context.platform_claims.as_ref() };
        match self.admission.admit(&presented).await {
            Ok(caller) => {
                context.audit.caller(&caller);
                let context = Context { caller: Some(caller), ..context.clone() };
                self.function.handle(request, &context).await
            }
            Err(refusal) => refuse(refusal, context),
        }
    }
}

fn of_a_page() -> ApiError {
    ApiError::new(
        StatusCode::FORBIDDEN,
        "Forbidden.Origin",
        "Without AUTH this serves programs of this machine, and pages that CORS_ORIGINS names.",
    )
}

fn refuse(refusal: Refusal, context: &Context) -> Response<Bytes> {
    context.audit.not_let_in(refusal);
    tracing::warn!(
        code = refusal.code(),
        detail = refusal.detail(),
        peer = context.client_address.map(tracing::field::display),
        "caller refused"
    );
    let status = refusal.status();
    let retry_after = (status == StatusCode::SERVICE_UNAVAILABLE).then_some(1);
    let error = ApiError::new(status, refusal.code(), refusal.to_string());
    let mut response = ApiError { retry_after, ..error }.into_response(context);
    if let Some(challenge) = refusal.challenge() {
        let challenge = HeaderValue::from_static(challenge);
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    if refusal.doubts_secrets() { mark(response, Mark::SecretRefused) } else { response }
}

#[cfg(test)]
mod tests {
    use access::Exposure;
    use settings::{Fixed, Settings as _};

    use super::*;
    use crate::{mark, testing};

    /// Answers anyone.
    struct Open(Callers);

    #[async_trait]
    impl HttpFunction for Open {
        fn name(&self) -> &'static str {
            "open"
        }

        fn routes(&self) -> &'static [Route] {
            &[Route { method: "GET", path: "/open" }]
        }

        fn callers(&self) -> Callers {
            self.0
        }

        async fn handle(&self, _: Request<Bytes>, context: &Context) -> Response<Bytes> {
            crate::answer::respond(Ok("in"), context)
        }
    }

    fn guarded(callers: Callers, source: &Fixed) -> Guarded {
        let clock = testing::FixedClock::at("2026-01-02T03:04:05Z");
        let ports = testing::ports_over(testing::ScriptedTransport::new([]), clock);
        let admission = crate::admission(source, Exposure::Open, &ports).unwrap();
        Guarded::new(Arc::new(Open(callers)), admission)
    }

    fn by_key() -> Fixed {
        // `printf %s first | sha256sum`
        let hash = "a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e";
        Fixed::default().with("AUTH", "api-key").with("API_KEY_HASHES", hash)
    }

    fn by_token() -> Fixed {
        Fixed::default()
            .with("AUTH", "jwt")
            .with("JWT_ALGORITHM", "HS256")
            .with("JWT_SECRETS", "a secret of at least thirty-two bytes")
            .with("JWT_ISSUER", "issuer")
            .with("JWT_AUDIENCE", "audience")
    }

    async fn ask(callers: Callers, key: Option<&str>) -> Response<Bytes> {
        let mut request = Request::get("/open");
        if let Some(key) = key {
            request = request.header("x-api-key", key);
        }
        let request = request.body(Bytes::new()).unwrap();
        guarded(callers, &by_key()).handle(request, &testing::context()).await
    }

    fn challenge(answer: &Response<Bytes>) -> Option<&str> {
        answer.headers().get("www-authenticate").map(|value| value.to_str().unwrap())
    }

    #[tokio::test]
    async fn only_a_known_key_reaches_the_function() {
        for (key, status, expected, doubt) in [
            (Some("first"), 200, None, false),
            (Some("second"), 401, Some(r#"Bearer error="invalid_token""#), true),
            (None, 401, Some("Bearer"), false),
        ] {
            let answer = ask(Callers::Known, key).await;
            assert_eq!(answer.status(), status, "{key:?}");
            assert_eq!(challenge(&answer), expected, "{key:?}");
            assert_eq!(mark::has(&answer, Mark::SecretRefused), doubt, "{key:?}");
        }
    }

    #[tokio::test]
    async fn a_refused_token_is_told_why_in_the_words_of_bearer_tokens() {
        let invalid = r#"Bearer error="invalid_token", error_description="The token is not valid""#;
        let signed_by_another = concat!(
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        );
        for (bearer, code, expected, doubt) in [
            ("", "MissingToken", "Bearer", false),
            ("a.b.c", "InvalidToken", invalid, false),
            // The secret may be a new one that this process has not read yet.
            (signed_by_another, "InvalidToken", invalid, true),
        ] {
            let request = Request::get("/open").header("authorization", format!("Bearer {bearer}"));
            let request = request.body(Bytes::new()).unwrap();
            let guarded = guarded(Callers::Known, &by_token());
            let answer = guarded.handle(request, &testing::context()).await;
            assert_eq!(answer.status(), 401, "{bearer}");
            assert_eq!(challenge(&answer), Some(expected), "{bearer}");
            assert_eq!(mark::has(&answer, Mark::SecretRefused), doubt, "{bearer}");
            let body = String::from_utf8_lossy(answer.body()).into_owned();
            assert!(body.contains(&format!(r#""Code":"{code}""#)), "{body}");
            assert!(bearer.is_empty() || !body.contains(bearer), "{body}");
        }
    }

    #[tokio::test]
    async fn what_the_platform_says_of_the_caller_reaches_the_guard() {
        let ports = crate::Ports::new(
            testing::FixedClock::at("2026-01-02T03:04:05Z"),
            testing::FixedRandomness::new(1),
            testing::ScriptedTransport::new([]),
            crate::Platform::Lambda,
        );
        let source = Fixed::default().with("AUTH", "platform");
        let admission = crate::admission(&source, Exposure::Open, &ports).unwrap();
        let guarded = Guarded::new(Arc::new(Open(Callers::Known)), admission);
        let claims = serde_json::json!({"sub": "user-1"}).as_object().cloned();
        for (platform_claims, status) in [(claims, 200), (None, 401)] {
            let request = Request::get("/open").body(Bytes::new()).unwrap();
            let context = Context { platform_claims, ..testing::context() };
            assert_eq!(guarded.handle(request, &context).await.status(), status);
        }
    }

    /// In a browser on this machine run pages of others.
    #[tokio::test]
    async fn without_identities_no_page_that_is_not_named_comes_in() {
        let ports = testing::ports_over(
            testing::ScriptedTransport::new([]),
            testing::FixedClock::at("2026-01-02T03:04:05Z"),
        );
        let admission = crate::admission(&Fixed::default(), Exposure::Loopback, &ports).unwrap();
        let named = Fixed::default().with("CORS_ORIGINS", "http://localhost:3000");
        let cors = Cors::new(&crate::CorsSettings::load(&named).unwrap());
        let guarded = Guarded::new(Arc::new(Open(Callers::Known)), admission).with_cors(cors);
        for (headers, status) in [
            (&[][..], 200),
            (&[("host", "127.0.0.1:7090")], 200),
            (&[("host", "localhost")], 200),
            (&[("host", "[::1]:7090"), ("origin", "http://localhost:3000")], 200),
            (&[("host", "127.0.0.1:7090"), ("origin", "http://localhost:3001")], 403),
            (&[("host", "127.0.0.1:7090"), ("origin", "null")], 403),
            // A name of the attacker's that leads here.
            (&[("host", "attacker.example:7090")], 403),
            (&[("host", "127.0.0.1.attacker.example")], 403),
            (&[("host", "")], 403),
            (&[("host", "127.0.0.1"), ("host", "attacker.example")], 403),
        ] {
            let request = headers.iter().fold(Request::get("/open"), |request, (name, value)| {
                request.header(*name, *value)
            });
            let request = request.body(Bytes::new()).unwrap();
            let answer = guarded.handle(request, &testing::context()).await;
            assert_eq!(answer.status(), status, "{headers:?}");
        }
    }

    #[tokio::test]
    async fn a_function_that_checks_signatures_needs_no_key() {
        assert_eq!(ask(Callers::Signed, None).await.status(), 200);
    }
}
