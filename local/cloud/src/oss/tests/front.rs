//! Hosts, CORS, health, start and end.

use super::stage::{Ask, Scheme, Stage, owner};
use crate::config::Config;
use crate::server::{LocalCloud, StartError};
use crate::testing::config;

#[tokio::test]
async fn the_bucket_may_stand_in_the_host() {
    let stage = Stage::start().await;
    for host in ["media.localhost:1", "media.localhost", "media.oss-cn-shanghai.aliyuncs.com"] {
        for scheme in Scheme::ALL {
            let ask = Ask::put("a/b", host).at_host(host);
            let answer = stage.send_as(ask, &owner(), scheme).await;
            assert_eq!(answer.status, 200, "{host} {scheme:?}");
        }
        assert_eq!(stage.send(Ask::new("GET", "a/b")).await.body, host.as_bytes());
    }
    let nowhere = Ask::put("a/b", "x").at_host("oss-cn-shanghai.aliyuncs.com");
    let answer = stage.send(nowhere).await;
    assert_eq!(answer.outcome(), (403, "SecondLevelDomainForbidden".to_owned()));
}

#[tokio::test]
async fn the_endpoint_of_another_region_is_not_the_buckets() {
    let stage = Stage::start().await;
    for scheme in Scheme::ALL {
        let ask = Ask::put("a", "x").at_host("media.oss-cn-beijing.aliyuncs.com");
        let answer = stage.send_as(ask, &owner(), scheme).await;
        assert_eq!(answer.outcome(), (403, "AccessDenied".to_owned()), "{scheme:?}");
        assert_eq!(answer.element("Endpoint"), "oss-cn-shanghai.aliyuncs.com");
        assert_eq!(answer.element("Bucket"), "media");
    }
    let everywhere = Ask::put("a", "x").at_host("media.oss-accelerate.aliyuncs.com");
    assert_eq!(stage.send(everywhere).await.status, 200);
}

#[tokio::test]
async fn a_preflight_needs_no_signature() {
    let stage = Stage::start().await;
    let asked = "authorization,content-type,x-oss-date,x-oss-security-token,x-oss-user-agent";
    let ask = Ask::new("OPTIONS", "k")
        .header("origin", "http://localhost:3000")
        .header("access-control-request-method", "PUT")
        .header("access-control-request-headers", asked);
    let answer = stage.send_bare(ask).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.header("access-control-allow-headers"), asked);
    assert!(answer.header("access-control-allow-methods").contains("PUT"));
}

#[tokio::test]
async fn every_answer_can_be_read_by_a_page() {
    let stage = Stage::start().await;
    let put = || Ask::put("k", "x").header("origin", "http://localhost:3000");
    let good = stage.send(put()).await;
    let bad = stage.send_bare(put()).await;
    for answer in [good, bad] {
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        let exposed = answer.header("access-control-expose-headers");
        for name in ["ETag", "x-oss-request-id", "x-oss-hash-crc64ecma"] {
            assert!(exposed.contains(name), "{name}");
        }
        assert_eq!(answer.header("date"), "Fri, 02 Jan 2026 03:04:05 GMT");
    }
}

#[tokio::test]
async fn an_action_on_the_root_path_is_rpc_whatever_the_host() {
    let stage = Stage::start().await;
    let form = "content-type: application/x-www-form-urlencoded\r\ncontent-length: 8\r\n";
    for request in [
        "GET /?Action=X HTTP/1.1\r\nhost: vod.cn-shanghai.aliyuncs.com\r\n\r\n".to_owned(),
        "POST / HTTP/1.1\r\nhost: 127.0.0.1\r\nx-acs-action: X\r\n\r\n".to_owned(),
        format!("POST / HTTP/1.1\r\nhost: media.localhost\r\n{form}\r\nAction=X"),
    ] {
        let request = request.replace("HTTP/1.1\r\n", "HTTP/1.1\r\nconnection: close\r\n");
        let answer = stage.exchange(request.as_bytes()).await;
        assert_eq!(answer.header("server"), "", "{request}");
    }
    let other = format!(
        "POST / HTTP/1.1\r\nconnection: close\r\nhost: media.localhost\r\n{form}\r\naction=x"
    );
    assert_eq!(stage.exchange(other.as_bytes()).await.header("server"), "AliyunOSS");
}

#[tokio::test]
async fn a_form_has_a_limit() {
    let stage = Stage::start().await;
    let body = format!("Action={}", "x".repeat(1024 * 1024));
    let request = format!(
        "POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    assert_eq!(stage.exchange(request.as_bytes()).await.status, 413);
}

#[tokio::test]
async fn health() {
    let stage = Stage::start().await;
    let request = b"GET /_local/health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    assert_eq!(stage.exchange(request).await.status, 200);
}

#[tokio::test]
async fn a_taken_port_is_named() {
    let stage = Stage::start().await;
    let listen = stage.server.address();
    let error = LocalCloud::start(Config { listen, ..config() }).await.err().unwrap();
    assert!(matches!(error, StartError::Listen { address, .. } if address == listen));
    assert!(error.to_string().contains(&listen.to_string()), "{error}");
}

#[tokio::test]
async fn both_loopback_addresses_are_served_where_there_are_two() {
    let stage = Stage::start().await;
    let loopback = std::net::Ipv6Addr::LOCALHOST;
    // A machine without IPv6 has nothing to serve there.
    if tokio::net::TcpListener::bind((loopback, 0)).await.is_ok() {
        let port = stage.server.address().port();
        assert!(tokio::net::TcpStream::connect((loopback, port)).await.is_ok());
        let listen = std::net::SocketAddr::from((loopback, port));
        let error = LocalCloud::start(Config { listen, ..config() }).await.err().unwrap();
        assert!(matches!(error, StartError::Listen { address, .. } if address == listen));
    }
}

#[tokio::test]
async fn the_endpoints_name_the_port() {
    let stage = Stage::start().await;
    let port = stage.server.address().port();
    assert_eq!(stage.server.endpoint(), format!("http://localhost:{port}"));
    assert_eq!(stage.server.api_endpoint(), format!("http://127.0.0.1:{port}"));
}

#[tokio::test]
async fn shutdown_leaves_no_socket_and_no_file() {
    let stage = Stage::start().await;
    stage.send(Ask::put("k", "x")).await;
    let (address, directory) =
        (stage.server.address(), stage.cloud().objects.directory().path().to_owned());
    assert!(directory.exists());
    let idle = tokio::net::TcpStream::connect(address).await.unwrap();
    stage.server.shutdown().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
    assert!(!directory.exists());
    drop(idle);
}
