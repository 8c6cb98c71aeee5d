//! The framing of forms, for the fuzz targets. Refusals are told by their code.

use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use http::{HeaderValue, Request, header};
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::Frame;
use jiff::Timestamp;

use super::form;
use super::lent::Lent;
use crate::body::Body;
use crate::oss::error::OssError;
use crate::oss::request::OssRequest;

const BUCKET: &str = "media";

/// What a form says: its fields, the object that it asks for, and the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedForm {
    /// The fields before the file, as they are shown.
    pub fields: String,
    /// The key, with the file's own name in it.
    pub key: String,
    /// The headers that the fields stand for.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The bytes of the file.
    pub file: Vec<u8>,
}

/// Reads a form whose body comes in these pieces, one after the other.
pub(crate) async fn posted_form(
    content_type: HeaderValue,
    pieces: Vec<Bytes>,
) -> Result<PostedForm, &'static str> {
    read(content_type, pieces).await.map_err(|error| error.code())
}

async fn read(content_type: HeaderValue, pieces: Vec<Bytes>) -> Result<PostedForm, OssError> {
    let mut request = Request::new(());
    request.headers_mut().insert(header::HOST, HeaderValue::from_static("media.localhost"));
    request.headers_mut().insert(header::CONTENT_TYPE, content_type);
    let request = OssRequest::parse(&request.into_parts().0, Timestamp::UNIX_EPOCH)?;
    // A piece that is there at once would be joined with the one before it.
    let pieces = stream::iter(pieces).then(|piece| async move {
        tokio::task::yield_now().await;
        Ok(Frame::data(piece))
    });
    let mut body: Body = StreamBody::new(pieces).boxed_unsync();
    let lent = Lent::new(&mut body, &request)?;
    let (form, file, mut rest) = form::read(&request, &lent).await?;
    let key = form.key(&file)?;
    let as_request = form.as_request(&request, BUCKET, &key, &file)?;
    let file: Vec<Bytes> =
        file.into_pieces(|piece| piece).try_collect().await.map_err(|_| form::malformed())?;
    form::read_rest(&mut rest).await?;
    Ok(PostedForm {
        fields: format!("{form:?}"),
        key,
        headers: as_request
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
            .collect(),
        file: file.concat(),
    })
}
