//! The `Authorization` header of ACS3.

use super::{ALGORITHM, Request, must_be_signed};
use crate::{
    AuthorizationError,
    authorization::{header_names, parts, required},
};

/// A read `Authorization: ACS3-HMAC-SHA256 …` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization<'a> {
    /// Who claims to have signed.
    pub access_key_id: &'a str,
    /// The headers that the signature covers, as listed.
    pub signed_headers: Vec<&'a str>,
    /// The signature, unchecked.
    pub signature: &'a str,
}

impl<'a> Authorization<'a> {
    /// Reads the header's value. Parts may come in any order, with or without blanks between them.
    ///
    /// # Errors
    ///
    /// [`AuthorizationError`] when the scheme is another one or a part is missing, repeated, unknown
    /// or empty.
    pub fn parse(header: &'a str) -> Result<Self, AuthorizationError> {
        let names = ["Credential", "SignedHeaders", "Signature"];
        let [credential, signed_headers, signature] = parts(header, ALGORITHM, names)?;
        let signed_headers = required(signed_headers, "SignedHeaders")?;
        Ok(Self {
            access_key_id: required(credential, "Credential")?,
            signed_headers: header_names(signed_headers, "SignedHeaders")?,
            signature: required(signature, "Signature")?,
        })
    }

    /// The first header of the request that has to be signed (`host`, `content-type`, `x-acs-*`) and
    /// is not in the list. A strict verifier refuses such a request: anybody on the way could have
    /// set that header.
    #[must_use]
    pub fn unsigned_header<'r>(&self, request: &Request<'r>) -> Option<&'r str> {
        request.headers.iter().map(|&(name, _)| name).find(|name| {
            must_be_signed(&name.to_ascii_lowercase())
                && !self.signed_headers.iter().any(|signed| signed.eq_ignore_ascii_case(name))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_parts_in_any_order_with_blanks() {
        let expected = Authorization {
            access_key_id: "STS.id",
            signed_headers: vec!["host", "x-acs-date"],
            signature: "ab",
        };
        for header in [
            "ACS3-HMAC-SHA256 Credential=STS.id,SignedHeaders=host;x-acs-date,Signature=ab",
            " ACS3-HMAC-SHA256  Signature=ab , SignedHeaders=host; x-acs-date, Credential=STS.id ",
        ] {
            assert_eq!(Authorization::parse(header).as_ref(), Ok(&expected), "{header}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        use AuthorizationError as E;
        let missing = |part| E::Missing { part };
        for (header, error) in [
            ("", E::Empty),
            ("  ", E::Empty),
            ("ACS3-HMAC-SM3 Credential=a", E::OtherScheme { expected: ALGORITHM }),
            ("ACS3-HMAC-SHA256", E::OtherScheme { expected: ALGORITHM }),
            ("ACS3-HMAC-SHA256 Credential", E::Unknown),
            ("ACS3-HMAC-SHA256 Credential=a,Colour=b", E::Unknown),
            ("ACS3-HMAC-SHA256 SignedHeaders=h,Signature=s", missing("Credential")),
            ("ACS3-HMAC-SHA256 Credential=a,Signature=s", missing("SignedHeaders")),
            ("ACS3-HMAC-SHA256 Credential=a,SignedHeaders=h,Signature=", missing("Signature")),
            (
                "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=h;,Signature=s",
                E::EmptyHeaderName { part: "SignedHeaders" },
            ),
            ("ACS3-HMAC-SHA256 Credential=a,Credential=b", E::Repeated { part: "Credential" }),
        ] {
            assert_eq!(Authorization::parse(header), Err(error), "{header}");
        }
    }
}
