//! What holds for every request, whatever it carries: the order of its parts never matters, each
//! covered bit does, and a verifier takes what the signer made and nothing else.

#![allow(clippy::unwrap_used, reason = "what cannot be built is a failed test")]

mod acs3;
mod callback_and_policy;
mod oss;
mod rpc_v1;

use proptest::{collection::btree_map, prelude::*, sample::Index};

type Pairs = Vec<(String, String)>;

/// Names and values, no name twice, in two orders.
fn two_orders(
    name: impl Strategy<Value = String>,
    value: impl Strategy<Value = String>,
) -> impl Strategy<Value = (Pairs, Pairs)> {
    btree_map(name, value, 0..10).prop_flat_map(|pairs| {
        let pairs: Vec<_> = pairs.into_iter().collect();
        (Just(pairs.clone()).prop_shuffle(), Just(pairs).prop_shuffle())
    })
}

/// Any text, control characters and line ends included.
fn text() -> impl Strategy<Value = String> {
    "(?s).{0,12}"
}

/// Printable text without a blank, such as keys, dates and header values are.
fn printable() -> impl Strategy<Value = String> {
    "[!-~]{1,40}"
}

fn borrow(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// A place in an ASCII text and one of the seven bits there that keep it ASCII.
#[derive(Clone, Debug)]
struct Flip {
    place: Index,
    bit: u8,
}

fn flip() -> impl Strategy<Value = Flip> {
    (any::<Index>(), 0..7_u8).prop_map(|(place, bit)| Flip { place, bit })
}

impl Flip {
    /// The text with one bit turned over.
    fn apply(&self, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        let place = self.place.index(bytes.len());
        bytes[place] ^= 1 << self.bit;
        String::from_utf8(bytes).unwrap()
    }
}

/// Texts that are nearly the signature.
fn nearly(signature: &str, flip: &Flip) -> Vec<String> {
    let swapped = signature
        .chars()
        .map(|letter| {
            if letter.is_ascii_lowercase() {
                letter.to_ascii_uppercase()
            } else {
                letter.to_ascii_lowercase()
            }
        })
        .collect();
    let mut nearly = vec![
        String::new(),
        flip.apply(signature),
        swapped,
        signature[1..].to_owned(),
        signature[..signature.len() - 1].to_owned(),
        format!("{signature}="),
        format!("{signature}\0"),
        format!(" {signature}"),
        format!("{signature}\n"),
        signature.repeat(2),
    ];
    // Digits alone have no other case.
    nearly.retain(|other| other != signature);
    nearly
}

/// That `accepts` takes the signature and refuses everything near it.
fn takes_only(
    signature: &str,
    flip: &Flip,
    accepts: impl Fn(&str) -> bool,
) -> Result<(), TestCaseError> {
    prop_assert!(accepts(signature));
    for other in nearly(signature, flip) {
        prop_assert!(!accepts(&other), "{other:?} was taken for {signature:?}");
    }
    Ok(())
}
