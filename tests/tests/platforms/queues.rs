//! Batches of a queue, and what a function reports of them ("Using Lambda with Amazon SQS": partial
//! batch responses).

use serde_json::{Value, json};
use tests::{World, fixture};

use crate::both::Both;

/// A batch of messages: body and, on a FIFO queue, group.
fn batch(messages: &[(&str, Option<&str>)]) -> Value {
    let sample = fixture("lambda/sqs-one.json")["Records"][0].clone();
    let records = messages.iter().enumerate().map(|(number, (body, group))| {
        let mut record = sample.clone();
        record["messageId"] = format!("m{number}").into();
        record["body"] = (*body).into();
        let attributes = record["attributes"].as_object_mut().unwrap();
        if let Some(group) = group {
            attributes.insert("MessageGroupId".into(), (*group).into());
        } else {
            for name in ["MessageGroupId", "SequenceNumber", "MessageDeduplicationId"] {
                attributes.remove(name);
            }
            record["eventSourceARN"] = "arn:aws:sqs:eu-central-1:123456789012:plain".into();
        }
        record
    });
    json!({ "Records": records.collect::<Vec<_>>() })
}

fn failed(names: &[&str]) -> Value {
    let items: Vec<_> = names.iter().map(|name| json!({ "itemIdentifier": name })).collect();
    json!({ "batchItemFailures": items })
}

#[tokio::test]
async fn only_what_should_come_again_is_reported() {
    let world = World::start().await;
    let lambda = Both::probe("event", world.settings()).await.lambda;
    for (messages, expected) in [
        (vec![("done", None)], failed(&[])),
        (vec![("retry", None)], failed(&["m0"])),
        (vec![("drop", None), ("retry", None), ("done", None)], failed(&["m1"])),
        (vec![("retry", None), ("retry", None)], failed(&["m0", "m1"])),
        // The whole invocation must not fail: what is done would be done again.
        (vec![("done", None), ("panic", None), ("done", None)], failed(&["m1"])),
    ] {
        assert_eq!(lambda.value(&batch(&messages)).await, expected, "{messages:?}");
    }
    for body in ["source\":\"Queue", "\"id\":\"m0\"", "told so"] {
        lambda.process.says(|process| process.stderr().contains(body)).await;
    }
}

#[tokio::test]
async fn a_group_keeps_its_order_when_one_of_it_fails() {
    let world = World::start().await;
    let lambda = Both::probe("event", world.settings()).await.lambda;
    let (a, b) = (Some("a"), Some("b"));
    let messages = [("retry", a), ("done", b), ("done", a), ("drop", b), ("done", a)];
    let answer = lambda.value(&batch(&messages)).await;
    assert_eq!(answer, failed(&["m0", "m2", "m4"]), "what follows in the group comes again too");
}
