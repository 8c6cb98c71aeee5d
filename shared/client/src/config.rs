//! What a client must know before its first call.

use url::Url;

use crate::regions;

/// How calls to VOD and STS are signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignatureVersion {
    /// ACS3-HMAC-SHA256, what the newest official SDKs send.
    #[default]
    Acs3,
    /// HMAC-SHA1 (SignatureVersion 1.0), the only one that VOD's own pages describe.
    V1,
}

/// Region, endpoints and signature of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// RegionId of the VOD service, such as `cn-shanghai`. Media never cross regions.
    pub region: String,
    /// Instead of the region's own endpoint: `http://127.0.0.1:7081` for the local cloud.
    pub vod_endpoint: Option<Url>,
    /// Instead of `https://sts.<region>.aliyuncs.com`.
    pub sts_endpoint: Option<Url>,
    /// ACS3 unless told.
    pub signature: SignatureVersion,
}

impl Config {
    /// The region's own endpoints and ACS3.
    pub fn new(region: impl Into<String>) -> Self {
        Self {
            region: region.into(),
            vod_endpoint: None,
            sts_endpoint: None,
            signature: SignatureVersion::default(),
        }
    }

    pub(crate) fn endpoints(self) -> Result<Endpoints, ConfigError> {
        let vod = endpoint(&self.region, self.vod_endpoint, regions::vod_host)?;
        let sts = endpoint(&self.region, self.sts_endpoint, regions::sts_host)?;
        Ok(Endpoints { vod, sts })
    }
}

/// Where the two services are.
#[derive(Clone, Debug)]
pub(crate) struct Endpoints {
    pub(crate) vod: Url,
    pub(crate) sts: Url,
}

/// A configuration that no client can be made of.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// VOD is not in this region, and no endpoint was given instead.
    #[error(
        "VOD has no endpoint in region {region:?}; known are {}; or set the endpoint",
        regions::VOD_REGIONS.join(", ")
    )]
    UnknownRegion {
        /// What was asked for.
        region: String,
    },
    /// An endpoint that is no plain http or https address.
    #[error(
        "the endpoint {endpoint} must be http:// or https:// with a host and nothing behind it"
    )]
    Endpoint {
        /// What was given.
        endpoint: String,
    },
}

fn endpoint(
    region: &str,
    given: Option<Url>,
    host: fn(&str) -> Option<String>,
) -> Result<Url, ConfigError> {
    if let Some(url) = given {
        let usable = matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if usable {
            return Ok(url);
        }
        // The user's part may hold a password.
        let shown = format!("{}://{}", url.scheme(), url.host_str().unwrap_or_default());
        return Err(ConfigError::Endpoint { endpoint: shown });
    }
    let unknown = || ConfigError::UnknownRegion { region: region.to_owned() };
    let host = host(region).ok_or_else(unknown)?;
    Url::parse(&format!("https://{host}")).map_err(|_| unknown())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_gives_both_endpoints() {
        let endpoints = Config::new("cn-shanghai").endpoints().unwrap();
        assert_eq!(endpoints.vod.as_str(), "https://vod.cn-shanghai.aliyuncs.com/");
        assert_eq!(endpoints.sts.as_str(), "https://sts.cn-shanghai.aliyuncs.com/");
    }

    #[test]
    fn an_unknown_region_is_refused_with_the_list() {
        let error = Config::new("mars-1").endpoints().unwrap_err().to_string();
        assert!(
            error.contains("\"mars-1\"") && error.contains("cn-shanghai, cn-shenzhen"),
            "{error}"
        );
    }

    #[test]
    fn an_override_needs_no_known_region() {
        let local: Url = "http://127.0.0.1:7081".parse().unwrap();
        let mut config = Config::new("local");
        config.vod_endpoint = Some(local.clone());
        assert!(config.clone().endpoints().is_err(), "STS still needs a region");
        config.sts_endpoint = Some(local.clone());
        assert_eq!(config.endpoints().unwrap().vod, local);
    }

    #[test]
    fn an_endpoint_is_an_address_and_nothing_else() {
        for text in ["ftp://h", "http://h/path", "http://h/?a=b", "http://u:p4ss@h", "data:x"] {
            let mut config = Config::new("cn-shanghai");
            config.vod_endpoint = Some(text.parse().unwrap());
            let error = config.endpoints().unwrap_err();
            assert!(matches!(error, ConfigError::Endpoint { .. }), "{text}");
            assert!(!error.to_string().contains("p4ss"));
        }
    }
}
