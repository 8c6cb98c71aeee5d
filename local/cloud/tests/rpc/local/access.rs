//! Who is served, and how what is wrong is said.

use reqwest::Method;
use serde_json::json;

use crate::stage::Stage;

#[tokio::test]
async fn web_pages_and_other_names_are_refused() {
    let stage = Stage::new().await;
    let url = format!("{}/_local/clock", stage.cloud.api_endpoint());
    for (name, value) in [
        ("origin", "http://localhost:3000"),
        ("sec-fetch-site", "cross-site"),
        ("host", "attacker.example"),
    ] {
        let response = stage.http.post(&url).header(name, value).send().await.unwrap();
        assert_eq!(response.status(), 403, "{name}");
        let body: serde_json::Value =
            serde_json::from_str(&response.text().await.unwrap()).unwrap();
        assert_eq!(body["Code"], "Forbidden");
    }
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let stage = Stage::new().await;
    let (status, body) = stage.local(Method::POST, "clock", json!({"advance": 1})).await;
    assert_eq!((status, body["Code"].as_str()), (400, Some("InvalidRequest")));
    assert!(body["Message"].as_str().unwrap().contains("`advance`"), "{body}");
    let (status, body) = stage.local(Method::GET, "clocks", json!({})).await;
    assert_eq!((status, body["Code"].as_str()), (404, Some("NotFound")));
    let (status, body) = stage.local(Method::DELETE, "clock", json!({})).await;
    assert_eq!((status, body["Code"].as_str()), (405, Some("MethodNotAllowed")));
    let far = json!({"advance_seconds": i64::MAX});
    let (status, body) = stage.local(Method::POST, "clock", far).await;
    assert_eq!((status, body["Code"].as_str()), (400, Some("InvalidRequest")));
    assert!(body["Message"].as_str().unwrap().contains("advance_seconds"), "{body}");
}
