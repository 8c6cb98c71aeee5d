//! The whole client against a cloud that is a script.

mod deadlines;
mod lost_create;
mod network;
mod operations;
mod retries;
mod signatures;
mod skew;
