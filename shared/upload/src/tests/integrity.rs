//! What arrived is what was sent, or the upload fails.

use async_trait::async_trait;
use bytes::Bytes;

use super::{
    oss::Fault,
    stage::{PART, Stage, content, options},
};
use crate::{ErrorKind, NoProgress, Source, SourceError};

#[tokio::test(start_paused = true)]
async fn a_part_that_arrives_changed_is_sent_again() {
    let stage = Stage::new(options());
    stage.oss.fail("UploadPart", 2, Fault::Corrupt);
    let file = content(4 * PART);
    stage.upload(&file).await.unwrap();
    assert_eq!(stage.oss.object(), Some(file));
    assert_eq!(stage.oss.count("UploadPart"), 5);
    let heard = stage.heard();
    assert_eq!(heard.confirmed, 4 * PART);
}

#[tokio::test(start_paused = true)]
async fn a_part_that_always_arrives_changed_fails_the_upload() {
    let stage = Stage::new(options());
    for _ in 0..5 {
        stage.oss.fail("PutObject", 1, Fault::Corrupt);
    }
    let error = stage.upload(&content(10)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Checksum);
    assert_eq!(stage.oss.count("PutObject"), 5);
}

#[tokio::test(start_paused = true)]
async fn the_whole_is_compared_too() {
    let stage = Stage::new(options());
    stage.oss.fail("CompleteMultipartUpload", 1, Fault::WrongChecksum);
    let error = stage.upload(&content(4 * PART)).await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (ErrorKind::Checksum, "CompleteMultipartUpload"));
}

#[tokio::test(start_paused = true)]
async fn without_a_checksum_there_is_no_success() {
    for (operation, length) in [("CompleteMultipartUpload", 4 * PART), ("PutObject", 10)] {
        let stage = Stage::new(options());
        stage.oss.fail(operation, 1, Fault::Without("x-oss-hash-crc64ecma"));
        let error = stage.upload(&content(length)).await.unwrap_err();
        assert_eq!((error.kind(), error.operation()), (ErrorKind::MissingChecksum, operation));
        assert!(error.advice().contains("x-oss-hash-crc64ecma"), "{}", error.advice());
    }
}

#[tokio::test(start_paused = true)]
async fn a_part_without_etag_cannot_be_named() {
    let stage = Stage::new(options());
    stage.oss.fail("UploadPart", 1, Fault::Without("etag"));
    let error = stage.upload(&content(4 * PART)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MissingEtag);
    assert!(error.advice().contains("ETag"), "{}", error.advice());
}

/// Fails at the third part.
struct Failing;

#[async_trait]
impl Source for Failing {
    fn len(&self) -> u64 {
        10 * PART
    }

    async fn read_at(&self, offset: u64, length: usize) -> Result<Bytes, SourceError> {
        if offset >= 2 * PART {
            return Err(SourceError("a.mov: the file changed during the upload".into()));
        }
        Ok(Bytes::from(vec![0; length]))
    }
}

#[tokio::test(start_paused = true)]
async fn a_source_that_fails_ends_the_upload_and_frees_its_parts() {
    let stage = Stage::new(options());
    let progress = std::sync::Arc::new(NoProgress);
    let uploaded = stage.uploader.upload(stage.issuer.grant(), None, &Failing, progress).await;
    let error = uploaded.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Source);
    assert!(error.to_string().contains("changed"), "{error}");
    assert_eq!((stage.oss.object(), stage.oss.open_uploads()), (None, 0));
}

#[tokio::test(start_paused = true)]
async fn no_secret_shows_in_an_error() {
    for code in ["SignatureDoesNotMatch", "AccessDenied"] {
        let stage = Stage::new(options());
        stage.oss.fail("PutObject", 1, Fault::Refuse(403, code));
        let error = stage.upload(&content(10)).await.unwrap_err();
        let shown = format!("{error} {error:?} {}", error.advice());
        assert!(!shown.contains("secret0") && !shown.contains("token/0"), "{shown}");
    }
}
