//! Errors of the uploader as errors of this program.

use std::path::Path;

use crate::error::{Error, ErrorKind};

/// What the uploader says, in the words of this program.
pub(super) fn failed(path: &Path, error: &upload::Error) -> Error {
    if error.kind() == upload::ErrorKind::Source {
        return changed(path, error.message());
    }
    let message = match error.operation() {
        "upload" => error.message().to_owned(),
        operation => format!("{operation}: {}", error.message()),
    };
    let code = error.code().map_or_else(|| format!("{:?}", error.kind()), str::to_owned);
    Error::new(ErrorKind::Transfer, message, as_clause(error.advice()))
        .with_code(Some(code))
        .with_request_id(error.request_id())
}

/// The file could be read a moment ago.
pub(super) fn changed(path: &Path, reason: &str) -> Error {
    // The line begins with the file's name already.
    let reason = reason.strip_prefix(&format!("{}: ", path.display())).unwrap_or(reason);
    Error::new(ErrorKind::File, reason, "leave it as it is while it is uploaded, and try again")
        .with_code(Some("FileChanged"))
}

/// A sentence that goes on behind a semicolon.
fn as_clause(sentence: &str) -> String {
    let sentence = sentence.trim_end_matches('.');
    let mut letters = sentence.chars();
    match (letters.next(), letters.clone().next()) {
        // A word in capitals is a name.
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => sentence.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_becomes_a_clause() {
        assert_eq!(as_clause("Try again later."), "try again later");
        assert_eq!(as_clause("OSS is down."), "OSS is down");
        assert_eq!(as_clause(""), "");
    }

    #[test]
    fn a_changed_file_is_named_once() {
        let error = changed(Path::new("a.mov"), "a.mov: the file changed during the upload");
        assert!(error.to_string().starts_with("the file changed during the upload (FileChanged);"));
    }
}
