//! SearchMedia: media of one type that match a filter, a page at a time.
//!
//! Without Fields an answer has the id, the type and the creation time of each medium. Pages within
//! the first 5,000 results need no ScrollToken; further ones of videos and audio files do, and reach
//! 1,200 results from the page that gave it. Choices where the page is silent: more than three sort
//! fields are a SortByExceededMax too; a token lives for 30 minutes of the cloud's time and belongs
//! to its query; a page that no token covers, and a name in Fields or SortBy that the protocol does
//! not have, are an InvalidParameter. Media of the same second stand in the order of their ids.
//!
//! Sources: "SearchMedia", "Protocol for media asset search".

mod fields;
mod filter;
mod parser;
mod rows;
mod scroll;
#[cfg(any(test, feature = "fuzzing"))]
mod written;

use std::cmp::Ordering;

use model::time::iso8601;
use serde_json::{Map, Value, json};

use self::fields::MediaType;
use self::filter::Filter;
use self::rows::Row;
use self::scroll::Position;
pub(super) use self::scroll::Scrolls;
use crate::rpc::{Answer, Call, Parameters, RpcError};

const MOST: u64 = 5_000;
const LARGEST_PAGE: u64 = 100;
const SORT_FIELDS: usize = 3;

/// Lists one page of the media that match.
pub(crate) fn search_media(call: &Call<'_>) -> Result<Answer, RpcError> {
    let (cloud, parameters) = (call.cloud, call.parameters);
    let media_type = MediaType::read(parameters)?;
    let wanted = wanted(parameters, media_type)?;
    let filter = parameters
        .text("Match")
        .map(|text| parser::parse(text).and_then(|expression| Filter::new(expression, media_type)))
        .transpose()?;
    let order = Order::read(parameters)?;
    let page = parameters.number_within("PageNo", 1..=u64::from(u32::MAX))?.unwrap_or(1);
    let size = parameters.number_within("PageSize", 1..=LARGEST_PAGE)?.unwrap_or(10);
    let position = Position { query: query(parameters, media_type), page, size };
    let token = parameters.text("ScrollToken").filter(|_| media_type.scrolls());
    if token.is_some() || page * size > MOST {
        order.check_traversal()?;
    }
    let scrolls = &cloud.vod.scrolls;
    match token {
        Some(token) => scrolls.check(token, &position, cloud.now())?,
        None if page * size > MOST => {
            let expected = "a page within the first 5,000 results, or one that ScrollToken reaches";
            return Err(RpcError::invalid_parameter("PageNo", expected));
        }
        None => (),
    }

    let mut found = rows::of(cloud, media_type);
    found.retain(|row| filter.as_ref().is_none_or(|filter| filter.takes(row)));
    found.sort_by(|one, other| order.compare(one, other));
    let total = found.len();
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let list: Vec<Value> = found
        .into_iter()
        .skip(count((page - 1) * size))
        .take(count(size))
        .map(|row| show(row, media_type, &wanted))
        .collect();
    let mut answer = Answer::from_iter([
        ("Total".to_owned(), total.into()),
        ("MediaList".to_owned(), list.into()),
    ]);
    if media_type.scrolls() {
        let token = scrolls.remember(position, &*cloud.config.randomness, cloud.now());
        answer.insert("ScrollToken".to_owned(), token.into());
    }
    Ok(answer)
}

/// Reads a `Match` and writes it again.
#[cfg(feature = "fuzzing")]
pub(super) fn written_again(text: &str) -> Result<String, RpcError> {
    parser::parse(text).map(|expression| expression.to_string())
}

/// What makes a search the same one on its next page.
fn query(parameters: &Parameters, media_type: MediaType) -> String {
    let text = |name| parameters.text(name).unwrap_or_default();
    format!("{}\n{}\n{}", media_type.as_str(), text("Match"), text("SortBy"))
}

fn wanted(parameters: &Parameters, media_type: MediaType) -> Result<Vec<String>, RpcError> {
    let names = parameters.text("Fields").into_iter().flat_map(|list| list.split(','));
    names
        .map(str::trim)
        .map(|name| match media_type.field(name) {
            Some(field) if field.returned => Ok(name.to_owned()),
            _ => Err(RpcError::invalid_parameter("Fields", "names of fields of the media type")),
        })
        .collect()
}

fn show(mut row: Row, media_type: MediaType, wanted: &[String]) -> Value {
    let created = iso8601(row.created);
    let mut fields = Map::from_iter([
        (media_type.id_field().to_owned(), row.id.as_str().into()),
        ("CreationTime".to_owned(), created.as_str().into()),
    ]);
    for name in wanted {
        if let Some(value) = row.fields.remove(name) {
            fields.insert(name.clone(), value);
        }
    }
    let mut shown = json!({
        "MediaId": row.id,
        "MediaType": media_type.as_str(),
        "CreationTime": created,
    });
    shown[media_type.member()] = fields.into();
    shown
}

/// `SortBy`.
struct Order(Vec<(Moment, bool)>);

#[derive(Clone, Copy)]
enum Moment {
    Created,
    Modified,
}

impl Order {
    fn read(parameters: &Parameters) -> Result<Self, RpcError> {
        let text = parameters.text("SortBy").unwrap_or("CreationTime:Desc");
        let keys: Option<Vec<_>> = text
            .split(',')
            .map(|key| match key.trim() {
                "CreationTime:Desc" => Some((Moment::Created, true)),
                "CreationTime:Asc" => Some((Moment::Created, false)),
                "ModificationTime:Desc" => Some((Moment::Modified, true)),
                "ModificationTime:Asc" => Some((Moment::Modified, false)),
                _ => None,
            })
            .collect();
        let keys = keys.ok_or_else(|| {
            let expected = "CreationTime or ModificationTime with :Asc or :Desc";
            RpcError::invalid_parameter("SortBy", expected)
        })?;
        if keys.len() > SORT_FIELDS {
            return Err(exceeded("The SortBy parameter only supports three sort fields."));
        }
        Ok(Self(keys))
    }

    /// All data is traversed by one field only.
    fn check_traversal(&self) -> Result<(), RpcError> {
        if self.0.len() == 1 {
            return Ok(());
        }
        Err(exceeded("The SortBy parameter only supports one sort field when traversing all data."))
    }

    fn compare(&self, one: &Row, other: &Row) -> Ordering {
        let by_keys = self.0.iter().map(|(moment, descending)| {
            let order = moment.of(one).cmp(&moment.of(other));
            if *descending { order.reverse() } else { order }
        });
        by_keys.fold(Ordering::Equal, Ordering::then).then_with(|| one.id.cmp(&other.id))
    }
}

impl Moment {
    fn of(self, row: &Row) -> i64 {
        match self {
            Self::Created => row.created.as_second(),
            Self::Modified => row.modified.as_second(),
        }
    }
}

fn exceeded(message: &str) -> RpcError {
    RpcError::bad_request("SortByExceededMax", message)
}
