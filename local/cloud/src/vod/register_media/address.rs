//! The object behind a URL of OSS.

use signing::encode;

use crate::state::Cloud;
use crate::vod::records::ObjectAddress;

/// Bucket and key of a URL in one of the forms `https://BUCKET.oss-REGION.aliyuncs.com/KEY`, with
/// `-internal` or not, `http://BUCKET.localhost:PORT/KEY` and `http://localhost:PORT/BUCKET/KEY`.
pub(super) fn object_of(cloud: &Cloud, url: &str) -> Option<ObjectAddress> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let (host, path) = rest.split_once('/')?;
    let path = encode::decode_path(path.split(['?', '#']).next()?)?;
    let port = cloud.address.port();
    let own = ["localhost".to_owned(), "127.0.0.1".to_owned()].map(|name| format!("{name}:{port}"));
    let (bucket, key) = if own.iter().any(|own| own == host) {
        let (bucket, key) = path.split_once('/')?;
        (bucket.to_owned(), key.to_owned())
    } else {
        let region = &cloud.config.region;
        let suffixes = [
            format!(".oss-{region}.aliyuncs.com"),
            format!(".oss-{region}-internal.aliyuncs.com"),
            format!(".localhost:{port}"),
        ];
        let bucket = suffixes.iter().find_map(|suffix| host.strip_suffix(suffix.as_str()))?;
        (bucket.to_owned(), path)
    };
    (!bucket.is_empty() && !key.is_empty()).then_some(ObjectAddress { bucket, key, prefix: None })
}
