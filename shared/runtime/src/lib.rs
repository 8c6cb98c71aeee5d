//! What a function runs in.
//!
//! A function is an [`HttpFunction`] or an [`EventFunction`]: it takes plain requests and events and
//! knows no platform. Adapters turn a platform's calls into those; the [`local`] one serves any
//! number of functions behind one address. Beside them stand what every function needs: routes,
//! request bodies, answers, the one table from errors to HTTP, settings of the cloud, and logs.

pub mod answer;
pub mod body;
mod cloud;
mod context;
mod error;
mod event;
mod front;
mod function;
mod function_compute;
mod guard;
mod lambda;
mod limits;
pub mod local;
pub mod logs;
mod mark;
mod ports;
mod route;
mod secrets;
mod served;
mod server;
mod start;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use access::{AccessSettings, Admission, Caller, Exposure};
pub use cloud::{AccessKeyId, CloudSettings, EndpointSetting, SignatureSetting};
pub use context::{Context, Platform};
pub use error::ApiError;
pub use function::{Callers, Event, EventFunction, EventSource, HttpFunction, Outcome};
pub use guard::Guarded;
pub use ports::Ports;
pub use route::{Found, Route, RouteError, RouteTable};
pub use start::{AdapterSettings, Listen, LogFilter, process_settings, run_event, run_http};
