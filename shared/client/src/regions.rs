//! Service regions and their endpoints ("VOD centers and endpoints" of the VOD documentation and
//! the endpoint table of its 2026 SDK).

/// Regions that have a VOD endpoint, by RegionId.
///
/// `cn-hangzhou` is an alias of Shanghai. India (`ap-south-1`) has been closed.
pub const VOD_REGIONS: &[&str] = &[
    "ap-northeast-1",
    "ap-southeast-1",
    "ap-southeast-5",
    "cn-beijing",
    "cn-hangzhou",
    "cn-hongkong",
    "cn-north-2-gov-1",
    "cn-shanghai",
    "cn-shenzhen",
    "eu-central-1",
    "me-central-1",
    "us-west-1",
];

/// Host of VOD in a region, where there is one.
pub(crate) fn vod_host(region: &str) -> Option<String> {
    match region {
        "cn-hangzhou" => Some("vod.cn-shanghai.aliyuncs.com".to_owned()),
        known if VOD_REGIONS.contains(&known) => Some(format!("vod.{known}.aliyuncs.com")),
        _ => None,
    }
}

/// Host of STS in a region that VOD serves.
pub(crate) fn sts_host(region: &str) -> Option<String> {
    VOD_REGIONS.contains(&region).then(|| format!("sts.{region}.aliyuncs.com"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_region_has_its_own_hosts() {
        assert_eq!(vod_host("cn-beijing").as_deref(), Some("vod.cn-beijing.aliyuncs.com"));
        assert_eq!(sts_host("cn-beijing").as_deref(), Some("sts.cn-beijing.aliyuncs.com"));
        assert_eq!(vod_host("cn-hangzhou").as_deref(), Some("vod.cn-shanghai.aliyuncs.com"));
        assert_eq!(vod_host("ap-south-1"), None);
        assert_eq!(sts_host("mars-1"), None);
    }

    #[test]
    fn the_list_is_sorted_for_readers() {
        assert!(VOD_REGIONS.is_sorted());
    }
}
