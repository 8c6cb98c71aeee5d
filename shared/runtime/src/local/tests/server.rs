//! A gateway on a free port, and a client that can send anything.

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

use super::probe::Probe;
use crate::{
    local::{Gateway, bind},
    testing::{FixedClock, NOW, ScriptedTransport, ports_over},
};

pub(super) struct Server {
    address: SocketAddr,
    stop: CancellationToken,
    task: JoinHandle<()>,
    pub(super) probe: Arc<Probe>,
}

impl Server {
    pub(super) async fn start() -> Self {
        let probe = Probe::new();
        let ports = ports_over(ScriptedTransport::new([]), FixedClock::at(NOW));
        let gateway = Gateway::new(vec![probe.clone()], &ports).unwrap();
        let listener = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let asked = stop.clone();
        let task = tokio::spawn(async move {
            gateway.serve(vec![listener], asked.cancelled()).await;
        });
        Self { address, stop, task, probe }
    }

    pub(super) async fn connect(&self) -> Connection {
        Connection(BufReader::new(TcpStream::connect(self.address).await.unwrap()))
    }

    pub(super) async fn refuses_connections(&self) -> bool {
        TcpStream::connect(self.address).await.is_err()
    }

    /// One request on a connection of its own.
    pub(super) async fn ask(&self, request: &str) -> Answer {
        let mut connection = self.connect().await;
        connection.send(request).await;
        connection.answer().await
    }

    pub(super) fn ask_to_stop(&self) {
        self.stop.cancel();
    }

    /// Ends when the gateway has ended.
    pub(super) async fn stopped(self) {
        self.stop.cancel();
        self.task.await.unwrap();
    }
}

/// A request without a body.
pub(super) fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n")
}

pub(super) struct Connection(BufReader<TcpStream>);

impl Connection {
    pub(super) async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    pub(super) async fn end_sending(&mut self) {
        self.0.shutdown().await.unwrap();
    }

    pub(super) async fn answer(&mut self) -> Answer {
        let status = self.line().await;
        let status = status.split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers = BTreeMap::new();
        loop {
            let line = self.line().await;
            let Some((name, value)) = line.split_once(": ") else { break };
            headers.insert(name.to_owned(), value.to_owned());
        }
        let length = headers.get("content-length").map_or(0, |text| text.parse().unwrap());
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).await.unwrap();
        Answer { status, headers, body: serde_json::from_slice(&body).unwrap_or_default() }
    }

    async fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).await.unwrap();
        line.trim_end().to_owned()
    }

    /// Waits for the server to close the connection, and tells whether it did so without a word.
    pub(super) async fn closes(&mut self) -> bool {
        let mut rest = Vec::new();
        // A reset closes too.
        let _ = self.0.read_to_end(&mut rest).await;
        rest.is_empty()
    }
}

#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: BTreeMap<String, String>,
    /// Null where it is not JSON.
    pub(super) body: Value,
}

impl Answer {
    pub(super) fn code(&self) -> &str {
        self.body["Code"].as_str().unwrap_or_default()
    }
}
