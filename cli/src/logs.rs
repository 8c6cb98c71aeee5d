//! The log, for whoever asks for it with `RUST_LOG`.
//!
//! Only this workspace's own crates may write to it: their secrets are a type that cannot be
//! printed, while an HTTP library at level trace shows headers, and with them the token.

use tracing_subscriber::{
    Layer as _,
    filter::{Targets, filter_fn},
    layer::SubscriberExt as _,
};

/// Crates that may write.
const OURS: &[&str] = &["vodup", "upload", "client"];

/// Starts the log on standard error if `RUST_LOG` is set.
pub(crate) fn start() {
    let asked = std::env::var("RUST_LOG").ok().and_then(|text| text.parse::<Targets>().ok());
    let Some(filter) = asked else { return };
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_filter(filter)
        .with_filter(filter_fn(|metadata| is_ours(metadata.target())));
    // Fails only where a log was started before, and nothing here does that.
    let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry().with(lines));
}

fn is_ours(target: &str) -> bool {
    let name = target.split("::").next().unwrap_or_default();
    OURS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_crates_that_keep_secrets_write() {
        assert!(is_ours("upload::multipart") && is_ours("client"));
        for target in ["hyper::client", "reqwest::connect", "rustls", "uploader", ""] {
            assert!(!is_ours(target), "{target}");
        }
    }
}
