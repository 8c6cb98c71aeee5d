//! `vodup status`: the answer of the status route, readable.

use model::MediaKind;
use serde_json::Value;

use crate::{
    arguments::MediumArguments,
    exit::Exit,
    functions::{Functions, Medium},
    kind,
    output::{Mode, Output},
};

/// Runs the command.
pub(crate) async fn run(arguments: &MediumArguments) -> Exit {
    let functions = Functions::of(&arguments.server);
    let mode = if arguments.json { Mode::Json } else { Mode::Human };
    show(&functions, &arguments.medium(), &Output::of_process(mode), mode).await
}

async fn show(functions: &Functions, medium: &Medium, output: &Output, mode: Mode) -> Exit {
    match functions.status(medium).await {
        Ok(answer) if mode == Mode::Json => output.document(&answer),
        Ok(answer) => output.lines(&readable(medium.kind, &answer)),
        Err(error) => {
            output.failure(&medium.to_string(), &error);
            return Exit::Failed;
        }
    }
    Exit::Arrived
}

/// Fields in the order in which a person asks for them; what is not known stays out.
const FIELDS: [&str; 8] =
    ["Status", "Uploaded", "Final", "Title", "Size", "Duration", "CreationTime", "ServerTime"];

fn readable(media: MediaKind, answer: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    for field in [kind::id_name(media)].into_iter().chain(FIELDS) {
        if let Some(value) = answer.get(field).and_then(shown) {
            let unit = match field {
                "Size" => " bytes",
                "Duration" => " s",
                _ => "",
            };
            lines.push(format!("{field:<16}{value}{unit}"));
        }
    }
    for task in answer.get("TranscodeTasks").and_then(Value::as_array).into_iter().flatten() {
        let part = |field| task.get(field).and_then(shown);
        let id = part("TranscodeTaskId").unwrap_or_default();
        let status = part("TaskStatus").unwrap_or_default();
        let since = part("CreationTime").map(|time| format!(", since {time}")).unwrap_or_default();
        let until = part("CompleteTime").map(|time| format!(", until {time}")).unwrap_or_default();
        lines.push(format!("{:<16}{id} ({status}{since}{until})", "Transcode task"));
    }
    lines
}

fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(yes) => Some(if *yes { "yes" } else { "no" }.into()),
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::{self, Captured, Script};

    async fn run(script: Script, mode: Mode) -> (Exit, String, String) {
        let captured = Captured::default();
        let functions = testing::functions(&script);
        let video = testing::medium(MediaKind::Video, "v1");
        let exit = show(&functions, &video, &captured.output(mode), mode).await;
        (exit, captured.out.text(), captured.errors.text())
    }

    fn answer() -> Value {
        json!({
            "RequestId": "R", "VideoId": "v1", "Status": "Transcoding", "Uploaded": true,
            "Final": false, "Title": "First", "Size": 67_108_864, "Duration": 3.5,
            "TranscodeTasks": [{
                "TranscodeTaskId": "t1", "TaskStatus": "Processing",
                "CreationTime": "2026-01-01T00:00:00Z"
            }],
            "ServerTime": "2026-01-01T00:00:02Z"
        })
    }

    #[tokio::test]
    async fn a_person_gets_a_table() {
        let (exit, out, _) = run(Script::default().answer(200, &answer()), Mode::Human).await;
        assert_eq!(exit, Exit::Arrived);
        insta::assert_snapshot!(out, @r"
        VideoId         v1
        Status          Transcoding
        Uploaded        yes
        Final           no
        Title           First
        Size            67108864 bytes
        Duration        3.5 s
        ServerTime      2026-01-01T00:00:02Z
        Transcode task  t1 (Processing, since 2026-01-01T00:00:00Z)
        ");
    }

    #[tokio::test]
    async fn a_program_gets_the_answer_as_it_is() {
        let (_, out, _) = run(Script::default().answer(200, &answer()), Mode::Json).await;
        assert_eq!(serde_json::from_str::<Value>(&out).unwrap(), answer());
    }

    #[tokio::test]
    async fn what_is_not_there_fails() {
        let missing = json!({"Code": "InvalidVideo.NotFound", "Message": "There is none."});
        let (exit, out, errors) = run(Script::default().answer(404, &missing), Mode::Human).await;
        assert_eq!((exit, out.as_str()), (Exit::Failed, ""));
        assert_eq!(
            errors,
            "video v1: There is none (InvalidVideo.NotFound); check the id, its kind, that the server \
             is the one it was uploaded to, and that you are who uploaded it; images and attached \
             media also need their --ticket\n"
        );
    }
}
