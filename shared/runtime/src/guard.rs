//! Lets only known callers reach a function.

use std::sync::Arc;

use access::{Admission, Refusal};
use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};

use crate::{
    ApiError, Callers, Context, HttpFunction, Route,
    mark::{Mark, mark},
};

/// A function behind an [`Admission`]. One whose callers sign their requests is left as it is.
pub struct Guarded {
    function: Arc<dyn HttpFunction>,
    admission: Admission,
}

impl Guarded {
    /// Puts the function behind it.
    #[must_use]
    pub fn new(function: Arc<dyn HttpFunction>, admission: Admission) -> Self {
        Self { function, admission }
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

    fn callers(&self) -> Callers {
        self.function.callers()
    }

    async fn handle(&self, request: Request<Bytes>, context: &Context) -> Response<Bytes> {
        if self.function.callers() == Callers::Signed {
            return self.function.handle(request, context).await;
        }
        match self.admission.admit(request.headers()) {
            Ok(caller) => {
                let context = Context { caller: Some(caller), ..context.clone() };
                self.function.handle(request, &context).await
            }
            Err(refusal) => refuse(refusal, context),
        }
    }
}

fn refuse(refusal: Refusal, context: &Context) -> Response<Bytes> {
    tracing::warn!(
        code = refusal.code(),
        peer = context.client_address.map(tracing::field::display),
        "caller refused"
    );
    let (challenge, marked) = match refusal {
        Refusal::Missing => ("Bearer", false),
        // The key may be a new one whose hash this process has not read yet.
        Refusal::Unknown => (r#"Bearer error="invalid_token""#, true),
    };
    let error = ApiError::new(StatusCode::UNAUTHORIZED, refusal.code(), refusal.to_string());
    let mut response = error.into_response(context);
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    if marked { mark(response, Mark::SecretRefused) } else { response }
}

#[cfg(test)]
mod tests {
    use access::{AccessSettings, Exposure};
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

    fn guarded(callers: Callers) -> Guarded {
        // `printf %s first | sha256sum`
        let hash = "a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e";
        let source = Fixed::default().with("AUTH", "api-key").with("API_KEY_HASHES", hash);
        let settings = AccessSettings::load(&source).unwrap();
        let admission = Admission::new(&settings, Exposure::Open).unwrap();
        Guarded::new(Arc::new(Open(callers)), admission)
    }

    async fn ask(callers: Callers, key: Option<&str>) -> Response<Bytes> {
        let mut request = Request::get("/open");
        if let Some(key) = key {
            request = request.header("x-api-key", key);
        }
        let request = request.body(Bytes::new()).unwrap();
        guarded(callers).handle(request, &testing::context()).await
    }

    #[tokio::test]
    async fn only_a_known_key_reaches_the_function() {
        for (key, status, challenge, doubt) in [
            (Some("first"), 200, None, false),
            (Some("second"), 401, Some(r#"Bearer error="invalid_token""#), true),
            (None, 401, Some("Bearer"), false),
        ] {
            let answer = ask(Callers::Known, key).await;
            assert_eq!(answer.status(), status, "{key:?}");
            let seen =
                answer.headers().get("www-authenticate").map(|value| value.to_str().unwrap());
            assert_eq!(seen, challenge, "{key:?}");
            assert_eq!(mark::has(&answer, Mark::SecretRefused), doubt, "{key:?}");
        }
    }

    #[tokio::test]
    async fn a_function_that_checks_signatures_needs_no_key() {
        assert_eq!(ask(Callers::Signed, None).await.status(), 200);
    }
}
