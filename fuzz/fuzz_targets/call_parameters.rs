//! Query and form of a call: what was encoded is what is read, wherever it stood; the canonical form
//! does not depend on the order of names; and what is read from any text is read from it again.
#![no_main]

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use local_cloud::fuzzing::call_parameters;
use signing::encode::{encode_query, percent_encode};

type Pair<'a> = (&'a str, &'a str);

/// What a URL can hold.
const ROOM: usize = 60_000;

fuzz_target!(|input: (Vec<Pair<'_>>, u8, &str, &[u8])| {
    let (pairs, split, query, form) = input;
    if let Ok((read, canonical)) = call_parameters(query, form) {
        assert_eq!(call_parameters("", encode_query(&read).as_bytes()), Ok((read, canonical)));
    }
    let (first, second) = pairs.split_at(usize::from(split) % (pairs.len() + 1));
    let encoded = encode_query(first);
    if encoded.len() > ROOM {
        return;
    }
    let owned = |&(name, value): &Pair<'_>| (name.to_owned(), value.to_owned());
    let (read, canonical) = call_parameters(&encoded, encode_query(second).as_bytes()).unwrap();
    assert_eq!(read, pairs.iter().map(owned).collect::<Vec<_>>());
    // A blank may be a plus.
    let plus = encode_query(&pairs).replace("%20", "+");
    assert_eq!(call_parameters("", plus.as_bytes()), Ok((read, canonical.clone())));
    // Values of one name keep their order; names have none.
    let names: BTreeSet<&str> = pairs.iter().map(|(name, _)| *name).collect();
    let sorted: Vec<Pair<'_>> = names
        .iter()
        .rev()
        .flat_map(|name| pairs.iter().filter(move |pair| pair.0 == *name))
        .copied()
        .collect();
    assert_eq!(call_parameters("", encode_query(&sorted).as_bytes()).unwrap().1, canonical);
    // An escape that is none is refused, not guessed.
    for broken in ["%", "%f", "%zz", "%FF"] {
        let text = format!("{}={broken}", percent_encode(query));
        assert_eq!(call_parameters("", text.as_bytes()).unwrap_err(), "InvalidParameter");
    }
});
