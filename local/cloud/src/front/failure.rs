//! What is answered when the disk has failed: the refusal of a service that is down, in the form of
//! the service that was asked.

use http::{HeaderMap, Response};

use crate::body::{Body, full};
use crate::{local, oss, rpc};

/// Headers of an answer that hold for any other to the same request: who may read it, whose it is.
const STAYING: [&str; 4] = ["server", "vary", "x-acs-request-id", "x-oss-request-id"];

/// The answer in place of one that promises what is not kept.
pub(super) fn in_place_of(promise: &Response<Body>) -> Response<Body> {
    let addressed = promise.extensions();
    let mut refusal = if let Some(caller) = addressed.get::<rpc::Addressee>() {
        caller.unavailable().map(full)
    } else if let Some(caller) = addressed.get::<oss::Addressee>() {
        caller.unavailable()
    } else {
        local::unavailable()
    };
    copy(promise.headers(), refusal.headers_mut());
    refusal
}

fn copy(from: &HeaderMap, to: &mut HeaderMap) {
    let stays = |name: &str| STAYING.contains(&name) || name.starts_with("access-control-");
    for (name, value) in from.iter().filter(|(name, _)| stays(name.as_str())) {
        to.insert(name, value.clone());
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::Request;
    use serde::ser::Error as _;
    use serde::{Serialize, Serializer};

    use crate::config::{Config, Options};
    use crate::server::LocalCloud;
    use crate::storage::Table;
    use crate::testing::config;

    struct Unwritable;

    impl Serialize for Unwritable {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(S::Error::custom("unwritable"))
        }
    }

    async fn asked(cloud: &LocalCloud, method: &str, target: &str) -> http::Response<Bytes> {
        let request = Request::builder().method(method).uri(target).header("host", "localhost");
        let answer = cloud.answer(request.body(Bytes::new()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), 503, "{method} {target}");
        answer
    }

    #[tokio::test]
    async fn each_service_says_in_its_own_form_that_it_is_down() {
        let directory = tempfile::tempdir().unwrap();
        let options = Options { data: Some(directory.path().to_owned()), ..Options::default() };
        let cloud = LocalCloud::start(Config { options, ..config() }).await.unwrap();
        let mut batch = cloud.state().storage.batch();
        batch.put(Table::Cloud, "bad", &Unwritable);
        cloud.state().storage.commit(batch);

        for (version, code) in
            [("2017-03-21", "ServiceUnAvailable"), ("2015-04-01", "ServiceUnavailable")]
        {
            let target = format!("/?Action=GetCallerIdentity&Version={version}");
            let answer = asked(&cloud, "GET", &format!("{target}&Format=JSON")).await;
            let body: serde_json::Value = serde_json::from_slice(answer.body()).unwrap();
            assert_eq!(body["Code"], code);
            assert_eq!(body["RequestId"], answer.headers()["x-acs-request-id"].to_str().unwrap());
            assert_eq!(answer.headers()["access-control-allow-origin"], "*");
            let answer = asked(&cloud, "GET", &target).await;
            let text = std::str::from_utf8(answer.body()).unwrap();
            assert!(text.contains(&format!("<Code>{code}</Code>")), "{text}");
        }

        let answer = asked(&cloud, "PUT", "/media/k").await;
        let text = std::str::from_utf8(answer.body()).unwrap();
        let id = answer.headers()["x-oss-request-id"].to_str().unwrap();
        assert!(text.contains("<Code>ServiceUnavailable</Code>"), "{text}");
        assert!(text.contains(&format!("<RequestId>{id}</RequestId>")), "{text}");
        assert_eq!(answer.headers()["server"], "AliyunOSS");
        let answer = asked(&cloud, "HEAD", "/media/k").await;
        assert!(answer.body().is_empty() && answer.headers().contains_key("x-oss-err"));

        let answer = asked(&cloud, "GET", "/_local/state").await;
        let body: serde_json::Value = serde_json::from_slice(answer.body()).unwrap();
        assert_eq!(body["Code"], "ServiceUnavailable");
    }
}
