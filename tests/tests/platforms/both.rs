//! One function on both platforms at once.

use std::path::Path;

use serde_json::Value;
use tests::{Answer, Environment, FunctionCompute, HttpRequest, LambdaFunction, program};

/// A function that runs twice.
pub(crate) struct Both {
    pub(crate) lambda: LambdaFunction,
    pub(crate) function_compute: FunctionCompute,
}

/// What is different in every answer, whoever gives it.
const OF_THE_MOMENT: [&str; 14] = [
    "RequestId",
    "VideoId",
    "ImageId",
    "MediaId",
    "UploadAddress",
    "UploadAuth",
    "Expiration",
    "ServerTime",
    "ImageURL",
    "FileURL",
    "MediaURL",
    "AccessKeyId",
    "AccessKeySecret",
    "Ticket",
];

/// Headers that a caller may build on.
const HEADERS: [&str; 13] = [
    "content-type",
    "cache-control",
    "allow",
    "www-authenticate",
    "retry-after",
    "vary",
    "access-control-allow-origin",
    "access-control-allow-methods",
    "content-security-policy",
    "cross-origin-resource-policy",
    "referrer-policy",
    "strict-transport-security",
    "x-content-type-options",
];

impl Both {
    /// The deployed program of a function.
    pub(crate) async fn deployed(name: &str, settings: &Environment) -> Self {
        Self::start(&tests::artefact(name), name, settings).await
    }

    /// The probe, for `http` requests or for `event`s.
    pub(crate) async fn probe(kind: &str, mut settings: Environment) -> Self {
        settings.insert("PROBE".into(), kind.into());
        Self::start(&program("probe"), "probe", &settings).await
    }

    async fn start(program: &Path, name: &str, settings: &Environment) -> Self {
        let lambda = LambdaFunction::start(program, name, settings).await;
        let function_compute = FunctionCompute::start(program, name, settings).await;
        let function_compute =
            function_compute.unwrap_or_else(|ended| panic!("{name} does not start: {ended:?}"));
        Self { lambda, function_compute }
    }

    /// Sends the same request both ways: status, body and headers must be the same.
    pub(crate) async fn http(&self, request: &HttpRequest) -> Answer {
        let lambda = self.lambda.http(request).await;
        let function_compute = self.function_compute.http(request).await;
        same(&lambda, &function_compute, &format!("{} {}", request.method, request.target));
        function_compute
    }
}

/// Compares two answers but for what is different in each.
pub(crate) fn same(lambda: &Answer, function_compute: &Answer, what: &str) {
    assert_eq!(lambda.status, function_compute.status, "{what}: {lambda:?} {function_compute:?}");
    assert_eq!(timeless(&lambda.body), timeless(&function_compute.body), "{what}");
    for name in HEADERS {
        let (left, right) = (lambda.headers.get(name), function_compute.headers.get(name));
        assert_eq!(left, right, "{what}: {name}");
    }
    for answer in [lambda, function_compute] {
        for name in ["x-request-id", "x-server-time", "strict-transport-security"] {
            assert!(answer.headers.contains_key(name), "{what}: {name}: {answer:?}");
        }
    }
}

fn timeless(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| {
                let moment = OF_THE_MOMENT.contains(&name.as_str()) || name == "SecurityToken";
                (
                    name.clone(),
                    if moment && value.is_string() { "…".into() } else { timeless(value) },
                )
            })
            .collect(),
        Value::Array(values) => values.iter().map(timeless).collect(),
        other => other.clone(),
    }
}
