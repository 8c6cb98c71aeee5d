//! The settings of every function that calls the cloud, and the client made of them.

use std::sync::Arc;

use async_trait::async_trait;
use client::{
    Client, Config, CredentialProvider, CredentialsError, SignatureVersion, StaticCredentials,
};
use model::{Credentials, Secret};
use settings::{FromSetting, Problem, SettingsError};
use url::Url;

use crate::{Platform, Ports};

settings::settings! {
    /// Where the cloud is and with which keys it is called.
    pub struct CloudSettings {
        /// The service region of VOD: endpoint, storage and callbacks belong to one region.
        default region: String = "VOD_REGION" "cn-shanghai",
        /// Replaces the endpoint of VOD, for a proxy or the local cloud.
        optional vod_endpoint: EndpointSetting = "VOD_ENDPOINT",
        /// Replaces the endpoint of STS, likewise.
        optional sts_endpoint: EndpointSetting = "STS_ENDPOINT",
        /// How calls to VOD and STS are signed.
        default signature: SignatureSetting = "API_SIGNATURE" "ACS3-HMAC-SHA256",
        /// AccessKey id of a RAM user or of a temporary credential. Required, except on Function
        /// Compute, where the function's role sends credentials with each request.
        optional access_key_id: AccessKeyId = "ALIBABA_CLOUD_ACCESS_KEY_ID",
        /// The secret of that AccessKey; required where the id is.
        optional access_key_secret: Secret = "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        /// The security token, if the AccessKey is a temporary one.
        optional security_token: Secret = "ALIBABA_CLOUD_SECURITY_TOKEN",
    }
}

/// `VOD_ENDPOINT` and `STS_ENDPOINT`: scheme, host and port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointSetting(pub Url);

impl FromSetting for EndpointSetting {
    const EXPECTED: &'static str =
        "an http:// or https:// URL of scheme, host and port, with nothing behind them";

    fn from_setting(text: &str) -> Result<Self, String> {
        let url = Url::from_setting(text)?;
        // The text is not quoted: before the host may stand a password.
        if !url.username().is_empty() || url.password().is_some() {
            return Err("it has a user or password".into());
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err("it has something behind host and port".into());
        }
        Ok(Self(url))
    }
}

/// `ALIBABA_CLOUD_ACCESS_KEY_ID`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKeyId(String);

impl FromSetting for AccessKeyId {
    const EXPECTED: &'static str = "letters, digits, `.`, `-` or `_`";

    fn from_setting(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let word = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
        if !text.is_empty() && text.chars().all(word) {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!("{text:?} is not valid"))
        }
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
    /// The client for these settings, of a function that calls VOD.
    ///
    /// # Errors
    /// When there are no keys, or the region is not one of VOD's and no endpoint replaces it.
    pub fn client(&self, ports: &Ports) -> Result<Arc<Client>, SettingsError> {
        let client = self.build(ports)?;
        ports.will_call(client.vod_endpoint());
        Ok(client)
    }

    /// The same, of a function that calls STS.
    ///
    /// # Errors
    /// Likewise.
    pub fn sts_client(&self, ports: &Ports) -> Result<Arc<Client>, SettingsError> {
        let client = self.build(ports)?;
        ports.will_call(client.sts_endpoint());
        Ok(client)
    }

    fn build(&self, ports: &Ports) -> Result<Arc<Client>, SettingsError> {
        let config = Config {
            region: self.region.clone(),
            vod_endpoint: self.vod_endpoint.clone().map(|endpoint| endpoint.0),
            sts_endpoint: self.sts_endpoint.clone().map(|endpoint| endpoint.0),
            signature: self.signature.0,
        };
        Client::new(
            config,
            ports.transport.clone(),
            self.credentials(ports.platform)?,
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

    /// The keys of calls that bring none themselves.
    fn credentials(
        &self,
        platform: Platform,
    ) -> Result<Arc<dyn CredentialProvider>, SettingsError> {
        let missing = |name, expected| Problem { name, expected, reason: None };
        let id = || missing("ALIBABA_CLOUD_ACCESS_KEY_ID", AccessKeyId::EXPECTED);
        let secret = || missing("ALIBABA_CLOUD_ACCESS_KEY_SECRET", Secret::EXPECTED);
        let problems = match (&self.access_key_id, &self.access_key_secret) {
            (Some(id), Some(secret)) => {
                return Ok(Arc::new(StaticCredentials::new(Credentials {
                    access_key_id: id.0.clone(),
                    access_key_secret: secret.clone(),
                    security_token: self.security_token.clone(),
                })));
            }
            (None, None) if platform == Platform::FunctionCompute => return Ok(Arc::new(RoleOnly)),
            (None, None) => vec![id(), secret()],
            (None, Some(_)) => vec![id()],
            (Some(_), None) => vec![secret()],
        };
        Err(SettingsError { problems })
    }
}

/// Stands where no keys are set, because the role of the function sends some with each request.
struct RoleOnly;

#[async_trait]
impl CredentialProvider for RoleOnly {
    async fn credentials(&self) -> Result<Credentials, CredentialsError> {
        Err(CredentialsError {
            reason: "the request came without credentials; give the function a role, or set \
                     ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET"
                .into(),
            retryable: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use settings::{Fixed, Settings as _};

    use super::*;
    use crate::testing::{self, FixedClock, ScriptedTransport};

    fn problem(source: &Fixed) -> String {
        let ports =
            testing::ports_over(ScriptedTransport::new([]), FixedClock::at("2026-01-01T00:00:00Z"));
        let client = CloudSettings::load(source).and_then(|settings| settings.client(&ports));
        client.unwrap_err().to_string()
    }

    #[test]
    fn keys_are_enough() {
        let settings = CloudSettings::load(&testing::settings()).unwrap();
        assert_eq!(settings.region, "cn-shanghai");
        assert_eq!(settings.signature, SignatureSetting(SignatureVersion::Acs3));
        assert_eq!(settings.vod_endpoint, None);
        assert_eq!(
            problem(&Fixed::default()),
            "cannot start, because of the settings:\
             \n  ALIBABA_CLOUD_ACCESS_KEY_ID is not set; it should be letters, digits, `.`, `-` or `_`\
             \n  ALIBABA_CLOUD_ACCESS_KEY_SECRET is not set; it should be a secret text"
        );
    }

    #[test]
    fn an_unknown_region_is_refused_unless_endpoints_replace_it() {
        let unknown = testing::settings().with("VOD_REGION", "mars-1");
        let problem = problem(&unknown);
        assert!(
            problem.contains("VOD_REGION: VOD has no endpoint in region \"mars-1\""),
            "{problem}"
        );
        let local = unknown
            .with("VOD_ENDPOINT", "http://127.0.0.1:7081")
            .with("STS_ENDPOINT", "http://127.0.0.1:7081/");
        let ports =
            testing::ports_over(ScriptedTransport::new([]), FixedClock::at("2026-01-01T00:00:00Z"));
        assert!(CloudSettings::load(&local).unwrap().client(&ports).is_ok());
    }

    #[test]
    fn a_wrong_endpoint_is_named_and_no_password_is_quoted() {
        for url in ["http://h/path", "http://h?a=b", "http://h#f", "http://u:p4ss@h", "ftp://h"] {
            for name in ["VOD_ENDPOINT", "STS_ENDPOINT"] {
                let problem = problem(&testing::settings().with(name, url));
                assert!(problem.contains(&format!("\n  {name}: ")), "{url}: {problem}");
                assert!(!problem.contains("p4ss"), "{problem}");
            }
        }
    }

    #[test]
    fn the_signature_is_one_of_two() {
        let read = |text| SignatureSetting::from_setting(text).map(|setting| setting.0);
        assert_eq!(read("ACS3-HMAC-SHA256"), Ok(SignatureVersion::Acs3));
        assert_eq!(read(" HMAC-SHA1 "), Ok(SignatureVersion::V1));
        assert_eq!(read("HMAC-MD5"), Err("\"HMAC-MD5\" is not known".into()));
    }

    #[tokio::test]
    async fn the_signature_setting_reaches_the_request() {
        let transport = ScriptedTransport::new(vec![client::testing::refused(404, "X"); 2]);
        let ports = testing::ports_over(transport.clone(), FixedClock::at("2026-01-01T00:00:00Z"));
        let query = client::operations::GetVideoInfo {
            video: "v".parse::<model::VideoId>().unwrap().into(),
        };
        for signature in ["ACS3-HMAC-SHA256", "HMAC-SHA1"] {
            let source = testing::settings().with("API_SIGNATURE", signature);
            let client = CloudSettings::load(&source).unwrap().client(&ports).unwrap();
            assert!(client.get_video_info(&testing::context().call(), &query).await.is_err());
        }
        let requests = transport.requests();
        assert!(requests[0].headers()["authorization"].to_str().unwrap().starts_with("ACS3-"));
        assert!(requests[1].headers().get("authorization").is_none());
        let form = std::str::from_utf8(requests[1].body()).unwrap();
        assert!(form.contains("SignatureMethod=HMAC-SHA1"), "{form}");
    }
}
