//! What an authorizer of an HTTP API found out about the caller.
//!
//! A JWT authorizer hands over the claims of the token, all of them as texts; a Lambda authorizer
//! whatever its function gave as `context`. Both stand in the request context, where no client can
//! write.
//!
//! Source: *Control access to HTTP APIs with JWT authorizers* and *… with AWS Lambda authorizers* in
//! the API Gateway documentation.

use access::Claims;
use aws_lambda_events::apigw::ApiGatewayRequestAuthorizer;
use serde_json::Value;

/// The claims, if it is an authorizer that hands any over.
pub(super) fn claims(authorizer: Option<ApiGatewayRequestAuthorizer>) -> Option<Claims> {
    let authorizer = authorizer?;
    if let Some(jwt) = authorizer.jwt {
        let texts = jwt.claims.into_iter().map(|(name, text)| (name, Value::String(text)));
        let mut claims: Claims = texts.collect();
        if let Some(scopes) = jwt.scopes {
            claims.entry("scopes").or_insert_with(|| scopes.into());
        }
        return Some(claims);
    }
    let context = authorizer.fields;
    (!context.is_empty()).then(|| context.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(authorizer: &Value) -> Option<Value> {
        let authorizer = serde_json::from_value(authorizer.clone()).unwrap();
        claims(authorizer).map(Value::Object)
    }

    #[test]
    fn claims_of_a_token_come_as_texts_with_the_scopes_of_the_route() {
        let jwt = json!({"claims": {"sub": "user-1", "roles": "[a b]"}, "scopes": ["upload"]});
        assert_eq!(
            read(&json!({ "jwt": jwt })),
            Some(json!({"sub": "user-1", "roles": "[a b]", "scopes": ["upload"]}))
        );
        let jwt = json!({"claims": {"sub": "user-1", "scopes": "mine"}, "scopes": ["upload"]});
        assert_eq!(read(&json!({ "jwt": jwt })), Some(json!({"sub": "user-1", "scopes": "mine"})));
        let jwt = json!({"claims": {"sub": "user-1"}, "scopes": null});
        assert_eq!(read(&json!({ "jwt": jwt })), Some(json!({"sub": "user-1"})));
    }

    #[test]
    fn what_a_lambda_authorizer_gives_comes_as_it_is() {
        let context = json!({"sub": "user-1", "roles": ["a"], "level": 3});
        assert_eq!(read(&json!({ "lambda": context })), Some(context));
    }

    #[test]
    fn another_authorizer_says_nothing_of_a_caller() {
        for authorizer in [
            json!(null),
            json!({}),
            json!({"lambda": null}),
            json!({"lambda": {}}),
            json!({"iam": {"userArn": "arn:aws:iam::1:user/a"}}),
        ] {
            assert_eq!(read(&authorizer), None, "{authorizer}");
        }
    }
}
