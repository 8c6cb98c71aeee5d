//! A page of names: prefix, delimiter, marker and limit, the same for objects and for uploads.
//!
//! Sources: ListObjects, ListObjectsV2 and ListMultipartUploads of the OSS API reference.

use std::collections::BTreeMap;
use std::ops::Bound;

/// Which names are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ListQuery<'a> {
    pub(crate) prefix: &'a str,
    /// Names that have it behind the prefix are told as one, up to it. Empty: none are.
    pub(crate) delimiter: &'a str,
    /// Only names behind this one. A common prefix that ended the page before is not told again.
    pub(crate) after: &'a str,
    /// The most entries, at least 1.
    pub(crate) limit: usize,
}

/// A page, in the order of bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page<T> {
    pub(crate) entries: Vec<Entry<T>>,
    /// The last entry's name, when there are more.
    pub(crate) next: Option<String>,
}

/// A name of its own, or what stands for many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry<T> {
    Name(String, T),
    CommonPrefix(String),
}

impl<T> Entry<T> {
    fn name(&self) -> &str {
        match self {
            Self::Name(name, _) | Self::CommonPrefix(name) => name,
        }
    }
}

/// One page of a sorted map.
pub(super) fn page<T: Clone>(map: &BTreeMap<String, T>, query: ListQuery<'_>) -> Page<T> {
    // Whichever is further on; a marker is left out, a prefix may be a name itself.
    let from = if query.after >= query.prefix {
        Bound::Excluded(query.after)
    } else {
        Bound::Included(query.prefix)
    };
    let names = map.range::<str, _>((from, Bound::Unbounded));
    page_of(names.map(|(name, value)| (name.as_str(), value.clone())), query)
}

/// One page of sorted names, all of them behind the marker.
pub(super) fn page_of<'a, T>(
    names: impl Iterator<Item = (&'a str, T)>,
    query: ListQuery<'_>,
) -> Page<T> {
    let mut entries: Vec<Entry<T>> = Vec::new();
    let wanted = names.skip_while(|(name, _)| *name < query.prefix);
    for (name, value) in wanted {
        let Some(rest) = name.strip_prefix(query.prefix) else { break };
        let entry = match common_length(rest, query.delimiter) {
            None => Entry::Name(name.to_owned(), value),
            Some(length) => {
                let common = &name[..query.prefix.len() + length];
                if common == query.after || entries.last().is_some_and(|one| one.name() == common) {
                    continue;
                }
                Entry::CommonPrefix(common.to_owned())
            }
        };
        if entries.len() == query.limit {
            let next = entries.last().map(|last| last.name().to_owned());
            return Page { entries, next };
        }
        entries.push(entry);
    }
    Page { entries, next: None }
}

/// How much of the name behind the prefix is a common prefix: to the first delimiter and with it.
fn common_length(rest: &str, delimiter: &str) -> Option<usize> {
    if delimiter.is_empty() {
        return None;
    }
    rest.find(delimiter).map(|at| at + delimiter.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn map(names: &[&str]) -> BTreeMap<String, usize> {
        names.iter().map(|name| ((*name).to_owned(), name.len())).collect()
    }

    fn names(page: &Page<usize>) -> Vec<&str> {
        page.entries.iter().map(Entry::name).collect()
    }

    #[test]
    fn prefix_delimiter_and_marker() {
        let map = map(&["a", "fun/", "fun/movie/1", "fun/movie/2", "fun/test", "oss.jpg"]);
        let list = |prefix, delimiter, after| {
            let page = page(&map, ListQuery { prefix, delimiter, after, limit: 100 });
            names(&page).join(" ")
        };
        assert_eq!(list("", "", ""), "a fun/ fun/movie/1 fun/movie/2 fun/test oss.jpg");
        assert_eq!(list("", "/", ""), "a fun/ oss.jpg");
        assert_eq!(list("fun/", "/", ""), "fun/ fun/movie/ fun/test");
        assert_eq!(list("fun/", "", "fun/movie/1"), "fun/movie/2 fun/test");
        assert_eq!(list("", "/", "fun/"), "oss.jpg");
        assert_eq!(list("fun", "", "a"), "fun/ fun/movie/1 fun/movie/2 fun/test");
        assert_eq!(list("none", "/", ""), "");
        assert_eq!(list("", "movie/", ""), "a fun/ fun/movie/ fun/test oss.jpg");
    }

    proptest! {
        /// Whatever the size of the pages, all of them together are one large page.
        #[test]
        fn pages_join_to_the_whole(
            names_in in proptest::collection::btree_set("[ab/]{1,5}", 0..20),
            prefix in "[ab/]{0,2}",
            delimiter in prop_oneof![Just(""), Just("/"), Just("b/")],
            limit in 1_usize..5,
        ) {
            let map: BTreeMap<String, usize> =
                names_in.iter().map(|name| (name.clone(), name.len())).collect();
            let query = ListQuery { prefix: &prefix, delimiter, after: "", limit: usize::MAX };
            let whole = page(&map, query);
            prop_assert_eq!(&whole.next, &None);
            let mut joined = Vec::new();
            let mut after = String::new();
            loop {
                let one = page(&map, ListQuery { after: &after, limit, ..query });
                prop_assert!(one.entries.len() <= limit);
                joined.extend(one.entries);
                match one.next {
                    Some(next) => after = next,
                    None => break,
                }
            }
            prop_assert_eq!(joined, whole.entries);
        }
    }
}
