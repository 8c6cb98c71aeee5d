//! What the OpenAPI document says of it.

use openapi::{CLOUD, Described, Operation, Schemas};
use runtime::Route;
use serde_json::json;

use crate::{StsToken, TokenAnswer, TokenRequest};

impl Described for StsToken {
    fn describe(route: &Route, schemas: &mut Schemas) -> Option<Operation> {
        let example = json!(TokenAnswer {
            status_code: 200,
            status: 200,
            request_id: "25818875-5F78-4AF6-04D5-D7393642C2A1".into(),
            access_key_id: "STS.ExampleAccessKeyId".into(),
            access_key_secret: "ExampleAccessKeySecret".into(),
            security_token: "ExampleSecurityToken".into(),
            expiration: "2026-01-02T04:04:05Z".into(),
            server_time: "2026-01-02T03:04:05Z".into(),
            bucket: Some("my-bucket".into()),
            prefix: Some("uploads/tenants/acme/users/user-1/".into()),
            region: Some("cn-shanghai".into()),
        });
        let answer = ("A token and its keys.", schemas.written::<TokenAnswer>(), example);
        let summary = "Asks for an STS token";
        let operation = match route.method {
            "GET" => Operation::new("sts-token", summary, DESCRIPTION, answer),
            "POST" => Operation::new("sts-token-post", summary, DESCRIPTION, answer)
                .optional_fields(schemas.read::<TokenRequest>(), &[("empty", json!({}))]),
            _ => return None,
        };
        Some(operation.refuses(NOT_THIS_ROLE).refuses(CLOUD))
    }
}

const DESCRIPTION: &str = "It writes to the folder of whoever calls, in one bucket, and nowhere else: what it \
    may do follows from who calls and from the operator's settings. One token is kept for each caller and \
    handed out until a third of its life is left.";

const NOT_THIS_ROLE: &[(u16, &str, &str)] =
    &[(403, "Forbidden.Operation", "Role viewer may not ask for STS tokens.")];
