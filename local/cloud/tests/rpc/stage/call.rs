//! One signed RPC call, in each of the forms that official clients use, and spoilable in each part.

use model::{Credentials, Secret, time};
use reqwest::Method;
use serde_json::Value;
use signing::{acs3, encode, rpc_v1};

use super::Stage;

/// How the call is signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    V1,
    Acs3,
}

/// Where the parameters stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Placement {
    Query,
    Form,
    /// With V1 common parameters in the query and the operation's own in the form; with ACS3, whose
    /// common ones are headers, the first of its own in the query.
    Mixed,
}

/// A call that is right unless a test spoils it.
pub(crate) struct Call {
    pub(crate) action: String,
    pub(crate) version: &'static str,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) scheme: Scheme,
    pub(crate) method: Method,
    pub(crate) placement: Placement,
    pub(crate) key: Credentials,
    /// `Format`, or with ACS3 the `accept` header.
    pub(crate) format: &'static str,
    /// The stage's next one by default.
    pub(crate) nonce: Option<String>,
    /// The stage's time by default.
    pub(crate) time: Option<String>,
    /// Parameters (V1) or headers (ACS3) to leave out before signing.
    pub(crate) without: Vec<&'static str>,
    /// Parameters (V1) or headers (ACS3) that replace or join the right ones before signing.
    pub(crate) with: Vec<(&'static str, String)>,
    /// Parameters or headers changed after signing.
    pub(crate) forged: Vec<(&'static str, String)>,
    /// Headers added after signing.
    pub(crate) unsigned: Vec<(&'static str, String)>,
}

impl Call {
    pub(crate) fn vod(action: &str, parameters: &[(&str, &str)]) -> Self {
        let owned = parameters.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        Self {
            action: action.to_owned(),
            version: "2017-03-21",
            parameters: owned.collect(),
            scheme: Scheme::V1,
            method: Method::POST,
            placement: Placement::Query,
            key: Stage::own_key(),
            format: "JSON",
            nonce: None,
            time: None,
            without: Vec::new(),
            with: Vec::new(),
            forged: Vec::new(),
            unsigned: Vec::new(),
        }
    }

    pub(crate) fn sts(action: &str, parameters: &[(&str, &str)]) -> Self {
        Self { version: "2015-04-01", ..Self::vod(action, parameters) }
    }

    pub(crate) fn acs3(self) -> Self {
        Self { scheme: Scheme::Acs3, format: "application/json", ..self }
    }

    pub(crate) fn by(self, key: Credentials) -> Self {
        Self { key, ..self }
    }

    pub(crate) async fn send(&self, stage: &Stage) -> Answer {
        self.send_as(stage, self.method.clone()).await
    }

    /// Sends under another method than the one that is signed.
    pub(crate) async fn send_as(&self, stage: &Stage, method: Method) -> Answer {
        let request = match self.scheme {
            Scheme::V1 => self.signed_v1(stage, &method),
            Scheme::Acs3 => self.signed_acs3(stage, &method, None),
        };
        Answer::read(request.send().await.unwrap()).await
    }

    /// Sends with ACS3, all headers there but only these in the signature.
    pub(crate) async fn send_signing_only(&self, stage: &Stage, signed_headers: &[&str]) -> Answer {
        let request = self.signed_acs3(stage, &self.method, Some(signed_headers));
        Answer::read(request.send().await.unwrap()).await
    }

    fn nonce(&self, stage: &Stage) -> String {
        self.nonce.clone().unwrap_or_else(|| stage.nonce())
    }

    fn time(&self, stage: &Stage) -> String {
        self.time.clone().unwrap_or_else(|| time::iso8601(stage.now()))
    }

    fn spoil(&self, pairs: &mut Vec<(String, String)>) {
        pairs.retain(|(name, _)| !self.without.contains(&name.as_str()));
        replace(pairs, &self.with);
    }

    fn signed_v1(&self, stage: &Stage, method: &Method) -> reqwest::RequestBuilder {
        let mut common: Vec<(String, String)> = [
            ("Action", self.action.as_str()),
            ("Version", self.version),
            ("Format", self.format),
            ("AccessKeyId", &self.key.access_key_id),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureVersion", "1.0"),
            // aliyun-python-sdk-core sends and signs this one.
            ("SignatureType", ""),
            ("SignatureNonce", &self.nonce(stage)),
            ("Timestamp", &self.time(stage)),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        if let Some(token) = &self.key.security_token {
            common.push(("SecurityToken".to_owned(), token.expose().to_owned()));
        }
        self.spoil(&mut common);
        let mut own = self.parameters.clone();

        let all: Vec<_> = common.iter().chain(&own).cloned().collect();
        let secret = &self.key.access_key_secret;
        let signature = rpc_v1::sign(self.method.as_str(), &all, secret);
        if !self.without.contains(&"Signature") {
            common.push(("Signature".to_owned(), signature));
        }
        forge(&mut common, &mut own, &self.forged);

        let both: Vec<_> = common.iter().chain(&own).cloned().collect();
        match self.placement {
            Placement::Query => self.request(stage, method, &both, None),
            Placement::Form => self.request(stage, method, &[], Some(&both)),
            Placement::Mixed => self.request(stage, method, &common, Some(&own)),
        }
    }

    fn signed_acs3(
        &self,
        stage: &Stage,
        method: &Method,
        only: Option<&[&str]>,
    ) -> reqwest::RequestBuilder {
        let mut own = self.parameters.clone();
        let in_query = match self.placement {
            Placement::Query => own.len(),
            Placement::Form => 0,
            Placement::Mixed => 1.min(own.len()),
        };
        let form = self.placement != Placement::Query;
        let query = own[..in_query].to_vec();
        let body = if form { encoded(&own[in_query..]) } else { String::new() };
        let mut headers: Vec<(String, String)> = [
            ("host", stage.cloud.address().to_string().as_str()),
            ("accept", self.format),
            ("x-acs-action", &self.action),
            ("x-acs-version", self.version),
            ("x-acs-date", &self.time(stage)),
            ("x-acs-signature-nonce", &self.nonce(stage)),
            ("x-acs-content-sha256", &acs3::payload_sha256(body.as_bytes())),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        if let Some(token) = &self.key.security_token {
            headers.push(("x-acs-security-token".to_owned(), token.expose().to_owned()));
        }
        self.spoil(&mut headers);

        let request = acs3::Request {
            method: self.method.as_str(),
            path: "/",
            query: &borrowed(&query),
            headers: &borrowed(&headers),
            payload_sha256: &acs3::payload_sha256(body.as_bytes()),
        };
        let secret = &self.key.access_key_secret;
        let signed = match only {
            None => acs3::sign(&request, secret),
            Some(names) => acs3::sign_headers(&request, names, secret),
        };
        forge(&mut headers, &mut own, &self.forged);
        let (query, rest) = own.split_at(in_query);
        let mut request = self.request(stage, method, query, form.then_some(rest));
        for (name, value) in &headers {
            request = request.header(name, value);
        }
        if self.without.contains(&"authorization") {
            return request;
        }
        request.header("authorization", signed.authorization(&self.key.access_key_id))
    }

    fn request(
        &self,
        stage: &Stage,
        method: &Method,
        query: &[(String, String)],
        form: Option<&[(String, String)]>,
    ) -> reqwest::RequestBuilder {
        let url = format!("{}/?{}", stage.cloud.api_endpoint(), encoded(query));
        let mut request = stage.http.request(method.clone(), url.trim_end_matches('?'));
        for (name, value) in &self.unsigned {
            request = request.header(*name, value);
        }
        match form {
            Some(pairs) => request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(encoded(pairs)),
            None => request,
        }
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    async fn read(response: reqwest::Response) -> Self {
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    pub(crate) fn success(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        let body = self.json();
        assert_eq!(body.get("Code"), None, "a success must have no Code: {body}");
        body
    }

    /// Status and `Code`.
    pub(crate) fn refusal(&self) -> (u16, String) {
        assert!(self.status >= 400, "{} {}", self.status, self.text);
        (self.status, self.json()["Code"].as_str().unwrap().to_owned())
    }
}

/// A temporary key as AssumeRole gives it.
pub(crate) fn temporary_key(answer: &Value) -> Credentials {
    let text = |name: &str| answer["Credentials"][name].as_str().unwrap().to_owned();
    let (secret, token) = (text("AccessKeySecret"), text("SecurityToken"));
    Credentials::temporary(text("AccessKeyId"), Secret::new(secret), Secret::new(token))
}

fn encoded(pairs: &[(String, String)]) -> String {
    let pair = |(name, value): &(String, String)| {
        format!("{}={}", encode::percent_encode(name), encode::percent_encode(value))
    };
    pairs.iter().map(pair).collect::<Vec<_>>().join("&")
}

fn borrowed(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

fn replace(pairs: &mut Vec<(String, String)>, with: &[(&'static str, String)]) {
    for (name, value) in with {
        pairs.retain(|(known, _)| known != name);
        pairs.push(((*name).to_owned(), value.clone()));
    }
}

/// Changes what is there, wherever it stands; adds nothing.
fn forge(
    common: &mut [(String, String)],
    own: &mut [(String, String)],
    forged: &[(&'static str, String)],
) {
    for (name, value) in forged {
        for pair in common.iter_mut().chain(own.iter_mut()).filter(|(known, _)| known == name) {
            pair.1.clone_from(value);
        }
    }
}
