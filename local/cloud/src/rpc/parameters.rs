//! The parameters of a call, query and form together, looked up by name.

use super::error::RpcError;

/// Decoded names and values in the order of the request, query first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub(crate) fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// All pairs, empty values included: a V1 signature covers those too.
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// The value of a parameter. An empty one counts as absent, because official clients send
    /// options that nobody set as `Description=`; of a repeated one the first counts.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(known, _)| known == name)?;
        (!value.is_empty()).then_some(value)
    }

    /// As [`Parameters::text`], owned.
    pub(crate) fn owned(&self, name: &str) -> Option<String> {
        self.text(name).map(str::to_owned)
    }

    /// A parameter that VOD requires.
    pub(crate) fn required(&self, name: &str) -> Result<&str, RpcError> {
        self.text(name).ok_or_else(|| RpcError::missing_parameter(name))
    }

    /// A whole number of at least 0 (the `Long` of the API pages).
    pub(crate) fn number(&self, name: &str) -> Result<Option<u64>, RpcError> {
        self.text(name)
            .map(|text| {
                text.parse().map_err(|_| RpcError::invalid_parameter(name, "a whole number"))
            })
            .transpose()
    }

    /// A whole number inside these bounds.
    pub(crate) fn number_within(
        &self,
        name: &str,
        bounds: std::ops::RangeInclusive<u64>,
    ) -> Result<Option<u64>, RpcError> {
        let number = self.number(name)?;
        if number.is_none_or(|number| bounds.contains(&number)) {
            return Ok(number);
        }
        let expected = format!("a whole number from {} to {}", bounds.start(), bounds.end());
        Err(RpcError::invalid_parameter(name, &expected))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(pairs: &[(&str, &str)]) -> Parameters {
        Parameters::new(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn an_empty_value_is_kept_for_the_signature_and_absent_for_the_operation() {
        let parameters = parameters(&[("Description", ""), ("Title", "t")]);
        assert_eq!(parameters.pairs().len(), 2);
        assert_eq!(parameters.text("Description"), None);
        assert_eq!(parameters.required("Title").unwrap(), "t");
        assert_eq!(parameters.required("Description").unwrap_err().code, "MissingParameter");
    }

    #[test]
    fn the_first_of_a_repeated_name_counts() {
        assert_eq!(parameters(&[("A", "1"), ("A", "2")]).text("A"), Some("1"));
    }

    #[test]
    fn numbers_are_whole_and_bounded() {
        let parameters = parameters(&[("A", "5"), ("B", "-1"), ("C", "1.5"), ("D", "51")]);
        assert_eq!(parameters.number("A").unwrap(), Some(5));
        assert_eq!(parameters.number("Z").unwrap(), None);
        for name in ["B", "C"] {
            assert_eq!(parameters.number(name).unwrap_err().code, "InvalidParameter");
        }
        let error = parameters.number_within("D", 1..=50).unwrap_err();
        assert!(error.message.contains("from 1 to 50"), "{error}");
    }
}
