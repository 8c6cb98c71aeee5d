//! What OSS signatures V1 and V4 have in common: the request that they cover.

use crate::headers;

/// What is signed of a request to OSS, whatever the addressing style: a virtual host
/// (`bucket.oss-cn-shanghai.aliyuncs.com/key`), a path (`localhost/bucket/key`) and a domain of
/// one's own all sign as `/bucket/key`.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The HTTP method as sent.
    pub method: &'a str,
    /// The bucket, `None` for a call on the service itself (`ListBuckets`).
    pub bucket: Option<&'a str>,
    /// The decoded key of the object, `None` for a call on the bucket.
    pub key: Option<&'a str>,
    /// The whole decoded query in any order, signature parameters included. `None` and an empty value
    /// are the same to both schemes.
    pub query: &'a [(&'a str, Option<&'a str>)],
    /// The headers, names in any case. `Authorization` may be among them.
    pub headers: &'a [(&'a str, &'a str)],
}

impl<'a> Request<'a> {
    /// The first value of a header without blanks around it.
    pub(crate) fn header(&self, name: &str) -> Option<&'a str> {
        headers::value(self.headers, name)
    }

    /// Appends `/`, `/bucket/` or `/bucket/key`, each part written by `write`.
    pub(crate) fn write_resource(&self, out: &mut String, write: impl Fn(&str, &mut String)) {
        out.push('/');
        let Some(bucket) = self.bucket.filter(|bucket| !bucket.is_empty()) else { return };
        write(bucket, out);
        out.push('/');
        write(self.key.unwrap_or_default(), out);
    }
}
