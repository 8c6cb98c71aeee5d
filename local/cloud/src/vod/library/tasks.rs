//! Transcoding tasks, found by their own id or by their video.

use jiff::Timestamp;

use super::Library;
use crate::vod::records::TranscodeTask;

impl Library {
    /// Adds a task, as the newest of its video.
    pub(in crate::vod) fn add_task(&mut self, task: TranscodeTask) {
        self.tasks_of.entry(task.video_id.clone()).or_default().push(task.id.clone());
        for job in &task.jobs {
            self.task_of_job.insert(job.id.clone(), task.id.clone());
        }
        self.tasks.insert(task.id.clone(), task);
    }

    /// Finds a task.
    pub(in crate::vod) fn task(&self, id: &str) -> Option<&TranscodeTask> {
        self.tasks.get(id)
    }

    /// Finds the task that has this job.
    pub(in crate::vod) fn task_of_job(&self, job_id: &str) -> Option<&TranscodeTask> {
        self.tasks.get(self.task_of_job.get(job_id)?)
    }

    /// Changes a task. Its id and its video stay.
    pub(in crate::vod) fn change_task<T>(
        &mut self,
        id: &str,
        change: impl FnOnce(&mut TranscodeTask) -> T,
    ) -> Option<T> {
        self.tasks.change(id, change)
    }

    /// Ids of the tasks that have not ended, the oldest first, and when each was made.
    pub(in crate::vod) fn unfinished_tasks(&self) -> Vec<(String, Timestamp)> {
        let unfinished = self.tasks.values().filter(|task| task.completed.is_none());
        let mut tasks: Vec<_> = unfinished.map(|task| (task.id.clone(), task.created)).collect();
        tasks.sort_unstable_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0)));
        tasks
    }

    /// The tasks of a video, newest first.
    pub(in crate::vod) fn tasks_of(&self, video_id: &str) -> impl Iterator<Item = &TranscodeTask> {
        let ids = self.tasks_of.get(video_id).map(Vec::as_slice).unwrap_or_default();
        ids.iter().rev().filter_map(|id| self.tasks.get(id))
    }
}
