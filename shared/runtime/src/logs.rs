//! Log lines as JSON, each with the request id and the function's name.

use tracing_subscriber::EnvFilter;

/// Starts the log of this process on standard error, one JSON object a line.
///
/// `filter` is a level (`info`) or a list of directives (`info,client=debug`). Lines written while a
/// request is handled carry its id and the function's name under `span`. A second call changes
/// nothing.
pub fn start(filter: &str) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let subscriber = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_span_list(false)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .finish();
    // Fails only where a log was started before; that one goes on.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

/// The span of one call; every line inside it carries these two fields.
#[must_use]
pub fn request_span(context: &crate::Context) -> tracing::Span {
    tracing::info_span!("request", request_id = %context.request_id, function = context.function)
}
