//! From claims to a caller.
//!
//! What a token says and what a platform's authorizer hands over are read alike, so that a function
//! knows the same caller by the same name however they were checked.

use model::{Owner, Subject, Tenant};
use serde_json::{Map, Value};
use settings::FromSetting;

use crate::{Caller, Fault, Refusal, Role, Voucher};

/// Claims, as RFC 7519 calls them.
pub type Claims = Map<String, Value>;

settings::settings! {
    /// Which claims say who calls.
    pub struct ClaimSettings {
        /// The claim that holds the subject.
        default subject: ClaimName = "JWT_SUBJECT_CLAIM" "sub",
        /// The claim that holds the tenant. Once set, a token without one is refused.
        optional tenant: ClaimName = "JWT_TENANT_CLAIM",
        /// The claim that holds the roles: a list, or a text with blanks or commas between them.
        default roles: ClaimName = "JWT_ROLES_CLAIM" "roles",
    }
}

/// The name of a claim, or the way to one that lies deeper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimName(String);

impl ClaimName {
    /// The name as it is set.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The claim. A name with dots in it is first sought as it is: names that are URLs have dots.
    fn find<'a>(&self, claims: &'a Claims) -> Option<&'a Value> {
        let whole = claims.get(&self.0);
        let found = whole.or_else(|| {
            let mut steps = self.0.split('.');
            let first = claims.get(steps.next()?)?;
            steps.try_fold(first, |value, step| value.get(step))
        });
        found.filter(|value| !value.is_null())
    }
}

impl FromSetting for ClaimName {
    const EXPECTED: &'static str =
        "the name of a claim, such as sub, or the way to one, such as realm_access.roles";

    fn from_setting(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() || text.len() > 255 || text.chars().any(char::is_control) {
            Err("is no name of a claim".into())
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

impl ClaimSettings {
    /// Reads who calls.
    pub(crate) fn caller(&self, claims: &Claims, voucher: Voucher) -> Result<Caller, Refusal> {
        let subject = self.subject.find(claims).and_then(name::<Subject>);
        let subject = subject.ok_or(Refusal::InvalidToken(Fault::Subject))?;
        let tenant = self.tenant.as_ref().map(|claim| {
            let tenant = claim.find(claims).and_then(name::<Tenant>);
            tenant.ok_or(Refusal::InvalidToken(Fault::Tenant))
        });
        let owner = Owner { tenant: tenant.transpose()?, subject };
        Ok(Caller { owner, roles: roles(self.roles.find(claims)), voucher })
    }
}

/// A text, or a whole number: some issuers number their users, and a platform that hands claims
/// over as texts must not make another user of such a one.
fn name<T: std::str::FromStr>(value: &Value) -> Option<T> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) if number.is_i64() || number.is_u64() => {
            number.to_string().parse().ok()
        }
        _ => None,
    }
}

/// What is no role's name is left out: no rule can speak of it.
fn roles(value: Option<&Value>) -> Vec<Role> {
    let mut roles: Vec<Role> = Vec::new();
    let add = |name: &str| {
        if let Some(role) = Role::new(name).filter(|role| !roles.contains(role)) {
            roles.push(role);
        }
    };
    match value {
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).for_each(add),
        Some(Value::String(text)) => match serde_json::from_str::<Vec<String>>(text) {
            Ok(list) => list.iter().map(String::as_str).for_each(add),
            Err(_) => match unbracketed(text) {
                Some(list) => list.split_ascii_whitespace().for_each(add),
                None => text.split([',', ' ', '\t']).for_each(add),
            },
        },
        _ => {}
    }
    roles
}

/// An HTTP API of AWS hands lists over as `[a b]`, and a role with a blank in it as two.
fn unbracketed(text: &str) -> Option<&str> {
    text.trim().strip_prefix('[')?.strip_suffix(']')
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use settings::{Fixed, Settings as _};

    use super::*;

    fn read(settings: &[(&str, &str)], claims: &Value) -> Result<Caller, Refusal> {
        let source =
            settings.iter().fold(Fixed::default(), |source, (name, text)| source.with(name, *text));
        let claims = claims.as_object().unwrap();
        ClaimSettings::load(&source).unwrap().caller(claims, Voucher::Jwt)
    }

    fn owner(settings: &[(&str, &str)], claims: &Value) -> Result<String, Refusal> {
        read(settings, claims).map(|caller| caller.owner.to_string())
    }

    fn roles_of(claims: &Value) -> Vec<String> {
        let settings = [("JWT_ROLES_CLAIM", "realm_access.roles")];
        let caller = read(&settings, claims).unwrap();
        caller.roles.iter().map(|role| role.as_str().to_owned()).collect()
    }

    #[test]
    fn the_subject_is_a_text_or_a_whole_number() {
        assert_eq!(owner(&[], &json!({"sub": "user-1"})), Ok("user-1".into()));
        let by_number = [("JWT_SUBJECT_CLAIM", "user_id")];
        assert_eq!(owner(&by_number, &json!({"sub": "x", "user_id": 42})), Ok("42".into()));
        assert_eq!(owner(&by_number, &json!({"user_id": "42"})), Ok("42".into()));
    }

    #[test]
    fn nobody_is_let_in_without_a_subject() {
        for sub in [json!(null), json!(""), json!(":api-key"), json!("a\nb"), json!(1.5), json!([])]
        {
            let refused = owner(&[], &json!({ "sub": sub }));
            assert_eq!(refused, Err(Refusal::InvalidToken(Fault::Subject)), "{sub}");
        }
        assert_eq!(owner(&[], &json!({})), Err(Refusal::InvalidToken(Fault::Subject)));
    }

    #[test]
    fn a_tenant_that_is_set_is_required() {
        let settings = [("JWT_TENANT_CLAIM", "https://example.com/org.id")];
        let claims = json!({"sub": "user-1", "https://example.com/org.id": "acme"});
        assert_eq!(owner(&settings, &claims), Ok("acme/user-1".into()));
        assert_eq!(owner(&[], &claims), Ok("user-1".into()));
        for claims in [json!({"sub": "user-1"}), json!({"sub": "user-1", "tenant": {}})] {
            let refused = owner(&[("JWT_TENANT_CLAIM", "tenant")], &claims);
            assert_eq!(refused, Err(Refusal::InvalidToken(Fault::Tenant)));
        }
    }

    #[test]
    fn roles_come_as_a_list_or_as_a_text() {
        for roles in [
            json!(["uploader", "app:admin"]),
            json!("uploader app:admin"),
            json!("uploader, app:admin"),
            json!("[uploader app:admin]"),
            json!(r#"["uploader","app:admin"]"#),
            json!(["uploader", "uploader", "no role", "", 7, "app:admin"]),
        ] {
            let claims = json!({"sub": "a", "realm_access": {"roles": roles}});
            assert_eq!(roles_of(&claims), ["uploader", "app:admin"], "{roles}");
        }
        // As a list this is one name, and no role's; as AWS hands it over it stays one.
        for roles in [json!(["x,operator"]), json!("[x,operator]")] {
            let claims = json!({"sub": "a", "realm_access": {"roles": roles}});
            assert_eq!(roles_of(&claims), [""; 0], "{roles}");
        }
    }

    #[test]
    fn a_caller_without_roles_has_the_default_one() {
        for claims in [
            json!({"sub": "a"}),
            json!({"sub": "a", "realm_access": null}),
            json!({"sub": "a", "realm_access": "roles"}),
            json!({"sub": "a", "realm_access": {"roles": {"admin": true}}}),
        ] {
            assert_eq!(roles_of(&claims), [""; 0], "{claims}");
        }
    }

    #[test]
    fn the_name_of_a_claim_is_a_short_text() {
        for text in ["sub", "realm_access.roles", "https://example.com/roles", "cognito:groups"] {
            assert_eq!(ClaimName::from_setting(text).unwrap().as_str(), text);
        }
        for text in [" ", "a\nb", &"x".repeat(256)] {
            assert!(ClaimName::from_setting(text).is_err());
        }
    }
}
