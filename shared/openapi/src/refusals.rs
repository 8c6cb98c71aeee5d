//! What a request can be refused with, as the one table of errors says it (`runtime::ApiError`).

use access::{Fault, Refusal as Caller};
use runtime::Callers;

/// One code of an answer that is no success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// `Code` of the answer.
    pub code: &'static str,
    /// `Message` of the answer, as an example.
    pub message: String,
}

/// Status, code and an example of the message.
type Row = (u16, &'static str, &'static str);

/// What any route can answer, whatever its function does.
const EVERY: &[Row] = &[
    (400, "IncompleteBody", "The body ended before its stated length."),
    (405, "UnsupportedHTTPMethod", "This route takes POST."),
    (408, "RequestTimeout", "The body did not arrive in time."),
    (413, "RequestEntityTooLarge", "The body is larger than 65536 bytes."),
    (
        500,
        "InternalError",
        "The function failed; its operator finds the reason in the log under the RequestId.",
    ),
    (504, "GatewayTimeout", "The function did not answer in time."),
];

/// A body that is no JSON object of known fields.
const BODY: &[Row] = &[
    (400, "MalformedJson", "The body is empty; send a JSON object."),
    (400, "UnknownParameter", "Nope is not a field of this request."),
    (400, "MissingParameter", "Title is required."),
    (400, "InvalidParameter", "FileSize: invalid value: integer `-1`, expected a whole number."),
];

/// Fields that describe an upload, outside of VOD's limits.
pub const FIELDS: &[Row] = &[
    (400, "IllegalCharacters", "Title holds U+1F600; leave out emoji and control characters."),
    (400, "LengthExceededMax", "Title is 129 bytes of UTF-8 long; at most 128 are taken."),
    (400, "TagsExceededMax", "Tags holds 17 tags; at most 16 are taken."),
];

/// What the access rules refuse.
pub const RULES: &[Row] = &[
    (403, "Forbidden.Operation", "Role viewer may not upload videos."),
    (403, "Forbidden.Parameter", "Role uploader may not set WorkflowId."),
    (
        403,
        "Forbidden.Extension",
        "Role uploader may not upload .zip files; it may upload png, srt.",
    ),
    (403, "Forbidden.FileSize", "FileSize is 6442450944; role uploader may upload at most 5 GiB."),
];

/// Who may not upload such media may not refresh, look at or cancel it either.
pub const NO_RIGHT: &[Row] = &[(403, "Forbidden.Operation", "Role viewer may not upload videos.")];

/// What a call to the cloud can lead to.
pub const CLOUD: &[Row] = &[
    (429, "Throttling.User", "The cloud is busy; try again."),
    (
        502,
        "BadGateway",
        "The cloud refused this service's own request; its operator finds the reason in the log under the RequestId.",
    ),
    (503, "ServiceUnavailable", "The cloud is busy; try again."),
    (504, "GatewayTimeout", "The cloud could not be reached in time; try again."),
];

/// No such video, or none of this caller's.
pub const NO_SUCH_VIDEO: &[Row] =
    &[(404, "InvalidVideo.NotFound", "There is no such video, or it is not yours.")];
/// No such image, or none of this caller's.
pub const NO_SUCH_IMAGE: &[Row] =
    &[(404, "NoSuchResource", "There is no such image, or it is not yours.")];
/// No such attached medium, or none of this caller's.
pub const NO_SUCH_ATTACHED_MEDIA: &[Row] =
    &[(404, "NoSuchResource", "There is no such attached medium, or it is not yours.")];

/// Why a caller is not let in. Whichever way of saying who calls is configured.
const CALLERS: &[Caller] = &[
    Caller::Repeated,
    Caller::MissingTokenOrApiKey,
    Caller::MissingApiKey,
    Caller::UnknownApiKey,
    Caller::MissingIdentity,
    Caller::InvalidToken(Fault::Signature),
    Caller::ExpiredToken,
    Caller::TokenNotYetValid,
    Caller::InvalidIssuer,
    Caller::InvalidAudience,
    Caller::KeysUnavailable,
];

/// Rows as refusals.
pub(crate) fn of(rows: &[Row]) -> impl Iterator<Item = Refusal> {
    rows.iter().map(|(status, code, message)| Refusal {
        status: *status,
        code,
        message: (*message).to_owned(),
    })
}

/// Everything that a route answers whose function has said nothing yet.
pub(crate) fn of_any(callers: Callers, has_fields: bool) -> Vec<Refusal> {
    let mut refusals: Vec<_> = of(EVERY).collect();
    if has_fields {
        refusals.extend(of(BODY));
    }
    if callers == Callers::Known {
        refusals.extend(CALLERS.iter().map(|refusal| Refusal {
            status: refusal.status().as_u16(),
            code: refusal.code(),
            message: refusal.to_string(),
        }));
    }
    refusals
}
