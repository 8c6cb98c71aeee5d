//! What VOD keeps in a data directory beside its media: callback settings, events on their way,
//! jobs at work.

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
        let (mut connection, _) = receiver.accept().await.unwrap();
        let request = event(&mut connection).await;
        assert!(request.contains(&format!("\"{name}\"")), "{request}");
        assert!(request.contains(&grant.id), "{request}");
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        connection.write_all(answer).await.unwrap();
    }
}
