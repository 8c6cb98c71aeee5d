//! Keys from the settings.
//!
//! Sources: RFC 7468 (PEM), RFC 5280, 4.1.2.7 with RFC 3279, RFC 5480 and RFC 8410 (what a public key
//! says it is).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jsonwebtoken::DecodingKey;
use model::Secret;
use settings::FromSetting;
use spki::{ObjectIdentifier, SubjectPublicKeyInfoRef, der::Decode as _};

use super::JwtAlgorithm;

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// `JWT_PUBLIC_KEYS`: what PEM blocks hold. Whether it fits is known once the algorithm is.
#[derive(Clone, Debug)]
pub struct PublicKeys(Vec<Block>);

#[derive(Clone, Debug)]
enum Block {
    /// `PUBLIC KEY`: SubjectPublicKeyInfo.
    Info(Vec<u8>),
    /// `RSA PUBLIC KEY`: RSAPublicKey (RFC 8017, A.1.1).
    Rsa(Vec<u8>),
}

impl FromSetting for PublicKeys {
    const EXPECTED: &'static str = "one PEM block or several, each from -----BEGIN PUBLIC KEY----- \
        to -----END PUBLIC KEY-----";

    fn from_setting(text: &str) -> Result<Self, String> {
        // An environment that cannot hold line breaks holds `\n` instead.
        let text = text.replace("\\n", "\n");
        let mut blocks = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (block, behind) = first_block(rest)
                .map_err(|reason| format!("entry {} {reason}", blocks.len() + 1))?;
            blocks.push(block);
            rest = behind.trim_start_matches(|c: char| c == ',' || c.is_whitespace());
        }
        if blocks.is_empty() { Err("holds no key".into()) } else { Ok(Self(blocks)) }
    }
}

/// The block that a text begins with, and what is behind it.
fn first_block(text: &str) -> Result<(Block, &str), &'static str> {
    let (label, rest) = text
        .strip_prefix("-----BEGIN ")
        .and_then(|rest| rest.split_once("-----"))
        .ok_or("is no PEM block")?;
    let block = match label {
        "PUBLIC KEY" => Block::Info,
        "RSA PUBLIC KEY" => Block::Rsa,
        "CERTIFICATE" => {
            return Err("is a certificate; its key comes out of `openssl x509 -pubkey -noout`");
        }
        _ if label.contains("PRIVATE KEY") => {
            return Err("is a private key, which is for the issuer alone");
        }
        _ => return Err("is no public key"),
    };
    let end = format!("-----END {label}-----");
    let (base64, behind) = rest.split_once(&end).ok_or("has no end")?;
    let base64: String = base64.split_whitespace().collect();
    let der = STANDARD.decode(base64).map_err(|_| "is no base64")?;
    Ok((block(der), behind))
}

impl PublicKeys {
    /// The keys, each of which must fit the algorithm.
    pub(super) fn read(&self, algorithm: JwtAlgorithm) -> Result<Vec<DecodingKey>, String> {
        let keys = self.0.iter().enumerate().map(|(index, block)| {
            let key = block.key(algorithm).filter(|key| fits(key, algorithm));
            key.ok_or_else(|| format!("entry {} is no {}", index + 1, wanted(algorithm)))
        });
        keys.collect()
    }
}

impl Block {
    /// The key inside, if it says that it is one for the algorithm.
    fn key(&self, algorithm: JwtAlgorithm) -> Option<DecodingKey> {
        let der = match self {
            Self::Info(der) => der,
            Self::Rsa(der) => {
                return (algorithm == JwtAlgorithm::Rs256).then(|| DecodingKey::from_rsa_der(der));
            }
        };
        let info = SubjectPublicKeyInfoRef::from_der(der).ok()?;
        let key = info.subject_public_key.as_bytes()?;
        let (kind, curve) = (info.algorithm.oid, info.algorithm.parameters_oid().ok());
        match algorithm {
            JwtAlgorithm::Rs256 if kind == RSA => Some(DecodingKey::from_rsa_der(key)),
            JwtAlgorithm::Es256 if kind == EC && curve == Some(P256) => {
                Some(DecodingKey::from_ec_der(key))
            }
            JwtAlgorithm::EdDsa if kind == ED25519 => Some(DecodingKey::from_ed_der(key)),
            _ => None,
        }
    }
}

/// What a key must be, in words.
fn wanted(algorithm: JwtAlgorithm) -> &'static str {
    match algorithm {
        JwtAlgorithm::Hs256 => "secret",
        JwtAlgorithm::Rs256 => "RSA key of at least 2048 bits, as JWT_ALGORITHM=RS256 needs",
        JwtAlgorithm::Es256 => "key on the curve P-256, as JWT_ALGORITHM=ES256 needs",
        JwtAlgorithm::EdDsa => "Ed25519 key, as JWT_ALGORITHM=EdDSA needs",
    }
}

/// An uncompressed point of P-256: 0x04, x and y.
const P256_POINT: usize = 65;
/// A point of Ed25519.
const ED25519_POINT: usize = 32;
/// 2048 to 8192 bits.
const RSA_MODULUS: std::ops::RangeInclusive<usize> = 256..=1024;
/// DER of a modulus of 2048 bits (4 + 1 + 256) and the exponent 3 (3), as a sequence (4).
const SHORTEST_RSA_DER: usize = 268;

/// Whether the size is one that ring takes: better told at start than by refusing every token.
pub(super) fn fits(key: &DecodingKey, algorithm: JwtAlgorithm) -> bool {
    use jsonwebtoken::DecodingKeyKind::{RsaModulusExponent, SecretOrDer};
    match (algorithm, key.kind()) {
        (JwtAlgorithm::Rs256, RsaModulusExponent { n, .. }) => {
            let zeros = n.iter().take_while(|byte| **byte == 0).count();
            RSA_MODULUS.contains(&(n.len() - zeros))
        }
        (JwtAlgorithm::Rs256, SecretOrDer(der)) => der.len() >= SHORTEST_RSA_DER,
        (JwtAlgorithm::Es256, SecretOrDer(point)) => point.len() == P256_POINT && point[0] == 4,
        (JwtAlgorithm::EdDsa, SecretOrDer(point)) => point.len() == ED25519_POINT,
        _ => false,
    }
}

/// Secrets are the bytes of their text.
pub(super) fn of_secrets(secrets: &[Secret]) -> Vec<DecodingKey> {
    secrets.iter().map(|secret| DecodingKey::from_secret(secret.expose().as_bytes())).collect()
}
