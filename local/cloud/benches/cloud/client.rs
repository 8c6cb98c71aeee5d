//! A client of OSS that signs with V1 and does nothing else that costs time.

use std::fmt::Write as _;

use bytes::Bytes;
use jiff::Timestamp;
use model::Secret;
use model::time::http_date;
use reqwest::{Method, Response};
use signing::oss::Request;
use signing::oss_v1;

/// Where everything goes.
pub(crate) const BUCKET: &str = "benchmark";

/// The AccessKey that the program knows when it is told nothing.
const ACCESS_KEY: (&str, &str) = ("localAccessKeyId", "localAccessKeySecret");

/// Keeps its connections.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    base: String,
}

type Query<'a> = &'a [(&'a str, Option<&'a str>)];

impl Client {
    pub(crate) fn new(address: &str) -> Self {
        // Nothing is encrypted here, but the client wants to know how it would be done.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { http, base: format!("http://{address}/{BUCKET}") }
    }

    pub(crate) async fn put_bucket(&self) {
        self.send(Method::PUT, None, &[], Bytes::new()).await;
    }

    pub(crate) async fn put(&self, key: &str, body: Bytes) {
        self.send(Method::PUT, Some(key), &[], body).await;
    }

    pub(crate) async fn head(&self, key: &str) {
        self.send(Method::HEAD, Some(key), &[], Bytes::new()).await;
    }

    /// The upload id.
    pub(crate) async fn initiate(&self, key: &str) -> String {
        let answer = self.send(Method::POST, Some(key), &[("uploads", None)], Bytes::new()).await;
        let text = answer.text().await.expect("an answer");
        let id = text.split("<UploadId>").nth(1).and_then(|rest| rest.split('<').next());
        id.expect("an upload id").to_owned()
    }

    /// The ETag of the part.
    pub(crate) async fn upload_part(
        &self,
        key: &str,
        upload_id: &str,
        number: usize,
        body: Bytes,
    ) -> String {
        let number = number.to_string();
        let query = [("partNumber", Some(&*number)), ("uploadId", Some(upload_id))];
        let answer = self.send(Method::PUT, Some(key), &query, body).await;
        answer.headers()["etag"].to_str().expect("an ETag").to_owned()
    }

    pub(crate) async fn complete(&self, key: &str, upload_id: &str, etags: &[String]) {
        let mut list = String::from("<CompleteMultipartUpload>");
        for (index, etag) in etags.iter().enumerate() {
            let number = index + 1;
            write!(list, "<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>")
                .expect("a text");
        }
        list.push_str("</CompleteMultipartUpload>");
        self.send(Method::POST, Some(key), &[("uploadId", Some(upload_id))], list.into()).await;
    }

    /// How many bytes the object has.
    pub(crate) async fn get(&self, key: &str) -> u64 {
        let mut answer = self.send(Method::GET, Some(key), &[], Bytes::new()).await;
        let mut length = 0;
        while let Some(piece) = answer.chunk().await.expect("a piece") {
            length += piece.len() as u64;
        }
        length
    }

    async fn send(
        &self,
        method: Method,
        key: Option<&str>,
        query: Query<'_>,
        body: Bytes,
    ) -> Response {
        let date = http_date(Timestamp::now());
        let headers = [("date", &*date)];
        let request = Request {
            method: method.as_str(),
            bucket: Some(BUCKET),
            key,
            query,
            headers: &headers,
        };
        let signature = oss_v1::sign(&request, &Secret::new(ACCESS_KEY.1));
        let mut url = format!("{}/{}", self.base, key.unwrap_or_default());
        for (index, (name, value)) in query.iter().enumerate() {
            let mark = if index == 0 { '?' } else { '&' };
            write!(url, "{mark}{name}").expect("a text");
            if let Some(value) = value {
                write!(url, "={value}").expect("a text");
            }
        }
        let answer = self
            .http
            .request(method, url)
            .header("date", date)
            .header("authorization", oss_v1::authorization(ACCESS_KEY.0, &signature))
            .header("content-length", body.len())
            .body(body)
            .send()
            .await
            .expect("an answer");
        assert!(answer.status().is_success(), "{answer:?}");
        answer
    }
}
