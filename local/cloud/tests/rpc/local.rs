//! `/_local`: what a developer turns and reads of the cloud.

mod access;
mod clock;
mod seed;
