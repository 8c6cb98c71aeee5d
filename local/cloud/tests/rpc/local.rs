//! `/_local`: what a developer turns and reads of the cloud.

mod access;
mod bucket;
mod clock;
mod events;
mod explain;
mod faults;
mod seed;
mod state;
