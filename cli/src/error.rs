//! The one error of this program: what happened, and what the person at the terminal can do.

use serde::{Serialize, Serializer, ser::SerializeStruct as _};

/// Code of an answer that did not come.
pub(crate) const ANSWER_LOST: &str = "AnswerLost";

/// Where it went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ErrorKind {
    /// The file on this machine cannot be sent.
    File,
    /// Nothing answers at the server's address.
    Unreachable,
    /// The server was there, but its answer did not come or cannot be read.
    Lost,
    /// The server refused, with this HTTP status.
    Refused(u16),
    /// The bytes did not get into OSS.
    Transfer,
    /// VOD has the file, but it did not become Normal.
    Processing,
    /// It was not ready in time.
    WaitTimeout,
    /// Ctrl-C, SIGTERM or SIGHUP.
    Interrupted,
}

/// A file that did not arrive, or a question that got no answer.
///
/// `Display` is one line: what happened (Code, RequestId); what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}{}; {advice}", details(code.as_deref(), request_id.as_deref()))]
pub(crate) struct Error {
    /// Where it went wrong.
    pub(crate) kind: ErrorKind,
    /// What happened, without a full stop.
    pub(crate) message: String,
    /// The server's or OSS's `Code`.
    pub(crate) code: Option<String>,
    /// Their `RequestId`, which an operator finds in a log.
    pub(crate) request_id: Option<String>,
    /// What to do.
    pub(crate) advice: String,
}

impl Error {
    /// An error without code or request id.
    pub(crate) fn new(
        kind: ErrorKind,
        message: impl AsRef<str>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            message: clause(message.as_ref()),
            code: None,
            request_id: None,
            advice: advice.into(),
        }
    }

    /// The same with a code.
    pub(crate) fn with_code(self, code: Option<impl Into<String>>) -> Self {
        Self { code: code.map(Into::into), ..self }
    }

    /// The same with the id of the request that failed.
    pub(crate) fn with_request_id(self, request_id: Option<impl Into<String>>) -> Self {
        Self { request_id: request_id.map(Into::into), ..self }
    }

    /// A signal, with what became of the upload.
    pub(crate) fn interrupted(message: impl AsRef<str>) -> Self {
        Self::new(ErrorKind::Interrupted, message, "run the command again to upload the file anew")
            .with_code(Some("Interrupted"))
    }

    /// Whether nothing was heard of the server at all.
    pub(crate) fn is_silence(&self) -> bool {
        self.kind == ErrorKind::Unreachable || self.code.as_deref() == Some(ANSWER_LOST)
    }

    /// Whether the same question may be asked again shortly. Asking changes nothing on the server.
    pub(crate) fn is_passing(&self) -> bool {
        matches!(
            self.kind,
            ErrorKind::Unreachable
                | ErrorKind::Lost
                | ErrorKind::Refused(408 | 429 | 500 | 502 | 503 | 504)
        )
    }
}

/// Without surrounding blanks, line ends and the full stop, so that it can go on with a semicolon.
fn clause(message: &str) -> String {
    let line: Vec<_> = message.split_whitespace().collect();
    line.join(" ").trim_end_matches('.').to_owned()
}

fn details(code: Option<&str>, request_id: Option<&str>) -> String {
    let request_id = request_id.map(|id| format!("RequestId {id}"));
    match (code, request_id) {
        (None, None) => String::new(),
        (Some(code), None) => format!(" ({code})"),
        (None, Some(id)) => format!(" ({id})"),
        (Some(code), Some(id)) => format!(" ({code}, {id})"),
    }
}

impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Error", 4)?;
        fields.serialize_field("Code", &self.code)?;
        fields.serialize_field("Message", &self.message)?;
        fields.serialize_field("RequestId", &self.request_id)?;
        fields.serialize_field("Advice", &self.advice)?;
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_what_happened_and_what_to_do() {
        let error = Error::new(ErrorKind::Refused(400), "Title is too long.\n", "shorten it");
        assert_eq!(error.to_string(), "Title is too long; shorten it");
        let error = error.with_code(Some("LengthExceededMax"));
        assert_eq!(error.to_string(), "Title is too long (LengthExceededMax); shorten it");
        let error = error.with_request_id(Some("A-1"));
        assert_eq!(
            error.to_string(),
            "Title is too long (LengthExceededMax, RequestId A-1); shorten it"
        );
    }

    #[test]
    fn programs_get_the_same_in_four_fields() {
        let error = Error::new(ErrorKind::File, "there is no such file", "check the path");
        insta::assert_json_snapshot!(error, @r#"
        {
          "Code": null,
          "Message": "there is no such file",
          "RequestId": null,
          "Advice": "check the path"
        }
        "#);
    }

    #[test]
    fn only_what_may_pass_is_asked_again() {
        let passing = |kind| Error::new(kind, "m", "a").is_passing();
        assert!(passing(ErrorKind::Unreachable) && passing(ErrorKind::Lost));
        assert!(passing(ErrorKind::Refused(429)) && passing(ErrorKind::Refused(503)));
        assert!(!passing(ErrorKind::Refused(400)) && !passing(ErrorKind::Refused(404)));
        assert!(!passing(ErrorKind::Processing) && !passing(ErrorKind::Interrupted));
    }
}
