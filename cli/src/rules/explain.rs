//! What the functions would make of a request.

use access::{Applied, Caller, Origin, Role, Rules, Voucher};
use model::{MediaKind, Owner, Subject, fields::FieldError};
use serde::Serialize;
use serde_json::{Map, Value};

/// What would be sent, or why nothing would be.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Explanation {
    /// The call to VOD.
    operation: &'static str,
    /// The role that decides; `None` where the caller has none.
    role: Option<String>,
    /// What would be sent, field by field in the order of the documentation.
    fields: Vec<Field>,
    /// The answer, where nothing would be sent.
    refusal: Option<Refusal>,
}

/// A field that would be sent.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Field {
    name: &'static str,
    value: Value,
    origin: &'static str,
    why: String,
}

/// The refusal that the caller would read.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Refusal {
    status: u16,
    code: &'static str,
    message: String,
}

/// Asks the rules as the functions do.
pub(super) fn explain(
    rules: &Rules,
    kind: MediaKind,
    of_caller: &[Role],
    body: Map<String, Value>,
) -> Explanation {
    let owner = Owner::of(Subject::anyone());
    let caller = Caller { owner, roles: of_caller.to_vec(), voucher: Voucher::Nobody };
    let mut explanation = Explanation {
        operation: operation(kind),
        role: rules.role_of(&caller).map(ToString::to_string),
        fields: Vec::new(),
        refusal: None,
    };
    match rules.apply(kind, &caller, body) {
        Ok(applied) => {
            explanation.fields = fields(&applied);
            explanation.refusal = applied.check().err().map(|error| of_field(&error));
        }
        Err(error) => {
            let status = if error.is_forbidden() { 403 } else { 400 };
            explanation.refusal =
                Some(Refusal { status, code: error.code(), message: error.to_string() });
        }
    }
    explanation
}

fn operation(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Video => "CreateUploadVideo",
        MediaKind::Image => "CreateUploadImage",
        MediaKind::AttachedMedia => "CreateUploadAttachedMedia",
    }
}

fn fields(applied: &Applied) -> Vec<Field> {
    let role = &applied.role;
    let why = |origin| match origin {
        Origin::Caller => ("caller", format!("the request says so, and role {role} may set it")),
        Origin::Default => ("default", format!("the request is silent; default of role {role}")),
        Origin::Forced => ("forced", format!("forced by role {role}, whatever the request says")),
    };
    let shown = applied.fields.iter().filter_map(|field| {
        let value = applied.value(field.name)?.clone();
        let (origin, why) = why(field.origin);
        Some(Field { name: field.name, value, origin, why })
    });
    shown.collect()
}

fn of_field(error: &FieldError) -> Refusal {
    let message = format!("{} {}.", error.field, error.reason);
    Refusal { status: 400, code: error.code.as_str(), message }
}

impl Explanation {
    /// Whether the call would be made.
    pub(super) fn is_sent(&self) -> bool {
        self.refusal.is_none()
    }

    /// The same for a person.
    pub(super) fn lines(&self) -> Vec<String> {
        let role = self.role.as_ref().map_or("no role".into(), |role| format!("role {role}"));
        let mut lines = vec![format!("{} as {role}", self.operation)];
        let values: Vec<_> = self.fields.iter().map(|field| field.value.to_string()).collect();
        let name_width = self.fields.iter().map(|field| field.name.len()).max().unwrap_or_default();
        let value_width =
            values.iter().map(|value| value.chars().count()).max().unwrap_or_default();
        // One long value must not push all reasons off the screen.
        let value_width = value_width.min(40);
        for (Field { name, why, .. }, value) in self.fields.iter().zip(&values) {
            lines.push(format!("  {name:<name_width$}  {value:<value_width$}  {why}"));
        }
        lines.push(match &self.refusal {
            None => "sent, with the stamp of the service in UserData.Extend".into(),
            Some(Refusal { status, code, message }) => {
                format!("refused with {status} {code}: {message}")
            }
        });
        lines
    }
}
