//! What a browser is told: in answer to its preflight, and with every other answer.

use http::request::Parts;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};

use crate::body::{Body, empty};
use crate::objects::{CorsRule, CrossOrigin};
use crate::oss::error::OssError;
use crate::oss::request::{OssRequest, host};
use crate::oss::target::Target;
use crate::state::Cloud;

const VARY: HeaderValue = HeaderValue::from_static(
    "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
);

/// Answers OPTIONS, which carries no signature.
pub(in crate::oss) fn preflight(
    cloud: &Cloud,
    request: &OssRequest,
) -> Result<Response<Body>, OssError> {
    let Some(bucket) = &request.target.bucket else { return Err(not_allowed()) };
    let properties =
        cloud.objects.bucket(bucket).ok_or_else(|| OssError::no_such_bucket(bucket))?;
    let origin = request.header("origin").ok_or_else(|| missing("Origin request header"))?;
    let method = request
        .header("access-control-request-method")
        .ok_or_else(|| missing("Access-Control-Request-Method"))?;
    let headers = request.header("access-control-request-headers").unwrap_or_default();
    let wish = CrossOrigin { origin: &origin, method: &method, headers: &headers };
    let configuration = properties.cors.as_ref().ok_or_else(not_allowed)?;
    let rule = configuration.first_match(wish).ok_or_else(not_allowed)?;
    let mut response = Response::new(empty());
    allow(response.headers_mut(), rule, &origin, configuration.response_vary);
    if !headers.is_empty() {
        set(response.headers_mut(), header::ACCESS_CONTROL_ALLOW_HEADERS, &headers);
    }
    Ok(response)
}

/// Lets a page read the answer, errors too, where a rule of the bucket allows the page.
pub(in crate::oss) fn mark(cloud: &Cloud, request: &Parts, answer: &mut HeaderMap) {
    let target = Target::of(&host(request), request.uri.path());
    let bucket = target.ok().and_then(|target| cloud.objects.bucket(&target.bucket?));
    let Some(configuration) = bucket.as_deref().and_then(|bucket| bucket.cors.as_ref()) else {
        return;
    };
    let origin = request.headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    let rule = origin.and_then(|origin| {
        let wish = CrossOrigin { origin, method: request.method.as_str(), headers: "" };
        configuration.first_match(wish).map(|rule| (rule, origin))
    });
    if let Some((rule, origin)) = rule {
        allow(answer, rule, origin, configuration.response_vary);
    } else if configuration.response_vary {
        answer.append(header::VARY, VARY);
    }
}

fn allow(answer: &mut HeaderMap, rule: &CorsRule, origin: &str, response_vary: bool) {
    let everybody = rule.allows_every_origin();
    set(answer, header::ACCESS_CONTROL_ALLOW_ORIGIN, if everybody { "*" } else { origin });
    set(answer, header::ACCESS_CONTROL_ALLOW_METHODS, &rule.allowed_methods.join(", "));
    if !rule.expose_headers.is_empty() {
        set(answer, header::ACCESS_CONTROL_EXPOSE_HEADERS, &rule.expose_headers.join(", "));
    }
    if let Some(seconds) = rule.max_age_seconds {
        set(answer, header::ACCESS_CONTROL_MAX_AGE, &seconds.to_string());
    }
    // What names the origin must not be taken from a cache for another.
    if response_vary || !everybody {
        answer.append(header::VARY, VARY);
    }
}

fn set(headers: &mut HeaderMap, name: http::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::try_from(value) {
        headers.insert(name, value);
    }
}

fn not_allowed() -> OssError {
    OssError::new(
        StatusCode::FORBIDDEN,
        "AccessForbidden",
        "CORSResponse: This CORS request is not allowed. This is usually because the evalution of \
         Origin, request method / Access-Control-Request-Method or Access-Control-Requet-Headers \
         are not whitelisted by the resource's CORS spec.",
    )
}

fn missing(header: &str) -> OssError {
    OssError::new(
        StatusCode::BAD_REQUEST,
        "BadRequest",
        format!("Insufficient information. {header} needed."),
    )
}
