//! The form: its fields, then its file.

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use multer::{Field, Multipart};

use super::lent::Lent;
use crate::oss::error::OssError;
use crate::oss::request::OssRequest;
use crate::oss::target::Target;

/// The longest key, in bytes: 8 KB.
const LONGEST_KEY: usize = 8 * 1024;

/// All fields before the file together, in bytes: 2 MB.
const LARGEST_FIELDS: usize = 2 * 1024 * 1024;

/// The fields before the file, by lower-case name.
#[derive(Debug, Default)]
pub(super) struct Form {
    fields: Vec<(String, String)>,
}

/// The file, still to be read.
pub(super) struct File(Field<'static>);

/// Reads all fields up to the file.
pub(super) async fn read(
    request: &OssRequest,
    lent: &Lent,
) -> Result<(Form, File, Multipart<'static>), OssError> {
    let kind = request.header("content-type").unwrap_or_default();
    let boundary = multer::parse_boundary(&*kind).ok().filter(|boundary| is_boundary(boundary));
    let boundary = boundary.ok_or_else(|| {
        OssError::new(
            StatusCode::BAD_REQUEST,
            "RequestIsNotMultiPartContent",
            "Bucket POST must be of the enclosure-type multipart/form-data.",
        )
    })?;
    let mut multipart = Multipart::new(lent.pieces(), boundary);
    let mut form = Form::default();
    let mut room = LARGEST_FIELDS;
    while let Some(field) = multipart.next_field().await.map_err(|_| malformed())? {
        let name = field.name().ok_or_else(malformed)?.to_ascii_lowercase();
        if name == "file" {
            return Ok((form, File(field), multipart));
        }
        let value = text(field, &mut room).await?;
        form.add(name, value)?;
    }
    Err(number_of_files())
}

/// Whether a text can part a form (RFC 2046, 5.1.1). Without one, any `--` would.
fn is_boundary(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphanumeric() || "'()+_,-./:=? ".contains(c);
    (1..=70).contains(&text.len()) && text.chars().all(letter) && !text.ends_with(' ')
}

/// Reads what follows the file: nothing that counts, and no second file.
pub(super) async fn read_rest(multipart: &mut Multipart<'static>) -> Result<(), OssError> {
    while let Some(field) = multipart.next_field().await.map_err(|_| malformed())? {
        if field.name().is_some_and(|name| name.eq_ignore_ascii_case("file")) {
            return Err(number_of_files());
        }
    }
    Ok(())
}

async fn text(mut field: Field<'static>, room: &mut usize) -> Result<String, OssError> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|_| malformed())? {
        *room = room.checked_sub(piece.len()).ok_or_else(|| {
            OssError::new(
                StatusCode::BAD_REQUEST,
                "MaxPOSTPreDataLengthExceededError",
                "Your POST request fields preceding the upload file were too large.",
            )
        })?;
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|_| malformed())
}

impl Form {
    fn add(&mut self, name: String, value: String) -> Result<(), OssError> {
        if name == "key" && value.len() > LONGEST_KEY {
            return Err(OssError::new(
                StatusCode::BAD_REQUEST,
                "FieldItemTooLong",
                "Your post fields items size is too long.",
            )
            .with("MaxSizeAllowed", LONGEST_KEY.to_string())
            .with("ProposedSize", value.len().to_string()));
        }
        if self.get(&name).is_none() {
            self.fields.push((name, value));
        }
        Ok(())
    }

    /// The value of a field, by lower-case name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The key that is asked for, with the file's own name in it where the form wants that.
    pub(super) fn key(&self, file: &File) -> Result<String, OssError> {
        let key = self.get("key").filter(|key| !key.is_empty()).ok_or_else(|| {
            OssError::invalid_argument(
                "Bucket POST must contain the specified 'key'. If it is specified, please check \
                 the order of the fields.",
            )
            .with("ArgumentName", "key")
        })?;
        Ok(key.replace("${filename}", file.0.file_name().unwrap_or_default()))
    }

    /// The PutObject that the form stands for: its fields are the headers.
    pub(super) fn as_request(
        &self,
        request: &OssRequest,
        bucket: &str,
        key: &str,
        file: &File,
    ) -> Result<OssRequest, OssError> {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.fields {
            // A field that could be no header is only for the policy.
            if let (Ok(name), Ok(value)) =
                (HeaderName::try_from(name.as_str()), HeaderValue::from_bytes(value.as_bytes()))
                && (name.as_str().starts_with("x-oss-") || CONTENT.contains(&name.as_str()))
            {
                headers.insert(name, value);
            }
        }
        if let Some(callback) = self.get("callback").and_then(|text| text.parse().ok()) {
            headers.insert("x-oss-callback", callback);
        }
        let own = headers.remove("x-oss-content-type");
        let kind = file.0.content_type().and_then(|kind| kind.as_ref().parse().ok());
        if let Some(kind) = own.or_else(|| headers.remove("content-type")).or(kind) {
            headers.insert("content-type", kind);
        }
        let target = Target::new(bucket, key)?;
        let path = signing::encode::encode_path(key);
        Ok(OssRequest {
            method: Method::POST,
            target,
            query: Vec::new(),
            headers,
            location: format!("{}/{path}", request.location.trim_end_matches('/')),
            region: request.region.clone(),
            now: request.now,
            peer: request.peer,
        })
    }
}

/// Fields that are headers of the object.
const CONTENT: [&str; 6] = [
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-type",
    "expires",
];

impl File {
    /// The file's bytes, each piece passed through `wrap`.
    pub(super) fn into_pieces<T>(
        self,
        mut wrap: impl FnMut(std::io::Result<Bytes>) -> std::io::Result<T>,
    ) -> impl Stream<Item = std::io::Result<T>> {
        self.0.map(move |piece| wrap(piece.map_err(std::io::Error::other)))
    }
}

/// 400 MalformedPOSTRequest.
pub(super) fn malformed() -> OssError {
    OssError::new(
        StatusCode::BAD_REQUEST,
        "MalformedPOSTRequest",
        "The body of your POST request is not well-formed multipart/form-data.",
    )
}

fn number_of_files() -> OssError {
    OssError::new(
        StatusCode::BAD_REQUEST,
        "IncorrectNumberOfFilesInPOSTRequest",
        "POST requires exactly one file upload per request.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boundary_is_one_to_seventy_plain_letters() {
        for boundary in
            ["x", "----WebKitFormBoundary7MA4YWxkTrZu0gW", "a b'()+_,-./:=?c", &"x".repeat(70)]
        {
            assert!(is_boundary(boundary), "{boundary}");
        }
        for boundary in ["", " ", "x ", "a\tb", "\u{e4}", "a\"b", &"x".repeat(71)] {
            assert!(!is_boundary(boundary), "{boundary:?}");
        }
    }
}
