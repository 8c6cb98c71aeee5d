//! The settings of every function that calls the cloud, and the client made of them.

use std::sync::Arc;

use client::{Client, Config, SignatureVersion, StaticCredentials};
use model::{Credentials, Secret};
use settings::{FromSetting, Problem, SettingsError};
use url::Url;

use crate::Ports;

settings::settings! {
    /// Where the cloud is and with which keys it is called.
    pub struct CloudSettings {
        /// The service region of VOD: endpoint, storage and callbacks belong to one region.
        default region: String = "VOD_REGION" "cn-shanghai",
        /// Replaces the endpoint of VOD, for a proxy or the local cloud.
        optional vod_endpoint: Url = "VOD_ENDPOINT",
        /// Replaces the endpoint of STS, likewise.
        optional sts_endpoint: Url = "STS_ENDPOINT",
        /// How calls to VOD and STS are signed.
        default signature: SignatureSetting = "API_SIGNATURE" "ACS3-HMAC-SHA256",
        /// AccessKey id of a RAM user or of a temporary credential.
        required access_key_id: String = "ALIBABA_CLOUD_ACCESS_KEY_ID",
        /// The secret of that AccessKey.
        required access_key_secret: Secret = "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        /// The security token, if the AccessKey is a temporary one.
        optional security_token: Secret = "ALIBABA_CLOUD_SECURITY_TOKEN",
    }
}

/// `API_SIGNATURE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignatureSetting(pub SignatureVersion);

impl FromSetting for SignatureSetting {
    const EXPECTED: &'static str = "ACS3-HMAC-SHA256 or HMAC-SHA1";

    fn from_setting(text: &str) -> Result<Self, String> {
        match text.trim() {
            "ACS3-HMAC-SHA256" => Ok(Self(SignatureVersion::Acs3)),
            "HMAC-SHA1" => Ok(Self(SignatureVersion::V1)),
            other => Err(format!("{other:?} is not known")),
        }
    }
}

impl CloudSettings {
    /// The client for these settings.
    ///
    /// # Errors
    /// When the region is not one of VOD's and no endpoint replaces it.
    pub fn client(&self, ports: &Ports) -> Result<Arc<Client>, SettingsError> {
        let config = Config {
            region: self.region.clone(),
            vod_endpoint: self.vod_endpoint.clone(),
            sts_endpoint: self.sts_endpoint.clone(),
            signature: self.signature.0,
        };
        let keys = StaticCredentials::new(Credentials {
            access_key_id: self.access_key_id.clone(),
            access_key_secret: self.access_key_secret.clone(),
            security_token: self.security_token.clone(),
        });
        Client::new(
            config,
            ports.transport.clone(),
            Arc::new(keys),
            ports.clock.clone(),
            ports.randomness.clone(),
        )
        .map(Arc::new)
        .map_err(|error| SettingsError {
            problems: vec![Problem {
                name: "VOD_REGION",
                expected: "a service region of VOD, such as cn-shanghai",
                reason: Some(error.to_string()),
            }],
        })
    }
}
