//! `/_local`: what a developer turns and reads of the cloud.

mod access;
mod bucket;
mod clock;
mod faults;
mod seed;
