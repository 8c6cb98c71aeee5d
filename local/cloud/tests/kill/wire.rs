//! Signed requests as bytes, and answers that are whole or none.

use std::fmt::Write as _;
use std::io::{self, Read, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use jiff::Timestamp;
use model::{Credentials, time};
use signing::{encode, oss, oss_v4, rpc_v1};

/// An answer that came to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The text of every XML element of this name.
    pub(crate) fn elements(&self, name: &str) -> Vec<String> {
        let (text, tag) = (self.text(), format!("<{name}>"));
        let pieces = text.split(&tag).skip(1);
        pieces.map(|piece| piece.split('<').next().unwrap().to_owned()).collect()
    }
}

/// Connects and writes, and leaves the connection open.
pub(crate) fn begin(address: SocketAddr, bytes: &[u8]) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    stream.write_all(bytes)?;
    Ok(stream)
}

/// Sends a request and reads its answer.
pub(crate) fn exchange(address: SocketAddr, bytes: &[u8]) -> io::Result<Answer> {
    let mut stream = begin(address, bytes)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    parse(&answer).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}

fn parse(answer: &[u8]) -> Option<Answer> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..end]).ok()?.to_ascii_lowercase();
    let status = head.get(9..12)?.parse().ok()?;
    let length = head.split("\r\n").find_map(|line| line.strip_prefix("content-length: "));
    let body = answer[end + 4..].to_owned();
    // 204 has no length and no body.
    let length = length.map_or(Some(0), |length| length.parse().ok())?;
    (body.len() == length).then_some(Answer { status, body })
}

fn request(method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut head =
        format!("{method} {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n");
    for (name, value) in headers {
        write!(head, "{name}: {value}\r\n").unwrap();
    }
    write!(head, "content-length: {}\r\n\r\n", body.len()).unwrap();
    [head.as_bytes(), body].concat()
}

/// The key of the program's own account.
pub(crate) fn own_key() -> Credentials {
    Credentials::long_lived("localAccessKeyId", "localAccessKeySecret")
}

/// A request of OSS in path style, signed by V4.
pub(crate) fn oss(
    by: &Credentials,
    method: &str,
    (bucket, key): (&str, Option<&str>),
    query: &[(&str, Option<&str>)],
    body: &[u8],
) -> Vec<u8> {
    let now = time::iso8601_basic(Timestamp::now());
    let token = by.security_token.as_ref().map(model::Secret::expose);
    let mut headers =
        vec![("x-oss-date", now.as_str()), ("x-oss-content-sha256", oss_v4::UNSIGNED_PAYLOAD)];
    headers.extend(token.map(|token| ("x-oss-security-token", token)));
    let scope = oss_v4::Scope { date: &now[..8], region: "cn-shanghai", product: "oss" };
    let form = oss::Request { method, bucket: Some(bucket), key, query, headers: &headers };
    let signed = oss_v4::sign(&form, &scope, &now, &[], &by.access_key_secret);
    let authorization = oss_v4::authorization(&by.access_key_id, &scope, &signed);
    headers.push(("authorization", &authorization));
    let query: Vec<String> = query
        .iter()
        .map(|(name, value)| value.map_or((*name).to_owned(), |value| format!("{name}={value}")))
        .collect();
    let mark = if query.is_empty() { "" } else { "?" };
    let path = encode::encode_path(key.unwrap_or_default());
    request(method, &format!("/{bucket}/{path}{mark}{}", query.join("&")), &headers, body)
}

/// A call of VOD, signed by V1.
pub(crate) fn vod(action: &str, parameters: &[(&str, &str)], nonce: &str) -> Vec<u8> {
    let (now, key) = (time::iso8601(Timestamp::now()), own_key());
    let mut all = vec![
        ("Action", action),
        ("Version", "2017-03-21"),
        ("Format", "JSON"),
        ("AccessKeyId", key.access_key_id.as_str()),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("SignatureNonce", nonce),
        ("Timestamp", now.as_str()),
    ];
    all.extend(parameters);
    let signature = rpc_v1::sign("GET", &all, &key.access_key_secret);
    all.push(("Signature", signature.as_str()));
    request("GET", &format!("/?{}", encode::encode_query(&all)), &[], b"")
}
