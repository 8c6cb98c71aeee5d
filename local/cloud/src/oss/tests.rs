//! OSS as its clients meet it: signed requests over a real socket.

mod buckets;
mod cors;
mod delete;
mod explain;
mod form;
mod front;
mod identities;
mod lists;
mod multipart;
mod objects;
mod permissions;
mod public;
mod signatures;
mod stage;
mod tokens;
mod wire;

/// What `x-oss-err` holds.
fn decode(value: &str) -> String {
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::STANDARD.decode(value).unwrap();
    String::from_utf8(bytes).unwrap()
}
