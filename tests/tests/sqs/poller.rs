//! Lambda's event source mapping, as far as a batch goes: it takes messages from the queue, hands
//! them to the function as one event, and deletes those that the answer does not name ("Using Lambda
//! with Amazon SQS", "Reporting batch item failures").

use serde_json::{Value, json};
use tests::Moto;

/// What became of one batch: the bodies of its messages.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Batch {
    pub(crate) done: Vec<String>,
    pub(crate) failed: Vec<String>,
}

/// Delivers one batch. What failed is visible again at once: no test waits for a visibility timeout.
pub(crate) async fn poll(moto: &Moto, queue: &str, invoke: impl AsyncFn(Value) -> Value) -> Batch {
    let messages = moto.receive(queue).await;
    let records: Vec<Value> = messages.iter().map(record).collect();
    let mut batch = Batch::default();
    if records.is_empty() {
        return batch;
    }
    let answer = invoke(json!({"Records": records})).await;
    let failures: Vec<&Value> = answer["batchItemFailures"]
        .as_array()
        .unwrap_or_else(|| panic!("without batchItemFailures: {answer}"))
        .iter()
        .map(|failure| &failure["itemIdentifier"])
        .collect();
    for failure in &failures {
        let known = messages.iter().any(|message| message["MessageId"] == **failure);
        assert!(known, "{failure} was not in the batch: Lambda takes that for a failure of all");
    }
    for message in &messages {
        let body = message["Body"].as_str().unwrap().to_owned();
        let mut input = json!({"QueueUrl": queue, "ReceiptHandle": message["ReceiptHandle"]});
        if failures.contains(&&message["MessageId"]) {
            input["VisibilityTimeout"] = json!(0);
            moto.sqs("ChangeMessageVisibility", &input).await;
            batch.failed.push(body);
        } else {
            moto.sqs("DeleteMessage", &input).await;
            batch.done.push(body);
        }
    }
    batch
}

/// A message as Lambda hands it on.
fn record(message: &Value) -> Value {
    json!({
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "messageAttributes": {},
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:upload-complete.fifo",
        "awsRegion": "eu-central-1",
    })
}
