//! Why a request is refused, in words for its caller.

use model::fields::FieldError;

use crate::Role;

/// A request that the rules refuse.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// The caller has no role of the rules, and there is no default.
    #[error("You have no role that may do anything here.")]
    NoRole,
    /// The role may not do this at all.
    #[error("Role {role} may not {what}.")]
    Operation {
        /// The role.
        role: Role,
        /// What it may not do.
        what: &'static str,
    },
    /// The role may not set these fields.
    #[error("Role {role} may not set {}.", fields.join(", "))]
    Parameters {
        /// The role.
        role: Role,
        /// The fields by their documented names.
        fields: Vec<&'static str>,
    },
    /// The role may not upload files of this extension.
    #[error("Role {role} may not upload .{extension} files; it may upload {allowed}.")]
    Extension {
        /// The role.
        role: Role,
        /// The extension, lower case.
        extension: String,
        /// Those that it may upload.
        allowed: String,
    },
    /// The file is larger than the role may upload.
    #[error("FileSize is {size}; role {role} may upload at most {largest}.")]
    FileSize {
        /// The role.
        role: Role,
        /// Bytes, as declared.
        size: u64,
        /// The most, as the rules say it.
        largest: String,
    },
    /// The role requires a field that is absent or empty.
    #[error("{field} is required of role {role}.")]
    Required {
        /// The role.
        role: Role,
        /// The field's documented name.
        field: &'static str,
    },
    /// No request has such a field.
    #[error("{} is not a field of this request.", if .0.is_empty() { "An empty name" } else { .0.as_str() })]
    Unknown(String),
    /// A value that VOD would refuse, and that the rules could not judge.
    #[error("{} {}.", .0.field, .0.reason)]
    Field(#[from] FieldError),
}

impl RuleError {
    /// `Code` of the answer. VOD's own words where it has one; `Forbidden.` and the name of what is
    /// refused, as in its `Forbidden.IllegalStatus`, where it has none.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoRole | Self::Operation { .. } => "Forbidden.Operation",
            Self::Parameters { .. } => "Forbidden.Parameter",
            Self::Extension { .. } => "Forbidden.Extension",
            Self::FileSize { .. } => "Forbidden.FileSize",
            Self::Required { .. } => "MissingParameter",
            Self::Unknown(_) => "UnknownParameter",
            Self::Field(error) => error.code.as_str(),
        }
    }

    /// Whether somebody else might be served: 403. Otherwise the request itself is wrong: 400.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        match self {
            Self::NoRole
            | Self::Operation { .. }
            | Self::Parameters { .. }
            | Self::Extension { .. }
            | Self::FileSize { .. } => true,
            Self::Required { .. } | Self::Unknown(_) | Self::Field(_) => false,
        }
    }
}
