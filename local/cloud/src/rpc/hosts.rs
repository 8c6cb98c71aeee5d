//! What the name says under which a call came.
//!
//! Under an address, localhost or a stranger's name the Version alone tells the service, because that
//! is how this cloud is reached. Under the cloud's own names it holds to what they are: one of no
//! product is `InvalidProduct.NotFound`, and STS speaks HTTPS only, `InvalidProtocol.NeedSsl` (general
//! OpenAPI error codes; the words of the second are those that users of STS report).

use http::{HeaderMap, header};

use super::error::RpcError;
use super::request::RpcRequest;
use super::service::Service;

const CLOUD: &str = ".aliyuncs.com";

/// The name in the Host header, in small letters and without a port.
pub(crate) fn host_name(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    name.to_ascii_lowercase()
}

/// The service of `vod.cn-shanghai.aliyuncs.com`, `sts.aliyuncs.com`,
/// `sts-vpc.cn-shanghai.aliyuncs.com`, …
pub(crate) fn service_of_host(host: &str) -> Option<Service> {
    let rest = host.strip_suffix(CLOUD)?;
    if rest.split('.').any(|label| label.starts_with("oss")) {
        return None;
    }
    match rest.split('.').next()? {
        "vod" | "vod-vpc" => Some(Service::Vod),
        "sts" | "sts-vpc" => Some(Service::Sts),
        _ => None,
    }
}

/// Whether a call of this service may come under its name, and in the clear.
pub(super) fn check(request: &RpcRequest<'_>, service: Service) -> Result<(), RpcError> {
    let host = host_name(request.headers);
    if !host.ends_with(CLOUD) {
        return Ok(());
    }
    if service_of_host(&host).is_none() {
        return Err(RpcError::not_found(
            "InvalidProduct.NotFound",
            "Cannot find product according to your specified domain.",
        ));
    }
    if service == Service::Sts && !request.is_secure() {
        return Err(RpcError::not_found(
            "InvalidProtocol.NeedSsl",
            "Your request is denied as lack of ssl protect.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use bytes::Bytes;
    use http::Request;

    use super::*;
    use crate::peer::Peer;

    fn refusal(service: Service, host: &str, secure: bool) -> Option<String> {
        let mut request =
            Request::get("/?Action=A").header("host", host).body(Bytes::new()).unwrap();
        request.extensions_mut().insert(Peer { address: Ipv4Addr::LOCALHOST.into(), secure });
        let checked = check(&RpcRequest::parse(&request).unwrap(), service);
        checked.err().map(|error| format!("{} {}", error.status.as_u16(), error.code))
    }

    #[test]
    fn a_name_of_the_cloud_must_be_that_of_a_product() {
        for host in
            ["ecs.aliyuncs.com", "media.oss-cn-shanghai.aliyuncs.com:80", "VODS.aliyuncs.com"]
        {
            let expected = "404 InvalidProduct.NotFound".to_owned();
            assert_eq!(refusal(Service::Sts, host, true), Some(expected), "{host}");
        }
        for host in ["127.0.0.1:7081", "localhost", "example.com"] {
            assert_eq!(refusal(Service::Sts, host, false), None, "{host}");
        }
    }

    #[test]
    fn sts_wants_https_under_its_own_names() {
        for host in ["sts.aliyuncs.com", "sts-vpc.cn-shanghai.aliyuncs.com"] {
            let expected = "404 InvalidProtocol.NeedSsl".to_owned();
            assert_eq!(refusal(Service::Sts, host, false), Some(expected), "{host}");
            assert_eq!(refusal(Service::Sts, host, true), None, "{host}");
        }
        assert_eq!(refusal(Service::Vod, "VOD.cn-beijing.aliyuncs.com:80", false), None);
    }
}
