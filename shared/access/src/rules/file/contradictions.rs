//! Rules that cannot all be meant.

use super::{
    findings::Findings,
    kind::{MaySet, Named, Written},
};
use crate::rules::catalog;

/// Finds them in the rules of a kind.
pub(super) fn find(written: &Written, findings: &mut Findings) {
    for (Named { line, field }, _) in &written.forced {
        let name = field.name;
        let listed = matches!(&written.may_set, MaySet::These(_)) && written.is_settable(name);
        if listed {
            let reason = format!("{name} is forced and in may-set; callers cannot change it");
            findings.add(*line, reason);
        }
    }
    for (Named { line, field }, _) in &written.defaults {
        let name = field.name;
        if !written.is_settable(name) {
            let reason = format!(
                "{name} has a default and callers may not set it; put it under forced alone"
            );
            findings.add(*line, reason);
        }
    }
    for Named { line, field } in &written.required {
        let name = field.name;
        if !written.is_settable(name) {
            findings.add(*line, format!("{name} is required and callers may not set it"));
        } else if has(&written.defaults, name) {
            findings
                .add(*line, format!("{name} is required and has a default; it is never missing"));
        }
    }
    for field in catalog::fields(written.kind).iter().filter(|field| field.needed) {
        let name = field.name;
        if !written.is_settable(name) && !has(&written.forced, name) {
            let place = catalog::plural(written.kind);
            let reason =
                format!("VOD makes no {place} without {name}: put it into may-set or forced");
            findings.add(written.line, reason);
        }
    }
    if let Some((line, _)) = &written.largest
        && !written.is_settable("FileSize")
    {
        findings.add(*line, "max-file-size needs FileSize in may-set");
    }
    extensions(written, findings);
}

fn extensions(written: &Written, findings: &mut Findings) {
    let Some(allowed) = &written.extensions else { return };
    for (Named { line, field }, value) in written.forced.iter().chain(&written.defaults) {
        let is_extension = matches!(field.name, "ImageExt" | "MediaExt");
        let extension = value.as_str().map(str::to_ascii_lowercase).unwrap_or_default();
        if is_extension && !allowed.contains(&extension) {
            findings
                .add(*line, format!("{} is {extension}, which extensions leaves out", field.name));
        }
    }
}

fn has(values: &[(Named, serde_json::Value)], name: &str) -> bool {
    values.iter().any(|(named, _)| named.field.name == name)
}
