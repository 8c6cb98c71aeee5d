//! Fetches the key sets of issuers.

use std::{sync::Arc, time::Duration};

use access::{FetchError, KeySetSource};
use async_trait::async_trait;
use bytes::Bytes;
use client::Transport;
use http::{Request, StatusCode, header};
use tokio::time::timeout;
use url::Url;

/// A caller waits for it: longer than this it does not help them.
const WHOLE_TIME: Duration = Duration::from_secs(5);

/// Fetches over a transport whose reach and limits fit the place of the process.
pub(crate) struct KeySets {
    transport: Arc<dyn Transport>,
}

impl KeySets {
    pub(crate) fn new(transport: Arc<dyn Transport>) -> Self {
        Self { transport }
    }
}

#[async_trait]
impl KeySetSource for KeySets {
    async fn fetch(&self, url: &Url) -> Result<Bytes, FetchError> {
        let request = Request::get(url.as_str())
            .header(header::ACCEPT, "application/jwk-set+json, application/json")
            .body(Bytes::new())
            .map_err(|error| FetchError(error.to_string()))?;
        let answer = timeout(WHOLE_TIME, self.transport.send(request))
            .await
            .map_err(|_| FetchError("no answer within 5 seconds".into()))?
            .map_err(|error| FetchError(error.to_string()))?;
        match answer.status() {
            StatusCode::OK => Ok(answer.into_body()),
            status if status.is_redirection() => {
                Err(FetchError(format!("it redirects ({status}), which is not followed")))
            }
            status => Err(FetchError(format!("its answer is {status}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use client::{HttpOptions, HttpTransport, Reach};
    use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

    use super::*;
    use crate::testing::{ScriptedTransport, Step};

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    fn reaching(reach: Reach) -> KeySets {
        let options = HttpOptions { largest_answer: 1_000, reach, ..HttpOptions::default() };
        KeySets::new(Arc::new(HttpTransport::new(options)))
    }

    async fn answering(answer: ResponseTemplate) -> MockServer {
        let server = MockServer::start().await;
        Mock::given(matchers::any()).respond_with(answer).mount(&server).await;
        server
    }

    #[tokio::test]
    async fn a_key_set_comes_as_it_is_published() {
        let server = answering(ResponseTemplate::new(200).set_body_string("{}")).await;
        let fetched = reaching(Reach::PublicOrLoopback).fetch(&url(&server.uri())).await;
        assert_eq!(fetched.unwrap(), "{}");
    }

    #[tokio::test]
    async fn a_redirect_is_not_followed() {
        let inward = answering(ResponseTemplate::new(200)).await;
        for status in [301, 302, 307] {
            let answer = ResponseTemplate::new(status).insert_header("location", inward.uri());
            let server = answering(answer).await;
            let refused = reaching(Reach::PublicOrLoopback).fetch(&url(&server.uri())).await;
            assert!(refused.unwrap_err().0.contains("is not followed"), "{status}");
        }
        assert!(inward.received_requests().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn nothing_is_fetched_from_inward() {
        let server = answering(ResponseTemplate::new(200)).await;
        let port = server.address().port();
        for host in ["127.0.0.1", "localhost"] {
            let url = url(&format!("http://{host}:{port}/"));
            let refused = reaching(Reach::Public).fetch(&url).await.unwrap_err();
            assert!(refused.0.contains("lies inward"), "{host}: {refused}");
        }
        let metadata = url("http://169.254.169.254/latest/meta-data/");
        for reach in [Reach::Public, Reach::PublicOrLoopback] {
            let refused = reaching(reach).fetch(&metadata).await.unwrap_err();
            assert!(refused.0.contains("lies inward"), "{refused}");
        }
        assert!(server.received_requests().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn an_error_and_a_flood_are_no_key_set() {
        for (answer, reason) in [
            (ResponseTemplate::new(404), "its answer is 404"),
            (ResponseTemplate::new(204), "its answer is 204"),
            (ResponseTemplate::new(200).set_body_bytes(vec![b' '; 1_001]), "larger than 1000"),
        ] {
            let server = answering(answer).await;
            let refused = reaching(Reach::PublicOrLoopback).fetch(&url(&server.uri())).await;
            let refused = refused.unwrap_err();
            assert!(refused.0.contains(reason), "{refused}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_issuer_that_never_answers_is_given_up() {
        let key_sets = KeySets::new(ScriptedTransport::new([Step::Hang]));
        let refused = key_sets.fetch(&url("https://login.example.com/keys")).await;
        assert_eq!(refused, Err(FetchError("no answer within 5 seconds".into())));
    }
}
