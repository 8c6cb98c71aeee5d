use super::stage::{Answer, Ask, Scheme, Stage, owner};

const PAGE: &str = "http://page.example";

fn configure(rules: &str) -> Ask {
    let body = format!("<CORSConfiguration>{rules}</CORSConfiguration>");
    Ask::new("PUT", "").query("cors", None).body(body)
}

const RULES: &str = "<CORSRule><AllowedOrigin>http://*.example</AllowedOrigin>\
    <AllowedMethod>PUT</AllowedMethod><AllowedMethod>GET</AllowedMethod>\
    <AllowedHeader>x-oss-*</AllowedHeader><ExposeHeader>ETag</ExposeHeader>\
    <ExposeHeader>x-oss-request-id</ExposeHeader><MaxAgeSeconds>60</MaxAgeSeconds></CORSRule>\
    <CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>HEAD</AllowedMethod></CORSRule>";

async fn preflight(stage: &Stage, origin: &str, method: &str, headers: &str) -> Answer {
    let ask = Ask::new("OPTIONS", "k")
        .header("origin", origin)
        .header("access-control-request-method", method);
    let ask = if headers.is_empty() {
        ask
    } else {
        ask.header("access-control-request-headers", headers)
    };
    stage.send_bare(ask).await
}

#[tokio::test]
async fn rules_are_kept_told_and_removed() {
    let stage = Stage::start().await;
    let get = || Ask::new("GET", "").query("cors", None);
    for scheme in Scheme::ALL {
        assert_eq!(stage.send_as(configure(RULES), &owner(), scheme).await.status, 200);
        let answer = stage.send_as(get(), &owner(), scheme).await;
        assert_eq!(answer.element("AllowedOrigin"), "http://*.example");
        let remove = Ask::new("DELETE", "").query("cors", None);
        assert_eq!(stage.send_as(remove, &owner(), scheme).await.status, 204);
        let answer = stage.send_as(get(), &owner(), scheme).await;
        assert_eq!(answer.outcome(), (404, "NoSuchCORSConfiguration".to_owned()));
    }
    stage.send(configure(RULES)).await;
    insta::assert_snapshot!("get_bucket_cors", stage.send(get()).await.lines());
}

#[tokio::test]
async fn a_preflight_is_answered_by_the_first_rule_that_matches() {
    let stage = Stage::start().await;
    stage.send(configure(RULES)).await;
    let answer = preflight(&stage, PAGE, "PUT", "X-Oss-Date, x-oss-meta-a").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), PAGE);
    assert_eq!(answer.header("access-control-allow-methods"), "PUT, GET");
    assert_eq!(answer.header("access-control-allow-headers"), "X-Oss-Date, x-oss-meta-a");
    assert_eq!(answer.header("access-control-expose-headers"), "ETag, x-oss-request-id");
    assert_eq!(answer.header("access-control-max-age"), "60");
    assert!(answer.header("vary").contains("Origin"));
    let everybody = preflight(&stage, "http://other", "HEAD", "").await;
    assert_eq!(everybody.header("access-control-allow-origin"), "*");
    for (origin, method, headers) in [
        ("http://other", "PUT", ""),
        (PAGE, "DELETE", ""),
        (PAGE, "PUT", "authorization"),
        (PAGE, "put", ""),
    ] {
        let answer = preflight(&stage, origin, method, headers).await;
        assert_eq!(answer.outcome(), (403, "AccessForbidden".to_owned()), "{origin} {method}");
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
}

#[tokio::test]
async fn a_preflight_has_to_say_what_it_is_about() {
    let stage = Stage::start().await;
    let bare = Ask::new("OPTIONS", "k");
    let answer = stage.send_bare(bare.clone()).await;
    assert_eq!(answer.outcome(), (400, "BadRequest".to_owned()));
    assert!(answer.element("Message").contains("Origin request header needed"));
    let answer = stage.send_bare(bare.header("origin", PAGE)).await;
    assert_eq!(answer.outcome(), (400, "BadRequest".to_owned()));
    let nowhere = Ask::new("OPTIONS", "k").of_bucket("nowhere").header("origin", PAGE);
    assert_eq!(stage.send_bare(nowhere).await.outcome(), (404, "NoSuchBucket".to_owned()));
    stage.send(Ask::new("DELETE", "").query("cors", None)).await;
    let answer = preflight(&stage, PAGE, "PUT", "").await;
    assert_eq!(answer.outcome(), (403, "AccessForbidden".to_owned()));
    let hosted = Ask::new("OPTIONS", "").at_host("media.localhost").header("origin", PAGE);
    let answer = stage.send_bare(hosted.header("access-control-request-method", "POST")).await;
    assert_eq!(answer.outcome(), (403, "AccessForbidden".to_owned()));
}

#[tokio::test]
async fn answers_themselves_are_marked_for_pages_of_a_rule_only() {
    let stage = Stage::start().await;
    stage.send(configure(RULES)).await;
    let put = |origin| Ask::put("k", "x").header("origin", origin);
    let good = stage.send(put(PAGE)).await;
    let bad = stage.send_bare(put(PAGE)).await;
    assert_eq!((good.status, bad.status), (200, 403));
    for answer in [good, bad] {
        assert_eq!(answer.header("access-control-allow-origin"), PAGE);
        assert_eq!(answer.header("access-control-expose-headers"), "ETag, x-oss-request-id");
    }
    for ask in [put("http://other"), Ask::put("k", "x")] {
        let answer = stage.send(ask).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("access-control-allow-origin"), "");
        assert_eq!(answer.header("vary"), "");
    }
    let always = format!("{RULES}<ResponseVary>true</ResponseVary>");
    stage.send(configure(&always)).await;
    assert!(stage.send(Ask::put("k", "x")).await.header("vary").starts_with("Origin"));
}

#[tokio::test]
async fn rules_that_cannot_be() {
    let stage = Stage::start().await;
    for (ask, code) in [
        (configure(""), "MalformedXML"),
        (configure("<CORSRule>"), "MalformedXML"),
        (configure(&" ".repeat(16 * 1024)), "MalformedXML"),
        (configure(RULES).header("content-md5", "AAAAAAAAAAAAAAAAAAAAAA=="), "InvalidDigest"),
        (configure(&RULES.replace("PUT", "PATCH")), "InvalidArgument"),
    ] {
        assert_eq!(stage.send(ask).await.outcome(), (400, code.to_owned()));
    }
}
