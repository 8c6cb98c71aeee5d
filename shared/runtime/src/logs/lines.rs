//! How a line of the log is written: as JSON, on one line for whoever reads it.

use std::fmt;

use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    fmt::{
        FmtContext, FormatEvent, FormatFields,
        format::{Format, Json, Writer, format},
        time::SystemTime,
    },
    registry::LookupSpan,
};

use crate::{audit, plain};

/// Writes lines.
pub(super) struct Lines(Format<Json, SystemTime>);

impl Lines {
    pub(super) fn new() -> Self {
        // All spans, not the innermost alone: behind an inline hand-off that one is the next
        // function's, and the request id stands in the outer one.
        Self(format().json().flatten_event(true).with_current_span(false).with_span_list(true))
    }
}

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        if event.metadata().target() == audit::TARGET {
            let mut whole = Whole(None);
            event.record(&mut whole);
            if let Some(line) = whole.0 {
                return writeln!(writer, "{}", plain::json(line));
            }
        }
        let mut line = String::new();
        self.0.format_event(context, Writer::new(&mut line), event)?;
        writer.write_str(&plain::json(line))
    }
}

/// Finds the line of the audit, which is written already: what the format of this file makes is flat, and
/// a metric is not.
struct Whole(Option<String>);

impl Visit for Whole {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "line" {
            self.0 = Some(value.to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}
