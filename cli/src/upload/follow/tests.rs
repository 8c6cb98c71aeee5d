//! The state machine, one answer a second.

use super::*;

fn answer(status: &str, tasks: &[(&str, &str)]) -> MediaStatus {
    let status = VideoStatus::from(status.to_owned());
    let tasks = tasks.iter().map(|(id, status)| TranscodeTask {
        transcode_task_id: (*id).to_owned(),
        task_status: (*status).to_owned(),
    });
    MediaStatus { uploaded: status.is_uploaded(), status, transcode_tasks: tasks.collect() }
}

/// One answer a second, as text.
fn follow(kind: MediaKind, answers: Vec<MediaStatus>) -> Vec<String> {
    let mut follow = Follow::new(kind, Duration::from_secs(3));
    let mut lines = Vec::new();
    for (second, answer) in answers.into_iter().enumerate() {
        let (events, step) = follow.observe(answer, Duration::from_secs(second as u64));
        lines.extend(events.iter().map(|event| format!("{second} {event}")));
        match step {
            Step::Wait => {}
            Step::Ready => lines.push(format!("{second} ready")),
            Step::Failed(error) => lines.push(format!("{second} {error}")),
        }
    }
    lines
}

#[test]
fn a_video_goes_from_arrival_over_a_task_to_normal() {
    let lines = follow(
        MediaKind::Video,
        vec![
            answer("Uploading", &[]),
            answer("UploadSucc", &[]),
            answer("Transcoding", &[("t1", "Processing")]),
            answer("Transcoding", &[("t1", "Processing")]),
            answer("Normal", &[("t1", "CompleteAllSucc")]),
        ],
    );
    assert_eq!(
        lines,
        [
            "1 FileUploadComplete (VOD has the file)",
            "2 transcode task t1 (Processing)",
            "4 transcode task t1 (CompleteAllSucc)",
            "4 Normal",
            "4 ready",
        ]
    );
}

#[test]
fn steps_between_two_questions_are_not_lost() {
    let lines = follow(MediaKind::Video, vec![answer("Normal", &[("t1", "CompleteAllSucc")])]);
    assert_eq!(
        lines,
        [
            "0 FileUploadComplete (VOD has the file)",
            "0 transcode task t1 (CompleteAllSucc)",
            "0 Normal",
            "0 ready"
        ]
    );
}

#[test]
fn a_video_without_next_step_fails_after_the_grace() {
    let lines = follow(MediaKind::Video, vec![answer("UploadSucc", &[]); 4]);
    assert_eq!(
        lines,
        [
            "0 FileUploadComplete (VOD has the file)",
            "3 the video stays UploadSucc: no next step started (NoNextStep); set \
             TEMPLATE_GROUP_ID of process-upload (with `cargo run`: leave out --no-next-step), \
             or give --grace more time; or VOD's callback was refused: see the functions' log",
        ]
    );
}

#[test]
fn a_task_at_work_stops_the_clock_and_a_failed_one_does_not() {
    let at_work = follow(MediaKind::Video, vec![answer("UploadSucc", &[("t1", "Processing")]); 8]);
    assert_eq!(at_work.len(), 2, "{at_work:?}");
    let failed =
        follow(MediaKind::Video, vec![answer("UploadSucc", &[("t1", "CompleteAllFail")]); 4]);
    assert!(
        failed[2].starts_with(
            "3 the video stays UploadSucc although transcode task t1 is CompleteAllFail"
        ),
        "{failed:?}"
    );
}

#[test]
fn statuses_that_lead_nowhere_fail() {
    for status in ["TranscodeFail", "Blocked", "UploadFail", "ProduceFail"] {
        let lines = follow(MediaKind::Video, vec![answer(status, &[])]);
        assert!(lines.contains(&format!("0 {status}")), "{lines:?}");
        assert!(lines.last().unwrap().contains(&format!("({status});")), "{lines:?}");
    }
}

#[test]
fn images_and_attached_media_end_at_normal() {
    let answers = || vec![answer("Uploading", &[]), answer("Normal", &[])];
    let lines = follow(MediaKind::Image, answers());
    assert_eq!(lines, ["1 ImageUploadComplete (VOD has the file)", "1 Normal", "1 ready"]);
    let lines = follow(MediaKind::AttachedMedia, answers());
    assert_eq!(lines, ["1 AttachedMediaUploadComplete (VOD has the file)", "1 Normal", "1 ready"]);
}
