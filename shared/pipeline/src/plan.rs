//! From truth and rules to steps: a pure function.

use model::{SessionId, TemplateGroupId, VideoStatus};
use sha2::{Digest as _, Sha256};

use crate::{Rules, Truth};

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// SubmitTranscodeJobs.
    Transcode {
        /// The template group to use.
        template_group: TemplateGroupId,
        /// The id under which VOD takes this submission once in 7 days.
        session_id: SessionId,
    },
}

/// What follows from the truth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    /// These steps, in this order.
    Steps(Vec<Step>),
    /// Nothing, and why.
    Nothing(&'static str),
    /// VOD does not know of the upload yet: look again.
    NotYet,
}

/// Says what to do for a video whose upload is said to be complete.
///
/// A task that exists, whoever started it, means that the next step has been taken: by us, by the
/// template group of the create call, by an operator. `UploadSucc` is the only status of a video
/// that is stored, has no stream, and waits for nothing.
#[must_use]
pub fn plan(truth: &Truth, rules: &Rules) -> Plan {
    match &truth.status {
        VideoStatus::Uploading => Plan::NotYet,
        VideoStatus::UploadSucc if !truth.tasks.is_empty() => {
            Plan::Nothing("a transcoding task exists")
        }
        VideoStatus::UploadSucc => match &rules.template_group {
            None => Plan::Nothing("no TEMPLATE_GROUP_ID is set, so nothing is submitted"),
            Some(group) => Plan::Steps(vec![Step::Transcode {
                template_group: group.clone(),
                session_id: session_id(truth, group),
            }]),
        },
        VideoStatus::Normal => Plan::Nothing("the video is playable"),
        VideoStatus::Transcoding => Plan::Nothing("the video is being transcoded"),
        VideoStatus::Checking | VideoStatus::Blocked => Plan::Nothing("the video is under review"),
        VideoStatus::UploadFail | VideoStatus::TranscodeFail | VideoStatus::ProduceFail => {
            Plan::Nothing("the video has failed")
        }
        VideoStatus::Other(_) => Plan::Nothing("the video has a status that is not known here"),
    }
}

/// The id of a submission: the same for the same video, source and template group, however often
/// and by whomever it is computed. Only re-read facts go in, never a field of an event.
fn session_id(truth: &Truth, group: &TemplateGroupId) -> SessionId {
    let mut digest = Sha256::new();
    let size = truth.size.to_string();
    for part in ["transcode", truth.video_id.as_str(), &truth.creation_time, &size, group.as_str()]
    {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    SessionId::from_digest(&digest.finalize().into())
}

#[cfg(test)]
mod tests {
    use model::TranscodeTaskId;
    use proptest::prelude::*;

    use super::*;

    fn truth(status: VideoStatus) -> Truth {
        Truth {
            video_id: "a1".repeat(16).parse().unwrap(),
            status,
            size: 7,
            creation_time: "2026-01-01T00:00:00Z".into(),
            tasks: vec![],
        }
    }

    fn rules() -> Rules {
        Rules { template_group: Some("group-1".parse().unwrap()) }
    }

    fn task() -> TranscodeTaskId {
        "task-1".parse().unwrap()
    }

    #[test]
    fn a_stored_video_without_streams_is_transcoded() {
        let Plan::Steps(steps) = plan(&truth(VideoStatus::UploadSucc), &rules()) else {
            panic!("expected steps")
        };
        let [Step::Transcode { template_group, session_id }] = steps.as_slice() else {
            panic!("expected one step")
        };
        assert_eq!(template_group.as_str(), "group-1");
        assert_eq!(session_id.as_str().len(), 50);
    }

    #[test]
    fn an_existing_task_means_that_the_step_was_taken() {
        let truth = Truth { tasks: vec![task()], ..truth(VideoStatus::UploadSucc) };
        assert_eq!(plan(&truth, &rules()), Plan::Nothing("a transcoding task exists"));
    }

    #[test]
    fn without_a_template_group_nothing_is_submitted() {
        let plan = plan(&truth(VideoStatus::UploadSucc), &Rules { template_group: None });
        assert_eq!(plan, Plan::Nothing("no TEMPLATE_GROUP_ID is set, so nothing is submitted"));
    }

    #[test]
    fn an_event_that_came_before_its_truth_is_looked_at_again() {
        assert_eq!(plan(&truth(VideoStatus::Uploading), &rules()), Plan::NotYet);
    }

    #[test]
    fn every_other_status_starts_nothing() {
        for word in [
            "Normal",
            "Transcoding",
            "TranscodeFail",
            "UploadFail",
            "Checking",
            "Blocked",
            "ProduceFail",
            "SomethingNew",
        ] {
            let truth = truth(VideoStatus::from(word.to_owned()));
            assert!(matches!(plan(&truth, &rules()), Plan::Nothing(_)), "{word}");
        }
    }

    proptest! {
        #[test]
        fn the_session_id_follows_the_facts_alone(
            size in any::<u64>(), other in any::<u64>(), time in "[0-9TZ:-]{0,20}",
        ) {
            let group = "group-1".parse().unwrap();
            let one = Truth { size, creation_time: time.clone(), ..truth(VideoStatus::UploadSucc) };
            let same = Truth { status: VideoStatus::Normal, tasks: vec![task()], ..one.clone() };
            prop_assert_eq!(session_id(&one, &group), session_id(&same, &group));
            if other != size {
                let changed = Truth { size: other, ..one.clone() };
                prop_assert_ne!(session_id(&one, &group), session_id(&changed, &group));
            }
            let elsewhere = "group-2".parse().unwrap();
            prop_assert_ne!(session_id(&one, &group), session_id(&one, &elsewhere));
        }
    }
}
