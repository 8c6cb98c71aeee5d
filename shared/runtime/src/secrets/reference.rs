//! Where a secret is.

use std::fmt;

use model::Secret;
use serde_json::Value;

use super::{Extension, Patience, Unavailable};

/// The form of a setting that says where its value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reference {
    /// `secretsmanager:ID` or `secretsmanager:ID#KEY`: a secret, or a field of one that is a JSON
    /// object.
    SecretsManager { id: String, key: Option<String> },
    /// `ssm:NAME`: a parameter of SSM Parameter Store.
    Parameter { name: String },
    /// `file:PATH`: a file of the machine, of a layer or of a mounted disk.
    File { path: String },
}

impl Reference {
    /// Reads a setting; `None` when it is a value and no reference.
    pub(super) fn parse(text: &str) -> Result<Option<Self>, String> {
        let text = text.trim();
        let present = |rest: &str| {
            if rest.is_empty() || rest.chars().any(char::is_control) {
                return Err("the reference names nothing".to_owned());
            }
            Ok(rest.to_owned())
        };
        if let Some(rest) = text.strip_prefix("secretsmanager:") {
            let (id, key) = match rest.split_once('#') {
                Some((id, key)) => (id, Some(present(key)?)),
                None => (rest, None),
            };
            Ok(Some(Self::SecretsManager { id: present(id)?, key }))
        } else if let Some(name) = text.strip_prefix("ssm:") {
            Ok(Some(Self::Parameter { name: present(name)? }))
        } else if let Some(path) = text.strip_prefix("file:") {
            Ok(Some(Self::File { path: present(path)? }))
        } else {
            Ok(None)
        }
    }

    /// Reads what it stands for.
    pub(super) async fn read(
        &self,
        extension: &Extension,
        patience: Patience,
    ) -> Result<Secret, Unavailable> {
        match self {
            Self::SecretsManager { id, key } => {
                let secret = extension.secret(id, patience).await?;
                match key {
                    Some(key) => field(&secret, key).map_err(Unavailable::for_good),
                    None => Ok(secret),
                }
            }
            Self::Parameter { name } => extension.parameter(name, patience).await,
            Self::File { path } => match tokio::fs::read_to_string(path).await {
                // An editor ends a file with a line break that is no part of the secret.
                Ok(text) => Ok(Secret::from(text.trim_end_matches(['\r', '\n']))),
                Err(error) => Err(Unavailable::for_good(error.to_string())),
            },
        }
    }
}

/// A field of a secret that is a JSON object.
fn field(secret: &Secret, key: &str) -> Result<Secret, String> {
    let object: Value =
        serde_json::from_str(secret.expose()).map_err(|_| "the secret is no JSON".to_owned())?;
    match object.get(key) {
        Some(Value::String(text)) => Ok(Secret::from(text.as_str())),
        Some(_) => Err(format!("{key:?} of the secret is no text")),
        None => Err(format!("the secret has no {key:?}")),
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SecretsManager { id, key: None } => write!(formatter, "secretsmanager:{id}"),
            Self::SecretsManager { id, key: Some(key) } => {
                write!(formatter, "secretsmanager:{id}#{key}")
            }
            Self::Parameter { name } => write!(formatter, "ssm:{name}"),
            Self::File { path } => write!(formatter, "file:{path}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_reference_is_a_value() {
        for text in ["", "key", "SSM:x", "ssm", "http://localhost", "sqs:https://queue"] {
            assert_eq!(Reference::parse(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn references_are_written_as_they_are_read() {
        for text in [
            "secretsmanager:vod/keys",
            "secretsmanager:arn:aws:secretsmanager:eu-west-1:1:secret:vod-AbCdEf#AccessKeySecret",
            "ssm:/vod/callback-key",
            "file:/run/secrets/key",
        ] {
            let reference = Reference::parse(text).unwrap().unwrap();
            assert_eq!(reference.to_string(), text);
        }
    }

    #[test]
    fn a_reference_to_nothing_is_refused() {
        for text in ["ssm:", "file:", "secretsmanager:", "secretsmanager:#k", "secretsmanager:a#"] {
            assert!(Reference::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_field_of_a_json_secret() {
        let secret = Secret::from(r#"{"AccessKeySecret":"hush","n":1}"#);
        assert_eq!(field(&secret, "AccessKeySecret"), Ok(Secret::from("hush")));
        for (secret, key, said) in [
            (&secret, "n", "no text"),
            (&secret, "other", "has no \"other\""),
            (&Secret::from("hush"), "n", "no JSON"),
        ] {
            let reason = field(secret, key).unwrap_err();
            assert!(reason.contains(said) && !reason.contains("hush"), "{reason}");
        }
    }
}
