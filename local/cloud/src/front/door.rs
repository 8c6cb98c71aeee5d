//! Which service a request is for.
//!
//! Official clients reach VOD and STS under 127.0.0.1, localhost or the real names, so the Host
//! alone can't decide; only the real names of VOD and STS say enough. On the root path of any other
//! host an RPC call is known by what only RPC calls have: an Action, a Version, a nonce.

use http::{HeaderMap, Method, Request, header};

use crate::{oss, rpc};

/// The service, as far as the head of a request tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    /// This cloud itself: what no real one has.
    Local,
    /// VOD or STS.
    Rpc,
    /// VOD or STS if the form in the body says so, else OSS.
    Form,
    /// OSS.
    Oss,
}

impl Door {
    /// Looks at everything but the body.
    pub(super) fn of<B>(request: &Request<B>) -> Self {
        let (uri, headers) = (request.uri(), request.headers());
        let host = host(headers);
        // In a bucket that is the key of an object.
        if uri.path().starts_with("/_local/") && !oss::names_bucket(request) {
            Self::Local
        } else if is_rpc_host(&host) {
            Self::Rpc
        } else if uri.path() != "/" {
            Self::Oss
        } else if rpc::is_call(headers, uri.query(), None) {
            Self::Rpc
        } else if *request.method() == Method::OPTIONS {
            // A preflight shows nothing of the call that it asks for. Without a bucket there is
            // nothing in OSS that a page could ask for.
            if oss::names_bucket(request) { Self::Oss } else { Self::Rpc }
        } else if rpc::is_form(headers) {
            Self::Form
        } else {
            Self::Oss
        }
    }
}

/// The name in the Host header, in small letters and without a port.
fn host(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    name.to_ascii_lowercase()
}

/// `vod.cn-shanghai.aliyuncs.com`, `sts.aliyuncs.com`, `sts-vpc.cn-shanghai.aliyuncs.com`, …
fn is_rpc_host(host: &str) -> bool {
    host.strip_suffix(".aliyuncs.com").is_some_and(|rest| {
        let product = rest.split('.').next().unwrap_or_default();
        ["vod", "vod-vpc", "sts", "sts-vpc"].contains(&product)
            && !rest.split('.').any(|label| label.starts_with("oss"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn door(method: &str, host: &str, path: &str, headers: &[(&str, &str)]) -> Door {
        let mut builder = Request::builder().method(method).uri(path).header("host", host);
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        Door::of(&builder.body(()).unwrap())
    }

    const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

    #[test]
    fn what_only_a_call_has_decides_on_the_root_path() {
        for path in ["/?Action=A", "/?Version=2017-03-21", "/?a=b&SignatureNonce=1", "/?Action"] {
            for host in ["127.0.0.1:7081", "localhost", "media.localhost", "[::1]:1"] {
                assert_eq!(door("GET", host, path, &[]), Door::Rpc, "{host}{path}");
            }
        }
        for header in ["x-acs-action", "x-acs-version"] {
            assert_eq!(door("POST", "localhost", "/", &[(header, "A")]), Door::Rpc);
        }
        let acs3 = ("authorization", "ACS3-HMAC-SHA256 Credential=a");
        assert_eq!(door("POST", "localhost", "/", &[acs3]), Door::Rpc);
        assert_eq!(door("GET", "localhost", "/media/k?Action=A", &[]), Door::Oss);
        assert_eq!(door("GET", "localhost", "/?prefix=a", &[]), Door::Oss);
        assert_eq!(door("GET", "localhost", "/?xAction=a", &[]), Door::Oss);
    }

    #[test]
    fn a_form_may_be_a_call() {
        assert_eq!(door("POST", "localhost", "/", &[FORM]), Door::Form);
        assert_eq!(door("POST", "localhost", "/media/k", &[FORM]), Door::Oss);
    }

    #[test]
    fn the_real_names_of_vod_and_sts_are_never_oss() {
        for host in [
            "vod.cn-shanghai.aliyuncs.com",
            "VOD.cn-shanghai.aliyuncs.com:443",
            "vod.aliyuncs.com",
            "sts.aliyuncs.com",
            "sts.cn-shanghai.aliyuncs.com:7081",
        ] {
            assert_eq!(door("POST", host, "/", &[]), Door::Rpc, "{host}");
            assert_eq!(door("GET", host, "/other/path", &[]), Door::Rpc, "{host}");
        }
        for host in ["vod.oss-cn-shanghai.aliyuncs.com", "oss-cn-shanghai.aliyuncs.com"] {
            assert_eq!(door("GET", host, "/", &[]), Door::Oss, "{host}");
        }
    }

    #[test]
    fn a_preflight_goes_where_its_request_will_go() {
        assert_eq!(door("OPTIONS", "127.0.0.1:7081", "/", &[]), Door::Rpc);
        assert_eq!(door("OPTIONS", "vod.cn-shanghai.aliyuncs.com", "/", &[]), Door::Rpc);
        assert_eq!(door("OPTIONS", "media.localhost:7081", "/?Action=A", &[]), Door::Rpc);
        assert_eq!(door("OPTIONS", "media.localhost:7081", "/", &[]), Door::Oss);
        assert_eq!(door("OPTIONS", "media.oss-cn-shanghai.aliyuncs.com", "/", &[]), Door::Oss);
        assert_eq!(door("OPTIONS", "localhost", "/media/k", &[]), Door::Oss);
        assert_eq!(door("OPTIONS", "localhost", "/_local/clock", &[]), Door::Local);
    }

    #[test]
    fn a_key_may_look_like_a_path_of_this_cloud() {
        assert_eq!(door("GET", "127.0.0.1:7081", "/_local/health", &[]), Door::Local);
        assert_eq!(door("GET", "media.localhost:7081", "/_local/health", &[]), Door::Oss);
    }
}
