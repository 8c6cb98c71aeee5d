//! CompleteMultipartUpload: the ordered rules, and the list of parts.

use http::{Response, StatusCode, header};
use md5::{Digest, Md5};
use serde::Deserialize;

use super::Call;
use super::answer::xml;
use super::document::{body_of, malformed};
use super::error::OssError;
use super::incoming::{CRC64, Promised, forbids_overwrite, insert};
use super::key_encoding::KeyEncoding;
use super::operation::read_part_number;
use super::xml::Element;
use crate::body::Body;
use crate::objects::{Checksums, CompleteError, PartChoice};
use crate::vod;

/// Room for 10000 parts, generously spaced, in bytes.
const LARGEST_LIST: usize = 4 * 1024 * 1024;

/// Makes the object of its parts.
pub(super) async fn complete(
    call: &Call<'_>,
    upload_id: &str,
    body: &mut Body,
) -> Result<Response<Body>, OssError> {
    let encoding = KeyEncoding::of(call.request)?;
    let objects = &call.cloud.objects;
    objects
        .upload(call.bucket, call.key, upload_id, |_| ())
        .ok_or_else(|| OssError::no_such_upload(upload_id))?;
    let list = body_of(body, LARGEST_LIST).await?;
    Promised::by(call.request)?.check(&Checksums {
        md5: Md5::digest(&list).into(),
        crc64: signing::crc64::checksum(&list),
    })?;
    let choice = choice(call, &list)?;
    let forbid_overwrite = forbids_overwrite(call.request);
    // The object and what VOD makes of it are kept together.
    let _section = call.cloud.storage.section();
    let object = objects
        .complete(call.bucket, call.key, upload_id, &choice, call.cloud.now(), forbid_overwrite)
        .map_err(|error| refused(error, upload_id))?;
    vod::object_arrived(call.cloud, call.bucket, call.key, object.size, call.request.peer);
    let etag = format!("\"{}\"", object.etag);
    let result = encoding
        .announce(Element::new("CompleteMultipartUploadResult"))
        .text("Location", &call.request.location)
        .text("Bucket", call.bucket)
        .text("Key", encoding.write(call.key))
        .text("ETag", &etag);
    let mut response = xml(&result);
    insert(response.headers_mut(), header::ETAG, etag);
    insert(response.headers_mut(), CRC64, object.crc64.to_string());
    Ok(response)
}

fn choice(call: &Call<'_>, list: &[u8]) -> Result<PartChoice, OssError> {
    let all = call
        .request
        .header("x-oss-complete-all")
        .is_some_and(|value| value.eq_ignore_ascii_case("yes"));
    match (all, list.is_empty()) {
        (true, true) => Ok(PartChoice::All),
        (true, false) => Err(OssError::invalid_argument(
            "The request must have no body when x-oss-complete-all is yes.",
        )
        .ec("0042-00000216")),
        (false, _) => parse(list).map(PartChoice::Listed),
    }
}

/// Only a root of this name is a list of parts.
#[derive(Deserialize)]
enum Document {
    CompleteMultipartUpload(Listed),
}

#[derive(Deserialize)]
struct Listed {
    #[serde(rename = "Part", default)]
    parts: Vec<ListedPart>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListedPart {
    part_number: String,
    #[serde(rename = "ETag")]
    etag: String,
}

pub(super) fn parse(list: &[u8]) -> Result<Vec<(u16, String)>, OssError> {
    let text = std::str::from_utf8(list).map_err(|_| malformed("it is not UTF-8"))?;
    let Document::CompleteMultipartUpload(listed) =
        quick_xml::de::from_str(text).map_err(|error| malformed(&error.to_string()))?;
    if listed.parts.is_empty() {
        return Err(malformed("it names no part"));
    }
    listed
        .parts
        .into_iter()
        .map(|part| {
            let number = read_part_number(part.part_number.trim())?;
            Ok((number, part.etag.trim().to_owned()))
        })
        .collect()
}

fn refused(error: CompleteError, upload_id: &str) -> OssError {
    let bad_request = |code, message: &'static str| {
        OssError::new(StatusCode::BAD_REQUEST, code, message).with("UploadId", upload_id)
    };
    match error {
        CompleteError::NoSuchUpload => OssError::no_such_upload(upload_id),
        CompleteError::NoParts => malformed("the upload has no part"),
        CompleteError::InvalidPartOrder => {
            bad_request("InvalidPartOrder", "The list of parts was not in ascending order.")
                .ec("0042-00000209")
        }
        CompleteError::InvalidPart { number } => bad_request(
            "InvalidPart",
            "One or more of the specified parts could not be found or the specified entity tag \
             might not have matched the part's entity tag.",
        )
        .with("PartNumber", number.to_string()),
        CompleteError::EntityTooSmall { number, size } => bad_request(
            "EntityTooSmall",
            "Your proposed upload smaller than the minimum allowed size.",
        )
        .with("PartNumber", number.to_string())
        .with("ProposedSize", size.to_string())
        .with("MinSizeAllowed", "102400")
        .ec("0042-00000213"),
        CompleteError::AlreadyExists => OssError::file_already_exists(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(list: &str) -> &'static str {
        parse(list.as_bytes()).unwrap_err().code()
    }

    #[test]
    fn a_list_of_parts() {
        let list = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CompleteMultipartUpload \
                    xmlns=\"http://doc.oss-cn-hangzhou.aliyuncs.com\">\n <Part>\n  \
                    <PartNumber>1</PartNumber><ETag>&quot;A&quot;</ETag></Part><Part><ETag>\"B\"\
                    </ETag><PartNumber>7</PartNumber></Part></CompleteMultipartUpload>";
        assert_eq!(
            parse(list.as_bytes()).unwrap(),
            [(1, "\"A\"".to_owned()), (7, "\"B\"".to_owned())]
        );
    }

    #[test]
    fn what_is_no_list_of_parts() {
        for list in [
            "",
            "x",
            "<CompleteMultipartUpload>",
            "<CompleteMultipartUpload/>",
            "<Delete><Part><PartNumber>1</PartNumber><ETag>A</ETag></Part></Delete>",
            "<CompleteMultipartUpload><Part><ETag>A</ETag></Part></CompleteMultipartUpload>",
            "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber></Part>\
             </CompleteMultipartUpload>",
        ] {
            assert_eq!(code(list), "MalformedXML", "{list}");
        }
        for number in ["x", "-1", "0", "10001", "65536", ""] {
            let list = format!(
                "<CompleteMultipartUpload><Part><PartNumber>{number}</PartNumber><ETag>A</ETag>\
                 </Part></CompleteMultipartUpload>"
            );
            assert_eq!(code(&list), "InvalidArgument", "{number}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(list in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&list);
        }
    }
}
