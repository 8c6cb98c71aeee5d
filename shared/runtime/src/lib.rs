//! What a function runs in.
//!
//! A function is an [`HttpFunction`] or an [`EventFunction`]: it takes plain requests and events and
//! knows no platform. Adapters turn a platform's calls into those; the [`local`] one serves any
//! number of functions behind one address. Beside them stand what every function needs: routes,
//! request bodies, answers, the one table from errors to HTTP, settings of the cloud, and logs.

mod admission;
pub mod answer;
mod audit;
pub mod body;
mod cloud;
mod context;
mod cors;
mod error;
mod event;
mod front;
mod function;
mod function_compute;
mod guard;
mod key_sets;
mod lambda;
mod limits;
pub mod local;
pub mod logs;
mod manners;
mod mark;
mod plain;
mod ports;
mod route;
#[cfg(feature = "openapi")]
mod schema;
mod secrets;
mod served;
mod server;
mod start;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod ticket;

pub use access::{AccessSettings, Admission, Caller, Claims, Exposure, Presented, Refusal};
pub use admission::of_process as admission;
pub use audit::{Audit, CredentialKind};
pub use cloud::{AccessKeyId, CloudSettings, EndpointSetting, SignatureSetting};
pub use context::{Context, Platform};
pub use cors::{Cors, CorsSettings, Origins};
pub use error::ApiError;
pub use function::{Callers, Event, EventFunction, EventSource, HttpFunction, Outcome};
pub use guard::Guarded;
pub use ports::Ports;
pub use route::{Found, Route, RouteError, RouteTable};
#[cfg(feature = "openapi")]
pub use schema::{ErrorBody, error_example};
pub use start::{AdapterSettings, Listen, LogFilter, built, process_settings, run_event, run_http};
pub use ticket::{TICKET_HEADER, ticket};
