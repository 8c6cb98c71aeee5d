//! DeleteMultipleObjects: up to 1000 keys by one request.
//!
//! Source: its page of the OSS API reference and the page of error code 0016-00000606. The page
//! does not say what happens when a policy allows some keys and not others: here nothing is
//! removed, and the first key that is not allowed is the one that is told.

use http::{Response, StatusCode};
use md5::{Digest, Md5};

use super::Call;
use super::answer::{ok, xml};
use super::authentication::Caller;
use super::authorization::allow_object;
use super::document::{Node, body_of, malformed};
use super::error::OssError;
use super::incoming::Promised;
use super::key_encoding::KeyEncoding;
use super::put_object::refused;
use super::target::Target;
use super::xml::Element;
use crate::body::Body;
use crate::objects::Checksums;

/// The largest list, in bytes: 2 MB.
const LARGEST_LIST: usize = 2 * 1024 * 1024;

/// The most keys of a list.
const MOST_KEYS: usize = 1000;

/// Removes every listed key, once the caller is found to be allowed to remove each.
pub(super) async fn delete_multiple_objects(
    call: &Call<'_>,
    caller: &Caller,
    body: &mut Body,
) -> Result<Response<Body>, OssError> {
    let encoding = KeyEncoding::of(call.request)?;
    if call.request.header("content-md5").is_none() {
        return Err(OssError::new(
            StatusCode::BAD_REQUEST,
            "MissingArgument",
            "Missing Some Required Arguments.",
        )
        .with("ArgumentName", "Content-MD5")
        .ec("0016-00000606"));
    }
    let promised = Promised::by(call.request)?;
    let list = body_of(body, LARGEST_LIST).await?;
    promised.check(&Checksums {
        md5: Md5::digest(&list).into(),
        crc64: signing::crc64::checksum(&list),
    })?;
    let (keys, quiet) = parse(&list)?;
    for key in &keys {
        let target = Target { bucket: Some(call.bucket.to_owned()), key: Some(key.clone()) };
        allow_object(call.cloud, caller, call.request, "oss:DeleteObject", &target)?;
    }
    let mut result = encoding.announce(Element::new("DeleteResult"));
    for key in &keys {
        call.cloud.objects.delete(call.bucket, key).map_err(|error| refused(error, call.bucket))?;
        let deleted = Element::new("Deleted").text("Key", encoding.write(key));
        result = result.child(&deleted);
    }
    Ok(if quiet { ok() } else { xml(&result) })
}

/// The keys, as they stand there, and whether the caller wants no answer.
pub(super) fn parse(list: &[u8]) -> Result<(Vec<String>, bool), OssError> {
    let delete = Node::parse(list, "Delete")?;
    let quiet = match delete.only("Quiet")?.map(Node::trimmed) {
        None | Some("" | "false") => false,
        Some("true") => true,
        Some(_) => return Err(malformed("Quiet is neither true nor false")),
    };
    let keys = delete
        .all("Object")
        .map(|object| {
            if object.only("VersionId")?.is_some_and(|id| id.trimmed() != "null") {
                return Err(OssError::header_not_implemented("VersionId"));
            }
            let key = object.only("Key")?.map(|key| key.text.clone()).unwrap_or_default();
            if key.is_empty() { Err(malformed("an Object has no Key")) } else { Ok(key) }
        })
        .collect::<Result<Vec<_>, _>>()?;
    match keys.len() {
        0 => Err(malformed("it names no Object")),
        1..=MOST_KEYS => Ok((keys, quiet)),
        _ => Err(malformed("it names more than 1000 objects")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_quiet() {
        let list = b"<Delete><Quiet>true</Quiet><Object><Key> a </Key></Object><Object>\
                     <Key>b&amp;c</Key><VersionId>null</VersionId></Object></Delete>";
        assert_eq!(parse(list).unwrap(), (vec![" a ".to_owned(), "b&c".to_owned()], true));
    }

    #[test]
    fn what_is_no_list() {
        let many = "<Object><Key>k</Key></Object>".repeat(1001);
        let many = format!("<Delete>{many}</Delete>");
        for (list, code) in [
            ("<Delete/>", "MalformedXML"),
            ("<Delete><Object/></Delete>", "MalformedXML"),
            ("<Delete><Object><Key/></Object></Delete>", "MalformedXML"),
            ("<Delete><Quiet>x</Quiet><Object><Key>k</Key></Object></Delete>", "MalformedXML"),
            (
                "<Delete><Object><Key>k</Key><VersionId>1</VersionId></Object></Delete>",
                "NotImplemented",
            ),
            (&many, "MalformedXML"),
        ] {
            assert_eq!(parse(list.as_bytes()).unwrap_err().code(), code, "{list:.60}");
        }
    }
}
