//! A small file in one request.

use http::Method;
use signing::crc64;

use crate::{
    Error, Source, Uploaded,
    request::Request,
    session::{Session, confirmed, etag},
};

pub(crate) async fn put(
    session: &Session<'_>,
    source: &dyn Source,
    length: usize,
) -> Result<Uploaded, Error> {
    let body = source.read_at(0, length).await.map_err(|error| Error::source(&error))?;
    let crc64 = crc64::checksum(&body);
    let request = Request::new("PutObject", Method::PUT).with_body(body);
    let answer = session.transfer(&request, crc64).await?;
    confirmed(&request, &answer)?;
    session.progress.part_done(1, 1);
    Ok(Uploaded { size: length as u64, crc64, etag: etag(answer.headers()), parts: 1 })
}
