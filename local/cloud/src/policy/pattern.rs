//! Which actions and resources a statement is about.
//!
//! Names of actions are compared without regard to case, resources with it. A resource is compared
//! segment by segment, so that a wildcard never reaches over a colon into the next segment; only the
//! last segment, which names the thing itself, may hold colons. `NotResource` stands in the grammar
//! of an older edition of the page and is taken.

use serde_json::{Map, Value};

use super::grammar::{PolicyError, texts};
use super::wildcard::covers;

/// Patterns that must match, or must not.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Choice<P> {
    patterns: Vec<P>,
    /// `NotAction`, `NotResource`: everything but what the patterns cover.
    all_but: bool,
}

impl<P> Choice<P> {
    /// Reads `name` or `Not` and `name`, of which exactly one must be there.
    fn parse(
        place: &str,
        fields: &Map<String, Value>,
        name: &str,
        read: impl Fn(&str, String) -> Result<P, PolicyError>,
    ) -> Result<Self, PolicyError> {
        let opposite = format!("Not{name}");
        let (name, value, all_but) = match (fields.get(name), fields.get(&opposite)) {
            (Some(value), None) => (name, value, false),
            (None, Some(value)) => (opposite.as_str(), value, true),
            _ => {
                let problem = format!("must have either {name} or {opposite}");
                return Err(PolicyError::new(place, problem));
            }
        };
        let place = format!("{place}.{name}");
        let patterns = texts(&place, value)?
            .into_iter()
            .map(|text| read(&place, text))
            .collect::<Result<_, _>>()?;
        Ok(Self { patterns, all_but })
    }

    fn covers(&self, matches: impl Fn(&P) -> bool) -> bool {
        self.patterns.iter().any(matches) != self.all_but
    }
}

/// Operations that had another name, which policies may still use (OSS, "RAM policies"): the new one
/// and the old one, in lower case.
const RENAMED: [(&str, &str); 1] = [("oss:listobjects", "oss:getbucket")];

/// `Action` or `NotAction`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Actions(Choice<String>);

impl Actions {
    pub(super) fn parse(place: &str, fields: &Map<String, Value>) -> Result<Self, PolicyError> {
        Choice::parse(place, fields, "Action", |place, text| {
            if text == "*" || is_action(&text) {
                Ok(text.to_ascii_lowercase())
            } else {
                let problem = format!("{text:?} is not of the form service:Api");
                Err(PolicyError::new(place, problem))
            }
        })
        .map(Self)
    }

    pub(super) fn cover(&self, action: &str) -> bool {
        let action = action.to_ascii_lowercase();
        let old = RENAMED.iter().find(|(new, _)| *new == action).map(|(_, old)| *old);
        self.0.covers(|pattern| {
            covers(pattern, &action) || old.is_some_and(|old| covers(pattern, old))
        })
    }
}

/// `Resource` or `NotResource`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Resources(Choice<Resource>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Resource {
    Any,
    /// Service, region, account and relative id.
    Segments([String; 4]),
}

impl Resources {
    pub(super) fn parse(place: &str, fields: &Map<String, Value>) -> Result<Self, PolicyError> {
        if !fields.contains_key("Resource") && !fields.contains_key("NotResource") {
            return Err(PolicyError::new(place, "must have a Resource"));
        }
        Choice::parse(place, fields, "Resource", |place, text| {
            Resource::parse(&text).ok_or_else(|| {
                let form = "acs:service:region:account:relative-id";
                PolicyError::new(place, format!("{text:?} is not of the form {form}"))
            })
        })
        .map(Self)
    }

    pub(super) fn cover(&self, resource: &str) -> bool {
        let asked = segments(resource);
        self.0.covers(|pattern| match (pattern, &asked) {
            (Resource::Any, _) => true,
            (Resource::Segments(patterns), Some(asked)) => {
                patterns.iter().zip(asked).all(|(pattern, segment)| covers(pattern, segment))
            }
            (Resource::Segments(_), None) => false,
        })
    }
}

impl Resource {
    fn parse(text: &str) -> Option<Self> {
        if text == "*" {
            return Some(Self::Any);
        }
        // VOD's page writes its one resource in this short form ("Use custom policies").
        let full = if text.starts_with("acs:vod:") && text.matches(':').count() == 3 {
            format!("{text}:*")
        } else {
            text.to_owned()
        };
        segments(&full).map(|segments| Self::Segments(segments.map(str::to_owned)))
    }
}

/// What stands behind `acs:`, in four.
fn segments(resource: &str) -> Option<[&str; 4]> {
    let mut segments = resource.strip_prefix("acs:")?.splitn(4, ':');
    Some([segments.next()?, segments.next()?, segments.next()?, segments.next()?])
}

fn is_action(text: &str) -> bool {
    text.split_once(':')
        .is_some_and(|(service, api)| !service.is_empty() && !api.is_empty() && !api.contains(':'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn covered(pattern: &str, resource: &str) -> bool {
        let fields = json!({ "Resource": pattern });
        Resources::parse("S", fields.as_object().unwrap()).unwrap().cover(resource)
    }

    #[test]
    fn a_wildcard_stays_in_its_segment() {
        assert!(covered("acs:oss:*:*:media/a*", "acs:oss:*:1:media/a/b:c"));
        assert!(covered("acs:*:*:*:*", "acs:vod:cn-shanghai:1:*"));
        assert!(!covered("acs:oss:*:media/*:x", "acs:oss:*:1:media/k:x"));
        assert!(!covered("acs:oss:*:*:media", "acs:oss:*:1:media/k"));
        assert!(!covered("acs:oss:cn-shanghai:*:media/*", "acs:oss:*:1:media/k"));
        assert!(covered("acs:ram:*:1:role/r", "acs:ram::1:role/r"));
    }

    #[test]
    fn a_renamed_action_is_known_by_its_old_name_too() {
        let fields = json!({ "Action": "oss:GetBucket" });
        let actions = Actions::parse("S", fields.as_object().unwrap()).unwrap();
        assert!(actions.cover("oss:ListObjects"));
        assert!(!actions.cover("oss:GetBucketInfo"));
        let fields = json!({ "NotAction": "oss:GetBucket" });
        let actions = Actions::parse("S", fields.as_object().unwrap()).unwrap();
        assert!(!actions.cover("oss:ListObjects"));
    }

    #[test]
    fn the_short_form_is_of_vod_alone() {
        assert!(covered("acs:vod:*:*", "acs:vod:cn-shanghai:1:*"));
        let fields = json!({ "Resource": "acs:oss:*:*" });
        assert!(Resources::parse("S", fields.as_object().unwrap()).is_err());
    }
}
