//! Reads what the local cloud stored, with the account's own keys, and writes with those of others.

use std::{sync::Arc, time::Duration};

use client::{
    Call, Client, Config, HttpTransport, StaticCredentials,
    operations::{GetAttachedMediaInfo, GetImageInfo, GetMezzanineInfo},
    system::{SystemClock, SystemRandomness},
};
use model::{Clock as _, Credentials, MediaKind, time};
use signing::{encode, oss::Request, oss_v4};
use url::Url;

use crate::{Stack, stack::http};

/// A reader of objects.
pub struct Objects {
    client: Client,
    cloud: Url,
}

const ACCESS_KEY_ID: &str = "localAccessKeyId";
const ACCESS_KEY_SECRET: &str = "localAccessKeySecret";

impl Objects {
    /// A reader of a stack that was started with the default account.
    #[must_use]
    pub fn of(stack: &Stack) -> Self {
        let config = Config {
            vod_endpoint: Some(stack.cloud.clone()),
            sts_endpoint: Some(stack.cloud.clone()),
            ..Config::new("cn-shanghai")
        };
        let keys = Credentials::long_lived(ACCESS_KEY_ID, ACCESS_KEY_SECRET);
        let client = Client::new(
            config,
            Arc::new(HttpTransport::default()),
            Arc::new(StaticCredentials::new(keys)),
            Arc::new(SystemClock),
            Arc::new(SystemRandomness),
        )
        .unwrap();
        Self { client, cloud: stack.cloud.clone() }
    }

    /// Every byte of a medium.
    pub async fn read(&self, kind: MediaKind, id: &str) -> Vec<u8> {
        let call = Call::within(Duration::from_secs(10));
        let url = match kind {
            MediaKind::Video => {
                let query = GetMezzanineInfo::new(id.parse::<model::VideoId>().unwrap());
                let found = self.client.get_mezzanine_info(&call, &query).await.unwrap();
                found.mezzanine.file_url.unwrap().expose().to_owned()
            }
            MediaKind::Image => {
                let query = GetImageInfo::new(id.parse().unwrap());
                let found = self.client.get_image_info(&call, &query).await.unwrap();
                found.image_info.mezzanine.unwrap().file_url.unwrap().expose().to_owned()
            }
            MediaKind::AttachedMedia => {
                let query = GetAttachedMediaInfo::new([id.parse().unwrap()]);
                let found = self.client.get_attached_media_info(&call, &query).await.unwrap();
                found.attached_media_list[0].url.clone().unwrap()
            }
        };
        self.get(&url).await
    }

    /// Reads the object that a URL of the cloud names, whatever signature the URL carries.
    async fn get(&self, url: &str) -> Vec<u8> {
        let url: Url = url.parse().unwrap();
        let host = url.host_str().unwrap();
        let path = encode::decode_path(url.path().trim_start_matches('/')).unwrap();
        // Path style has the bucket first, the other style has it in the host.
        let (bucket, key) = match host.split_once('.') {
            Some((bucket, rest))
                if !rest.is_empty() && host.parse::<std::net::IpAddr>().is_err() =>
            {
                (bucket.to_owned(), path)
            }
            _ => path.split_once('/').map(|(b, k)| (b.to_owned(), k.to_owned())).unwrap(),
        };
        let keys = Credentials::long_lived(ACCESS_KEY_ID, ACCESS_KEY_SECRET);
        let (status, body) = self.send("GET", &keys, (&bucket, &key), Vec::new()).await;
        assert!(status == 200, "{status}: {}", String::from_utf8_lossy(&body));
        body
    }

    /// Writes an object with these keys, and gives the status of the answer.
    pub async fn put(&self, keys: &Credentials, bucket: &str, key: &str, body: Vec<u8>) -> u16 {
        self.send("PUT", keys, (bucket, key), body).await.0
    }

    async fn send(
        &self,
        method: &str,
        keys: &Credentials,
        (bucket, key): (&str, &str),
        body: Vec<u8>,
    ) -> (u16, Vec<u8>) {
        let now = time::iso8601_basic(SystemClock.now());
        let scope = oss_v4::Scope { date: &now[..8], region: "cn-shanghai", product: "oss" };
        let mut headers =
            vec![("x-oss-date", now.as_str()), ("x-oss-content-sha256", oss_v4::UNSIGNED_PAYLOAD)];
        if let Some(token) = &keys.security_token {
            headers.push(("x-oss-security-token", token.expose()));
        }
        let request =
            Request { method, bucket: Some(bucket), key: Some(key), query: &[], headers: &headers };
        let signed = oss_v4::sign(&request, &scope, &now, &[], &keys.access_key_secret);
        let authorization = oss_v4::authorization(&keys.access_key_id, &scope, &signed);
        let target = self.cloud.join(&format!("/{bucket}/{}", encode::encode_path(key))).unwrap();
        let mut request = http().request(method.parse().unwrap(), target).body(body);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let response = request.header("Authorization", authorization).send().await.unwrap();
        let status = response.status().as_u16();
        (status, response.bytes().await.unwrap().to_vec())
    }
}
