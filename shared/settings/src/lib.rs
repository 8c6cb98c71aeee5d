//! Settings of a function: declared once, parsed once at start, each problem named.
//!
//! A function lists the settings it reads with [`settings!`]. The same list makes the struct, the
//! table in the README, the texts of errors, and later the environment blocks of the templates, so
//! none of them can drift from the code. All problems are reported at once: a start that fails
//! should fail once.

mod declare;
mod error;
mod source;
mod value;

pub use declare::{Presence, Setting, Settings};
pub use error::{Problem, SettingsError};
pub use source::{Environment, Fixed, Source};
pub use value::{FromSetting, Seconds, Secrets};

#[doc(hidden)]
pub mod macro_support {
    pub use crate::declare::{optional, required, with_default};
}
