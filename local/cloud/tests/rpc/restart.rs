//! What VOD keeps in a data directory beside its media: callback settings, events on their way,
//! jobs at work.

use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::stage::{Stage, WORKFLOW};

/// Reads one event to its end.
async fn event(connection: &mut TcpStream) -> String {
    let mut request = Vec::new();
    while !request.ends_with(b"}") {
        assert_ne!(connection.read_buf(&mut request).await.unwrap(), 0);
    }
    String::from_utf8(request).unwrap()
}

#[tokio::test]
async fn settings_and_events_outlive_the_process_and_workflows_go_on() {
    let directory = tempfile::tempdir().unwrap();
    let receiver = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/cb", receiver.local_addr().unwrap());
    let stage = Stage::kept(directory.path(), 0).await;
    let types = "TranscodeComplete,WorkflowTaskComplete";
    let setting = [("CallbackURL", url.as_str()), ("EventTypeList", types)];
    stage.vod("SetMessageCallback", &setting).await;
    let grant = stage.create_video("a.mp4", &[("WorkflowId", WORKFLOW)]).await;
    stage.put(&grant, "bytes").await;
    // The first event has come and is not answered when the cloud ends.
    let (mut unanswered, _) = receiver.accept().await.unwrap();
    assert!(event(&mut unanswered).await.contains("\"TranscodeComplete\""));
    stage.cloud.shutdown().await;

    let stage = Stage::kept(directory.path(), 1_000).await;
    let kept = stage.vod("GetMessageCallback", &[]).await["MessageCallback"].clone();
    assert_eq!((&kept["CallbackURL"], &kept["EventTypeList"]), (&url.into(), &types.into()));
    for name in ["TranscodeComplete", "WorkflowTaskComplete"] {
        let request = accepted(&receiver).await;
        assert!(request.contains(&format!("\"{name}\"")), "{request}");
        assert!(request.contains(&grant.id), "{request}");
    }
}

/// Takes one event in and accepts it.
async fn accepted(receiver: &TcpListener) -> String {
    let (mut connection, _) = receiver.accept().await.unwrap();
    let request = event(&mut connection).await;
    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    connection.write_all(answer).await.unwrap();
    request
}

#[tokio::test]
async fn what_a_fault_holds_back_goes_on_waiting() {
    let directory = tempfile::tempdir().unwrap();
    let receiver = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/cb", receiver.local_addr().unwrap());
    let stage = Stage::kept(directory.path(), 0).await;
    let setting = [("CallbackURL", url.as_str()), ("EventTypeList", "FileUploadComplete")];
    stage.vod("SetMessageCallback", &setting).await;
    let mut ids = Vec::new();
    for fault in ["callback-reordered", "callback-late"] {
        let (status, answer) =
            stage.local(Method::POST, "faults", json!({"name": fault, "times": 1})).await;
        assert!(status < 300, "{answer}");
        let grant = stage.create_video("a.mp4", &[]).await;
        stage.put(&grant, "bytes").await;
        stage.local(Method::DELETE, "faults", Value::Null).await;
        ids.push(grant.id);
    }
    stage.cloud.shutdown().await;

    let stage = Stage::kept(directory.path(), 1_000).await;
    // Faults begin anew, what they did does not.
    assert_eq!(stage.local(Method::GET, "faults", Value::Null).await.1["Faults"], json!([]));
    assert_eq!(stage.local(Method::GET, "events", Value::Null).await.1, json!({"Events": []}));
    // An hour later the late one comes, and the other behind it.
    stage.advance(3_600).await;
    for id in ids.iter().rev() {
        let request = accepted(&receiver).await;
        assert!(request.contains(id.as_str()), "{request}");
    }
}
