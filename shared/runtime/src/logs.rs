//! Log lines as JSON, each with the request id and the function's name.

use tracing::Subscriber;
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

/// Starts the log of this process on standard error, one JSON object a line.
///
/// `filter` is a level (`info`) or a list of directives (`info,client=debug`). Lines written while a
/// request is handled carry its id and the function's name under `spans`, outermost first. A second
/// call changes nothing.
pub fn start(filter: &str) {
    // Fails only where a log was started before; that one goes on.
    let _ = tracing::subscriber::set_global_default(subscriber(filter, std::io::stderr));
}

/// The log of [`start`], written elsewhere.
fn subscriber<W>(filter: &str, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    // All spans, not the innermost alone: behind an inline hand-off that one is the next function's,
    // and the request id stands in the outer one.
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(true)
        .with_env_filter(filter)
        .with_writer(writer)
        .finish()
}

/// The span of one call; every line inside it carries these two fields.
#[must_use]
pub fn request_span(context: &crate::Context) -> tracing::Span {
    // Of the highest level, or a stricter filter would switch the span off and leave lines bare.
    tracing::error_span!("request", request_id = %context.request_id, function = context.function)
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::{Arc, Mutex},
    };

    use serde_json::Value;

    use super::*;
    use crate::testing;

    /// Keeps what is written.
    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn lines(filter: &str, work: impl FnOnce()) -> Vec<Value> {
        let kept = Kept::default();
        let writer = kept.clone();
        let log = subscriber(filter, move || writer.clone());
        tracing::subscriber::with_default(log, work);
        let written = kept.0.lock().unwrap();
        let text = std::str::from_utf8(&written).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn a_line_of_a_request_carries_its_id_and_the_function() {
        let lines = lines("info", || {
            request_span(&testing::context()).in_scope(|| {
                tracing::info!(video_id = "v", "issued");
                // Of the highest level, or a stricter filter would switch the span off and leave lines bare.
    tracing::error_span!("process", function = "inner").in_scope(|| {
                    tracing::warn!("deeper");
                });
            });
        });
        assert_eq!(lines[0]["message"], "issued");
        assert_eq!(lines[0]["level"], "INFO");
        assert_eq!(lines[0]["video_id"], "v");
        for line in &lines {
            assert_eq!(line["spans"][0]["request_id"], testing::REQUEST_ID, "{line}");
            assert_eq!(line["spans"][0]["function"], "test", "{line}");
        }
        assert_eq!(lines[1]["spans"][1]["function"], "inner");
    }

    #[test]
    fn the_filter_applies_and_a_broken_one_means_info() {
        let work = || {
            tracing::debug!("quiet");
            tracing::info!("loud");
        };
        assert_eq!(lines("debug", work).len(), 2);
        assert_eq!(lines("warn", work).len(), 0);
        assert_eq!(lines("runtime=not-a-level", work).len(), 1);
    }
}
