//! Bytes under a MAC, as one word of text: the common form of stamps and tickets.
//!
//! `1.` and then, in base64 for URLs without padding (RFC 4648, 5): the name of the key, the bytes,
//! the MAC over version, name and bytes. The version stands in front of the rest, so that another
//! form can be told apart before anything is decoded.

use base64::{
    Engine as _,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use subtle::ConstantTimeEq;

use crate::keys::{GrantKey, GrantKeys, KEY_ID_BYTES, MAC_BYTES, Purpose};

const VERSION: &str = "1";

/// Refuses padding and spare bits, so that each value has one text and no other.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// Seals the bytes.
pub(crate) fn seal(key: &GrantKey, purpose: Purpose, bytes: &[u8]) -> String {
    let mut sealed = key.id().to_vec();
    sealed.extend_from_slice(bytes);
    sealed.extend_from_slice(&key.mac(purpose, &sealed));
    format!("{VERSION}.{}", BASE64.encode(sealed))
}

/// Opens a text: the bytes, and the key that sealed them. `None` for whatever these keys did not
/// seal for this purpose.
pub(crate) fn open<'a>(
    keys: &'a GrantKeys,
    purpose: Purpose,
    text: &str,
) -> Option<(Vec<u8>, &'a GrantKey)> {
    let encoded = text.strip_prefix(VERSION)?.strip_prefix('.')?;
    let mut sealed = BASE64.decode(encoded).ok()?;
    let (data, mac) = sealed.split_at_checked(sealed.len().checked_sub(MAC_BYTES)?)?;
    let id: [u8; KEY_ID_BYTES] = data.get(..KEY_ID_BYTES)?.try_into().ok()?;
    let key = keys.named(id).find(|key| key.mac(purpose, data).ct_eq(mac).into())?;
    sealed.truncate(sealed.len() - MAC_BYTES);
    sealed.drain(..KEY_ID_BYTES);
    Some((sealed, key))
}

/// Takes bytes apart from the front.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    /// The next `N` bytes.
    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*taken)
    }

    /// All that is left, as text.
    pub(crate) fn rest(self) -> Option<&'a str> {
        std::str::from_utf8(self.0).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::keys;

    #[test]
    fn what_was_sealed_opens_for_its_purpose_alone() {
        let keys = keys();
        let text = seal(keys.first(), Purpose::Stamp, b"bytes");
        assert_eq!(open(&keys, Purpose::Stamp, &text).unwrap().0, b"bytes");
        assert!(open(&keys, Purpose::Ticket, &text).is_none());
    }

    #[test]
    fn nothing_else_opens() {
        let keys = keys();
        let text = seal(keys.first(), Purpose::Ticket, b"bytes");
        let padded = format!("{text}=");
        let other_version = text.replacen('1', "2", 1);
        for wrong in ["", "1", "1.", "1.AAAA", &text[2..], &text[..text.len() - 1], &padded] {
            assert!(open(&keys, Purpose::Ticket, wrong).is_none(), "{wrong}");
        }
        assert!(open(&keys, Purpose::Ticket, &other_version).is_none());
    }
}
