//! The log: lines for a person, on standard error.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;

/// Starts it. Where a log was started before, that one goes on.
pub(crate) fn start(filter: &str) {
    let Ok(targets) = targets(filter) else { return };
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_writer(std::io::stderr)
        .finish()
        .with(targets);
    let _ = tracing::subscriber::set_global_default(subscriber);
}

/// Whether a filter can be read.
///
/// # Errors
/// Why it can't.
pub(crate) fn check(filter: &str) -> Result<(), String> {
    targets(filter).map(drop)
}

fn targets(filter: &str) -> Result<Targets, String> {
    // A word alone could be the name of a module, but `infoo` hardly is meant as one.
    let stray = filter
        .split(',')
        .map(str::trim)
        .find(|directive| !directive.contains('=') && directive.parse::<LevelFilter>().is_err());
    if let Some(word) = stray {
        return Err(format!("{word:?} is no level"));
    }
    let directives: Vec<_> = filter.split(',').map(str::trim).collect();
    directives.join(",").parse::<Targets>().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_and_directives_are_read() {
        for filter in ["warn", "off", "info,local_cloud=debug", "info, local_cloud::oss=trace"] {
            assert_eq!(check(filter), Ok(()), "{filter}");
        }
        for filter in ["loud", "local_cloud", "local_cloud=loud"] {
            assert!(check(filter).is_err(), "{filter}");
        }
    }
}
