//! Requests that no HTTP library sends: a body that breaks off, one that never comes, a header twice.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, TcpStream},
    time::Duration,
};

use futures_util::future::join_all;
use serde_json::Value;
use tests::{Stack, token_of};

use crate::document::{Operation, Seen};

/// Longer than the gateway waits for a body.
const PATIENCE: Duration = Duration::from_secs(45);

/// What a request does that it should not.
#[derive(Clone, Copy)]
enum Fault {
    /// Its body ends before its stated length.
    BodyBreaksOff,
    /// Its body never comes.
    BodyNeverComes,
    /// The header that says who calls comes twice.
    TwoTokens,
}

/// Sends each of them to every operation, all at once, and gives what came back.
pub(crate) async fn probe_all(stack: &Stack, operations: &[Operation]) -> Vec<Seen> {
    let token = token_of("user-1");
    let probes = operations.iter().flat_map(|operation| {
        let mut faults = vec![Fault::BodyBreaksOff, Fault::BodyNeverComes];
        if !operation.signed {
            faults.push(Fault::TwoTokens);
        }
        faults.into_iter().map(move |fault| (operation, fault))
    });
    let sent = probes.map(|(operation, fault)| {
        let address = stack.functions.socket_addrs(|| None).unwrap()[0];
        let request = request(operation, fault, &token);
        let operation = operation.id.clone();
        tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.set_read_timeout(Some(PATIENCE)).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            if matches!(fault, Fault::BodyBreaksOff) {
                stream.shutdown(Shutdown::Write).unwrap();
            }
            read(operation, &mut stream)
        })
    });
    join_all(sent).await.into_iter().map(Result::unwrap).collect()
}

fn request(operation: &Operation, fault: Fault, token: &str) -> String {
    let path = operation.path.replace("{id}", &"0".repeat(32));
    let mut head = format!(
        "{} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Authorization: Bearer {token}\r\n",
        operation.method
    );
    match fault {
        Fault::BodyBreaksOff => head.push_str("Content-Length: 10\r\n\r\n{}"),
        Fault::BodyNeverComes => head.push_str("Content-Length: 10\r\n\r\n"),
        Fault::TwoTokens => {
            head.push_str("Authorization: Bearer other\r\nContent-Length: 2\r\n\r\n{}");
        }
    }
    head
}

/// Status and code of an answer.
fn read(operation: String, stream: &mut TcpStream) -> Seen {
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) =
        answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{operation}: {answer:?}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let body: Value =
        serde_json::from_str(body).unwrap_or_else(|_| panic!("{operation}: {answer}"));
    assert!(head.to_ascii_lowercase().contains("\r\nx-request-id: "), "{head}");
    Seen { operation, status, code: body["Code"].as_str().map(str::to_owned) }
}
