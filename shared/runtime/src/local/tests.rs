//! The gateway over real sockets.

mod bodies;
mod connections;
mod isolation;
mod probe;
mod routing;
mod server;
mod shutdown;
