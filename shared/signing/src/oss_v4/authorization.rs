//! Where a V4 signature travels: in the `Authorization` header or in the query.

use super::{ALGORITHM, Scope, Signed};
use crate::{
    AuthorizationError,
    authorization::{header_names, parts, required},
};

/// The value of the `Authorization` header.
#[must_use]
pub fn authorization(access_key_id: &str, scope: &Scope<'_>, signed: &Signed) -> String {
    let Signed { additional_headers, signature, .. } = signed;
    if additional_headers.is_empty() {
        format!("{ALGORITHM} Credential={access_key_id}/{scope},Signature={signature}")
    } else {
        format!(
            "{ALGORITHM} Credential={access_key_id}/{scope},\
             AdditionalHeaders={additional_headers},Signature={signature}"
        )
    }
}

/// A V4 signature as it was read from a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization<'a> {
    /// Who claims to have signed.
    pub access_key_id: &'a str,
    /// What the key was derived for.
    pub scope: Scope<'a>,
    /// Headers that are signed beside those that always are, as listed.
    pub additional_headers: Vec<&'a str>,
    /// The signature, unchecked.
    pub signature: &'a str,
}

impl<'a> Authorization<'a> {
    /// Reads the value of an `Authorization` header. Parts may come in any order, with or without
    /// blanks between them: the official SDKs differ.
    ///
    /// # Errors
    ///
    /// [`AuthorizationError`] when the scheme is another one, a part is missing, repeated, unknown or
    /// empty, or the credential has no scope.
    pub fn parse(header: &'a str) -> Result<Self, AuthorizationError> {
        let names = ["Credential", "AdditionalHeaders", "Signature"];
        let [credential, additional_headers, signature] = parts(header, ALGORITHM, names)?;
        Self::read(
            (credential, "Credential"),
            (additional_headers, "AdditionalHeaders"),
            (signature, "Signature"),
        )
    }

    /// Reads the signature parameters of a presigned URL: `x-oss-signature-version`,
    /// `x-oss-credential`, `x-oss-additional-headers` and `x-oss-signature`. `x-oss-date` and
    /// `x-oss-expires` are for the caller.
    ///
    /// # Errors
    ///
    /// As [`Authorization::parse`].
    pub fn from_query(query: &[(&'a str, Option<&'a str>)]) -> Result<Self, AuthorizationError> {
        let version = only(query, "x-oss-signature-version")?;
        if required(version, "x-oss-signature-version")? != ALGORITHM {
            return Err(AuthorizationError::OtherScheme { expected: ALGORITHM });
        }
        let part = |name| Ok((only(query, name)?, name));
        Self::read(
            part("x-oss-credential")?,
            part("x-oss-additional-headers")?,
            part("x-oss-signature")?,
        )
    }

    fn read(
        (credential, credential_name): (Option<&'a str>, &'static str),
        (additional_headers, additional_headers_name): (Option<&'a str>, &'static str),
        (signature, signature_name): (Option<&'a str>, &'static str),
    ) -> Result<Self, AuthorizationError> {
        let (access_key_id, scope) =
            Scope::parse_credential(required(credential, credential_name)?)?;
        let additional_headers = additional_headers
            .map(|list| header_names(list, additional_headers_name))
            .transpose()?
            .unwrap_or_default();
        let signature = required(signature, signature_name)?;
        Ok(Self { access_key_id, scope, additional_headers, signature })
    }
}

/// The value of a parameter, which must not be repeated: it could not be said which one was signed.
fn only<'a>(
    query: &[(&'a str, Option<&'a str>)],
    name: &'static str,
) -> Result<Option<&'a str>, AuthorizationError> {
    let mut values = query.iter().filter(|(other, _)| *other == name);
    let first = values.next().map(|(_, value)| value.unwrap_or_default());
    match values.next() {
        None => Ok(first),
        Some(_) => Err(AuthorizationError::Repeated { part: name }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCOPE: Scope<'_> = Scope { date: "20231203", region: "cn-hangzhou", product: "oss" };
    const CREDENTIAL: &str = "id/20231203/cn-hangzhou/oss/aliyun_v4_request";

    fn read(additional_headers: Vec<&'static str>) -> Authorization<'static> {
        Authorization { access_key_id: "id", scope: SCOPE, additional_headers, signature: "ab" }
    }

    #[test]
    fn reads_the_forms_of_all_sdks() {
        for (parts, additional_headers) in [
            ("Credential=#, Signature=ab", vec![]),
            ("Credential=#,Signature=ab", vec![]),
            ("Credential=#, Signature=ab, AdditionalHeaders=host;range", vec!["host", "range"]),
            ("Credential=#,AdditionalHeaders=host;range,Signature=ab", vec!["host", "range"]),
        ] {
            let header = format!("{ALGORITHM} {}", parts.replace('#', CREDENTIAL));
            assert_eq!(Authorization::parse(&header), Ok(read(additional_headers)), "{header}");
        }
    }

    #[test]
    fn reads_what_it_writes() {
        for additional in ["", "host", "host;range"] {
            let signed = Signed {
                canonical_request: String::new(),
                string_to_sign: String::new(),
                signature: "ab".to_owned(),
                additional_headers: additional.to_owned(),
            };
            let header = authorization("id", &SCOPE, &signed);
            let expected = additional.split(';').filter(|name| !name.is_empty()).collect();
            assert_eq!(Authorization::parse(&header), Ok(read(expected)), "{header}");
        }
    }

    #[test]
    fn says_what_is_wrong_with_a_header() {
        use AuthorizationError as E;
        for (parts, error) in [
            ("Signature=ab", E::Missing { part: "Credential" }),
            ("Credential=id,Signature=ab", E::CredentialScope),
            ("Credential=#", E::Missing { part: "Signature" }),
            ("Credential=#,Signature=ab,Signature=ab", E::Repeated { part: "Signature" }),
            ("Credential=#,Signature=ab,SignedHeaders=host", E::Unknown),
            (
                "Credential=#,AdditionalHeaders=,Signature=ab",
                E::EmptyHeaderName { part: "AdditionalHeaders" },
            ),
        ] {
            let header = format!("{ALGORITHM} {}", parts.replace('#', CREDENTIAL));
            assert_eq!(Authorization::parse(&header), Err(error), "{header}");
        }
        let other = Err(E::OtherScheme { expected: ALGORITHM });
        assert_eq!(Authorization::parse("OSS id:ab"), other);
    }

    #[test]
    fn reads_a_presigned_query() {
        let query = [
            ("x-oss-signature", Some("ab")),
            ("x-oss-credential", Some(CREDENTIAL)),
            ("x-oss-additional-headers", Some("host;range")),
            ("x-oss-signature-version", Some(ALGORITHM)),
        ];
        assert_eq!(Authorization::from_query(&query), Ok(read(vec!["host", "range"])));
    }

    #[test]
    fn refuses_a_presigned_query_that_could_be_read_in_two_ways() {
        let mut query = vec![
            ("x-oss-signature", Some("ab")),
            ("x-oss-credential", Some(CREDENTIAL)),
            ("x-oss-signature-version", Some(ALGORITHM)),
            ("x-oss-signature", Some("cd")),
        ];
        let repeated = AuthorizationError::Repeated { part: "x-oss-signature" };
        assert_eq!(Authorization::from_query(&query), Err(repeated));
        query.pop();
        assert_eq!(Authorization::from_query(&query), Ok(read(vec![])));
        query.pop();
        let missing = AuthorizationError::Missing { part: "x-oss-signature-version" };
        assert_eq!(Authorization::from_query(&query), Err(missing));
    }
}
