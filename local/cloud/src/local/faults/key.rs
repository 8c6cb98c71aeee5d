//! The AccessKeyId that a request to OSS names, in whichever place its scheme has it.

use http::{Request, header};
use signing::encode::decode_query;

/// The id, not yet believed. `None` when there is none, or the request cannot be read.
pub(super) fn of<B>(request: &Request<B>) -> Option<String> {
    let header = request.headers().get(header::AUTHORIZATION);
    if let Some(header) = header.and_then(|value| value.to_str().ok()) {
        return in_header(header).map(str::to_owned);
    }
    let query = decode_query(request.uri().query()?)?;
    let parameter = |name| {
        query.iter().find(|(known, _)| known == name).and_then(|(_, value)| value.as_deref())
    };
    let credential = parameter("x-oss-credential").and_then(|scope| scope.split('/').next());
    parameter("OSSAccessKeyId").or(credential).map(str::to_owned)
}

fn in_header(header: &str) -> Option<&str> {
    match header.split_once("Credential=") {
        Some((_, scope)) => scope.split('/').next(),
        None => header.strip_prefix("OSS ")?.split(':').next().map(str::trim),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(uri: &str, authorization: Option<&str>) -> Option<String> {
        let mut request = Request::builder().uri(uri);
        if let Some(header) = authorization {
            request = request.header("authorization", header);
        }
        of(&request.body(()).unwrap())
    }

    #[test]
    fn each_scheme_has_its_place() {
        let v4 = "OSS4-HMAC-SHA256 Credential=STS.b/20260102/cn/oss/aliyun_v4_request, Signature=0";
        assert_eq!(id("/b/k", Some("OSS STS.a:sig")).as_deref(), Some("STS.a"));
        assert_eq!(id("/b/k", Some(v4)).as_deref(), Some("STS.b"));
        assert_eq!(id("/b/k?OSSAccessKeyId=STS.c", None).as_deref(), Some("STS.c"));
        assert_eq!(id("/?x-oss-credential=STS.d%2F2026", None).as_deref(), Some("STS.d"));
        assert_eq!(id("/b/k", None), None);
        assert_eq!(id("/b/k?a=%zz", None), None);
    }
}
