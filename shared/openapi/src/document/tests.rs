//! What becomes of what functions say.

use serde_json::json;

use super::*;

const ROUTES: &[Route] = &[
    Route { method: "POST", path: "/upload/film" },
    Route { method: "GET", path: "/upload/film" },
];

fn describe(route: &Route, schemas: &mut Schemas) -> Option<Operation> {
    let answer = ("Done.", schemas.written::<model::VideoId>(), json!("v-1"));
    let operation = match route.method {
        "POST" => Operation::new("create-film", "Creates", "Creates a film.", answer)
            .fields(json!({"type": "object"}), &[("smallest", json!({}))])
            .refuses(crate::RULES),
        "GET" => Operation::new("create-film-again", "Tells", "Tells a film.", answer),
        _ => return None,
    };
    Some(operation)
}

fn document() -> Value {
    let mut document = Document::default();
    document.add(("create-film", "Films"), ROUTES, Callers::Known, describe).unwrap();
    document.finish("1.2.3").unwrap()
}

fn statuses(operation: &Value) -> Vec<&str> {
    operation["responses"].as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn routes_are_paths_and_methods() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["version"], "1.2.3");
    let path = &document["paths"]["/upload/film"];
    assert_eq!(path["post"]["operationId"], "create-film");
    assert_eq!(path["post"]["tags"], json!(["create-film"]));
    assert_eq!(path["post"]["requestBody"]["required"], true);
    assert_eq!(path["get"]["requestBody"], Value::Null);
    assert_eq!(document["components"]["schemas"]["VideoId"]["type"], "string");
}

#[test]
fn each_refusal_stands_under_its_status_with_an_example() {
    let document = document();
    let post = &document["paths"]["/upload/film"]["post"];
    let expected = ["200", "400", "401", "403", "405", "408", "413", "500", "503", "504"];
    assert_eq!(statuses(post), expected);
    let forbidden = &post["responses"]["403"]["content"]["application/json"];
    assert_eq!(forbidden["schema"]["$ref"], "#/components/schemas/Error");
    let example = &forbidden["examples"]["Forbidden.Parameter"]["$ref"];
    assert_eq!(example, "#/components/examples/Forbidden.Parameter");
    let example = &document["components"]["examples"]["Forbidden.Parameter"]["value"];
    assert_eq!(example["Code"], "Forbidden.Parameter");
    let headers = post["responses"]["401"]["headers"].as_object().unwrap();
    assert!(headers.contains_key("WWW-Authenticate") && headers.contains_key("X-Request-Id"));
}

#[test]
fn callbacks_are_signed_and_nobody_is_asked_for_a_token() {
    let mut document = Document::default();
    document.add(("create-film", "Films"), ROUTES, Callers::Signed, describe).unwrap();
    let document = document.finish("1.2.3").unwrap();
    let post = &document["paths"]["/upload/film"]["post"];
    assert_eq!(post["security"], json!([{"vodTimestamp": [], "vodSignature": []}]));
    assert!(!statuses(post).contains(&"401"));
}

#[test]
fn a_route_without_words_and_a_wrong_name_are_refused() {
    const MORE: &[Route] = &[Route { method: "DELETE", path: "/upload/film" }];
    let mut document = Document::default();
    let error = document.add(("create-film", "Films"), MORE, Callers::Known, describe).unwrap_err();
    assert_eq!(
        error.to_string(),
        "create-film says nothing of DELETE /upload/film: add it to its src/openapi.rs"
    );
    let error = document.add(("films", "Films"), ROUTES, Callers::Known, describe).unwrap_err();
    assert_eq!(error, DocumentError::OtherName { function: "films", id: "create-film" });
}
