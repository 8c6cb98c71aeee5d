//! The client of the functions against scripted answers.

use super::*;
use crate::testing::{Script, functions, grant, medium};

const KINDS: [(MediaKind, &str, &str); 3] = [
    (MediaKind::Video, "VideoId", "/upload/video"),
    (MediaKind::Image, "ImageId", "/upload/image"),
    (MediaKind::AttachedMedia, "MediaId", "/upload/attached-media"),
];

#[tokio::test]
async fn each_kind_has_its_route_and_its_id() {
    for (kind, id_name, path) in KINDS {
        let script = Script::default().answer(200, &grant(id_name, "m1"));
        let grant = functions(&script).create(kind, &json!({"Title": "t"})).await.unwrap();
        assert_eq!(grant.media_id, "m1");
        assert_eq!(
            script.requests(),
            [("POST".into(), path.into(), Bytes::from_static(br#"{"Title":"t"}"#))]
        );
    }
}

#[tokio::test]
async fn a_credential_lives_by_this_machines_clock() {
    let script = Script::default().answer(200, &grant("VideoId", "v1"));
    let grant = functions(&script).refresh(&medium(MediaKind::Video, "v1")).await.unwrap();
    // The server is a day ahead; 50 minutes are 50 minutes.
    assert_eq!(grant.upload.expires_at.to_string(), "2026-01-01T00:50:00Z");
    assert_eq!(grant.expiration.to_string(), "2026-01-02T00:50:00Z");
    let (_, path, body) = script.requests().remove(0);
    assert_eq!(
        (path.as_str(), body.as_ref()),
        ("/upload/video/refresh", &br#"{"VideoId":"v1"}"#[..])
    );
}

#[tokio::test]
async fn a_broken_grant_is_refused_without_showing_it() {
    let mut broken = grant("VideoId", "v1");
    broken["UploadAuth"] = json!("s3cret but no base64");
    let script = Script::default().answer(200, &broken);
    let error = functions(&script).create(MediaKind::Video, &json!({})).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("s3cret"));
    assert_eq!(error.code.as_deref(), Some("MalformedAnswer"));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_from_a_lost_answer() {
    let script =
        Script::default().fail(TransportErrorKind::Connect).fail(TransportErrorKind::Broken);
    let functions = functions(&script);
    let error = functions.status(&medium(MediaKind::Video, "v1")).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "no server answers at http://127.0.0.1:7080 (ServerUnreachable); start it with `cargo run`, \
         or name another with --server"
    );
    let error = functions.status(&medium(MediaKind::Video, "v1")).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Lost);
    assert!(error.is_passing());
}

#[tokio::test]
async fn an_id_cannot_leave_its_route() {
    let script = Script::default().repeat(404, &json!({"Code": "c", "Message": "m"}));
    let functions = functions(&script);
    for (id, path) in [
        ("v1", "/upload/video/v1"),
        ("../../x?y", "/upload/video/%2E%2E%2F%2E%2E%2Fx%3Fy"),
        ("ü", "/upload/video/%C3%BC"),
    ] {
        assert!(functions.status(&medium(MediaKind::Video, id)).await.is_err());
        assert_eq!(script.requests().pop().unwrap().1, path);
    }
}

#[tokio::test]
async fn a_server_below_a_path_keeps_it() {
    let script = Script::default().answer(200, &json!({}));
    for server in ["https://api.example.com/prod", "https://api.example.com/prod/"] {
        let script = script.clone().answer(200, &json!({}));
        let clock = Arc::new(crate::testing::FixedClock);
        let functions =
            Functions::new(server.parse().unwrap(), None, Arc::new(script.clone()), clock);
        functions.status(&medium(MediaKind::Image, "i1")).await.unwrap();
        assert_eq!(script.requests().pop().unwrap().1, "/prod/upload/image/i1");
    }
}

#[test]
fn this_machine_is_known_by_its_addresses() {
    for here in ["http://127.0.0.1:1", "http://[::1]", "http://localhost", "http://a.localhost"] {
        assert!(is_this_machine(&here.parse().unwrap()), "{here}");
    }
    for elsewhere in ["http://10.0.0.1", "https://localhost.example.com"] {
        assert!(!is_this_machine(&elsewhere.parse().unwrap()), "{elsewhere}");
    }
}

#[tokio::test]
async fn the_ticket_goes_with_every_question_about_its_upload() {
    let mut granted = grant("VideoId", "v1");
    granted["Ticket"] = json!("1.ticket");
    let script = Script::default().answer(200, &granted);
    let ours = functions(&script);
    let medium = ours.create(MediaKind::Video, &json!({})).await.unwrap().medium(MediaKind::Video);
    let script = Script::default()
        .answer(200, &grant("VideoId", "v1"))
        .answer(200, &json!({}))
        .answer(200, &json!({}));
    let ours = functions(&script);
    ours.refresh(&medium).await.unwrap();
    ours.status(&medium).await.unwrap();
    ours.cancel(&medium).await.unwrap();
    assert_eq!(script.headers("x-upload-ticket"), vec![Some("1.ticket".to_owned()); 3]);
    let (method, path, _) = script.requests().pop().unwrap();
    assert_eq!((method.as_str(), path.as_str()), ("DELETE", "/upload/video/v1"));
}
