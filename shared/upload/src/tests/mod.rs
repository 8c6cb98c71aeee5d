//! Whole uploads against an OSS in this process that verifies signatures and can be told to fail.

mod bytes;
mod faults;
mod integrity;
mod issuer;
mod oss;
mod renewal;
mod stage;
