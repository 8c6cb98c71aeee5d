//! The faults that are installed, and when they fire.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chacha20::ChaCha20Rng;
use chacha20::rand_core::Rng as _;
use jiff::Timestamp;
use model::Secret;

use super::super::Trail;
use super::{Fault, Place};

/// All faults of the cloud.
#[derive(Default)]
pub(crate) struct Faults {
    /// Whether anything is installed: asked at every request.
    any: AtomicBool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    last: u64,
    installed: BTreeMap<u64, Installed>,
}

/// When a fault fires, beside the calls that it is for.
#[derive(Debug)]
pub(super) struct Schedule {
    /// The first so many calls pass.
    pub(super) skip: u64,
    /// It fires so often.
    pub(super) times: Option<u64>,
    /// A chance for each call, and the source that decides.
    pub(super) chance: Option<(f64, Box<ChaCha20Rng>)>,
    /// From this moment on it does not fire.
    pub(super) ends_at: Option<Timestamp>,
}

/// One fault with what was set for it.
#[derive(Debug)]
pub(super) struct Installed {
    pub(super) fault: Fault,
    /// None means all.
    pub(super) operations: Vec<String>,
    pub(super) parameters: BTreeMap<&'static str, i64>,
    /// Of `callback-old-key`.
    pub(super) key: Option<Secret>,
    pub(super) schedule: Schedule,
    /// Calls that it was for.
    pub(super) seen: u64,
    pub(super) fired: u64,
}

/// A fault that is to happen now.
#[derive(Debug, Clone)]
pub(super) struct Fired {
    pub(super) fault: Fault,
    parameters: BTreeMap<&'static str, i64>,
    pub(super) key: Option<Secret>,
}

impl Fired {
    /// A number that the fault takes. Each is inside its range, and none is missing.
    pub(super) fn number(&self, name: &str) -> i64 {
        self.parameters.get(name).copied().unwrap_or_default()
    }

    /// A number that is at least 0.
    pub(super) fn size(&self, name: &str) -> usize {
        usize::try_from(self.number(name)).unwrap_or_default()
    }

    /// `delay_ms`.
    pub(super) fn delay(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.number("delay_ms")).unwrap_or_default())
    }
}

impl Installed {
    fn is_for(&self, place: Place, operation: &str) -> bool {
        self.fault.definition().places.contains(&place)
            && (self.operations.is_empty() || self.operations.iter().any(|name| name == operation))
    }

    fn fires(&mut self, now: Timestamp) -> bool {
        let schedule = &mut self.schedule;
        if schedule.ends_at.is_some_and(|end| now >= end) {
            return false;
        }
        self.seen += 1;
        if self.seen <= schedule.skip || schedule.times.is_some_and(|times| self.fired >= times) {
            return false;
        }
        let happens = schedule.chance.as_mut().is_none_or(|(chance, source)| {
            // 53 bits, the precision of an f64.
            #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
            let drawn = (source.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
            drawn < *chance
        });
        self.fired += u64::from(happens);
        happens
    }
}

impl Faults {
    /// Whether nothing is installed.
    pub(crate) fn is_empty(&self) -> bool {
        !self.any.load(Ordering::Acquire)
    }

    /// Installs a fault and gives its id.
    pub(super) fn install(&self, fault: Installed) -> u64 {
        let mut state = self.lock();
        state.last += 1;
        let id = state.last;
        state.installed.insert(id, fault);
        self.any.store(true, Ordering::Release);
        id
    }

    /// Removes one; false when there is none of this id.
    pub(super) fn remove(&self, id: u64) -> bool {
        let mut state = self.lock();
        let removed = state.installed.remove(&id).is_some();
        self.any.store(!state.installed.is_empty(), Ordering::Release);
        removed
    }

    /// Removes all, and tells how many there were.
    pub(super) fn clear(&self) -> usize {
        let mut state = self.lock();
        self.any.store(false, Ordering::Release);
        std::mem::take(&mut state.installed).len()
    }

    /// Something of each that is installed, by id.
    pub(super) fn map<T>(&self, mut of: impl FnMut(u64, &Installed) -> T) -> Vec<T> {
        self.lock().installed.iter().map(|(id, fault)| of(*id, fault)).collect()
    }

    /// What happens to this call, in the order of installation. Every fault that is for the call
    /// counts it.
    pub(super) fn fire(&self, place: Place, operation: &str, now: Timestamp) -> Vec<Fired> {
        if self.is_empty() {
            return Vec::new();
        }
        let mut state = self.lock();
        let mut fired = Vec::new();
        for (id, installed) in &mut state.installed {
            if installed.is_for(place, operation) && installed.fires(now) {
                let name = installed.fault.definition().name;
                tracing::info!(fault = name, id, operation, "a fault fires");
                Trail::fault(name);
                fired.push(Fired {
                    fault: installed.fault,
                    parameters: installed.parameters.clone(),
                    key: installed.key.clone(),
                });
            }
        }
        fired
    }

    /// Whether a connection that was just taken is to be torn.
    pub(crate) fn refuses_connection(&self, now: Timestamp) -> bool {
        !self.fire(Place::Connection, "", now).is_empty()
    }

    /// How many parts a page of ListParts may hold.
    pub(crate) fn list_parts_page(&self, asked: u16, now: Timestamp) -> u16 {
        self.fire(Place::ListParts, "ListParts", now)
            .iter()
            .filter_map(|fired| u16::try_from(fired.number("max_parts")).ok())
            .fold(asked, u16::min)
    }

    /// What is wrong with an upload credential that is about to be handed out.
    pub(crate) fn grant(&self, now: Timestamp) -> GrantFaults {
        let fired = self.fire(Place::Grant, "", now);
        let has = |fault| fired.iter().any(|fired| fired.fault == fault);
        GrantFaults {
            another_object: has(Fault::TokenOfAnotherObject),
            another_region: has(Fault::TokenOfAnotherRegion),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is wrong with an upload credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct GrantFaults {
    /// It works on another object.
    pub(crate) another_object: bool,
    /// It names another region.
    pub(crate) another_region: bool,
}
