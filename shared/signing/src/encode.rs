//! Percent-encoding as the cloud's signatures want it, and its inverse.
//!
//! One byte encoded in another way is a refused signature, and libraries differ in just these
//! bytes (`*`, `~`, `+`, blank). So the tables are written out here.

/// Encodes every byte but the unreserved ones (`A-Z a-z 0-9 - . _ ~`, RFC 3986 section 2.3) as `%XX`
/// with upper-case digits: a blank becomes `%20`, `*` becomes `%2A`, `~` stays.
#[must_use]
pub fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    percent_encode_into(text, &mut out);
    out
}

/// Appends what [`percent_encode`] returns.
pub fn percent_encode_into(text: &str, out: &mut String) {
    COMPONENT.encode_into(text, out);
}

/// [`percent_encode`] for the path of an object: `/` stays.
#[must_use]
pub fn encode_path(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    encode_path_into(path, &mut out);
    out
}

/// Appends what [`encode_path`] returns.
pub(crate) fn encode_path_into(path: &str, out: &mut String) {
    PATH.encode_into(path, out);
}

/// Appends `percent_encode(percent_encode(text))` without the text in between.
pub(crate) fn percent_encode_twice_into(text: &str, out: &mut String) {
    TWICE.encode_into(text, out);
}

/// Whether [`percent_encode`] would change nothing.
pub(crate) fn is_unreserved(text: &str) -> bool {
    text.bytes().all(|byte| COMPONENT.stays[usize::from(byte)])
}

/// Decodes `%XX` once. A `+` stays a `+`, as OSS reads the path of a request.
///
/// `None` when a `%` is not followed by two hexadecimal digits or the bytes are not UTF-8.
#[must_use]
pub fn decode_path(text: &str) -> Option<String> {
    decode(text, b'+')
}

/// Decodes a query string or an `application/x-www-form-urlencoded` body into its pairs, in their
/// order. A `+` is a blank. The value is `None` for `name` and empty for `name=`; nothing between
/// two `&` is no pair.
///
/// `None` when a `%` is not followed by two hexadecimal digits or the bytes are not UTF-8.
#[must_use]
pub fn decode_query(raw: &str) -> Option<Vec<(String, Option<String>)>> {
    raw.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| match pair.split_once('=') {
            Some((name, value)) => Some((decode(name, b' ')?, Some(decode(value, b' ')?))),
            None => Some((decode(pair, b' ')?, None)),
        })
        .collect()
}

/// Writes pairs as `name=value` joined by `&`, both [percent-encoded](percent_encode), in the order
/// in which they come.
#[must_use]
pub fn encode_query<K: AsRef<str>, V: AsRef<str>>(pairs: &[(K, V)]) -> String {
    let mut out = String::new();
    for (index, (name, value)) in pairs.iter().enumerate() {
        if index > 0 {
            out.push('&');
        }
        percent_encode_into(name.as_ref(), &mut out);
        out.push('=');
        percent_encode_into(value.as_ref(), &mut out);
    }
    out
}

fn decode(text: &str, plus: u8) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => digit(rest.next()?)? << 4 | digit(rest.next()?)?,
            b'+' => plus,
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

const fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// Which bytes stay, and what stands for each of the others.
struct Table<const WIDTH: usize> {
    stays: [bool; 256],
    /// The replacements of all 256 bytes in one text, each `WIDTH` long.
    escapes: &'static str,
}

static COMPONENT: Table<3> = Table { stays: unreserved_and(&[]), escapes: ONCE };
static PATH: Table<3> = Table { stays: unreserved_and(b"/"), escapes: ONCE };
static TWICE: Table<5> = Table { stays: unreserved_and(&[]), escapes: AGAIN };

const ONCE: &str = text(&escapes::<{ 3 * 256 }>(b"%"));
const AGAIN: &str = text(&escapes::<{ 5 * 256 }>(b"%25"));

impl<const WIDTH: usize> Table<WIDTH> {
    /// Copies runs of bytes that stay, so that plain text costs one copy.
    fn encode_into(&self, text: &str, out: &mut String) {
        out.reserve(text.len());
        let mut copied = 0;
        for (index, byte) in text.bytes().map(usize::from).enumerate() {
            if self.stays[byte] {
                continue;
            }
            // Only ASCII stays, so a run begins and ends on a character boundary. Between two bytes
            // of one character there is no run, and no boundary to slice at.
            if copied < index {
                out.push_str(&text[copied..index]);
            }
            out.push_str(&self.escapes[byte * WIDTH..byte * WIDTH + WIDTH]);
            copied = index + 1;
        }
        if copied < text.len() {
            out.push_str(&text[copied..]);
        }
    }
}

const fn unreserved_and(more: &[u8]) -> [bool; 256] {
    let mut stays = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        stays[byte as usize] =
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        byte += 1;
    }
    let mut index = 0;
    while index < more.len() {
        stays[more[index] as usize] = true;
        index += 1;
    }
    stays
}

/// `prefix` and two digits for each byte from 00 to FF.
const fn escapes<const LENGTH: usize>(prefix: &[u8]) -> [u8; LENGTH] {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut table = [0; LENGTH];
    let width = LENGTH / 256;
    let mut byte = 0;
    while byte < 256 {
        let mut index = 0;
        while index < prefix.len() {
            table[byte * width + index] = prefix[index];
            index += 1;
        }
        table[byte * width + index] = DIGITS[byte >> 4];
        table[byte * width + index + 1] = DIGITS[byte & 15];
        byte += 1;
    }
    table
}

const fn text(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        // The tables hold ASCII only. An empty one would fail the first test that encodes a byte.
        Err(_) => "",
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    /// Any text, control characters and line ends included.
    const TEXT: &str = "(?s).{0,24}";

    #[test]
    fn encodes_what_libraries_disagree_on() {
        assert_eq!(percent_encode("a b*c~d+e/f"), "a%20b%2Ac~d%2Be%2Ff");
        assert_eq!(percent_encode("-._~"), "-._~");
        assert_eq!(percent_encode("测é🎬"), "%E6%B5%8B%C3%A9%F0%9F%8E%AC");
        assert_eq!(percent_encode("\0\t\n\u{7f}"), "%00%09%0A%7F");
        assert_eq!(encode_path("/b/1234+-/测 .mp4"), "/b/1234%2B-/%E6%B5%8B%20.mp4");
    }

    #[test]
    fn path_and_query_differ_in_the_plus() {
        assert_eq!(decode_path("a+b%2Bc%2f%25"), Some("a+b+c/%".to_owned()));
        assert_eq!(
            decode_query("a+b=c+d%2B&uploads&acl=&&=&x=1=2"),
            Some(vec![
                ("a b".to_owned(), Some("c d+".to_owned())),
                ("uploads".to_owned(), None),
                ("acl".to_owned(), Some(String::new())),
                (String::new(), Some(String::new())),
                ("x".to_owned(), Some("1=2".to_owned())),
            ])
        );
        assert_eq!(decode_query(""), Some(Vec::new()));
    }

    #[test]
    fn a_bad_escape_is_refused() {
        for bad in ["%", "%2", "%2g", "%+1", "%ff", "a%E6%B5"] {
            assert_eq!(decode_path(bad), None, "{bad}");
            assert_eq!(decode_query(bad), None, "{bad}");
            assert_eq!(decode_query(&format!("a={bad}")), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn decoding_undoes_encoding(text in TEXT) {
            prop_assert_eq!(decode_path(&percent_encode(&text)), Some(text.clone()));
            prop_assert_eq!(decode_path(&encode_path(&text)), Some(text));
        }

        #[test]
        fn only_unreserved_bytes_and_escapes_come_out(text in TEXT) {
            let encoded = percent_encode(&text);
            prop_assert!(encoded.bytes().all(|byte| byte == b'%'
                || byte.is_ascii_alphanumeric()
                || b"-._~".contains(&byte)));
            prop_assert_eq!(is_unreserved(&text), encoded == text);
        }

        #[test]
        fn one_pass_equals_two(text in TEXT) {
            let mut out = "before ".to_owned();
            percent_encode_twice_into(&text, &mut out);
            prop_assert_eq!(out, format!("before {}", percent_encode(&percent_encode(&text))));
        }

        #[test]
        fn decoding_a_query_undoes_encoding_it(pairs in vec((TEXT, TEXT), 0..8)) {
            let expected = pairs.iter().cloned().map(|(name, value)| (name, Some(value))).collect();
            prop_assert_eq!(decode_query(&encode_query(&pairs)), Some(expected));
        }

        #[test]
        fn decoding_never_panics(text in TEXT) {
            let _ = (decode_path(&text), decode_query(&text));
        }
    }
}
