//! What all tests of one run log, and the secrets that they use: kept in the folder that `TEST_LOGS`
//! names, so that `cargo xtask test` can search the one for the other. Without it nothing is kept.

use std::{
    env, fs,
    fs::File,
    io::Write as _,
    path::PathBuf,
    process,
    sync::{
        Mutex, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

/// The fields of answers that hold a secret.
const SECRET_FIELDS: [&str; 6] = [
    "UploadAuth",
    "Ticket",
    "AccessKeySecret",
    "SecurityToken",
    "accessKeySecret",
    "securityToken",
];

/// A file for the log of a process of this name, if logs are kept.
///
/// # Panics
/// When it cannot be made.
#[must_use]
pub fn file(name: &str) -> Option<File> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let folder = folder()?;
    Some(File::create(folder.join(format!("{}-{number}-{name}.log", process::id()))).unwrap())
}

/// Notes that a test uses this secret: from here on no log may hold it.
///
/// # Panics
/// When it cannot be noted.
pub fn secret(text: &str) {
    static NOTES: OnceLock<Option<Mutex<File>>> = OnceLock::new();
    let notes = NOTES.get_or_init(|| {
        let path = folder()?.join(format!("{}.secrets", process::id()));
        Some(Mutex::new(File::create(path).unwrap()))
    });
    if let Some(notes) = notes {
        // A line each, whatever is in it.
        let line = STANDARD.encode(text) + "\n";
        notes.lock().unwrap().write_all(line.as_bytes()).unwrap();
    }
}

/// Notes the secrets in an answer, and those in its UploadAuth.
pub fn secrets_of(answer: &Value) {
    match answer {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if SECRET_FIELDS.contains(&name.as_str()) => {
                        secret(text);
                        if let Ok(inner) = STANDARD.decode(text)
                            && let Ok(inner) = serde_json::from_slice::<Value>(&inner)
                        {
                            secrets_of(&inner);
                        }
                    }
                    other => secrets_of(other),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(secrets_of),
        _ => {}
    }
}

fn folder() -> Option<&'static PathBuf> {
    static FOLDER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let find = || {
        let folder = PathBuf::from(env::var_os("TEST_LOGS")?);
        fs::create_dir_all(&folder).unwrap();
        Some(folder)
    };
    FOLDER.get_or_init(find).as_ref()
}
