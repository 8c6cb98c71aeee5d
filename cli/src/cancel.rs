//! `vodup cancel`: gives up an upload that has not arrived.

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
    cancel(&functions, &arguments.medium(), &Output::of_process(mode), mode).await
}

async fn cancel(functions: &Functions, medium: &Medium, output: &Output, mode: Mode) -> Exit {
    match functions.cancel(medium).await {
        Ok(answer) if mode == Mode::Json => output.document(&answer),
        Ok(_) => output.lines(&[
            format!("{:<16}{}", kind::id_name(medium.kind), medium.id),
            format!("{:<16}Cancelled", "Status"),
        ]),
        Err(error) => {
            output.failure(&medium.to_string(), &error);
            return Exit::Failed;
        }
    }
    Exit::Arrived
}

#[cfg(test)]
mod tests {
    use model::MediaKind;
    use serde_json::json;

    use super::*;
    use crate::testing::{self, Captured, Script};

    async fn run(script: Script, mode: Mode) -> (Exit, String, String) {
        let captured = Captured::default();
        let video = testing::medium(MediaKind::Video, "v1");
        let functions = testing::functions(&script);
        let exit = cancel(&functions, &video, &captured.output(mode), mode).await;
        (exit, captured.out.text(), captured.errors.text())
    }

    #[tokio::test]
    async fn what_is_cancelled_is_said() {
        let answer = json!({"RequestId": "R", "Id": "v1", "Status": "Cancelled"});
        let (exit, out, _) = run(Script::default().answer(200, &answer), Mode::Human).await;
        assert_eq!(exit, Exit::Arrived);
        insta::assert_snapshot!(out, @r"
        VideoId         v1
        Status          Cancelled
        ");
        let (exit, out, _) = run(Script::default().answer(200, &answer), Mode::Json).await;
        let document: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!((exit, document), (Exit::Arrived, answer));
    }

    #[tokio::test]
    async fn what_has_arrived_cannot_be() {
        let refusal = json!({
            "RequestId": "R", "Code": "Forbidden.IllegalStatus",
            "Message": "The video is no longer Uploading, so its upload cannot be cancelled."
        });
        let (exit, out, errors) = run(Script::default().answer(409, &refusal), Mode::Human).await;
        assert_eq!((exit, out.as_str()), (Exit::Failed, ""));
        assert!(errors.contains("no longer Uploading"), "{errors}");
    }
}
