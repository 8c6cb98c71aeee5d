//! From an UploadAddress to URLs and to the region of the signature.

use std::net::IpAddr;

use model::{UploadAddress, UploadAuth};
use signing::encode;
use url::{Host, Url};

use crate::{Error, ErrorKind, codes};

/// Where the object is, ready for requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) bucket: String,
    pub(crate) key: String,
    /// Region of the signature's scope, such as `cn-shanghai`.
    pub(crate) region: String,
    /// URL of the object, without query.
    pub(crate) url: String,
}

impl Target {
    /// `fallback` is the region where neither address nor credential tells one.
    pub(crate) fn new(
        address: &UploadAddress,
        auth: &UploadAuth,
        fallback: Option<&str>,
    ) -> Result<Self, Error> {
        let endpoint = parse(&address.endpoint)?;
        let host = endpoint.host_str().unwrap_or_default();
        let authority = endpoint.port().map_or_else(|| host.to_owned(), |p| format!("{host}:{p}"));
        let path = encode::encode_path(&address.file_name);
        let bucket = &address.bucket;
        let scheme = endpoint.scheme();
        let url = if is_local(&endpoint) {
            format!("{scheme}://{authority}/{bucket}/{path}")
        } else if authority.starts_with(&format!("{bucket}.")) {
            format!("{scheme}://{authority}/{path}")
        } else {
            format!("{scheme}://{bucket}.{authority}/{path}")
        };
        // The signature's region must be the bucket's. Some accounts of Shanghai have their storage
        // in Beijing, so a host name that tells the region is believed before the credential.
        let region = region_of_host(host)
            .or_else(|| auth.region.as_deref().map(bare).filter(|region| !region.is_empty()))
            .or(fallback)
            .ok_or_else(|| {
                let message = format!("neither {host} nor UploadAuth tells the bucket's region");
                Error::local("upload", ErrorKind::Address, message, codes::REGION)
            })?
            .to_owned();
        Ok(Self { bucket: bucket.clone(), key: address.file_name.clone(), region, url })
    }
}

fn parse(endpoint: &str) -> Result<Url, Error> {
    let text = endpoint.trim();
    let with_scheme =
        if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = Url::parse(&with_scheme).ok();
    url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host()).ok_or_else(|| {
        let message = format!("the Endpoint {text:?} of UploadAddress is no http or https address");
        Error::local("upload", ErrorKind::Address, message, codes::ADDRESS)
    })
}

/// An address of this machine or a bare IP has no names below it: the bucket goes into the path.
fn is_local(endpoint: &Url) -> bool {
    match endpoint.host() {
        Some(Host::Domain(name)) => {
            let ip = name.parse::<IpAddr>().is_ok();
            ip || name == "localhost"
        }
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        None => false,
    }
}

/// The region in `oss-<region>[-internal].aliyuncs.com` or `<region>.oss.aliyuncs.com`, behind a
/// bucket's name or not.
fn region_of_host(host: &str) -> Option<&str> {
    let name = host.strip_suffix(".aliyuncs.com")?;
    if let Some(rest) = name.strip_suffix(".oss") {
        return rest.rsplit('.').next();
    }
    let region = name.rsplit('.').next()?.strip_prefix("oss-")?;
    let region = region.strip_suffix("-internal").unwrap_or(region);
    (!region.starts_with("accelerate")).then_some(region)
}

/// `cn-shanghai` where `oss-cn-shanghai` was written.
fn bare(region: &str) -> &str {
    let region = region.trim();
    region.strip_prefix("oss-").unwrap_or(region)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(endpoint: &str, region: Option<&str>) -> Result<Target, Error> {
        let address = UploadAddress {
            endpoint: endpoint.into(),
            bucket: "outin-1".into(),
            file_name: "sv/a b+c.mp4".into(),
            object_prefix: None,
        };
        let auth = UploadAuth {
            access_key_id: "STS.a".into(),
            access_key_secret: "b".into(),
            security_token: "c".into(),
            expiration: "3000".into(),
            expire_utc_time: None,
            region: region.map(str::to_owned),
        };
        Target::new(&address, &auth, None)
    }

    #[test]
    fn the_bucket_stands_in_the_host_or_in_the_path() {
        let expected = [
            (
                "https://oss-cn-shanghai.aliyuncs.com",
                "https://outin-1.oss-cn-shanghai.aliyuncs.com/",
            ),
            ("oss-cn-shanghai.aliyuncs.com", "https://outin-1.oss-cn-shanghai.aliyuncs.com/"),
            (
                "https://outin-1.oss-cn-shanghai.aliyuncs.com",
                "https://outin-1.oss-cn-shanghai.aliyuncs.com/",
            ),
            ("http://localhost:7081", "http://localhost:7081/outin-1/"),
            ("http://127.0.0.1:7081/", "http://127.0.0.1:7081/outin-1/"),
            ("http://[::1]:7081", "http://[::1]:7081/outin-1/"),
            ("https://upload.example.com", "https://outin-1.upload.example.com/"),
        ];
        for (endpoint, start) in expected {
            let target = target(endpoint, Some("cn-shanghai")).unwrap();
            assert_eq!(target.url, format!("{start}sv/a%20b%2Bc.mp4"), "{endpoint}");
        }
    }

    #[test]
    fn the_region_is_the_buckets() {
        let expected = [
            ("https://oss-cn-beijing.aliyuncs.com", Some("cn-shanghai"), "cn-beijing"),
            ("https://oss-cn-beijing-internal.aliyuncs.com", None, "cn-beijing"),
            ("https://outin-1.oss-cn-beijing.aliyuncs.com", None, "cn-beijing"),
            ("https://cn-beijing.oss.aliyuncs.com", None, "cn-beijing"),
            ("https://oss-accelerate.aliyuncs.com", Some("cn-shanghai"), "cn-shanghai"),
            ("http://localhost:1", Some("oss-cn-shanghai"), "cn-shanghai"),
        ];
        for (endpoint, region, wanted) in expected {
            assert_eq!(target(endpoint, region).unwrap().region, wanted, "{endpoint}");
        }
        for region in [None, Some("")] {
            let error = target("http://localhost:1", region).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Address);
        }
    }

    #[test]
    fn an_endpoint_that_is_none_is_said() {
        for endpoint in ["", "ftp://x", "https://"] {
            assert_eq!(target(endpoint, Some("r")).unwrap_err().kind(), ErrorKind::Address);
        }
    }
}
