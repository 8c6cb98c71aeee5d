use http::Request;

use super::*;
use crate::testing::FixedClock;

fn operation(line: &str) -> Result<Operation, OssError> {
    with_headers(line, &[])
}

fn with_headers(line: &str, headers: &[(&str, &str)]) -> Result<Operation, OssError> {
    let (method, uri) = line.split_once(' ').unwrap();
    let mut request = Request::builder().method(method).uri(uri).header("host", "localhost");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (parts, ()) = request.body(()).unwrap().into_parts();
    Operation::of(&OssRequest::parse(&parts, FixedClock::START).unwrap())
}

fn id() -> String {
    "A1".to_owned()
}

#[test]
fn what_is_implemented() {
    for (line, expected) in [
        ("PUT /media/k", Operation::PutObject),
        ("PUT /media/k?security-token=t&Expires=1", Operation::PutObject),
        ("GET /media/k?response-content-type=a", Operation::GetObject),
        ("HEAD /media/k", Operation::HeadObject),
        ("HEAD /media/k?objectMeta", Operation::GetObjectMeta),
        ("GET /media/k?objectMeta", Operation::GetObjectMeta),
        ("POST /media/k?uploads", Operation::InitiateMultipartUpload),
        ("POST /media/k?uploads=&encoding-type=url", Operation::InitiateMultipartUpload),
        (
            "PUT /media/k?uploadId=A1&partNumber=10000",
            Operation::UploadPart { number: 10_000, upload_id: id() },
        ),
        (
            "GET /media/k?uploadId=A1&part-number-marker=",
            Operation::ListParts { upload_id: id(), marker: 0, max_parts: 1000 },
        ),
        (
            "GET /media/k?uploadId=A1&max-parts=1&part-number-marker=7",
            Operation::ListParts { upload_id: id(), marker: 7, max_parts: 1 },
        ),
        ("POST /media/k?uploadId=A1", Operation::CompleteMultipartUpload { upload_id: id() }),
        ("DELETE /media/k?uploadId=A1", Operation::AbortMultipartUpload { upload_id: id() }),
        ("DELETE /media/k", Operation::DeleteObject),
        ("GET /media/k?acl", Operation::GetObjectAcl),
        ("PUT /media/k?acl", Operation::PutObjectAcl),
        ("GET /", Operation::ListBuckets),
        ("GET /media", Operation::ListObjects),
        ("GET /media/?prefix=a&list-type=1", Operation::ListObjects),
        ("GET /media?list-type=2", Operation::ListObjectsV2),
        ("GET /media?uploads", Operation::ListMultipartUploads),
        ("GET /media?bucketInfo", Operation::GetBucketInfo),
        ("GET /media?location", Operation::GetBucketLocation),
        ("GET /media?acl", Operation::GetBucketAcl),
        ("PUT /media?acl", Operation::PutBucketAcl),
        ("PUT /media", Operation::PutBucket),
        ("DELETE /media", Operation::DeleteBucket),
        ("PUT /media?cors", Operation::PutBucketCors),
        ("GET /media?cors", Operation::GetBucketCors),
        ("DELETE /media?cors", Operation::DeleteBucketCors),
        ("POST /media?delete", Operation::DeleteMultipleObjects),
        ("POST /media", Operation::PostObject),
    ] {
        assert_eq!(operation(line).unwrap(), expected, "{line}");
    }
}

#[test]
fn what_is_not_implemented_has_its_name() {
    for (line, expected) in [
        ("GET /?regionList", "DescribeRegions"),
        ("GET /?regions", "DescribeRegions"),
        ("POST /", "POST"),
        ("GET /media?versions", "ListObjectVersions"),
        ("DELETE /media?policy", "DELETE ?policy"),
        ("PUT /media/k?uploadId=A1&partNumber=1&acl", "PutObjectAcl"),
        ("POST /media/k?append&position=0", "AppendObject"),
        ("GET /media/k?x-oss-process=image/info", "GET ?x-oss-process"),
        ("GET /media/k?versionId=1", "GET ?versionId"),
        ("POST /media/k", "POST"),
    ] {
        let found = operation(line).unwrap();
        assert_eq!(found, Operation::Unsupported { name: expected.into() }, "{line}");
        assert_eq!(found.not_implemented().code(), "NotImplemented");
    }
    let copy = [("x-oss-copy-source", "/media/a")];
    assert_eq!(with_headers("PUT /media/k", &copy).unwrap().action(), "oss:CopyObject");
    assert_eq!(
        with_headers("PUT /media/k?uploadId=A1&partNumber=1", &copy).unwrap().action(),
        "oss:UploadPartCopy"
    );
}

#[test]
fn numbers_are_checked() {
    for line in [
        "PUT /media/k?uploadId=A1",
        "PUT /media/k?uploadId=A1&partNumber=",
        "PUT /media/k?uploadId=A1&partNumber=0",
        "PUT /media/k?uploadId=A1&partNumber=10001",
        "PUT /media/k?uploadId=A1&partNumber=-1",
        "PUT /media/k?uploadId=A1&partNumber=x",
        "GET /media/k?uploadId=A1&max-parts=0",
        "GET /media/k?uploadId=A1&max-parts=1001",
        "GET /media/k?uploadId=A1&part-number-marker=x",
    ] {
        assert_eq!(operation(line).unwrap_err().code(), "InvalidArgument", "{line}");
    }
}

#[test]
fn other_methods_are_not_allowed() {
    for line in ["PATCH /media/k", "TRACE /media", "OPTIONS /media/k"] {
        assert_eq!(operation(line).unwrap_err().code(), "MethodNotAllowed", "{line}");
    }
}
