//! Error bodies: JSON as a rule, XML where the format was lost, anything from a proxy.

use serde::Deserialize;

/// What could be read of an error body.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Refusal {
    #[serde(rename = "Code", alias = "code")]
    pub(crate) code: Option<String>,
    #[serde(rename = "Message", alias = "message")]
    pub(crate) message: Option<String>,
    #[serde(rename = "RequestId", alias = "requestId")]
    pub(crate) request_id: Option<String>,
}

impl Refusal {
    pub(crate) fn parse(body: &[u8]) -> Self {
        serde_json::from_slice(body).unwrap_or_else(|_| {
            let text = String::from_utf8_lossy(body);
            Self {
                code: element(&text, "Code"),
                message: element(&text, "Message"),
                request_id: element(&text, "RequestId"),
            }
        })
    }
}

/// The text of the first such element. The error document is flat and has three texts to read, which
/// needs no XML reader.
fn element(xml: &str, name: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    Some(text.replace("&apos;", "'").replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(code: &str, message: &str, request_id: &str) -> Refusal {
        Refusal {
            code: Some(code.into()),
            message: Some(message.into()),
            request_id: Some(request_id.into()),
        }
    }

    #[test]
    fn json_in_either_case() {
        let body = br#"{"RequestId":"R","HostId":"h","Code":"C","Message":"M","Recommend":"u"}"#;
        assert_eq!(Refusal::parse(body), refusal("C", "M", "R"));
        let body = br#"{"requestId":"R","code":"C","message":"M"}"#;
        assert_eq!(Refusal::parse(body), refusal("C", "M", "R"));
    }

    #[test]
    fn xml_where_the_format_was_lost() {
        let body = b"<?xml version=\"1.0\"?><Error><RequestId>R</RequestId><Code>C</Code>\
                     <Message>a &lt; b &amp;&amp; c</Message></Error>";
        assert_eq!(Refusal::parse(body), refusal("C", "a < b && c", "R"));
    }

    #[test]
    fn anything_else_says_nothing() {
        for body in [&b""[..], b"<html>502</html>", b"\xff\xfe", b"[]", b"{\"Code\":{}}"] {
            assert_eq!(Refusal::parse(body), Refusal::default());
        }
    }
}
