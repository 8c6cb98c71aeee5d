//! Random rules, identities and bodies.

use model::MediaKind;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// A field with two values: one that callers send, and one that rules say.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) own: Value,
    /// `None`: rules say nothing of what differs from upload to upload.
    pub(crate) of_rules: Option<Value>,
    /// Whether VOD makes nothing without it.
    pub(crate) needed: bool,
}

fn field(name: &'static str, own: Value, of_rules: Value) -> Field {
    Field { name, own, of_rules: Some(of_rules), needed: false }
}

fn own(name: &'static str, own: Value) -> Field {
    Field { name, own, of_rules: None, needed: false }
}

fn needed(field: Field) -> Field {
    Field { needed: true, ..field }
}

fn common() -> Vec<Field> {
    vec![
        field("Description", json!("mine"), json!("ours")),
        field("Tags", json!("mine,too"), json!("ours")),
        field("StorageLocation", json!("mine.oss-cn-shanghai.aliyuncs.com"), json!("ours.e.com")),
        field("AppId", json!("app-mine"), json!("app-ours")),
        field("UserData.Extend", json!({"mine": 1}), json!({"ours": 1})),
        field(
            "UserData.MessageCallback",
            json!({"CallbackURL": "http://mine.e.com"}),
            json!({"CallbackURL": "http://ours.e.com"}),
        ),
        field("UserData.AccelerateConfig", json!({"Type": "mine"}), json!({"Type": "ours"})),
    ]
}

/// The fields of a kind, as the documentation of its operation lists them.
pub(crate) fn fields(kind: MediaKind) -> Vec<Field> {
    let title = field("Title", json!("Mine"), json!("Ours"));
    let mut fields = match kind {
        MediaKind::Video => vec![
            needed(own("FileName", json!("mine.mp4"))),
            needed(title),
            own("FileSize", json!(1_000)),
            own("ReferenceId", json!("mine-1234")),
            field("CateId", json!(1), json!(2)),
            field("CoverURL", json!("http://mine.e.com/c"), json!("http://ours.e.com/c")),
            field("TemplateGroupId", json!("group-mine"), json!("group-ours")),
            field("WorkflowId", json!("flow-mine"), json!("flow-ours")),
            field("EnableFirstFrameCover", json!(true), json!(false)),
            field("GenerateThumbnail", json!(true), json!(false)),
        ],
        MediaKind::Image => vec![
            needed(field("ImageType", json!("default"), json!("cover"))),
            title,
            field("ImageExt", json!("PNG"), json!("jpg")),
            own("OriginalFileName", json!("mine.gif")),
            field("CateId", json!(1), json!(2)),
        ],
        MediaKind::AttachedMedia => vec![
            needed(field("BusinessType", json!("material"), json!("watermark"))),
            title,
            field("MediaExt", json!("PNG"), json!("gif")),
            own("FileName", json!("mine.gif")),
            own("FileSize", json!("1000")),
            field("CateIds", json!("1"), json!("2,3")),
        ],
    };
    fields.extend(common());
    fields
}

/// Every name of any kind, and some that only look like one.
pub(crate) fn every_name() -> Vec<String> {
    let kinds = [MediaKind::Video, MediaKind::Image, MediaKind::AttachedMedia];
    let names = kinds.into_iter().flat_map(fields).map(|field| field.name);
    let mut names: Vec<_> = names.filter(|name| !name.contains('.')).map(str::to_owned).collect();
    names.push("UserData".into());
    names.extend(names.clone().iter().map(|name| name.to_uppercase() + " "));
    names.push("Action".into());
    names
}

/// What a role says of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Says {
    Nothing,
    MaySet,
    Required,
    Default,
    Forced,
}

/// What a role says of a kind.
#[derive(Clone, Debug)]
pub(crate) struct KindRule {
    /// One for each field of the kind.
    pub(crate) says: Vec<Says>,
    pub(crate) extensions: Option<Vec<&'static str>>,
    pub(crate) largest: Option<u64>,
}

/// A case. The roles of the file are called `a`, `b` and `c`.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) kind: MediaKind,
    pub(crate) roles: Vec<Option<KindRule>>,
    pub(crate) default_role: Option<usize>,
    /// Which of the file's roles the caller has, and another one.
    pub(crate) has: Vec<bool>,
    /// For each field what the caller does.
    pub(crate) sends: Vec<Sends>,
    /// Whether UserData is written as a text.
    pub(crate) as_text: bool,
}

/// What a caller does with a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Sends {
    Nothing,
    Null,
    Own,
    /// By chance, or by a guess, what the rules say.
    LikeTheRules,
    /// Under the name with a small first letter.
    SmallOwn,
}

pub(crate) const NAMES: [&str; 4] = ["a", "b", "c", "elsewhere"];

fn kind_rule(kind: MediaKind) -> impl Strategy<Value = KindRule> {
    let fields = fields(kind);
    let says = prop::collection::vec(0..8_u8, fields.len());
    let lists: Vec<Vec<&'static str>> = match kind {
        MediaKind::Video => vec![vec!["mp4", "mov"], vec!["mov"]],
        MediaKind::Image => vec![vec!["jpg", "png"], vec!["jpg", "gif"], vec!["jpg"]],
        MediaKind::AttachedMedia => vec![vec!["gif", "png"], vec!["gif"]],
    };
    let extensions = prop::option::weighted(0.3, prop::sample::select(lists));
    let largest = prop::option::weighted(0.3, prop::sample::select(vec![999, 1_000, 5_000]));
    (says, extensions, largest).prop_map(move |(numbers, extensions, largest)| {
        let says: Vec<_> =
            fields.iter().zip(numbers).map(|(field, number)| says_of(field, number)).collect();
        let may_say_size = fields
            .iter()
            .zip(&says)
            .any(|(field, says)| field.name == "FileSize" && *says != Says::Nothing);
        KindRule { says, extensions, largest: largest.filter(|_| may_say_size) }
    })
}

/// Only what is no contradiction.
fn says_of(field: &Field, number: u8) -> Says {
    match (number, &field.of_rules) {
        (0 | 1, _) if field.needed => Says::MaySet,
        (0 | 1, _) => Says::Nothing,
        (5, _) => Says::Required,
        (6, Some(_)) => Says::Default,
        (7, Some(_)) => Says::Forced,
        _ => Says::MaySet,
    }
}

pub(crate) fn case() -> impl Strategy<Value = Case> {
    let kinds = vec![MediaKind::Video, MediaKind::Image, MediaKind::AttachedMedia];
    prop::sample::select(kinds).prop_flat_map(|kind| {
        let roles = prop::collection::vec(prop::option::weighted(0.85, kind_rule(kind)), 3);
        let default_role = prop::option::weighted(0.8, 0..3_usize);
        let has = prop::collection::vec(any::<bool>(), 4);
        let sends = prop::sample::select(vec![
            Sends::Nothing,
            Sends::Nothing,
            Sends::Nothing,
            Sends::Nothing,
            Sends::Null,
            Sends::Own,
            Sends::LikeTheRules,
            Sends::SmallOwn,
        ]);
        let sends = prop::collection::vec(sends, fields(kind).len());
        (roles, default_role, has, sends, any::<bool>(), any::<u8>()).prop_map(
            move |(roles, default_role, has, sends, as_text, meek)| {
                let mut case = Case { kind, roles, default_role, has, sends, as_text };
                // Of bodies that are all random hardly one is let in.
                if meek % 2 == 0 {
                    case.make_meek();
                }
                case
            },
        )
    })
}

impl Case {
    /// Leaves out most of what the caller's role does not have, and gives what VOD needs.
    fn make_meek(&mut self) {
        let Some(rule) = crate::naive::rule_of(self).cloned() else { return };
        for ((field, says), sends) in fields(self.kind).iter().zip(&rule.says).zip(&mut self.sends)
        {
            *sends = match says {
                Says::Nothing | Says::Forced => Sends::Nothing,
                Says::Required => Sends::Own,
                _ if field.needed || rule.largest.is_some() && field.name == "FileSize" => {
                    Sends::Own
                }
                _ => *sends,
            };
        }
    }

    /// The roles of the caller.
    pub(crate) fn roles(&self) -> Vec<&'static str> {
        NAMES.into_iter().zip(&self.has).filter(|(_, has)| **has).map(|(name, _)| name).collect()
    }

    /// The file of rules. JSON is YAML.
    pub(crate) fn rules(&self) -> String {
        let roles: Map<String, Value> = NAMES
            .into_iter()
            .zip(&self.roles)
            .map(|(name, rule)| {
                let word = match self.kind {
                    MediaKind::Video => "video",
                    MediaKind::Image => "image",
                    MediaKind::AttachedMedia => "attached-media",
                };
                let role =
                    rule.as_ref().map_or_else(|| json!({}), |rule| json!({word: self.rule(rule)}));
                (name.to_owned(), role)
            })
            .collect();
        let mut file = json!({"version": 1, "roles": roles});
        if let Some(index) = self.default_role {
            file["default-role"] = NAMES[index].into();
        }
        file.to_string()
    }

    fn rule(&self, rule: &KindRule) -> Value {
        let fields = fields(self.kind);
        let that = |wanted: &[Says]| {
            let found = fields.iter().zip(&rule.says).filter(|(_, says)| wanted.contains(says));
            found.map(|(field, _)| field).collect::<Vec<_>>()
        };
        let names = |fields: Vec<&Field>| fields.iter().map(|field| field.name).collect::<Vec<_>>();
        let values = |fields: Vec<&Field>| -> Map<String, Value> {
            let value = |field: &&Field| (field.name.to_owned(), field.of_rules.clone().unwrap());
            fields.iter().map(value).collect()
        };
        let mut written = json!({
            "may-set": names(that(&[Says::MaySet, Says::Required, Says::Default])),
            "required": names(that(&[Says::Required])),
            "defaults": values(that(&[Says::Default])),
            "forced": values(that(&[Says::Forced])),
        });
        if let Some(extensions) = &rule.extensions {
            written["extensions"] = json!(extensions);
        }
        if let Some(largest) = rule.largest {
            written["max-file-size"] = json!(largest);
        }
        written
    }

    /// The value that the caller sends for each field that they send.
    pub(crate) fn given(&self) -> Vec<(Field, Value)> {
        let given = fields(self.kind).into_iter().zip(&self.sends).filter_map(|(field, sends)| {
            let value = match sends {
                Sends::Nothing | Sends::Null => return None,
                Sends::Own | Sends::SmallOwn => field.own.clone(),
                Sends::LikeTheRules => field.of_rules.clone()?,
            };
            Some((field, value))
        });
        given.collect()
    }

    /// The body of the request.
    pub(crate) fn body(&self) -> String {
        let mut body = Map::new();
        let mut user_data = Map::new();
        for (field, value) in self.given() {
            match field.name.strip_prefix("UserData.") {
                Some(member) => user_data.insert(member.to_owned(), value),
                None => body.insert(self.name(&field), value),
            };
        }
        for (field, sends) in fields(self.kind).iter().zip(&self.sends) {
            if *sends == Sends::Null && !field.name.contains('.') {
                body.insert(field.name.to_owned(), Value::Null);
            }
        }
        if !user_data.is_empty() {
            let user_data = Value::Object(user_data);
            let text = || user_data.to_string().into();
            body.insert("UserData".into(), if self.as_text { text() } else { user_data.clone() });
        }
        Value::Object(body).to_string()
    }

    fn name(&self, field: &Field) -> String {
        let fields = fields(self.kind);
        let index = fields.iter().position(|one| one.name == field.name).unwrap();
        if self.sends[index] == Sends::SmallOwn {
            field.name[..1].to_lowercase() + &field.name[1..]
        } else {
            field.name.to_owned()
        }
    }
}
