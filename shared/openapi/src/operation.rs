//! What a function says of one of its routes.

use runtime::Route;
use serde_json::{Map, Value, json};

use crate::{Refusal, Schemas, refusals};

/// A function that says what it takes and answers.
pub trait Described {
    /// What there is to say of a route: `None` where it is none of the function's.
    fn describe(route: &Route, schemas: &mut Schemas) -> Option<Operation>;
}

/// [`Described::describe`] of some function.
pub type Describe = fn(&Route, &mut Schemas) -> Option<Operation>;

/// A route in words and schemas.
#[derive(Clone, Debug)]
pub struct Operation {
    pub(crate) id: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) description: &'static str,
    pub(crate) parameters: Vec<Value>,
    pub(crate) body: Option<Body>,
    pub(crate) answer: Answer,
    pub(crate) refusals: Vec<Refusal>,
    pub(crate) links: Map<String, Value>,
}

#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub(crate) schema: Value,
    pub(crate) required: bool,
    /// Whether its fields are checked one by one.
    pub(crate) has_fields: bool,
    pub(crate) examples: Vec<(&'static str, Value)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) description: &'static str,
    pub(crate) schema: Value,
    pub(crate) example: Value,
}

impl Operation {
    /// An operation that answers 200 with what `schema` describes. The id begins with the name of the
    /// function.
    #[must_use]
    pub fn new(
        id: &'static str,
        summary: &'static str,
        description: &'static str,
        (answer, schema, example): (&'static str, Value, Value),
    ) -> Self {
        Self {
            id,
            summary,
            description,
            parameters: Vec::new(),
            body: None,
            answer: Answer { description: answer, schema, example },
            refusals: Vec::new(),
            links: Map::new(),
        }
    }

    /// A parameter of the path.
    #[must_use]
    pub fn path(mut self, name: &str, description: &str, schema: &Value) -> Self {
        self.parameters.push(json!({
            "name": name, "in": "path", "required": true,
            "description": description, "schema": schema,
        }));
        self
    }

    /// The header of the ticket.
    #[must_use]
    pub fn ticket(mut self, description: &str) -> Self {
        self.parameters.push(json!({
            "name": runtime::TICKET_HEADER, "in": "header", "required": false,
            "description": description, "schema": {"type": "string", "format": "password"},
        }));
        self
    }

    /// A JSON object whose fields are checked one by one, with examples by name.
    #[must_use]
    pub fn fields(self, schema: Value, examples: &[(&'static str, Value)]) -> Self {
        let examples = examples.to_vec();
        self.with(Body { schema, required: true, has_fields: true, examples })
    }

    /// The same, which may be left out.
    #[must_use]
    pub fn optional_fields(self, schema: Value, examples: &[(&'static str, Value)]) -> Self {
        let examples = examples.to_vec();
        self.with(Body { schema, required: false, has_fields: true, examples })
    }

    /// A JSON object of somebody else's, of which a part is read.
    #[must_use]
    pub fn body(self, schema: Value, examples: &[(&'static str, Value)]) -> Self {
        let examples = examples.to_vec();
        self.with(Body { schema, required: true, has_fields: false, examples })
    }

    /// What it refuses beside what every route does.
    #[must_use]
    pub fn refuses(mut self, rows: &[(u16, &'static str, &'static str)]) -> Self {
        self.refusals.extend(refusals::of(rows));
        self
    }

    /// An operation on the upload that the answer tells of: `id` names the member that its path needs.
    #[must_use]
    pub fn leads_to(mut self, operation: &str, id: &str) -> Self {
        let parameters = json!({
            "path.id": format!("$response.body#/{id}"),
            (format!("header.{}", runtime::TICKET_HEADER)): "$response.body#/Ticket",
        });
        let link = json!({"operationId": operation, "parameters": parameters});
        self.links.insert(operation.to_owned(), link);
        self
    }

    /// The same of an operation that takes id and ticket in its body.
    #[must_use]
    pub fn leads_to_body(mut self, operation: &str, id: &str) -> Self {
        let body = json!({
            id: format!("$response.body#/{id}"), "Ticket": "$response.body#/Ticket",
        });
        let link = json!({"operationId": operation, "requestBody": body});
        self.links.insert(operation.to_owned(), link);
        self
    }

    fn with(self, body: Body) -> Self {
        Self { body: Some(body), ..self }
    }
}
