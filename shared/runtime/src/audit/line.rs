//! The line: one JSON object, with everything that is known and nothing that is secret.

use access::Role;
use http::{HeaderMap, Response, StatusCode, header};
use model::Tenant;
use serde::{Serialize, Serializer, ser::SerializeMap};

use super::{Event, Given, Notes, TARGET, metrics::Metadata};
use crate::{Context, logs, mark::Code, plain};

/// How much of a text that a client makes up is kept, in characters.
const LONGEST: usize = 200;

/// What a line is made of.
struct Line<'a> {
    context: &'a Context,
    notes: &'a Notes,
    event: Event,
    status: StatusCode,
    code: Option<&'a str>,
    user_agent: Option<&'a str>,
}

/// `User-Agent` of a request.
pub(crate) fn user_agent(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::USER_AGENT)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// Writes the line of a call that is answered like this.
pub(crate) fn write<B>(context: &Context, user_agent: Option<&str>, response: &Response<B>) {
    if let Some(line) = of(context, user_agent, response) {
        // For the subscriber of `logs` the line is the whole line.
        logs::request_span(context).in_scope(|| tracing::info!(target: TARGET, line));
    }
}

/// The line. A call that gave nothing and refused nothing, such as a look at the status of an upload,
/// has none.
pub(super) fn of<B>(
    context: &Context,
    user_agent: Option<&str>,
    response: &Response<B>,
) -> Option<String> {
    let notes = context.audit.notes().clone();
    let status = response.status();
    let event = match status {
        _ if status.is_server_error() => Event::Failed,
        _ if status.is_client_error() => Event::Refused,
        _ => notes.given.as_ref()?.event,
    };
    let code = response.extensions().get::<Code>().map(|code| code.0.as_ref());
    let line = Line { context, notes: &notes, event, status, code, user_agent };
    serde_json::to_string(&line)
        .inspect_err(|error| tracing::error!(%error, "a line of the audit could not be written"))
        .ok()
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { context, notes, event, .. } = self;
        let now = context.clock.now();
        let mut map = serializer.serialize_map(None)?;
        // As the other lines have it.
        map.serialize_entry("timestamp", &format!("{now:.6}"))?;
        map.serialize_entry("level", "INFO")?;
        map.serialize_entry("target", TARGET)?;
        map.serialize_entry("event", event.as_str())?;
        map.serialize_entry("function", context.function)?;
        map.serialize_entry("request_id", context.request_id.as_str())?;
        map.serialize_entry("status", &self.status.as_u16())?;
        some(&mut map, "code", self.code)?;
        some(&mut map, "detail", notes.detail)?;
        if let Some(caller) = &notes.caller {
            let roles: Vec<_> = caller.roles.iter().map(Role::as_str).collect();
            map.serialize_entry("subject", caller.owner.subject.as_str())?;
            some(&mut map, "tenant", caller.owner.tenant.as_ref().map(Tenant::as_str))?;
            map.serialize_entry("roles", &roles)?;
            map.serialize_entry("voucher", caller.voucher.as_str())?;
        }
        some(&mut map, "kind", notes.kind.map(super::CredentialKind::as_str))?;
        some(&mut map, "media_id", notes.media_id.as_deref().map(|id| plain::cut(id, LONGEST)))?;
        some(&mut map, "grant_id", notes.grant_id.as_deref())?;
        if let Some(Given { until, .. }) = notes.given.as_ref().filter(|one| one.event == *event) {
            some(&mut map, "until", until.as_deref())?;
        }
        some(&mut map, "client_address", context.client_address)?;
        some(&mut map, "user_agent", self.user_agent.map(|agent| plain::cut(agent, LONGEST)))?;
        map.serialize_entry(event.counter(), &1)?;
        if let Some(function) = &context.audit.lambda {
            Metadata::new(now, event.counter()).write(function, &mut map)?;
        }
        map.end()
    }
}

fn some<M: SerializeMap, T: Serialize>(
    map: &mut M,
    name: &'static str,
    value: Option<T>,
) -> Result<(), M::Error> {
    match value {
        Some(value) => map.serialize_entry(name, &value),
        None => Ok(()),
    }
}
