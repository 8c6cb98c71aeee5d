//! A large file in parts, several at a time.

use std::time::Duration;

use futures_util::{StreamExt, stream::FuturesUnordered};
use http::Method;
use signing::crc64;
use tokio::time::timeout;

use crate::{
    Error, ErrorKind, Remedy, Source, Uploaded, codes,
    plan::Part,
    request::Request,
    session::{Session, confirmed, etag, mismatch},
    xml,
};

/// OSS puts parts together the longer the more there are.
const COMPLETION_PER_PART: Duration = Duration::from_millis(10);
/// For tidying up after a failure, which must not hold up its report.
const ABORT_LIMIT: Duration = Duration::from_secs(5);

/// A part that OSS has.
struct Stored {
    part: Part,
    etag: String,
    crc64: u64,
}

pub(crate) async fn upload(
    session: &Session<'_>,
    source: &dyn Source,
    parts: &[Part],
) -> Result<Uploaded, Error> {
    let upload_id = initiate(session).await?;
    let result = send_and_complete(session, source, parts, &upload_id).await;
    if let Err(error) = &result {
        // Where the object may be complete, there is nothing to tidy up, or too much to lose.
        if error.kind() != ErrorKind::CompletionUnconfirmed {
            abort(session, &upload_id).await;
        }
    }
    result
}

async fn initiate(session: &Session<'_>) -> Result<String, Error> {
    let mut request = Request::new("InitiateMultipartUpload", Method::POST);
    request.query.push(("uploads", None));
    let answer = session.send(&request, Duration::ZERO).await?;
    xml::upload_id(answer.body()).ok_or_else(|| {
        let message = "the answer holds no UploadId".to_owned();
        Error::local(request.operation, ErrorKind::MalformedAnswer, message, codes::MALFORMED)
    })
}

async fn send_and_complete(
    session: &Session<'_>,
    source: &dyn Source,
    parts: &[Part],
    upload_id: &str,
) -> Result<Uploaded, Error> {
    let stored = send_all(session, source, parts, upload_id).await?;
    complete(session, &stored, upload_id).await
}

/// Sends the parts and gives them in order. At most `parallel` of them are in memory. The first
/// failure drops the others, which closes their connections.
async fn send_all(
    session: &Session<'_>,
    source: &dyn Source,
    parts: &[Part],
    upload_id: &str,
) -> Result<Vec<Stored>, Error> {
    let mut waiting = parts.iter();
    let mut under_way = FuturesUnordered::new();
    let parallel = session.ports.options.parallel.max(1);
    under_way.extend(
        waiting.by_ref().take(parallel).map(|part| send_one(session, source, *part, upload_id)),
    );
    let total = u32::try_from(parts.len()).unwrap_or(u32::MAX);
    let mut stored = Vec::with_capacity(parts.len());
    while let Some(outcome) = under_way.next().await {
        let one = outcome?;
        session.progress.part_done(one.part.number, total);
        stored.push(one);
        if let Some(part) = waiting.next() {
            under_way.push(send_one(session, source, *part, upload_id));
        }
    }
    stored.sort_unstable_by_key(|one| one.part.number);
    Ok(stored)
}

async fn send_one(
    session: &Session<'_>,
    source: &dyn Source,
    part: Part,
    upload_id: &str,
) -> Result<Stored, Error> {
    let read = source.read_at(part.offset, part.length).await;
    let body = read.map_err(|error| Error::source(&error))?;
    let crc64 = crc64::checksum(&body);
    let request = Request::new("UploadPart", Method::PUT)
        .with("partNumber", &part.number)
        .with("uploadId", upload_id)
        .with_body(body);
    let answer = session.transfer(&request, crc64).await?;
    let etag = etag(answer.headers()).ok_or_else(|| {
        let message = format!("the answer for part {} holds no ETag", part.number);
        Error::local(request.operation, ErrorKind::MissingEtag, message, codes::NO_ETAG)
    })?;
    Ok(Stored { part, etag, crc64 })
}

async fn complete(
    session: &Session<'_>,
    stored: &[Stored],
    upload_id: &str,
) -> Result<Uploaded, Error> {
    let body = xml::complete(stored.iter().map(|one| (one.part.number, one.etag.as_str())));
    let mut request = Request::new("CompleteMultipartUpload", Method::POST)
        .with("uploadId", upload_id)
        .with_body(body);
    request.content_type = Some("application/xml");
    let parts = u32::try_from(stored.len()).unwrap_or(u32::MAX);
    // Once an answer was lost, any refusal (as a rule NoSuchUpload) may mean that it was done.
    let answer = session
        .send(&request, COMPLETION_PER_PART * parts)
        .await
        .map_err(|error| if error.maybe_done() { error.unconfirmed() } else { error })?;
    let whole =
        stored.iter().fold(0, |crc, one| crc64::combine(crc, one.crc64, one.part.length as u64));
    let stored_crc64 = confirmed(&request, &answer)?;
    if stored_crc64 != whole {
        let error = mismatch(request.operation, whole, stored_crc64);
        return Err(error.with_remedy(Remedy::Recreate));
    }
    Ok(Uploaded {
        size: stored.iter().map(|one| one.part.length as u64).sum(),
        crc64: whole,
        etag: etag(answer.headers()),
        parts,
    })
}

/// Frees the parts. What this does not reach, VOD drops after 7 days.
async fn abort(session: &Session<'_>, upload_id: &str) {
    let request = Request::new("AbortMultipartUpload", Method::DELETE).with("uploadId", upload_id);
    let outcome = timeout(ABORT_LIMIT, session.send(&request, Duration::ZERO)).await;
    if !matches!(outcome, Ok(Ok(_))) {
        tracing::debug!("the parts of a failed upload could not be freed");
    }
}
