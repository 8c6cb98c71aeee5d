use jiff::{SignedDuration, Timestamp};
use model::{Clock as _, Credentials};

use super::stage::{Ask, Scheme, Stage, owner};

fn refused(code: &str) -> (u16, String) {
    (403, code.to_owned())
}

fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

#[tokio::test]
async fn a_wrong_secret_is_refused_by_every_scheme() {
    let stage = Stage::start().await;
    let wrong = Credentials::long_lived("LTAI-local", "other-secret");
    for scheme in Scheme::ALL {
        let answer = stage.send_as(Ask::put("k", "x"), &wrong, scheme).await;
        assert_eq!(answer.outcome(), refused("SignatureDoesNotMatch"), "{scheme:?}");
        assert_eq!(answer.element("OSSAccessKeyId"), "LTAI-local");
        assert!(!answer.element("SignatureProvided").is_empty());
        assert!(!answer.element("StringToSign").is_empty());
        let v4 = matches!(scheme, Scheme::HeaderV4 | Scheme::UrlV4);
        assert_eq!(!answer.element("CanonicalRequest").is_empty(), v4, "{scheme:?}");
    }
}

#[tokio::test]
async fn an_unknown_key_is_refused_by_every_scheme() {
    let stage = Stage::start().await;
    let unknown = Credentials::long_lived("LTAI-unknown", "local-secret");
    for scheme in Scheme::ALL {
        let answer = stage.send_as(Ask::put("k", "x"), &unknown, scheme).await;
        assert_eq!(answer.outcome(), refused("InvalidAccessKeyId"), "{scheme:?}");
    }
}

#[tokio::test]
async fn what_was_signed_may_not_be_changed() {
    let stage = Stage::start().await;
    let now = stage.clock.now();
    let owner = owner();
    for scheme in Scheme::ALL {
        let signed =
            || Ask::put("k", "x").header("content-type", "a/b").signed(&owner, scheme, now);
        let mut key = signed();
        key.key = Some("other".to_owned());
        let mut method = signed();
        method.method = "GET";
        let mut content_type = signed();
        content_type.headers[0].1 = "c/d".to_owned();
        let added = signed().header("x-oss-meta-a", "1");
        let sub_resource = signed().query("tagging", None);
        for ask in [key, method, content_type, added, sub_resource] {
            let answer = stage.send_bare(ask.clone()).await;
            assert_eq!(answer.outcome(), refused("SignatureDoesNotMatch"), "{scheme:?} {ask:?}");
        }
    }
    // Only V4 covers parameters that choose nothing.
    for (scheme, status) in [(Scheme::HeaderV1, 200), (Scheme::HeaderV4, 403)] {
        let ask = Ask::put("k", "x").signed(&owner, scheme, now).query("any", Some("1"));
        assert_eq!(stage.send_bare(ask).await.status, status, "{scheme:?}");
    }
}

#[tokio::test]
async fn a_clock_may_be_15_minutes_off() {
    let stage = Stage::start().await;
    let now = stage.clock.now();
    let second = SignedDuration::from_secs(1);
    for scheme in [Scheme::HeaderV1, Scheme::HeaderV4] {
        for (at, status) in [
            (now - minutes(15), 200),
            (now + minutes(15), 200),
            (now - minutes(15) - second, 403),
            (now + minutes(15) + second, 403),
        ] {
            let ask = Ask::put("k", "x").signed(&owner(), scheme, at);
            let answer = stage.send_bare(ask).await;
            assert_eq!(answer.status, status, "{scheme:?} {at}");
            if status == 403 {
                assert_eq!(answer.element("Code"), "RequestTimeTooSkewed");
                assert_eq!(answer.element("ServerTime"), "2026-01-02T03:04:05.000Z");
                assert_eq!(answer.element("MaxAllowedSkewMilliseconds"), "900000");
                assert!(!answer.element("RequestTime").is_empty());
            }
        }
    }
}

#[tokio::test]
async fn a_header_needs_a_date() {
    let stage = Stage::start().await;
    let owner = owner();
    for scheme in [Scheme::HeaderV1, Scheme::HeaderV4] {
        let signed = Ask::put("k", "x").signed(&owner, scheme, stage.clock.now());
        let is_date = |name: &str| name == "date" || name == "x-oss-date";
        let mut without = signed.clone();
        without.headers.retain(|(name, _)| !is_date(name));
        assert_eq!(stage.send_bare(without).await.outcome(), refused("AccessDenied"), "{scheme:?}");
        let mut wrong = signed;
        for (name, value) in &mut wrong.headers {
            if is_date(name) {
                "yesterday".clone_into(value);
            }
        }
        let answer = stage.send_bare(wrong).await;
        assert_eq!(answer.outcome(), refused("AccessDenied"), "{scheme:?}");
        assert_eq!(answer.element("EC"), "0002-00000502");
    }
}

#[tokio::test]
async fn v1_prefers_x_oss_date() {
    let stage = Stage::start().await;
    let ask = Ask::put("k", "x").header("x-oss-date", "Fri, 02 Jan 2026 03:04:05 GMT");
    let answer = stage.send_bare(ask.header_v1(&owner(), Timestamp::UNIX_EPOCH)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[tokio::test]
async fn a_url_ends() {
    let stage = Stage::start().await;
    let now = stage.clock.now();
    let owner = owner();
    let second = SignedDuration::from_secs(1);
    let v1 = |until| Ask::put("k", "x").url_v1(&owner, until);
    assert_eq!(stage.send_bare(v1(now)).await.status, 200);
    let late = stage.send_bare(v1(now - second)).await;
    assert_eq!(late.outcome(), refused("AccessDenied"));
    assert_eq!(late.element("Message"), "Request has expired.");
    assert_eq!(late.element("Expires"), "2026-01-02T03:04:04.000Z");
    let v4 = |at, seconds: &str| Ask::put("k", "x").url_v4(&owner, at, seconds);
    assert_eq!(stage.send_bare(v4(now - second, "1")).await.status, 200);
    let late = stage.send_bare(v4(now - second - second, "1")).await;
    assert_eq!(late.element("Message"), "Request has expired.");
    assert_eq!(stage.send_bare(v4(now + minutes(15), "1")).await.status, 200);
    let early = stage.send_bare(v4(now + minutes(15) + second, "1")).await;
    assert_eq!((early.status, early.element("EC")), (403, "0002-00000235".to_owned()));
    for (seconds, ec) in
        [("0", "0002-00000232"), ("604801", "0002-00000232"), ("", "0002-00000216")]
    {
        let answer = stage.send_bare(v4(now, seconds)).await;
        assert_eq!(answer.outcome(), (400, "InvalidArgument".to_owned()));
        assert_eq!(answer.element("EC"), ec);
    }
    assert_eq!(stage.send_bare(v4(now, "604800")).await.status, 200);
}

#[tokio::test]
async fn expiry_is_told_before_a_wrong_signature() {
    let stage = Stage::start().await;
    let wrong = Credentials::long_lived("LTAI-local", "other-secret");
    let until = stage.clock.now() - minutes(1);
    let answer = stage.send_bare(Ask::put("k", "x").url_v1(&wrong, until)).await;
    assert_eq!(answer.element("Message"), "Request has expired.");
}

#[tokio::test]
async fn a_v1_url_needs_all_three_parameters() {
    let stage = Stage::start().await;
    let whole = Ask::put("k", "x").signed(&owner(), Scheme::UrlV1, stage.clock.now());
    for name in ["OSSAccessKeyId", "Expires", "Signature"] {
        let mut ask = whole.clone();
        ask.query.retain(|(other, _)| other != name);
        assert_eq!(stage.send_bare(ask).await.outcome(), refused("AccessDenied"), "{name}");
    }
    for expires in ["x", "-1", "99999999999999999999", "9223372036854775807"] {
        let mut ask = whole.clone();
        ask.query[1].1 = Some(expires.to_owned());
        let answer = stage.send_bare(ask).await;
        assert_eq!(answer.element("EC"), "0002-00000070", "{expires}");
    }
}

#[tokio::test]
async fn a_v4_scope_names_day_region_and_product() {
    let stage = Stage::start().await;
    let now = stage.clock.now();
    let owner = owner();
    let region = stage.send_bare(Ask::put("k", "x").header_v4(&owner, now, "cn-beijing")).await;
    assert_eq!(region.outcome(), (400, "InvalidArgument".to_owned()));
    assert_eq!(region.element("EC"), "0002-00000228");
    for (from, to, ec) in [
        ("/20260102/", "/20260101/", "0002-00000213"),
        ("/oss/", "/oss-cloudbox/", "0002-00000227"),
        ("aliyun_v4_request", "aws4_request", "0002-00000213"),
        ("Credential=", "Credentials=", "0002-00000202"),
        (",Signature=", ",Signature=x,Signature=", "0002-00000202"),
    ] {
        let mut ask = Ask::put("k", "x").signed(&owner, Scheme::HeaderV4, now);
        for (_, value) in &mut ask.headers {
            *value = value.replace(from, to);
        }
        let answer = stage.send_bare(ask).await;
        assert_eq!(answer.outcome(), (400, "InvalidArgument".to_owned()), "{to}");
        assert_eq!(answer.element("EC"), ec, "{to}");
    }
}

#[tokio::test]
async fn a_v4_payload_is_unsigned() {
    let stage = Stage::start().await;
    for payload in [None, Some("e3b0c44298fc1c149afbf4c8996fb924")] {
        let mut ask = Ask::put("k", "x").signed(&owner(), Scheme::HeaderV4, stage.clock.now());
        ask.headers.retain(|(name, _)| name != "x-oss-content-sha256");
        if let Some(payload) = payload {
            ask = ask.header("x-oss-content-sha256", payload);
        }
        let answer = stage.send_bare(ask).await;
        assert_eq!(answer.outcome(), (400, "InvalidArgument".to_owned()));
        assert_eq!(answer.element("EC"), "0002-00000214");
    }
}

#[tokio::test]
async fn malformed_and_missing_authorization() {
    let stage = Stage::start().await;
    let now = stage.clock.now();
    for header in ["OSS", "OSS x", "OSS x:", "OSS :x", "OSS2 x:y", "Bearer x", "OSS4-HMAC-SHA256"] {
        let ask = Ask::put("k", "x")
            .header("date", "Fri, 02 Jan 2026 03:04:05 GMT")
            .header("authorization", header);
        let answer = stage.send_bare(ask).await;
        assert_eq!(answer.outcome(), (400, "InvalidArgument".to_owned()), "{header}");
    }
    let anonymous = stage.send_bare(Ask::put("k", "x")).await;
    assert_eq!(anonymous.outcome(), refused("AccessDenied"));
    let twice = Ask::put("k", "x").signed(&owner(), Scheme::UrlV1, now).signed(
        &owner(),
        Scheme::HeaderV1,
        now,
    );
    assert_eq!(stage.send_bare(twice).await.outcome(), (400, "InvalidArgument".to_owned()));
}

#[tokio::test]
async fn the_whole_answer_to_a_wrong_signature() {
    let stage = Stage::start().await;
    let wrong = Credentials::long_lived("LTAI-local", "other-secret");
    let answer = stage.send_as(Ask::put("k", "x"), &wrong, Scheme::HeaderV1).await;
    insta::assert_snapshot!("wrong_signature_v1", answer.lines());
    let answer = stage.send_as(Ask::put("k", "x"), &wrong, Scheme::HeaderV4).await;
    insta::assert_snapshot!("wrong_signature_v4", answer.lines());
}
