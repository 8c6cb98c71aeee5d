//! Rules: which callers may upload what, and which fields of a request are theirs to set.
//!
//! They stand in a YAML file, [`access.yaml`](../../access.yaml), which is compiled in and may be
//! replaced by the setting `ACCESS_RULES`. The engine works on the JSON object of a body, before it
//! becomes the typed request of a function, and does no I/O.
//!
//! A caller with several roles is judged by one of them alone: the one that stands first in the
//! file. A union of roles could not say whose forced value counts.

mod apply;
mod catalog;
mod error;
mod extension;
mod file;
mod kind;
mod problem;
mod setting;
#[cfg(test)]
mod tests;
mod values;
mod yaml;

use model::MediaKind;
use serde_json::{Map, Value};

use crate::{Caller, Role};

pub use apply::{Applied, AppliedField, Origin};
pub use error::RuleError;
pub use problem::{RulesFileError, RulesProblem};
pub use setting::RulesSettings;

use kind::KindRules;

/// The rules of a service.
#[derive(Clone, Debug)]
pub struct Rules {
    default_role: Option<Role>,
    /// In the order of the file.
    roles: Vec<RoleRules>,
}

/// What one role may do.
#[derive(Clone, Debug)]
struct RoleRules {
    role: Role,
    acts_for_others: bool,
    sts: bool,
    kinds: Vec<KindRules>,
}

impl Rules {
    /// The text that is compiled in.
    pub const COMPILED_IN: &str = include_str!("../access.yaml");

    /// Reads a file of rules.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its line.
    pub fn read(text: &str) -> Result<Self, RulesFileError> {
        file::read(text)
    }

    /// The names of the roles, in the order of the file.
    pub fn roles(&self) -> impl Iterator<Item = &Role> {
        self.roles.iter().map(|one| &one.role)
    }

    /// The one role that this caller is judged by: of those that they have the first in the file,
    /// and the default role where they have none of the file's. Roles that the file does not name
    /// are somebody else's and count for nothing.
    #[must_use]
    pub fn role_of(&self, caller: &Caller) -> Option<&Role> {
        self.rules_of(caller).ok().map(|rules| &rules.role)
    }

    /// Whether the caller may ask for an STS token.
    ///
    /// # Errors
    /// When not.
    pub fn sts(&self, caller: &Caller) -> Result<(), RuleError> {
        let rules = self.rules_of(caller)?;
        if rules.sts {
            Ok(())
        } else {
            Err(RuleError::Operation { role: rules.role.clone(), what: "ask for STS tokens" })
        }
    }

    /// Whether the caller may refresh, look at and cancel what others upload of this kind, or only
    /// what is theirs.
    ///
    /// # Errors
    /// When neither: the role may not upload this kind, so whoever has lost the right to upload has
    /// lost what follows from it.
    pub fn acts_for_others(&self, caller: &Caller, kind: MediaKind) -> Result<bool, RuleError> {
        let rules = self.rules_of(caller)?;
        if rules.acts_for_others { Ok(true) } else { rules.kind(kind).map(|_| false) }
    }

    /// Holds the body of a request against the rules. The fields have VOD's own names already.
    ///
    /// # Errors
    /// When the caller may not upload this kind, sets what is not theirs to set, leaves out what
    /// their role requires, or goes over a limit of it. No field is ever dropped silently.
    pub fn apply(
        &self,
        kind: MediaKind,
        caller: &Caller,
        body: Map<String, Value>,
    ) -> Result<Applied, RuleError> {
        let rules = self.rules_of(caller)?;
        apply::apply(&rules.role, rules.kind(kind)?, body)
    }

    fn rules_of(&self, caller: &Caller) -> Result<&RoleRules, RuleError> {
        let of_caller = self.roles.iter().find(|one| caller.roles.contains(&one.role));
        let default = || {
            let default = self.default_role.as_ref()?;
            self.roles.iter().find(|one| one.role == *default)
        };
        of_caller.or_else(default).ok_or(RuleError::NoRole)
    }
}

impl RoleRules {
    fn kind(&self, kind: MediaKind) -> Result<&KindRules, RuleError> {
        let what = match kind {
            MediaKind::Video => "upload videos",
            MediaKind::Image => "upload images",
            MediaKind::AttachedMedia => "upload attached media",
        };
        let found = self.kinds.iter().find(|rules| rules.kind == kind);
        found.ok_or_else(|| RuleError::Operation { role: self.role.clone(), what })
    }
}
