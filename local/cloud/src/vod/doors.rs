//! The parsers of VOD's own texts, for the fuzz targets. Refusals are told by their code.

use std::borrow::Cow;

use super::search;
use super::user_data::UserData;
use crate::rpc::Parameters;

/// `MessageCallback.CallbackURL` and `Extend` of a `UserData`.
pub(crate) fn user_data(text: &str) -> Result<(Option<String>, Option<String>), Cow<'static, str>> {
    let parameters = Parameters::new(vec![("UserData".to_owned(), text.to_owned())]);
    let read = UserData::read(&parameters).map_err(|error| error.code)?;
    Ok((read.callback_url, read.extend))
}

/// The `Match` of SearchMedia, written again.
pub(crate) fn search_match(text: &str) -> Result<String, Cow<'static, str>> {
    search::written_again(text).map_err(|error| error.code)
}
