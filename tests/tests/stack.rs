//! The stack as a process: how it starts, what it says, how it ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{net::TcpListener, process::Command};

use tests::{Stack, program, vodup};

#[tokio::test]
async fn it_prints_where_everything_is_and_answers_healthz() {
    let stack = Stack::start(&[]);
    for word in [
        "POST   /upload/video ",
        "POST   /upload/video/refresh",
        "POST   /upload/image",
        "POST   /upload/attached-media",
        "GET    /upload/video/{id}",
        "DELETE /upload/video/{id}",
        "GET    /sts/token",
        "POST   /sts/token",
        "POST   /callback/vod",
        "localAccessKeyId",
        "role/uploader",
    ] {
        assert!(stack.banner.contains(word), "{word} is missing in\n{}", stack.banner);
    }
    let health = stack.send("GET", "/healthz", vec![]).await;
    assert_eq!((health.status, &health.body["Status"]), (200, &"ok".into()));
}

#[test]
fn ctrl_c_ends_it_cleanly() {
    let status = Stack::start(&[]).interrupt();
    assert_eq!(status.code(), Some(0));
}

#[test]
fn a_port_in_use_is_said_in_one_line_that_names_the_flag() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (flag, other) in [("--port", "--cloud-port"), ("--cloud-port", "--port")] {
        let output =
            Command::new(program("local-dev")).args([flag, &port, other, "0"]).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.contains(&port) && said.contains(&format!("{flag} 0")), "{said}");
    }
}

#[test]
fn keys_of_ones_own_are_used_and_not_printed() {
    let stack = Stack::start(&[
        "--access-key-id",
        "myId",
        "--access-key-secret",
        "mySecretValue",
        "--role-arn",
        "acs:ram::42:role/mine",
        "--callback-key",
        "MyCallbackKey1",
    ]);
    assert!(stack.banner.contains("myId") && stack.banner.contains("acs:ram::42:role/mine"));
    for secret in ["mySecretValue", "MyCallbackKey1"] {
        assert!(!stack.banner.contains(secret), "{}", stack.banner);
    }
    let file = tests::root().join("tests/media/sample.mov");
    let output = stack.vodup(&["upload", file.to_str().unwrap(), "--wait"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_wrong_flag_is_named() {
    for arguments in [["--port", "x"], ["--role-arn", "nobody"], ["--cloud-port", "70000"]] {
        let output = Command::new(program("local-dev")).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(arguments[0]), "{said}");
    }
}

#[test]
fn vodup_says_when_no_server_is_there() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let file = tests::root().join("tests/media/sample.mov");
    let output = vodup()
        .args(["upload", file.to_str().unwrap(), "--server", &format!("http://{free}")])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("--server") && said.contains(&free.port().to_string()), "{said}");
}
