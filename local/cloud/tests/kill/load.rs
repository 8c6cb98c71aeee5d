//! When the kill comes: after so many acknowledged requests, in the middle of the next one.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::program::Program;
use crate::random::Random;
use crate::wire::{self, Answer};

/// The load on one start of the program.
pub(crate) struct Load {
    address: SocketAddr,
    program: Mutex<Program>,
    /// How many acknowledged requests are left until the kill.
    left: AtomicUsize,
    over: AtomicBool,
}

/// No answer came, or none that is whole: nobody knows whether the request was carried out.
#[derive(Debug)]
pub(crate) struct Lost;

impl Load {
    pub(crate) fn new(program: Program, acknowledged: usize) -> Self {
        Self {
            address: program.address(),
            program: Mutex::new(program),
            left: AtomicUsize::new(acknowledged),
            over: AtomicBool::new(false),
        }
    }

    /// Whether the kill has come.
    pub(crate) fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    /// Sends a request. Who finds that none is left sends a piece of its own and kills.
    pub(crate) fn send(&self, random: &mut Random, request: &[u8]) -> Result<Answer, Lost> {
        let left =
            self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        if left == Ok(1) {
            let piece = &request[..random.below(request.len() + 1)];
            let _open = wire::begin(self.address, piece);
            self.over.store(true, Ordering::SeqCst);
            self.program.lock().unwrap().kill();
            return Err(Lost);
        }
        wire::exchange(self.address, request).map_err(|_| Lost)
    }
}
