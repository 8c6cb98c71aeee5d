//! JSON Schemas of types, by what is done with them: what is read may lack what is optional, what is
//! written has no nulls.

use schemars::{
    JsonSchema, SchemaGenerator,
    generate::{Contract, SchemaSettings},
};
use serde_json::{Map, Value};

use crate::DocumentError;

/// Collects the schemas of a document.
pub struct Schemas {
    read: SchemaGenerator,
    written: SchemaGenerator,
}

impl Default for Schemas {
    fn default() -> Self {
        Self { read: generator(Contract::Deserialize), written: generator(Contract::Serialize) }
    }
}

impl Schemas {
    /// The schema of what a function reads.
    pub fn read<T: JsonSchema>(&mut self) -> Value {
        self.read.subschema_for::<T>().into()
    }

    /// The schema of what a function answers.
    pub fn written<T: JsonSchema>(&mut self) -> Value {
        self.written.subschema_for::<T>().into()
    }

    /// All that others refer to, by name.
    pub(crate) fn components(mut self) -> Result<Map<String, Value>, DocumentError> {
        let mut all = self.read.take_definitions(true);
        for (name, mut schema) in self.written.take_definitions(true) {
            without_nulls(&mut schema);
            match all.get(&name) {
                Some(other) if *other != schema => return Err(DocumentError::TwoSchemas(name)),
                _ => all.insert(name, schema),
            };
        }
        all.values_mut().for_each(bounded);
        Ok(all)
    }
}

fn generator(contract: Contract) -> SchemaGenerator {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
        settings.contract = contract;
    });
    settings.into_generator()
}

/// A member that may be absent is left out of an answer rather than null: serde is told so
/// everywhere (`skip_serializing_if`), which a schema of `Option` does not know.
fn without_nulls(schema: &mut Value) {
    let Some(members) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    for member in members.values_mut() {
        if let Some(types) = member.get_mut("type").and_then(Value::as_array_mut) {
            types.retain(|name| name != "null");
            if let [only] = &types[..] {
                member["type"] = only.clone();
            }
        }
        let Some(either) = member.get_mut("anyOf").and_then(Value::as_array_mut) else { continue };
        either.retain(|one| one["type"] != "null");
        if let [Value::Object(only)] = &either[..] {
            let only = only.clone();
            if let Some(member) = member.as_object_mut() {
                member.remove("anyOf");
                member.extend(only);
            }
        }
    }
}

/// Says the largest number of 64 bits wherever there is one: JSON itself has no bound.
fn bounded(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.get("format").is_some_and(|format| format == "uint64") {
                members.insert("maximum".into(), u64::MAX.into());
            }
            members.values_mut().for_each(bounded);
        }
        Value::Array(items) => items.iter_mut().for_each(bounded),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(JsonSchema)]
    #[schemars(rename_all = "PascalCase")]
    #[allow(dead_code, reason = "only its schema is made")]
    struct Sample {
        needed: u64,
        title: Option<String>,
        other: Option<model::VideoId>,
    }

    #[test]
    fn what_is_read_may_be_null_and_what_is_written_is_left_out() {
        let mut schemas = Schemas::default();
        assert_eq!(schemas.read::<Sample>(), json!({"$ref": "#/components/schemas/Sample"}));
        let read = &schemas.components().unwrap()["Sample"];
        assert_eq!(read["properties"]["Title"]["type"], json!(["string", "null"]));
        assert_eq!(read["properties"]["Needed"]["maximum"], u64::MAX);

        let mut schemas = Schemas::default();
        schemas.written::<Sample>();
        let written = &schemas.components().unwrap()["Sample"];
        assert_eq!(written["properties"]["Title"]["type"], "string");
        let reference = json!({"$ref": "#/components/schemas/VideoId"});
        assert_eq!(written["properties"]["Other"], reference);
    }

    #[test]
    fn one_name_is_one_schema() {
        let mut schemas = Schemas::default();
        schemas.read::<Sample>();
        schemas.written::<Sample>();
        let error = schemas.components().unwrap_err();
        assert_eq!(error, DocumentError::TwoSchemas("Sample".into()));
    }
}
