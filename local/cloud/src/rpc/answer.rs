//! How an answer is written: JSON or XML, success or error ("Responses" of the API reference).

use bytes::Bytes;
use http::{Response, StatusCode, header};
use serde_json::{Map, Value, json};

use super::error::RpcError;
use super::service::Service;
use super::xml;

/// `Format` of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Xml,
}

/// What the answer says beside its body.
pub(crate) struct Envelope<'a> {
    pub(crate) format: Format,
    pub(crate) request_id: &'a str,
    pub(crate) host_id: String,
    pub(crate) service: Service,
}

impl Envelope<'_> {
    /// An answer with status 200: the operation's fields and RequestId, without any wrapper.
    pub(crate) fn success(&self, action: &str, mut fields: Map<String, Value>) -> Response<Bytes> {
        fields.insert("RequestId".to_owned(), self.request_id.into());
        self.write(StatusCode::OK, &format!("{action}Response"), &Value::Object(fields))
    }

    /// A refusal. `Recommend` stands in answers of the gateway, not in VOD's own sample.
    pub(crate) fn error(&self, error: &RpcError) -> Response<Bytes> {
        let body = json!({
            "RequestId": self.request_id,
            "HostId": self.host_id,
            "Code": error.code,
            "Message": error.message,
            "Recommend": format!(
                "https://api.aliyun.com/troubleshoot?q={}&product={}",
                error.code,
                self.service.product(),
            ),
        });
        self.write(error.status, "Error", &body)
    }

    fn write(&self, status: StatusCode, root: &str, value: &Value) -> Response<Bytes> {
        // The Tea SDKs read XML only under exactly this content type.
        let (kind, body) = match self.format {
            Format::Json => ("application/json;charset=utf-8", value.to_string()),
            Format::Xml => ("text/xml;charset=utf-8", xml::document(root, value)),
        };
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
        if let Ok(value) = header::HeaderValue::from_str(self.request_id) {
            headers.insert("x-acs-request-id", value);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(format: Format) -> Envelope<'static> {
        Envelope {
            format,
            request_id: "R-1",
            host_id: "vod.cn-shanghai.aliyuncs.com".to_owned(),
            service: Service::Vod,
        }
    }

    fn shown(response: Response<Bytes>) -> String {
        let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
        let status = response.status();
        let body = String::from_utf8(response.into_body().to_vec()).unwrap();
        format!("{status}\n{kind}\n{body}")
    }

    #[test]
    fn success_in_both_formats() {
        let fields = || Map::from_iter([("VideoId".to_owned(), "v".into())]);
        insta::assert_snapshot!(shown(envelope(Format::Json).success("CreateUploadVideo", fields())), @r#"
        200 OK
        application/json;charset=utf-8
        {"RequestId":"R-1","VideoId":"v"}
        "#);
        insta::assert_snapshot!(shown(envelope(Format::Xml).success("CreateUploadVideo", fields())), @r#"
        200 OK
        text/xml;charset=utf-8
        <?xml version="1.0" encoding="UTF-8"?><CreateUploadVideoResponse><RequestId>R-1</RequestId><VideoId>v</VideoId></CreateUploadVideoResponse>
        "#);
    }

    #[test]
    fn errors_in_both_formats() {
        let error = RpcError::no_such_video();
        insta::assert_snapshot!(shown(envelope(Format::Json).error(&error)), @r#"
        404 Not Found
        application/json;charset=utf-8
        {"Code":"InvalidVideo.NotFound","HostId":"vod.cn-shanghai.aliyuncs.com","Message":"The video does not exist.","Recommend":"https://api.aliyun.com/troubleshoot?q=InvalidVideo.NotFound&product=Vod","RequestId":"R-1"}
        "#);
        insta::assert_snapshot!(shown(envelope(Format::Xml).error(&error)), @r#"
        404 Not Found
        text/xml;charset=utf-8
        <?xml version="1.0" encoding="UTF-8"?><Error><Code>InvalidVideo.NotFound</Code><HostId>vod.cn-shanghai.aliyuncs.com</HostId><Message>The video does not exist.</Message><Recommend>https://api.aliyun.com/troubleshoot?q=InvalidVideo.NotFound&amp;product=Vod</Recommend><RequestId>R-1</RequestId></Error>
        "#);
    }
}
