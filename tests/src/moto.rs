//! Amazon SQS, played by moto's server, and what a consumer asks of it.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};

use crate::{program_of_tools, stack::http};

/// A running moto server. It is ended when dropped.
pub struct Moto {
    child: Child,
    /// `http://127.0.0.1:PORT`.
    pub endpoint: String,
}

impl Moto {
    /// Starts it on a free port; `None` where it is not installed.
    ///
    /// # Panics
    /// When it is installed and does not start.
    #[must_use]
    pub fn start() -> Option<Self> {
        let mut child = Command::new(program_of_tools("moto_server")?)
            .args(["-H", "127.0.0.1", "-p", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        // Asked of what it says: port 0 has become another one.
        let endpoint = lines.by_ref().map(Result::unwrap).find_map(|line| {
            line.split_once("Running on ").map(|(_, address)| address.trim().to_owned())
        });
        let endpoint = endpoint.expect("moto_server does not start");
        std::thread::spawn(move || lines.for_each(drop));
        Some(Self { child, endpoint })
    }

    /// Calls an operation of SQS and reads its answer.
    ///
    /// # Panics
    /// When it refuses.
    pub async fn sqs(&self, operation: &str, input: &Value) -> Value {
        let response = http()
            .post(&self.endpoint)
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("X-Amz-Target", format!("AmazonSQS.{operation}"))
            // It verifies no signature, but finds service and region in one.
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=a/20260101/eu-central-1/sqs/aws4_request, \
                 SignedHeaders=host, Signature=b",
            )
            .body(input.to_string())
            .send()
            .await
            .unwrap();
        let (status, text) = (response.status(), response.text().await.unwrap());
        assert!(status.is_success(), "{operation}: {status} {text}");
        if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() }
    }

    /// Makes a FIFO queue with these attributes beside and gives its URL.
    pub async fn fifo_queue(&self, name: &str, mut attributes: Value) -> String {
        attributes["FifoQueue"] = json!("true");
        let input = json!({"QueueName": name, "Attributes": attributes});
        text(&self.sqs("CreateQueue", &input).await["QueueUrl"])
    }

    /// One attribute of a queue.
    pub async fn attribute(&self, queue: &str, name: &str) -> String {
        let input = json!({"QueueUrl": queue, "AttributeNames": ["All"]});
        text(&self.sqs("GetQueueAttributes", &input).await["Attributes"][name])
    }

    /// Up to ten messages, with every attribute that Lambda hands on.
    pub async fn receive(&self, queue: &str) -> Vec<Value> {
        let input = json!({
            "QueueUrl": queue, "MaxNumberOfMessages": 10, "AttributeNames": ["All"],
        });
        let answer = self.sqs("ReceiveMessage", &input).await;
        answer["Messages"].as_array().cloned().unwrap_or_default()
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
