//! What the checks of one request note on their way, for whoever asks later why it ended as it did.
//!
//! It is bound to the task that answers the request, as a log's span is, so that a check deep inside
//! can note without every function between handing it down. Outside of a request nothing is noted.

use std::cell::RefCell;

use model::Secret;

use super::Signed;

tokio::task_local! {
    static TRAIL: RefCell<Trail>;
}

/// The notes of one request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Trail {
    /// Whether key, token and signature were found right.
    pub(super) authenticated: bool,
    /// What was signed, where that stands in a body that is not kept.
    pub(super) signed: Option<Signed>,
    /// The token next to it.
    pub(super) token: Option<Secret>,
    pub(super) asked: Vec<Asked>,
    pub(super) refused: Option<Refused>,
    /// Names of the faults that fired.
    pub(super) faults: Vec<&'static str>,
}

/// One question of permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) action: String,
    pub(super) resource: String,
    /// What decided, and how.
    pub(super) decision: String,
}

/// Why the request was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) code: String,
    pub(super) message: String,
}

impl Trail {
    /// Answers a request and gives the notes that were made.
    pub(super) async fn of<T>(work: impl Future<Output = T>) -> (T, Self) {
        TRAIL
            .scope(RefCell::default(), async {
                let done = work.await;
                (done, TRAIL.with(RefCell::take))
            })
            .await
    }

    /// Notes that the caller is who it says.
    pub(crate) fn authenticated() {
        note(|trail| trail.authenticated = true);
    }

    /// Notes what a signature in a body was made over, and the token there.
    pub(crate) fn signed(signed: Signed, token: Option<&str>) {
        note(|trail| {
            trail.signed = Some(signed);
            trail.token = token.map(Secret::new);
        });
    }

    /// Notes a question of permission and its answer.
    pub(crate) fn asked(action: &str, resource: &str, decision: impl std::fmt::Display) {
        note(|trail| {
            trail.asked.push(Asked {
                action: action.to_owned(),
                resource: resource.to_owned(),
                decision: decision.to_string(),
            });
        });
    }

    /// Notes the refusal.
    pub(crate) fn refused(code: &str, message: &str) {
        note(|trail| {
            trail.refused = Some(Refused { code: code.to_owned(), message: message.to_owned() });
        });
    }

    /// Notes a fault.
    pub(super) fn fault(name: &'static str) {
        note(|trail| trail.faults.push(name));
    }
}

fn note(change: impl FnOnce(&mut Trail)) {
    // Work that a request leaves behind notes nothing.
    let _ = TRAIL.try_with(|trail| change(&mut trail.borrow_mut()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn notes_belong_to_their_request() {
        let work = |code: &'static str| {
            Trail::of(async move {
                Trail::authenticated();
                tokio::task::yield_now().await;
                Trail::refused(code, "m");
            })
        };
        let (((), first), ((), second)) = tokio::join!(work("A"), work("B"));
        assert!(first.authenticated && second.authenticated);
        assert_eq!(first.refused.unwrap().code, "A");
        assert_eq!(second.refused.unwrap().code, "B");
        Trail::refused("outside", "is dropped");
    }
}
