//! CRC-64/XZ.

use serde::Deserialize;
use signing::crc64::{Digest, checksum, combine};

use crate::load;

#[derive(Deserialize)]
struct Case {
    id: String,
    #[serde(flatten)]
    kind: Kind,
}

/// Checksums stand in the files as decimal text, because JSON numbers do not hold 64 bits everywhere.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Kind {
    Crc { data: Data, length: usize, crc64: String },
    Combine { a: Data, b: Data, crc_a: String, crc_b: String, len_b: u64, combined: String },
    CombineMany { parts: Vec<Data>, crcs: Vec<String>, lens: Vec<u64>, combined: String },
    Continue { init: String, data: Data, crc64: String },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Data {
    Utf8 { utf8: String },
    Hex { hex: String },
    Repeat { repeat_hex: String, count: usize },
    Lcg { lcg: Lcg },
}

#[derive(Deserialize)]
struct Lcg {
    seed: u32,
    n: usize,
}

impl Data {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Utf8 { utf8 } => utf8.clone().into_bytes(),
            Self::Hex { hex } => hex::decode(hex).unwrap(),
            Self::Repeat { repeat_hex, count } => hex::decode(repeat_hex).unwrap().repeat(*count),
            Self::Lcg { lcg } => lcg.bytes(),
        }
    }

    fn checksum(&self) -> u64 {
        checksum(&self.bytes())
    }
}

impl Lcg {
    fn bytes(&self) -> Vec<u8> {
        let mut state = self.seed;
        let mut next = || {
            state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345) & 0x7fff_ffff;
            state.to_be_bytes()[1]
        };
        (0..self.n).map(|_| next()).collect()
    }
}

fn number(text: &str) -> u64 {
    text.parse().unwrap()
}

#[test]
fn every_case() {
    for Case { id, kind } in load(include_str!("crc64.json")) {
        match kind {
            Kind::Crc { data, length, crc64 } => {
                assert_eq!(data.bytes().len(), length, "{id}: length");
                assert_eq!(data.checksum(), number(&crc64), "{id}: crc64");
            }
            Kind::Combine { a, b, crc_a, crc_b, len_b, combined } => {
                assert_eq!(a.checksum(), number(&crc_a), "{id}: crc_a");
                assert_eq!(b.checksum(), number(&crc_b), "{id}: crc_b");
                assert_eq!(b.bytes().len() as u64, len_b, "{id}: len_b");
                let ours = combine(number(&crc_a), number(&crc_b), len_b);
                assert_eq!(ours, number(&combined), "{id}: combined");
            }
            Kind::CombineMany { parts, crcs, lens, combined } => {
                let mut ours = 0;
                for ((part, crc), length) in parts.iter().zip(&crcs).zip(lens) {
                    assert_eq!(part.checksum(), number(crc), "{id}: crcs");
                    ours = combine(ours, part.checksum(), length);
                }
                assert_eq!(ours, number(&combined), "{id}: combined");
            }
            Kind::Continue { init, data, crc64 } => {
                let mut digest = Digest::resume(number(&init));
                digest.update(&data.bytes());
                assert_eq!(digest.finish(), number(&crc64), "{id}: crc64");
            }
        }
    }
}
