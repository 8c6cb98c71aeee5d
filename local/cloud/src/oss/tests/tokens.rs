use jiff::SignedDuration;
use model::{Credentials, Secret};

use super::stage::{Ask, Scheme, Stage, owner};

#[tokio::test]
async fn a_temporary_key_works_with_its_token() {
    let stage = Stage::start().await;
    let key = stage.upload_credential("k");
    for scheme in Scheme::ALL {
        let answer = stage.send_as(Ask::put("k", "x"), &key, scheme).await;
        assert_eq!(answer.status, 200, "{scheme:?} {}", answer.text());
    }
}

#[tokio::test]
async fn a_temporary_key_does_not_exist_without_its_token() {
    let stage = Stage::start().await;
    let Credentials { access_key_id, access_key_secret, .. } = stage.upload_credential("k");
    let key = Credentials::long_lived(access_key_id, access_key_secret);
    for scheme in Scheme::ALL {
        let answer = stage.send_as(Ask::put("k", "x"), &key, scheme).await;
        let expected = if scheme == Scheme::UrlV1 {
            (400, "InvalidRequest".to_owned())
        } else {
            (403, "InvalidAccessKeyId".to_owned())
        };
        assert_eq!(answer.outcome(), expected, "{scheme:?}");
    }
}

#[tokio::test]
async fn a_token_works_only_with_its_own_key() {
    let stage = Stage::start().await;
    let one = stage.upload_credential("k");
    let other = stage.upload_credential("k");
    let foreign = Credentials { security_token: other.security_token, ..one.clone() };
    let invented = Credentials { security_token: Some(Secret::new("CAISx")), ..one };
    let owner = Credentials { security_token: foreign.security_token.clone(), ..owner() };
    for scheme in Scheme::ALL {
        for (key, code) in [
            (&foreign, "AccessKeyIdAndSecurityTokenNotMatch"),
            (&owner, "AccessKeyIdAndSecurityTokenNotMatch"),
            (&invented, "InvalidSecurityToken"),
        ] {
            let answer = stage.send_as(Ask::put("k", "x"), key, scheme).await;
            assert_eq!(answer.outcome(), (403, code.to_owned()), "{scheme:?}");
        }
    }
}

#[tokio::test]
async fn a_token_expires() {
    let stage = Stage::start().await;
    let key = stage.upload_credential("k");
    stage.clock.advance(SignedDuration::from_secs(2999));
    assert_eq!(stage.send_as(Ask::put("k", "x"), &key, Scheme::HeaderV4).await.status, 200);
    stage.clock.advance(SignedDuration::from_secs(1));
    for scheme in Scheme::ALL {
        let answer = stage.send_as(Ask::put("k", "x"), &key, scheme).await;
        assert_eq!(answer.outcome(), (403, "SecurityTokenExpired".to_owned()), "{scheme:?}");
        assert!(!answer.element("SecurityToken").is_empty());
    }
}

#[tokio::test]
async fn a_token_stands_in_one_place() {
    let stage = Stage::start().await;
    let key = stage.upload_credential("k");
    let token = key.security_token.as_ref().unwrap().expose();
    for (scheme, name) in
        [(Scheme::UrlV1, "security-token"), (Scheme::UrlV4, "x-oss-security-token")]
    {
        let ask = Ask::put("k", "x").header("x-oss-security-token", token);
        let answer = stage.send_as(ask, &key, scheme).await;
        assert_eq!(answer.outcome(), (400, "InvalidArgument".to_owned()), "{name}");
        assert_eq!(answer.element("EC"), "0002-00000010");
    }
}

#[tokio::test]
async fn an_upload_outlives_the_credential_that_began_it() {
    let stage = Stage::start().await;
    let first = stage.upload_credential("k");
    let begin = Ask::new("POST", "k").query("uploads", None);
    let id = stage.send_as(begin, &first, Scheme::HeaderV1).await.element("UploadId");
    stage.clock.advance(SignedDuration::from_hours(2));
    let second = stage.upload_credential("k");
    let part = Ask::put("k", "x").query("partNumber", Some("1")).query("uploadId", Some(&id));
    assert_eq!(stage.send_as(part.clone(), &first, Scheme::HeaderV1).await.status, 403);
    assert_eq!(stage.send_as(part, &second, Scheme::HeaderV1).await.status, 200);
}
