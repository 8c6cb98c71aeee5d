//! RPC signature V1: how VOD and STS calls were signed first, and still are by many SDKs.
//!
//! All parameters of a call, those of the query and those of a form body alike, make one sorted
//! list. Method and list are signed with HMAC-SHA1 under `AccessKeySecret&`, and the signature
//! travels as the parameter `Signature`. Whether a call is a GET, a POST with everything in the
//! query or a POST with a form matters only through its method.
//!
//! Source: *Signature method* of the ApsaraVideo VOD API reference.

use base64::{Engine, engine::general_purpose::STANDARD};
use model::Secret;

use crate::{
    Mismatch, Scheme, encode,
    mac::{hmac_sha1, same},
};

/// The parameter that carries the signature and is therefore not signed.
const SIGNATURE: &str = "Signature";

/// All parameters but `Signature` as `name=value` joined by `&`, percent-encoded and sorted by name
/// in byte order. Values of a repeated name keep their order. Empty values stay, as `name=`.
#[must_use]
pub fn canonicalized_query<K: AsRef<str>, V: AsRef<str>>(parameters: &[(K, V)]) -> String {
    encode::encode_query(&sorted(parameters))
}

/// The text that is signed: `METHOD&%2F&` and the encoded [`canonicalized_query`].
///
/// `method` is the HTTP method as sent, `GET` or `POST`. Parameters are decoded; `Signature` among
/// them is left out.
#[must_use]
pub fn string_to_sign<K: AsRef<str>, V: AsRef<str>>(method: &str, parameters: &[(K, V)]) -> String {
    let sorted = sorted(parameters);
    let plain: usize = sorted.iter().map(|(name, value)| name.len() + value.len() + 6).sum();
    // Some room for escapes; a list that needs more grows once.
    let mut out = String::with_capacity(method.len() + 5 + plain + plain / 2);
    out.push_str(method);
    out.push_str("&%2F&");
    for (index, (name, value)) in sorted.into_iter().enumerate() {
        if index > 0 {
            out.push_str("%26");
        }
        encode::percent_encode_twice_into(name, &mut out);
        out.push_str("%3D");
        encode::percent_encode_twice_into(value, &mut out);
    }
    out
}

/// The value of the parameter `Signature`: 28 characters of base64, not yet percent-encoded.
#[must_use]
pub fn sign<K: AsRef<str>, V: AsRef<str>>(
    method: &str,
    parameters: &[(K, V)],
    access_key_secret: &Secret,
) -> String {
    sign_text(&string_to_sign(method, parameters), access_key_secret)
}

/// Checks `signature` in constant time.
///
/// # Errors
///
/// [`Mismatch`] with the string to sign, when the signature is any other text than [`sign`] makes.
pub fn verify<K: AsRef<str>, V: AsRef<str>>(
    method: &str,
    parameters: &[(K, V)],
    access_key_secret: &Secret,
    signature: &str,
) -> Result<(), Mismatch> {
    let string_to_sign = string_to_sign(method, parameters);
    if same(&sign_text(&string_to_sign, access_key_secret), signature) {
        Ok(())
    } else {
        Err(Mismatch { scheme: Scheme::RpcV1, string_to_sign, canonical_request: None })
    }
}

fn sign_text(string_to_sign: &str, access_key_secret: &Secret) -> String {
    let key = [access_key_secret.expose().as_bytes(), b"&"];
    STANDARD.encode(hmac_sha1(&key, string_to_sign.as_bytes()))
}

/// Byte order of the name before encoding, as every SDK sorts. The document's sample sorts encoded
/// pairs, which differs only for a name that is the beginning of another one.
fn sorted<K: AsRef<str>, V: AsRef<str>>(parameters: &[(K, V)]) -> Vec<(&str, &str)> {
    let mut sorted = Vec::with_capacity(parameters.len());
    sorted.extend(
        parameters
            .iter()
            .map(|(name, value)| (name.as_ref(), value.as_ref()))
            .filter(|(name, _)| *name != SIGNATURE),
    );
    sorted.sort_by_key(|(name, _)| *name);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text)
    }

    /// The worked example of the VOD documentation.
    const GET_VIDEO_PLAY_AUTH: [(&str, &str); 9] = [
        ("Action", "GetVideoPlayAuth"),
        ("AccessKeyId", "testAccessKeyId"),
        ("Format", "JSON"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", "8f8a035d-6496-4268-afd4-67c22837e38d"),
        ("SignatureVersion", "1.0"),
        ("Timestamp", "2017-10-10T12:02:54Z"),
        ("Version", "2017-03-21"),
        ("VideoId", "5aed81b74ba84920be578cdfe004af4b"),
    ];

    #[test]
    fn reproduces_the_example_of_the_vod_documentation() {
        let key = secret("testAccessKeySecret");
        assert_eq!(sign("GET", &GET_VIDEO_PLAY_AUTH, &key), "Ibgh7y8Vp47LBuAsf5Xhi1SvDss=");
        assert_eq!(sign("POST", &GET_VIDEO_PLAY_AUTH, &key), "4jdw27LRQ5BnH77NLPKwxuD7t8w=");
    }

    #[test]
    fn reproduces_the_example_of_the_mps_documentation() {
        let parameters = [
            ("Action", "SearchTemplate"),
            ("AccessKeyId", "testId"),
            ("Format", "XML"),
            ("PageSize", "2"),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureNonce", "4902260a-516a-4b6a-a455-45b653cf6150"),
            ("SignatureVersion", "1.0"),
            ("Timestamp", "2015-05-14T09:03:45Z"),
            ("Version", "2014-06-18"),
        ];
        let key = secret("testKeySecret");
        assert_eq!(sign("GET", &parameters, &key), "kmDv4mWo806GWPjQMy2z4VhBBDQ=");
    }

    #[test]
    fn reproduces_the_example_of_the_rpc_documentation() {
        let parameters = [
            ("Timestamp", "2016-02-23T12:46:24Z"),
            ("Format", "XML"),
            ("AccessKeyId", "testid"),
            ("Action", "DescribeRegions"),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"),
            ("Version", "2014-05-26"),
            ("SignatureVersion", "1.0"),
        ];
        let key = secret("testsecret");
        assert_eq!(sign("GET", &parameters, &key), "OLeaidS1JvxuMvnyHOwuJ+uX5qY=");
    }

    #[test]
    fn signs_what_needs_encoding_twice() {
        let parameters = [
            ("Action", "CreateUploadVideo"),
            ("AccessKeyId", "testAccessKeyId"),
            ("Format", "JSON"),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureNonce", "0d7b4c1e-1111-4222-8333-444455556666"),
            ("SignatureVersion", "1.0"),
            ("Timestamp", "2026-01-02T03:04:05Z"),
            ("Version", "2017-03-21"),
            ("Title", "测试 a*b~c"),
            ("FileName", "demo clip.mp4"),
            ("Tags", "a,b"),
            (
                "UserData",
                r#"{"Extend":{"tenant":"t 1","n":"a*b~c"},"MessageCallback":{"CallbackURL":"http://example.com/cb?x=1"}}"#,
            ),
        ];
        let key = secret("testAccessKeySecret");
        assert_eq!(sign("POST", &parameters, &key), "+HTum+H9NbZKGk1lhz8uy1PWwm8=");
        assert_eq!(sign("GET", &parameters, &key), "m0R5WNOvZaUayeUbVxAqchweni4=");
    }

    #[test]
    fn sorts_by_name_and_not_by_pair() {
        let parameters = [("Foo1", "d"), ("Foo.1", "c"), ("Foo", "a"), ("Foo-2", "b"), ("foo", "")];
        assert_eq!(canonicalized_query(&parameters), "Foo=a&Foo-2=b&Foo.1=c&Foo1=d&foo=");
    }

    #[test]
    fn the_signature_itself_is_not_signed() {
        let mut parameters = GET_VIDEO_PLAY_AUTH.to_vec();
        parameters.insert(3, ("Signature", "Ibgh7y8Vp47LBuAsf5Xhi1SvDss="));
        assert_eq!(string_to_sign("GET", &parameters), string_to_sign("GET", &GET_VIDEO_PLAY_AUTH));
        let key = secret("testAccessKeySecret");
        assert_eq!(verify("GET", &parameters, &key, "Ibgh7y8Vp47LBuAsf5Xhi1SvDss="), Ok(()));
    }

    #[test]
    fn the_text_to_sign_is_the_encoded_list() {
        let parameters = [("b", "2 %"), ("a", "*~")];
        let list = encode::percent_encode(&canonicalized_query(&parameters));
        assert_eq!(string_to_sign("POST", &parameters), format!("POST&%2F&{list}"));
    }

    #[test]
    fn a_mismatch_carries_the_text_to_sign() {
        let key = secret("testAccessKeySecret");
        let mismatch = verify("GET", &[("a", "b")], &key, "AAAA").unwrap_err();
        assert_eq!(mismatch.scheme, Scheme::RpcV1);
        assert_eq!(mismatch.string_to_sign, "GET&%2F&a%3Db");
        assert_eq!(mismatch.canonical_request, None);
    }
}
