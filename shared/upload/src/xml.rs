//! The three documents of a multipart upload.

use bytes::Bytes;
use serde::Deserialize;

/// `<Error>` of a refusal. Elements that are not listed are passed over, and so are namespaces.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Refusal {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
    /// Of RequestTimeTooSkewed: what time it is there.
    pub(crate) server_time: Option<String>,
}

impl Refusal {
    pub(crate) fn parse(body: &[u8]) -> Self {
        read(body).unwrap_or_default()
    }
}

/// `UploadId` of an InitiateMultipartUploadResult.
pub(crate) fn upload_id(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct InitiateMultipartUploadResult {
        upload_id: String,
    }
    let result: InitiateMultipartUploadResult = read(body)?;
    Some(result.upload_id).filter(|id| !id.is_empty())
}

/// CompleteMultipartUpload with number and ETag of each part, in order.
pub(crate) fn complete<'a>(parts: impl Iterator<Item = (u32, &'a str)>) -> Bytes {
    let mut text = String::from("<CompleteMultipartUpload>");
    for (number, etag) in parts {
        text.push_str("<Part><PartNumber>");
        text.push_str(&number.to_string());
        text.push_str("</PartNumber><ETag>");
        text.push_str(&quick_xml::escape::escape(etag));
        text.push_str("</ETag></Part>");
    }
    text.push_str("</CompleteMultipartUpload>");
    text.into()
}

fn read<'de, T: Deserialize<'de>>(body: &'de [u8]) -> Option<T> {
    quick_xml::de::from_str(std::str::from_utf8(body).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_read_with_or_without_namespace() {
        for root in ["Error", "Error xmlns=\"http://doc.oss-cn-hangzhou.aliyuncs.com\""] {
            let xml = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root}>\n<Code>RequestTimeTooSkewed\
                 </Code><Message>a &lt; b</Message><RequestId>R</RequestId><HostId>h</HostId>\
                 <ServerTime>2026-01-02T03:04:05.000Z</ServerTime><EC>0002-00000504</EC></Error>"
            );
            let refusal = Refusal::parse(xml.as_bytes());
            assert_eq!(refusal.code.as_deref(), Some("RequestTimeTooSkewed"));
            assert_eq!(refusal.message.as_deref(), Some("a < b"));
            assert_eq!(refusal.server_time.as_deref(), Some("2026-01-02T03:04:05.000Z"));
        }
    }

    #[test]
    fn anything_else_says_nothing() {
        for body in [&b""[..], b"<html>", b"{\"Code\":\"x\"}", b"\xff"] {
            assert_eq!(Refusal::parse(body).code, None);
            assert_eq!(upload_id(body), None);
        }
    }

    #[test]
    fn the_upload_id_is_found() {
        let xml = b"<?xml version=\"1.0\"?><InitiateMultipartUploadResult><Bucket>b</Bucket>\
                    <Key>k</Key><UploadId>U1</UploadId></InitiateMultipartUploadResult>";
        assert_eq!(upload_id(xml).as_deref(), Some("U1"));
        let empty = b"<InitiateMultipartUploadResult><UploadId></UploadId>\
                      </InitiateMultipartUploadResult>";
        assert_eq!(upload_id(empty), None);
    }

    #[test]
    fn parts_are_listed_with_their_etags_as_received() {
        let body = complete([(1, "\"AB\""), (2, "C&D")].into_iter());
        assert_eq!(
            body,
            "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>&quot;AB&quot;</ETag>\
             </Part><Part><PartNumber>2</PartNumber><ETag>C&amp;D</ETag></Part>\
             </CompleteMultipartUpload>"
        );
    }
}
