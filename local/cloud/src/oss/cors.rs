//! Cross-origin access: PutBucketCors, GetBucketCors, DeleteBucketCors, and what browsers meet.
//!
//! Sources: PutBucketCors, GetBucketCors, DeleteBucketCors and Options of the OSS API reference, and
//! the pages of the error codes 0034-*. Not said there: which methods a preflight is told (here
//! those of the rule), whether a rule for `*` answers with `*` (here it does, as the service is
//! seen to do), and the codes of values that no rule can have (here InvalidArgument).

mod answers;
pub(super) mod configuration;

use http::{Response, StatusCode};
use md5::{Digest, Md5};

pub(super) use answers::{mark, preflight};

use super::Call;
use super::answer::{no_content, ok, xml};
use super::document::body_of;
use super::error::OssError;
use super::incoming::Promised;
use crate::body::Body;
use crate::objects::{Checksums, CorsConfiguration};

/// The largest CORSConfiguration, in bytes: 16 KB.
const LARGEST: usize = 16 * 1024;

/// Replaces all rules.
pub(super) async fn put_bucket_cors(
    call: &Call<'_>,
    body: &mut Body,
) -> Result<Response<Body>, OssError> {
    call.refuse_unless_own()?;
    let promised = Promised::by(call.request)?;
    let bytes = body_of(body, LARGEST).await?;
    promised.check(&Checksums {
        md5: Md5::digest(&bytes).into(),
        crc64: signing::crc64::checksum(&bytes),
    })?;
    replace(call, Some(configuration::parse(&bytes)?))?;
    Ok(ok())
}

/// Tells all rules.
pub(super) fn get_bucket_cors(call: &Call<'_>) -> Result<Response<Body>, OssError> {
    let bucket = call.cloud.objects.bucket(call.bucket);
    let bucket = bucket.ok_or_else(|| OssError::no_such_bucket(call.bucket))?;
    match &bucket.cors {
        Some(configuration) => Ok(xml(&configuration::write(configuration))),
        None => Err(OssError::new(
            StatusCode::NOT_FOUND,
            "NoSuchCORSConfiguration",
            "The CORS Configuration does not exist.",
        )
        .with("BucketName", call.bucket)
        .ec("0034-00000001")),
    }
}

/// Removes all rules; that there are none is no error.
pub(super) fn delete_bucket_cors(call: &Call<'_>) -> Result<Response<Body>, OssError> {
    call.refuse_unless_own()?;
    replace(call, None)?;
    Ok(no_content())
}

fn replace(call: &Call<'_>, cors: Option<CorsConfiguration>) -> Result<(), OssError> {
    let replaced = call.cloud.objects.set_cors(call.bucket, cors);
    replaced.ok_or_else(|| OssError::no_such_bucket(call.bucket))
}
