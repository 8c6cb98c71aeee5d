//! JSON objects with known names and arbitrary values.

/// Index of the name, form of the value, and its text.
pub type Member<'a> = (u8, u8, &'a str);

/// Writes a JSON object. Each member bears one of `names`; its value is, by its form, the text as a
/// JSON text, the text as it is, or one of `values` with the text behind it.
///
/// The result need not be valid JSON: a text as it is may be anything.
#[must_use]
pub fn object(names: &[&str], values: &[&str], members: &[Member<'_>]) -> String {
    let members: Vec<String> = members
        .iter()
        .map(|&(name, form, text)| {
            let known = |list: &[&str], index: u8| {
                let index = usize::from(index).checked_rem(list.len());
                index.map_or_else(String::new, |index| list[index].to_owned())
            };
            let value = match form % 3 {
                0 => quote(text),
                1 => text.to_owned(),
                _ => quote(&(known(values, form / 3) + text)),
            };
            format!("{}:{value}", quote(&known(names, name)))
        })
        .collect();
    format!("{{{}}}", members.join(","))
}

fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
