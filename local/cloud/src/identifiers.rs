//! Ids in the shapes that the cloud's samples show. No page defines their grammar.

use model::Randomness;

/// `RequestId`: an upper-case UUID of version 4 (RFC 9562).
pub(crate) fn request_id(randomness: &dyn Randomness) -> String {
    let mut bytes = [0; 16];
    randomness.fill(&mut bytes);
    bytes[6] = (bytes[6] & 0x0F) | 0x40;
    bytes[8] = (bytes[8] & 0x3F) | 0x80;
    let digits = hex::encode_upper(bytes);
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

/// VideoId, ImageId, MediaId, JobId, TranscodeTaskId: 32 lower-case hexadecimal characters.
pub(crate) fn media_id(randomness: &dyn Randomness) -> String {
    randomness.hex(16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Counting;

    #[test]
    fn a_request_id_is_an_upper_case_uuid() {
        let id = request_id(&Counting::default());
        assert_eq!(id, "00000000-0000-4001-8000-000000000002");
    }

    #[test]
    fn a_media_id_is_32_hexadecimal_characters() {
        let id = media_id(&Counting::default());
        assert_eq!(id.len(), 32);
        assert!(id.bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase()));
    }
}
