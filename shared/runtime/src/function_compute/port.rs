//! The port that the platform wants the process to listen on.

use std::io;

/// The port unless the function's configuration names another.
const DEFAULT: u16 = 9000;

/// The documentation names one variable, the platform's own runtimes read the other.
pub(super) fn of_environment() -> io::Result<u16> {
    ["FC_SERVER_PORT", "FC_CUSTOM_LISTEN_PORT"]
        .into_iter()
        .find_map(|name| {
            std::env::var(name).ok().filter(|text| !text.is_empty()).map(|text| (name, text))
        })
        .map_or(Ok(DEFAULT), |(name, text)| of(name, &text))
}

fn of(name: &str, text: &str) -> io::Result<u16> {
    text.trim().parse().map_err(|_| {
        io::Error::new(io::ErrorKind::InvalidInput, format!("{name}: {text:?} is no port"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_a_number_or_an_error_that_names_the_variable() {
        assert_eq!(of("FC_SERVER_PORT", "9001").unwrap(), 9001);
        let error = of("FC_SERVER_PORT", "http").unwrap_err();
        assert!(error.to_string().contains("FC_SERVER_PORT"));
    }
}
