//! What the command reads: rules, and the body of a request.

use std::{io::Read as _, path::Path};

use access::Rules;
use serde_json::{Map, Value};

use crate::error::{Error, ErrorKind};

const MEND: &str = "correct it and run the command again";

/// The name of a file for a person.
pub(super) fn shown(file: &Path) -> String {
    if is_standard_input(file) { "standard input".into() } else { file.display().to_string() }
}

fn is_standard_input(file: &Path) -> bool {
    file == Path::new("-")
}

/// The text of a file.
pub(super) fn read(file: &Path) -> Result<String, Error> {
    let read = if is_standard_input(file) {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(file)
    };
    read.map_err(|error| Error::new(ErrorKind::File, error.to_string(), "check the path"))
}

/// The rules of a file, or those compiled in.
pub(super) fn rules(file: Option<&Path>) -> Result<Rules, Error> {
    let text = match file {
        Some(file) => read(file)?,
        None => Rules::COMPILED_IN.to_owned(),
    };
    Rules::read(&text).map_err(|error| Error::new(ErrorKind::File, error.to_string(), MEND))
}

/// The fields of a body, under VOD's names: as the functions, it takes `fileName` for `FileName`.
pub(super) fn body(file: &Path) -> Result<Map<String, Value>, Error> {
    let text = read(file)?;
    model::fields::body_fields(text.as_bytes())
        .map_err(|error| Error::new(ErrorKind::File, error.to_string(), MEND))
}
