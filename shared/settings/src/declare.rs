//! The declaration of settings, and how a struct is read by it.

use crate::{FromSetting, Problem, SettingsError, Source};

/// Whether a setting must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// No start without it.
    Required,
    /// Absent means that the feature is off.
    Optional,
    /// Absent means this text.
    Default(&'static str),
}

/// One setting, as declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name in the environment.
    pub name: &'static str,
    /// What it should be, in words.
    pub expected: &'static str,
    /// Whether it must be there.
    pub presence: Presence,
    /// Whether its value must never be shown.
    pub secret: bool,
    /// What it is for: the documentation comment of its field.
    pub help: &'static str,
}

/// A struct of settings, made by [`settings!`](crate::settings!).
pub trait Settings: Sized {
    /// Every setting that is read, groups first, in the order of declaration.
    fn declared() -> Vec<Setting>;

    /// Reads all of them; what is wrong goes into `problems`, and then there is no struct.
    fn read(source: &dyn Source, problems: &mut Vec<Problem>) -> Option<Self>;

    /// Reads all of them.
    ///
    /// # Errors
    /// Every setting that is missing or wrong, with what it should be.
    fn load(source: &dyn Source) -> Result<Self, SettingsError> {
        let mut problems = Vec::new();
        match Self::read(source, &mut problems) {
            Some(settings) if problems.is_empty() => Ok(settings),
            _ => Err(SettingsError { problems }),
        }
    }
}

fn parse<T: FromSetting>(name: &'static str, text: &str, problems: &mut Vec<Problem>) -> Option<T> {
    T::from_setting(text)
        .map_err(|reason| {
            problems.push(Problem { name, expected: T::EXPECTED, reason: Some(reason) });
        })
        .ok()
}

/// Reads a setting that must be there.
pub fn required<T: FromSetting>(
    source: &dyn Source,
    name: &'static str,
    problems: &mut Vec<Problem>,
) -> Option<T> {
    let Some(text) = source.read(name) else {
        problems.push(Problem { name, expected: T::EXPECTED, reason: None });
        return None;
    };
    parse(name, &text, problems)
}

/// Reads a setting that may be absent: the outer `None` is a problem, the inner one absence.
// The two layers are different facts, and the macro needs both.
#[allow(clippy::option_option)]
pub fn optional<T: FromSetting>(
    source: &dyn Source,
    name: &'static str,
    problems: &mut Vec<Problem>,
) -> Option<Option<T>> {
    match source.read(name) {
        None => Some(None),
        Some(text) => parse(name, &text, problems).map(Some),
    }
}

/// Reads a setting that has a default.
pub fn with_default<T: FromSetting>(
    source: &dyn Source,
    name: &'static str,
    default: &'static str,
    problems: &mut Vec<Problem>,
) -> Option<T> {
    let text = source.read(name).unwrap_or_else(|| default.to_owned());
    parse(name, &text, problems)
}

/// Declares a struct of settings.
///
/// ```text
/// settings! {
///     /// What the function needs.
///     pub struct StsTokenSettings {
///         groups { cloud: CloudSettings }
///         /// The role to assume.
///         required role_arn: RoleArn = "STS_ROLE_ARN",
///         /// Where the bucket is.
///         optional region: String = "STS_BUCKET_REGION",
///         /// How long a token lives.
///         default duration: Seconds = "STS_DURATION_SECONDS" "3600",
///     }
/// }
/// ```
/// The documentation comment of a field is the help text of its setting.
#[macro_export]
macro_rules! settings {
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident {
            $(groups { $($group:ident : $group_type:ty),* $(,)? })?
            $(
                $(#[doc = $help:literal])+
                $presence:ident $field:ident : $type:ty = $key:literal $($default:literal)?
            ),* $(,)?
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug)]
        $visibility struct $name {
            $($(
                #[doc = concat!("The settings of [`", stringify!($group_type), "`].")]
                pub $group: $group_type,
            )*)?
            $(
                $(#[doc = $help])+
                pub $field: $crate::settings!(@type $presence $type),
            )*
        }

        impl $crate::Settings for $name {
            fn declared() -> Vec<$crate::Setting> {
                let own: Vec<$crate::Setting> = vec![$($crate::Setting {
                    name: $key,
                    expected: <$type as $crate::FromSetting>::EXPECTED,
                    presence: $crate::settings!(@presence $presence $($default)?),
                    secret: <$type as $crate::FromSetting>::SECRET,
                    help: concat!($($help),+),
                }),*];
                #[allow(unused_mut)]
                let mut all: Vec<$crate::Setting> = Vec::new();
                $($(all.extend(<$group_type as $crate::Settings>::declared());)*)?
                all.extend(own);
                all
            }

            #[allow(unused_variables)]
            fn read(
                source: &dyn $crate::Source,
                problems: &mut Vec<$crate::Problem>,
            ) -> Option<Self> {
                // All are read before any `?`, so that every problem is found at once.
                $($(let $group = <$group_type as $crate::Settings>::read(source, problems);)*)?
                $(let $field = $crate::settings!(
                    @read $presence $type, source, $key, problems $(, $default)?
                );)*
                Some(Self {
                    $($($group: $group?,)*)?
                    $($field: $field?,)*
                })
            }
        }
    };
    (@type required $type:ty) => { $type };
    (@type default $type:ty) => { $type };
    (@type optional $type:ty) => { Option<$type> };
    (@presence required) => { $crate::Presence::Required };
    (@presence optional) => { $crate::Presence::Optional };
    (@presence default $default:literal) => { $crate::Presence::Default($default) };
    (@read required $type:ty, $source:ident, $key:literal, $problems:ident) => {
        $crate::macro_support::required::<$type>($source, $key, $problems)
    };
    (@read optional $type:ty, $source:ident, $key:literal, $problems:ident) => {
        $crate::macro_support::optional::<$type>($source, $key, $problems)
    };
    (@read default $type:ty, $source:ident, $key:literal, $problems:ident, $default:literal) => {
        $crate::macro_support::with_default::<$type>($source, $key, $default, $problems)
    };
}

#[cfg(test)]
mod tests {
    use model::Secret;

    use crate::{Fixed, Presence, Seconds, Settings as _};

    crate::settings! {
        /// Keys.
        struct Keys {
            /// The id.
            required id: String = "KEY_ID",
            /// The secret.
            required secret: Secret = "KEY_SECRET",
        }
    }

    crate::settings! {
        /// Everything.
        struct All {
            groups { keys: Keys }
            /// How long.
            /// In seconds.
            default life: Seconds = "LIFE" "300",
            /// A note.
            optional note: String = "NOTE",
        }
    }

    fn keys() -> Fixed {
        Fixed::default().with("KEY_ID", "id").with("KEY_SECRET", "hush")
    }

    #[test]
    fn reads_groups_defaults_and_absent_ones() {
        let all = All::load(&keys()).unwrap();
        assert_eq!(all.keys.id, "id");
        assert_eq!(all.keys.secret.expose(), "hush");
        assert_eq!(all.life.0.as_secs(), 300);
        assert_eq!(all.note, None);
    }

    #[test]
    fn names_every_problem_at_once_with_what_is_expected() {
        let error = All::load(&Fixed::default().with("KEY_ID", "").with("LIFE", "soon"));
        assert_eq!(
            error.unwrap_err().to_string(),
            "cannot start, because of the settings:\
             \n  KEY_ID is not set; it should be a text\
             \n  KEY_SECRET is not set; it should be a secret text\
             \n  LIFE: \"soon\" is not valid; it should be a number of seconds, at least 1"
        );
    }

    #[test]
    fn the_declaration_tells_all_about_a_setting() {
        let declared = All::declared();
        let names: Vec<_> = declared.iter().map(|setting| setting.name).collect();
        assert_eq!(names, ["KEY_ID", "KEY_SECRET", "LIFE", "NOTE"]);
        assert!(declared[1].secret && !declared[0].secret);
        assert_eq!(declared[2].presence, Presence::Default("300"));
        assert_eq!(declared[2].help, " How long. In seconds.");
    }

    #[test]
    fn debug_shows_no_secret() {
        assert!(!format!("{:?}", All::load(&keys()).unwrap()).contains("hush"));
    }
}
