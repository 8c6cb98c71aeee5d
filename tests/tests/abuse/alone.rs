//! One function as a process of its own, against whatever cloud and issuer an attacker would put up.

use std::{
    collections::VecDeque,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use reqwest::header::HeaderMap;
use serde_json::Value;
use tests::{Ended, Environment, PATIENCE, Process, plain_http, program};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// A running function.
pub(crate) struct Alone {
    pub(crate) process: Process,
    address: String,
}

impl Alone {
    /// Starts it on a free port of loopback, or gives how it ended.
    pub(crate) async fn start(name: &str, settings: &Environment) -> Result<Self, Ended> {
        let mut settings = settings.clone();
        settings.insert("LISTEN".into(), "127.0.0.1:0".into());
        let process = Process::start(&program(name), &settings);
        let address = async {
            loop {
                if let Some(address) = process.stderr().lines().find_map(address) {
                    return address;
                }
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        let address = tokio::select! {
            address = tokio::time::timeout(PATIENCE, address) => address.expect("a line with the address"),
            ended = process.ended() => return Err(ended),
        };
        Ok(Self { process, address })
    }

    /// Sends one request: status, headers and body.
    pub(crate) async fn send(
        &self,
        path: &str,
        body: &str,
        headers: &[(&str, &str)],
    ) -> (u16, HeaderMap, Value) {
        let mut request = plain_http().post(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.body(body.to_owned()).send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        (status, headers, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap())
    }
}

/// The address in the line of the log that says ready.
fn address(line: &str) -> Option<String> {
    let line: Value = serde_json::from_str(line).ok()?;
    line["address"].as_str().map(str::to_owned)
}

/// A server that answers each connection with the next of these texts, whatever it is asked; the last
/// one again and again.
pub(crate) struct Liar {
    pub(crate) address: String,
    asked: Arc<Mutex<Vec<String>>>,
    /// Who has connected, from when the connection is accepted.
    peers: watch::Receiver<Vec<SocketAddr>>,
}

impl Liar {
    pub(crate) async fn start(answers: &[&str]) -> Self {
        Self::start_at("127.0.0.1", answers).await.unwrap()
    }

    /// Listens on a free port of what a name leads to, if that is this machine.
    pub(crate) async fn start_at(name: &str, answers: &[&str]) -> io::Result<Self> {
        let listener = TcpListener::bind((name, 0)).await?;
        let address = listener.local_addr().unwrap().to_string();
        let mut answers: VecDeque<String> = answers.iter().map(|text| (*text).to_owned()).collect();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = asked.clone();
        let (connected, peers) = watch::channel(Vec::new());
        tokio::spawn(async move {
            while let Ok((mut stream, peer)) = listener.accept().await {
                connected.send_modify(|peers| peers.push(peer));
                let answer = answers.front().unwrap().clone();
                if answers.len() > 1 {
                    answers.pop_front();
                }
                let heard = heard.clone();
                tokio::spawn(async move {
                    let mut request = Vec::new();
                    let mut piece = [0; 4_096];
                    while !request.windows(4).any(|four| four == b"\r\n\r\n") {
                        match stream.read(&mut piece).await {
                            Ok(0) | Err(_) => return,
                            Ok(read) => request.extend_from_slice(&piece[..read]),
                        }
                    }
                    heard.lock().unwrap().push(String::from_utf8_lossy(&request).into_owned());
                    let _ = stream.write_all(answer.as_bytes()).await;
                });
            }
        });
        Ok(Self { address, asked, peers })
    }

    /// How many connections were made to it, also those that said nothing that it understands: TLS is
    /// no HTTP.
    pub(crate) async fn connections(&self) -> usize {
        // Connections are accepted in order: with this one, all before it are counted.
        let own = TcpStream::connect(&self.address).await.unwrap();
        let own = own.local_addr().unwrap();
        let mut peers = self.peers.clone();
        let counted = peers.wait_for(|peers| peers.contains(&own));
        let counted = tokio::time::timeout(PATIENCE, counted).await.expect("it accepts nothing");
        counted.unwrap().iter().take_while(|peer| **peer != own).count()
    }

    /// The heads of what was asked of it.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// An HTTP answer that closes the connection.
pub(crate) fn http(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}
