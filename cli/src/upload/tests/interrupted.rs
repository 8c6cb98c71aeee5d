//! Ctrl-C, and its kin, at every stage.

use std::sync::Mutex;

use async_trait::async_trait;
use client::TransportError;
use http::{Method, Request};
use tokio::sync::watch;

use super::*;
use crate::exit::Signal;

/// Answers as scripted; then Ctrl-C is pressed while a request is under way that gets no answer. A
/// DELETE after that is answered with `freed`.
struct PressedAfter {
    script: Script,
    answers: Mutex<usize>,
    press: watch::Sender<Option<Signal>>,
    freed: u16,
    signal: Signal,
}

#[async_trait]
impl Transport for PressedAfter {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        if request.method() == Method::DELETE {
            return Ok(Response::builder().status(self.freed).body(Bytes::new()).unwrap());
        }
        {
            let mut answers = self.answers.lock().unwrap();
            if *answers == 0 {
                self.press.send_replace(Some(self.signal));
            } else {
                *answers -= 1;
            }
        }
        if self.press.borrow().is_some() {
            std::future::pending::<()>().await;
        }
        self.script.send(request).await
    }
}

async fn run(script: Script, answers: usize, freed: u16) -> Ran {
    run_until(Signal::Interrupt, script, answers, freed).await
}

async fn run_until(signal: Signal, script: Script, answers: usize, freed: u16) -> Ran {
    let files = Files::new(&[("a.mov", 250 * 1024), ("b.mov", 3)]);
    let (press, interrupt) = Interrupt::by_hand();
    let transport = PressedAfter { script, answers: Mutex::new(answers), press, freed, signal };
    let options = "--part-size 100KiB --parallel 2 --wait --json";
    files.upload("a.mov b.mov", options, transport, interrupt).await
}

fn multipart() -> Script {
    Script::default().answer(200, &grant("VideoId", "v1")).initiated().part()
}

#[tokio::test(start_paused = true)]
async fn before_the_grant_nothing_is_left_behind() {
    let ran = run(Script::default(), 0, 204).await;
    assert_eq!(ran.exit, Exit::Interrupted(Signal::Interrupt));
    assert!(ran.errors.starts_with("a.mov: interrupted before anything was sent (Interrupted); "));
    // The second file was not tried.
    assert_eq!(ran.document()["Uploads"].as_array().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn during_the_upload_the_parts_are_removed() {
    let ran = run(multipart(), 3, 204).await;
    assert_eq!(ran.exit, Exit::Interrupted(Signal::Interrupt));
    assert!(
        ran.errors.contains("the parts sent so far were removed (Interrupted)"),
        "{}",
        ran.errors
    );
    let ran = run(multipart(), 3, 500).await;
    assert_eq!(ran.exit, Exit::Interrupted(Signal::Interrupt));
    assert!(ran.errors.contains("could not be removed"), "{}", ran.errors);
}

#[tokio::test(start_paused = true)]
async fn before_the_first_part_there_is_nothing_to_remove() {
    let ran = run(multipart(), 1, 204).await;
    assert_eq!(ran.exit, Exit::Interrupted(Signal::Interrupt));
    assert!(ran.errors.contains("nothing was stored"), "{}", ran.errors);
}

#[tokio::test(start_paused = true)]
async fn while_waiting_the_file_is_said_to_be_there() {
    let script = multipart().part().part().stored(250 * 1024);
    let ran = run(script, 6, 204).await;
    assert_eq!(ran.exit, Exit::Interrupted(Signal::Interrupt));
    assert_eq!(
        ran.errors,
        "a.mov: interrupted while waiting; the file itself is uploaded (Interrupted); ask for it \
         with `vodup status video v1`\n"
    );
}

#[tokio::test(start_paused = true)]
async fn every_signal_tidies_up_and_has_its_exit_status() {
    for (signal, status) in [(Signal::Hangup, 129), (Signal::Terminate, 143)] {
        let ran = run_until(signal, multipart(), 3, 204).await;
        assert_eq!(ran.exit, Exit::Interrupted(signal));
        assert_eq!(signal.exit_status(), status);
        assert!(ran.errors.contains("the parts sent so far were removed"), "{}", ran.errors);
    }
    assert_eq!(Signal::Interrupt.exit_status(), 130);
}
