//! Packages use each other only in the direction of the table in [`crate::layers`].

use crate::context::Context;
use crate::error::Error;
use crate::layers::{self, LAYERS};
use crate::stage::Outcome;

/// Names every use that the table of layers does not have.
pub(super) fn run(context: &mut Context) -> Result<Outcome, Error> {
    let members = context.metadata()?.members();
    let findings = layers::violations(&members, LAYERS);
    Ok(Outcome::of_findings(&findings, format!("{} packages in their layers", members.len())))
}
