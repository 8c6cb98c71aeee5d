//! ScrollTokens: from which page of which search a client may go on.

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use model::Randomness;
use serde::{Deserialize, Serialize};

use crate::rpc::RpcError;
use crate::storage::{DataError, Records, Storage, Table};

/// How far a page may be from the last one, in results.
const REACH: u64 = 1_200;
const LIFE: SignedDuration = SignedDuration::from_mins(30);

/// A page of a search.
#[derive(Serialize, Deserialize)]
pub(super) struct Position {
    pub(super) query: String,
    pub(super) page: u64,
    pub(super) size: u64,
}

/// All tokens that live.
pub(in crate::vod) struct Scrolls(Mutex<Records<(Position, Timestamp)>>);

impl Scrolls {
    /// Knows those that were given before the last end of the cloud.
    pub(in crate::vod) fn load(storage: &Storage) -> Result<Self, DataError> {
        Ok(Self(Mutex::new(Records::load(storage, Table::ScrollTokens)?)))
    }

    /// Gives a token of 32 characters for the page.
    pub(super) fn remember(
        &self,
        position: Position,
        randomness: &dyn Randomness,
        now: Timestamp,
    ) -> String {
        let token = randomness.hex(16);
        let end = now.checked_add(LIFE).unwrap_or(Timestamp::MAX);
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.retain(|_, (_, end)| now < *end);
        tokens.insert(token.clone(), (position, end));
        token
    }

    /// Whether a token reaches this page.
    pub(super) fn check(
        &self,
        token: &str,
        wanted: &Position,
        now: Timestamp,
    ) -> Result<(), RpcError> {
        let tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (last, _) = tokens
            .get(token)
            .filter(|(last, end)| now < *end && last.query == wanted.query)
            .filter(|(last, _)| last.size == wanted.size)
            .ok_or_else(|| {
                RpcError::bad_request(
                    "InvalidScrollToken.Expired",
                    "The ScrollToken is expired, please refresh it.",
                )
            })?;
        if last.page.abs_diff(wanted.page) * wanted.size <= REACH {
            return Ok(());
        }
        let expected = "at most 1,200 results from the page that gave the ScrollToken";
        Err(RpcError::invalid_parameter("PageNo", expected))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Counting;

    const NOW: Timestamp = Timestamp::constant(1_700_000_000, 0);

    fn position(query: &str, page: u64, size: u64) -> Position {
        Position { query: query.to_owned(), page, size }
    }

    #[test]
    fn a_token_reaches_1_200_results_of_its_own_search_for_half_an_hour() {
        let directory = tempfile::tempdir().unwrap();
        let open = || Scrolls::load(&Storage::open(directory.path(), "account").unwrap()).unwrap();
        let scrolls = open();
        let token = scrolls.remember(position("q", 2, 20), &Counting::default(), NOW);
        assert_eq!(token.len(), 32);
        // It outlives the cloud.
        drop(scrolls);
        let scrolls = open();
        let code = |token: &str, wanted: Position, seconds| {
            let now = NOW + SignedDuration::from_secs(seconds);
            scrolls
                .check(token, &wanted, now)
                .map_or_else(|e| e.code.into_owned(), |()| String::new())
        };
        assert_eq!(code(&token, position("q", 62, 20), 0), "");
        assert_eq!(code(&token, position("q", 63, 20), 0), "InvalidParameter");
        assert_eq!(code(&token, position("other", 3, 20), 0), "InvalidScrollToken.Expired");
        assert_eq!(code(&token, position("q", 3, 10), 0), "InvalidScrollToken.Expired");
        assert_eq!(code("none", position("q", 3, 20), 0), "InvalidScrollToken.Expired");
        assert_eq!(code(&token, position("q", 3, 20), 1_799), "");
        assert_eq!(code(&token, position("q", 3, 20), 1_800), "InvalidScrollToken.Expired");
    }
}
