//! HTTPS on the same port, with a real client that trusts the cloud's authority and nobody else.
#![allow(
    clippy::unwrap_used,
    reason = "the exemption for tests covers functions with #[test] only"
)]

mod faults;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use local_cloud::{Account, Config, LocalCloud, Options};
use model::{Clock, Credentials, Randomness, Secret, UploadAddress, UploadAuth};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::Value;
use signing::{oss, oss_v1, rpc_v1};

struct Fixed;

const NOW: &str = "2026-01-02T03:04:05Z";

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        NOW.parse().unwrap()
    }
}

impl Randomness for Fixed {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(7);
    }
}

async fn cloud(tls: bool) -> LocalCloud {
    LocalCloud::start(Config {
        listen: Config::LOOPBACK,
        account: Account {
            id: "1234567890123456".into(),
            access_key_id: "LTAI-local".into(),
            access_key_secret: "local-secret".into(),
            role_arn: "acs:ram::1234567890123456:role/uploader".parse().unwrap(),
        },
        region: "cn-shanghai".into(),
        callback: None,
        template_groups: Vec::new(),
        transcode_delay: Duration::ZERO,
        clock: Arc::new(Fixed),
        randomness: Arc::new(Fixed),
        options: Options { tls, ..Options::default() },
    })
    .await
    .unwrap()
}

/// TLS that trusts only the authority of this cloud.
fn trusting(cloud: &LocalCloud) -> rustls::ClientConfig {
    let mut roots = rustls::RootCertStore::empty();
    if let Some(pem) = cloud.certificate_authority() {
        roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth()
}

/// A client that finds these names on the cloud's address and trusts only this authority.
fn client(cloud: &LocalCloud, names: &[&str]) -> reqwest::Client {
    let tls = trusting(cloud);
    let builder = reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy();
    names
        .iter()
        .fold(builder, |builder, name| builder.resolve(name, cloud.address()))
        .build()
        .unwrap()
}

/// A signed call as a query.
fn signed(action: &str, parameters: &[(&str, &str)]) -> String {
    let common = [
        ("Action", action),
        ("Version", "2017-03-21"),
        ("Format", "JSON"),
        ("AccessKeyId", "LTAI-local"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("SignatureNonce", "n"),
        ("Timestamp", NOW),
    ];
    let mut pairs: Vec<_> = common
        .iter()
        .chain(parameters)
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let signature = rpc_v1::sign("GET", &pairs, &Secret::new("local-secret"));
    pairs.push(("Signature".to_owned(), signature));
    signing::encode::encode_query(&pairs)
}

fn new_video() -> String {
    signed("CreateUploadVideo", &[("Title", "t"), ("FileName", "a.mp4")])
}

/// Puts an object with the credential of a grant (OSS signature V1).
async fn put(
    http: &reqwest::Client,
    url: &str,
    address: &UploadAddress,
    key: &Credentials,
) -> reqwest::Result<reqwest::Response> {
    let date = model::time::http_date(Fixed.now());
    let token = key.security_token.as_ref().map_or("", Secret::expose);
    let headers = [("x-oss-date", date.as_str()), ("x-oss-security-token", token)];
    let request = oss::Request {
        method: "PUT",
        bucket: Some(&address.bucket),
        key: Some(&address.file_name),
        query: &[],
        headers: &headers,
    };
    let signature = oss_v1::sign(&request, &key.access_key_secret);
    http.put(url)
        .header("x-oss-date", &date)
        .header("x-oss-security-token", token)
        .header("authorization", oss_v1::authorization(&key.access_key_id, &signature))
        .body("bytes")
        .send()
        .await
}

#[tokio::test]
async fn every_name_of_the_cloud_is_served_under_its_own_certificate() {
    let cloud = cloud(true).await;
    let port = cloud.address().port();
    let names = [
        "localhost",
        "media.localhost",
        "vod.cn-shanghai.aliyuncs.com",
        "sts.aliyuncs.com",
        "sts.cn-shanghai.aliyuncs.com",
        "oss-cn-shanghai.aliyuncs.com",
        "media.oss-cn-shanghai.aliyuncs.com",
    ];
    let http = client(&cloud, &names);
    for name in names.into_iter().chain(["127.0.0.1"]) {
        let url = format!("https://{name}:{port}/?Action=GetVideoInfo");
        let response = http.get(url).send().await.unwrap();
        assert_eq!(response.status(), 400, "{name}");
    }
}

#[tokio::test]
async fn a_signed_call_and_a_virtual_hosted_upload_work() {
    let cloud = cloud(true).await;
    let port = cloud.address().port();
    let vod = "vod.cn-shanghai.aliyuncs.com";
    let http = client(&cloud, &[vod]);
    let answer = http.get(format!("https://{vod}:{port}/?{}", new_video())).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let answer: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    let address = UploadAddress::decode(answer["UploadAddress"].as_str().unwrap()).unwrap();
    let auth = UploadAuth::decode(answer["UploadAuth"].as_str().unwrap()).unwrap();
    assert_eq!(address.endpoint, format!("https://localhost:{port}"));

    let bucket = format!("{}.oss-cn-shanghai.aliyuncs.com", address.bucket);
    let http = client(&cloud, &[&bucket]);
    let url = format!("https://{bucket}:{port}/{}", address.file_name);
    let answer = put(&http, &url, &address, &auth.credentials()).await.unwrap();
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
}

#[tokio::test]
async fn plain_http_goes_on_beside_it() {
    let cloud = cloud(true).await;
    let http = client(&cloud, &[]);
    let url = format!("http://{}/?{}", cloud.address(), new_video());
    assert_eq!(http.get(url).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn endpoints_are_https_where_tls_is_offered() {
    let secure = cloud(true).await;
    assert_eq!(secure.endpoint(), format!("https://localhost:{}", secure.address().port()));
    assert_eq!(secure.api_endpoint(), format!("https://{}", secure.address()));
    let plain = cloud(false).await;
    assert!(plain.endpoint().starts_with("http://"));
    assert_eq!(plain.certificate_authority(), None);
}

#[tokio::test]
async fn a_name_that_is_not_the_clouds_and_another_authority_are_refused_by_the_client() {
    let (one, other) = (cloud(true).await, cloud(true).await);
    let port = one.address().port();
    let stranger = client(&one, &["example.com"]).get(format!("https://example.com:{port}/"));
    assert!(stranger.send().await.is_err());
    let untrusted = client(&other, &[]).get(format!("{}/_local/health", one.api_endpoint()));
    assert!(untrusted.send().await.is_err());
}

#[tokio::test]
async fn a_connection_that_says_nothing_does_not_delay_the_end() {
    let cloud = cloud(true).await;
    let idle = tokio::net::TcpStream::connect(cloud.address()).await.unwrap();
    // From here on time passes only when everything waits for it.
    tokio::time::pause();
    let begun = tokio::time::Instant::now();
    cloud.shutdown().await;
    assert_eq!(begun.elapsed(), Duration::ZERO);
    drop(idle);
}
