//! Log lines as JSON, each with the request id and the function's name.

mod lines;

use std::str::FromStr as _;

use tracing::{Level, Metadata, Subscriber, level_filters::LevelFilter};
use tracing_subscriber::{
    filter::{ParseError, Targets, filter_fn},
    fmt::{MakeWriter, format::JsonFields},
    layer::SubscriberExt as _,
};

use lines::Lines;

use crate::audit;

/// Starts the log of this process on standard error, one JSON object a line.
///
/// `filter` is a level (`info`) or a list of directives (`info,client=debug`). Lines written while a
/// request is handled carry its id and the function's name under `spans`, outermost first. The audit
/// (target `audit`) is logged at any level but `off`, be it the level of all or `audit=off`. A second
/// call changes nothing.
pub fn start(filter: &str) {
    // Fails only where a log was started before; that one goes on.
    let _ = tracing::subscriber::set_global_default(subscriber(filter, std::io::stderr));
}

/// Whether a filter can be read.
///
/// # Errors
/// Why it cannot.
pub fn check(filter: &str) -> Result<(), String> {
    // The parser takes any word for the name of a module: `infoo` would silently mean nothing.
    let level = |text: &str| LevelFilter::from_str(text.trim()).is_ok();
    let directives = || filter.split(',').map(str::trim);
    match directives().find(|one| !one.contains('=') && !level(one)) {
        Some(word) => Err(format!("{word:?} is no level")),
        None => targets(filter).map(drop).map_err(|error| error.to_string()),
    }
}

/// Reads a filter. Not as an `EnvFilter`, which can also look at the fields of spans: the regular
/// expressions that it needs for that would be an eighth of a function's size.
fn targets(filter: &str) -> Result<Targets, ParseError> {
    // The parser would take a blank for a part of the module's name.
    let directives: Vec<_> = filter.split(',').map(str::trim).collect();
    let targets: Targets = directives.join(",").parse()?;
    let of_audit = directives.iter().filter_map(|one| one.split_once('='));
    let mut levels = of_audit.filter(|(target, _)| target.trim() == audit::TARGET);
    let silent = match levels.next_back() {
        Some((_, level)) => {
            level.trim().parse().is_ok_and(|level: LevelFilter| level == LevelFilter::OFF)
        }
        None => targets.default_level() == Some(LevelFilter::OFF),
    };
    // Who was given what is no matter of how much one wants to read.
    Ok(if silent { targets } else { targets.with_target(audit::TARGET, Level::INFO) })
}

/// The log of [`start`], written elsewhere, for whoever wants to read it.
pub fn subscriber<W>(filter: &str, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let filter = targets(filter).unwrap_or_else(|_| Targets::new().with_default(Level::INFO));
    tracing_subscriber::fmt()
        .fmt_fields(JsonFields::new())
        .event_format(Lines::new())
        .with_max_level(LevelFilter::TRACE)
        .with_writer(writer)
        .finish()
        .with(filter)
        .with(filter_fn(|line| !holds_whole_events(line)))
}

/// At this level the runtime of AWS writes down each event whole, with the API key in it. No filter
/// that an operator sets may bring that into a log.
fn holds_whole_events(line: &Metadata<'_>) -> bool {
    *line.level() == Level::TRACE && line.target().starts_with("lambda_runtime")
}

/// The span of one call; every line inside it carries these two fields.
#[must_use]
pub fn request_span(context: &crate::Context) -> tracing::Span {
    // Of the highest level, or a stricter filter would switch the span off and leave lines bare.
    tracing::error_span!("request", request_id = %context.request_id, function = context.function)
}
