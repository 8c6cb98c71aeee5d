//! The flat parameters of an RPC call.

use model::Secret;

/// Names and values in the order in which an operation lists them.
#[derive(Debug, Default)]
pub(crate) struct Parameters(Vec<(&'static str, String)>);

impl Parameters {
    /// Adds a parameter that is always sent.
    pub(crate) fn set(
        &mut self,
        name: &'static str,
        value: &(impl ToString + ?Sized),
    ) -> &mut Self {
        self.0.push((name, value.to_string()));
        self
    }

    /// Adds a parameter that is sent only where there is a value.
    pub(crate) fn set_if(
        &mut self,
        name: &'static str,
        value: Option<&(impl ToString + ?Sized)>,
    ) -> &mut Self {
        if let Some(value) = value {
            self.set(name, value);
        }
        self
    }

    /// Adds a common parameter that must not be printed.
    pub(crate) fn set_secret(&mut self, name: &'static str, value: &Secret) -> &mut Self {
        self.set(name, value.expose())
    }

    pub(crate) fn pairs(&self) -> &[(&'static str, String)] {
        &self.0
    }
}
