//! Requests to OSS as an uploader sends them: signature V1, by the key of a grant.

use reqwest::{Method, Response};
use signing::{encode, oss, oss_v1};

use crate::stage::{Grant, Stage};

/// Sends one. An error is a connection that ended without an answer.
pub(crate) async fn send(
    stage: &Stage,
    grant: &Grant,
    method: Method,
    query: &[(&str, Option<&str>)],
    body: impl Into<reqwest::Body>,
) -> reqwest::Result<Response> {
    let key = grant.auth.credentials();
    let address = &grant.address;
    let date = model::time::http_date(stage.now());
    let token = key.security_token.as_ref().map_or("", |token| token.expose());
    let headers = [("x-oss-date", date.as_str()), ("x-oss-security-token", token)];
    let signature = oss_v1::sign(
        &oss::Request {
            method: method.as_str(),
            bucket: Some(&address.bucket),
            key: Some(&address.file_name),
            query,
            headers: &headers,
        },
        &key.access_key_secret,
    );
    let query: Vec<String> = query
        .iter()
        .map(|(name, value)| match value {
            Some(value) => format!("{name}={}", encode::percent_encode(value)),
            None => (*name).to_owned(),
        })
        .collect();
    let url = format!(
        "{}/{}/{}?{}",
        address.endpoint,
        address.bucket,
        address.file_name,
        query.join("&")
    );
    stage
        .http
        .request(method, url)
        .header("x-oss-date", &date)
        .header("x-oss-security-token", token)
        .header("authorization", oss_v1::authorization(&key.access_key_id, &signature))
        .body(body)
        .send()
        .await
}

/// A multipart upload of one grant.
pub(crate) struct Upload<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) grant: &'a Grant,
    pub(crate) id: String,
}

impl<'a> Upload<'a> {
    pub(crate) async fn begin(stage: &'a Stage, grant: &'a Grant) -> Self {
        let begun = send(stage, grant, Method::POST, &[("uploads", None)], "").await.unwrap();
        let text = begun.text().await.unwrap();
        let id = between(&text, "<UploadId>", "</UploadId>").to_owned();
        Self { stage, grant, id }
    }

    pub(crate) async fn part(&self, number: &str, body: &'static str) -> reqwest::Result<Response> {
        let query = [("partNumber", Some(number)), ("uploadId", Some(&*self.id))];
        send(self.stage, self.grant, Method::PUT, &query, body).await
    }

    /// The list of parts as XML.
    pub(crate) async fn parts(&self) -> String {
        let query = [("uploadId", Some(&*self.id))];
        let response = send(self.stage, self.grant, Method::GET, &query, "").await.unwrap();
        response.text().await.unwrap()
    }

    /// Completes with part 1 alone.
    pub(crate) async fn complete(&self, etag: &str) -> reqwest::Result<Response> {
        let list = format!(
            "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{etag}</ETag></Part>\
             </CompleteMultipartUpload>"
        );
        let query = [("uploadId", Some(&*self.id))];
        send(self.stage, self.grant, Method::POST, &query, list).await
    }
}

/// Puts the whole file.
pub(crate) async fn put(
    stage: &Stage,
    grant: &Grant,
    body: &'static str,
) -> reqwest::Result<Response> {
    send(stage, grant, Method::PUT, &[], body).await
}

/// Status and `Code` of an OSS answer that refuses; `Code` is empty in others.
pub(crate) async fn refusal(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, between(&text, "<Code>", "</Code>").to_owned())
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from).and_then(|(_, rest)| rest.split_once(to)).map_or("", |(found, _)| found)
}

/// The ETag of the five bytes `bytes`.
pub(crate) const ETAG: &str = "4B3A6218BB3E3A7303E8A171A60FCF92";
