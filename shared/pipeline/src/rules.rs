//! What the operator wants to happen after an upload.

use model::TemplateGroupId;

settings::settings! {
    /// The next step after an upload.
    pub struct Rules {
        /// Transcoding template group that a finished upload is submitted to when VOD leaves it as it
        /// is, UploadSucc; not what is Normal already, because it can be played without. Without the
        /// setting nothing is submitted.
        optional template_group: TemplateGroupId = "TEMPLATE_GROUP_ID",
    }
}

impl Rules {
    /// Whether any step can follow from them. Where none can, nobody need look for videos to start.
    #[must_use]
    pub fn have_a_step(&self) -> bool {
        self.template_group.is_some()
    }
}
