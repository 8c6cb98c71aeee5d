//! The folder of one owner, which is all of a bucket that their tokens reach.
//!
//! Subjects and tenants are whatever an identity provider says: up to 255 bytes, among them `/`, `*`,
//! `?`, quotes and `${`, each of which means something to a policy, to OSS or to a path. So a name is
//! written in small letters, digits, `-`, `_` and `.`, and every other byte as `~` and two hexadecimal
//! digits. Two owners never share a folder, and none lies within another's.
//!
//! Capital letters are written that way too: the pages on policies say of actions that case does not
//! count, and of resources nothing. Folders that differ by case alone would depend on it.

use model::Owner;
use sha2::{Digest as _, Sha256};

/// The longest name that is written out. Longer ones are named by their digest, so that half of what
/// OSS takes as a key is left for what owners call their files, and a policy stays within its 2,048
/// characters.
const LONGEST: usize = 96;

/// A path below the folder of all owners, with `/` behind it: `users/SUBJECT/`, or
/// `tenants/TENANT/users/SUBJECT/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Folder(String);

impl Folder {
    /// The folder of this owner.
    #[must_use]
    pub(crate) fn of(owner: &Owner) -> Self {
        let user = format!("users/{}/", name(owner.subject.as_str()));
        Self(match &owner.tenant {
            Some(tenant) => format!("tenants/{}/{user}", name(tenant.as_str())),
            None => user,
        })
    }

    /// The path.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// SHA-256 of the path.
    #[must_use]
    pub(crate) fn digest(&self) -> [u8; 32] {
        Sha256::digest(&self.0).into()
    }
}

/// One segment of the path. `~~` stands in front of digests alone, because behind the `~` of a byte
/// come digits.
fn name(text: &str) -> String {
    let plain = escaped(text);
    if plain.len() <= LONGEST { plain } else { format!("~~{}", hex::encode(Sha256::digest(text))) }
}

fn escaped(text: &str) -> String {
    // `.` and `..` lead elsewhere wherever keys become paths.
    let dots = text.bytes().all(|byte| byte == b'.');
    let mut name = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => name.push(char::from(byte)),
            b'.' if !dots => name.push('.'),
            _ => {
                name.push('~');
                name.push_str(&hex::encode([byte]));
            }
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use model::Subject;

    use super::*;

    fn of(tenant: Option<&str>, subject: &str) -> String {
        let owner = Owner {
            tenant: tenant.map(|tenant| tenant.parse().unwrap()),
            subject: subject.parse().unwrap(),
        };
        Folder::of(&owner).as_str().to_owned()
    }

    #[test]
    fn a_plain_name_is_written_as_it_is() {
        assert_eq!(of(None, "user-1"), "users/user-1/");
        assert_eq!(of(Some("acme.example"), "u_2"), "tenants/acme.example/users/u_2/");
    }

    #[test]
    fn whatever_could_mean_something_is_written_in_digits() {
        for (subject, folder) in [
            ("auth0|7", "users/auth0~7c7/"),
            ("a@b.example", "users/a~40b.example/"),
            ("Ab", "users/~41b/"),
            ("~41b", "users/~7e41b/"),
            ("..", "users/~2e~2e/"),
            (".", "users/~2e/"),
            ("...", "users/~2e~2e~2e/"),
            (".a", "users/.a/"),
            ("../b", "users/..~2fb/"),
            ("*", "users/~2a/"),
            ("?", "users/~3f/"),
            ("${oss:x}", "users/~24~7boss~3ax~7d/"),
            ("a\"b\\c'd", "users/a~22b~5cc~27d/"),
            ("视", "users/~e8~a7~86/"),
        ] {
            assert_eq!(of(None, subject), folder, "{subject}");
        }
        assert_eq!(Folder::of(&Owner::of(Subject::of_api_keys())).as_str(), "users/~3aapi-key/");
    }

    #[test]
    fn a_long_name_is_its_digest() {
        let plain = "x".repeat(96);
        assert_eq!(of(None, &plain), format!("users/{plain}/"));
        let digest = hex::encode(Sha256::digest("x".repeat(97)));
        assert_eq!(of(None, &"x".repeat(97)), format!("users/~~{digest}/"));
        // A name that looks like such a digest is another folder.
        assert_eq!(
            of(None, &format!("~~{}", &digest[..60])),
            format!("users/~7e~7e{}/", &digest[..60])
        );
        assert_eq!(of(None, &"视".repeat(11)).len(), "users/~~/".len() + 64);
    }

    #[test]
    fn a_tenant_is_no_part_of_a_subject() {
        assert_ne!(of(Some("a"), "b"), of(None, "a/users/b"));
        assert_ne!(of(Some("a"), "b"), of(None, "tenants/a/users/b"));
        assert_ne!(of(Some("a"), "b"), of(Some("a/users/b"), "b"));
    }
}
