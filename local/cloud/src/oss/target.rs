//! Which bucket and object a request is about.
//!
//! Clients put the bucket in front of a host name (`bucket.localhost`, `bucket.oss-…`) or, for an
//! IP address and plain `localhost`, first in the path. Keys are bytes as sent: percent-decoded
//! once and not tidied (`//`, `..` and `%2F` of a decoded key stay).

use signing::encode::decode_path;

use super::endpoint::{ServiceHost, without_port};
use super::error::OssError;
use http::StatusCode;

/// Bucket and key, both decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// `None`: the service itself, such as ListBuckets.
    pub(crate) bucket: Option<String>,
    /// `None`: the bucket itself.
    pub(crate) key: Option<String>,
}

impl Target {
    /// Reads the Host header (with or without a port) and the raw path.
    pub(crate) fn of(host: &str, path: &str) -> Result<Self, OssError> {
        let rest = path.strip_prefix('/').unwrap_or(path);
        let host = host.to_ascii_lowercase();
        let (bucket, key) = match place_of_bucket(&host) {
            Place::Host(bucket) => (bucket.to_owned(), rest),
            Place::Path | Place::Nowhere if rest.is_empty() => {
                return Ok(Self { bucket: None, key: None });
            }
            Place::Nowhere => {
                return Err(OssError::new(
                    StatusCode::FORBIDDEN,
                    "SecondLevelDomainForbidden",
                    "The bucket you are attempting to access must be addressed using OSS third \
                     level domain.",
                ));
            }
            Place::Path => {
                let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
                (decode_path(bucket).ok_or_else(|| invalid_bucket_name(bucket))?, key)
            }
        };
        if !is_bucket_name(&bucket) {
            return Err(invalid_bucket_name(&bucket));
        }
        if key.is_empty() {
            return Ok(Self { bucket: Some(bucket), key: None });
        }
        let key = decode_path(key).filter(|key| is_key(key)).ok_or_else(invalid_object_name)?;
        Ok(Self { bucket: Some(bucket), key: Some(key) })
    }

    /// An object of a bucket that is there.
    pub(crate) fn new(bucket: &str, key: &str) -> Result<Self, OssError> {
        if !is_key(key) {
            return Err(invalid_object_name());
        }
        Ok(Self { bucket: Some(bucket.to_owned()), key: Some(key.to_owned()) })
    }

    /// The resource of a policy: `acs:oss:*:ACCOUNT:bucket/key`.
    pub(crate) fn resource(&self, account_id: &str) -> String {
        let relative = match (&self.bucket, &self.key) {
            (Some(bucket), Some(key)) => format!("{bucket}/{key}"),
            (Some(bucket), None) => bucket.clone(),
            (None, _) => "*".to_owned(),
        };
        format!("acs:oss:*:{account_id}:{relative}")
    }
}

enum Place<'a> {
    /// In front of the host name.
    Host(&'a str),
    /// First in the path.
    Path,
    /// A host name of the service that has to have the bucket in front, and has not.
    Nowhere,
}

fn place_of_bucket(host: &str) -> Place<'_> {
    let name = without_port(host);
    if ServiceHost::parse(name).is_some() {
        return Place::Nowhere;
    }
    match name.split_once('.') {
        Some((bucket, "localhost")) => Place::Host(bucket),
        Some((bucket, service)) if ServiceHost::parse(service).is_some() => Place::Host(bucket),
        _ => Place::Path,
    }
}

/// 3 to 63 lower-case letters, digits and `-`, a letter or digit at both ends (PutBucket).
pub(super) fn is_bucket_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (3..=63).contains(&name.len())
        && name.bytes().all(|byte| plain(byte) || byte == b'-')
        && name.bytes().next().is_some_and(plain)
        && name.bytes().next_back().is_some_and(plain)
}

/// 1 to 1023 bytes of UTF-8 that do not begin with a slash of either kind (PutObject).
fn is_key(key: &str) -> bool {
    (1..=1023).contains(&key.len()) && !key.starts_with(['/', '\\'])
}

fn invalid_object_name() -> OssError {
    OssError::new(
        StatusCode::BAD_REQUEST,
        "InvalidObjectName",
        "The specified object is not valid.",
    )
}

fn invalid_bucket_name(bucket: &str) -> OssError {
    OssError::new(
        StatusCode::BAD_REQUEST,
        "InvalidBucketName",
        "The specified bucket is not valid.",
    )
    .with("BucketName", bucket)
    .ec("0015-00000001")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Found = Result<(Option<String>, Option<String>), &'static str>;

    fn target(host: &str, path: &str) -> Found {
        Target::of(host, path)
            .map(|target| (target.bucket, target.key))
            .map_err(|error| error.code())
    }

    #[allow(clippy::unnecessary_wraps, reason = "it is compared with what `target` gives")]
    fn object(bucket: &str, key: &str) -> Found {
        Ok((Some(bucket.to_owned()), Some(key.to_owned())))
    }

    #[test]
    fn the_bucket_is_in_the_path_or_in_the_host() {
        assert_eq!(target("127.0.0.1:1", "/media/a/b"), object("media", "a/b"));
        assert_eq!(target("[::1]:1", "/media/a"), object("media", "a"));
        assert_eq!(target("localhost", "/media/a%2Fb"), object("media", "a/b"));
        assert_eq!(target("media.localhost:1", "/a/b"), object("media", "a/b"));
        assert_eq!(target("media.oss-cn-shanghai.aliyuncs.com", "/a"), object("media", "a"));
        assert_eq!(target("Media.OSS-cn-shanghai.aliyuncs.com", "/A"), object("media", "A"));
        assert_eq!(
            target("media.oss-cn-shanghai-internal.aliyuncs.com:80", "/a"),
            object("media", "a")
        );
    }

    #[test]
    fn no_key_is_the_bucket_and_no_bucket_the_service() {
        assert_eq!(target("localhost:1", "/media"), Ok((Some("media".to_owned()), None)));
        assert_eq!(target("localhost:1", "/media/"), Ok((Some("media".to_owned()), None)));
        assert_eq!(target("media.localhost", "/"), Ok((Some("media".to_owned()), None)));
        assert_eq!(target("localhost:1", "/"), Ok((None, None)));
        assert_eq!(target("oss-cn-shanghai.aliyuncs.com", "/"), Ok((None, None)));
    }

    #[test]
    fn path_style_under_a_name_of_the_cloud_is_refused() {
        assert_eq!(
            target("oss-cn-shanghai.aliyuncs.com", "/media/a"),
            Err("SecondLevelDomainForbidden")
        );
    }

    #[test]
    fn keys_are_kept_as_they_are() {
        assert_eq!(target("localhost", "/media/a//b/../c"), object("media", "a//b/../c"));
        assert_eq!(target("localhost", "/media/a%252Fb"), object("media", "a%2Fb"));
        assert_eq!(target("localhost", "/media/a+b%2Bc%20d"), object("media", "a+b+c d"));
        assert_eq!(target("localhost", "/media/%E8%A7%86"), object("media", "视"));
    }

    #[test]
    fn names_that_no_object_can_have() {
        for path in ["/media//a", "/media/%2Fa", "/media/%5Ca", "/media/%ff", "/media/%zz"] {
            assert_eq!(target("localhost", path), Err("InvalidObjectName"), "{path}");
        }
        let long = format!("/media/{}", "a".repeat(1024));
        assert_eq!(target("localhost", &long), Err("InvalidObjectName"));
    }

    #[test]
    fn names_that_no_bucket_can_have() {
        for path in ["/ab/k", "/Media/k", "/-ab/k", "/ab-/k", "/a_b/k", "/_local/x", "/%ff/k"] {
            assert_eq!(target("localhost", path), Err("InvalidBucketName"), "{path}");
        }
        let long = format!("/{}/k", "a".repeat(64));
        assert_eq!(target("localhost", &long), Err("InvalidBucketName"));
    }

    #[test]
    fn resources_for_policies() {
        let resource = |path| Target::of("localhost", path).unwrap().resource("1");
        assert_eq!(resource("/media/a/b"), "acs:oss:*:1:media/a/b");
        assert_eq!(resource("/media"), "acs:oss:*:1:media");
        assert_eq!(resource("/"), "acs:oss:*:1:*");
    }

    proptest! {
        #[test]
        fn both_styles_name_the_same_object(key in "[^/\\\\].{0,40}") {
            let path = signing::encode::encode_path(&key);
            prop_assert_eq!(
                target("localhost:1", &format!("/media/{path}")),
                target("media.localhost:1", &format!("/{path}"))
            );
            prop_assert_eq!(target("localhost:1", &format!("/media/{path}")), object("media", &key));
        }

        #[test]
        fn any_host_and_path_are_read_without_panic(host in ".{0,40}", path in ".{0,40}") {
            let _ = Target::of(&host, &path);
        }
    }
}
