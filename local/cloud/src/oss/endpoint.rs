//! The names under which OSS is reached, and which region each is of.
//!
//! Source: "Regions and endpoints" of the OSS documentation.

/// What regions begin with. The name of a dual-stack endpoint, `REGION.oss.aliyuncs.com`, can't be
/// told from a bucket of the oldest endpoint, `BUCKET.oss.aliyuncs.com`, by anything else.
const AREAS: [&str; 6] = ["cn-", "us-", "eu-", "ap-", "me-", "na-"];

/// An endpoint of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ServiceHost<'a> {
    /// Bare, such as `cn-shanghai`; `None` where every region is reached.
    pub(super) region: Option<&'a str>,
}

impl<'a> ServiceHost<'a> {
    /// Reads a host name without port and bucket.
    pub(super) fn parse(name: &'a str) -> Option<Self> {
        let name = name.strip_suffix(".aliyuncs.com")?;
        let region = match name {
            "oss" => Some("cn-hangzhou"),
            "oss-accelerate" | "oss-accelerate-overseas" => None,
            _ => Some(match (name.strip_prefix("oss-"), name.strip_suffix(".oss")) {
                (Some(region), _) => region.strip_suffix("-internal").unwrap_or(region),
                (None, Some(region)) if AREAS.iter().any(|area| region.starts_with(area)) => region,
                _ => return None,
            }),
        };
        let is_one_label = region.is_none_or(|region| !region.is_empty() && !region.contains('.'));
        is_one_label.then_some(Self { region })
    }
}

/// A host as it was asked for, without its port.
pub(super) fn without_port(host: &str) -> &str {
    if host.starts_with('[') {
        host
    } else {
        host.rsplit_once(':').map_or(host, |(name, _port)| name)
    }
}

/// The region whose endpoint a host is, with a bucket in front or without.
pub(super) fn region_of(host: &str) -> Option<&str> {
    let name = without_port(host);
    let service = ServiceHost::parse(name)
        .or_else(|| ServiceHost::parse(name.split_once('.').map(|(_bucket, service)| service)?));
    service?.region
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_endpoint() {
        for (name, region) in [
            ("oss-cn-shanghai.aliyuncs.com", Some("cn-shanghai")),
            ("oss-cn-shanghai-internal.aliyuncs.com", Some("cn-shanghai")),
            ("cn-shanghai.oss.aliyuncs.com", Some("cn-shanghai")),
            ("oss.aliyuncs.com", Some("cn-hangzhou")),
            ("oss-accelerate.aliyuncs.com", None),
            ("oss-accelerate-overseas.aliyuncs.com", None),
        ] {
            assert_eq!(ServiceHost::parse(name), Some(ServiceHost { region }), "{name}");
            assert_eq!(region_of(&format!("{name}:443")), region, "{name}");
            assert_eq!(region_of(&format!("media.{name}")), region, "{name}");
        }
    }

    #[test]
    fn what_is_no_endpoint() {
        for name in [
            "localhost",
            "127.0.0.1",
            "media.oss.aliyuncs.com",
            "media.oss-cn-shanghai.aliyuncs.com",
            "oss-.aliyuncs.com",
            "vod.cn-shanghai.aliyuncs.com",
            "aliyuncs.com",
            "",
        ] {
            assert_eq!(ServiceHost::parse(name), None, "{name}");
        }
        assert_eq!(region_of("media.localhost:1"), None);
        assert_eq!(region_of("[::1]:1"), None);
    }
}
