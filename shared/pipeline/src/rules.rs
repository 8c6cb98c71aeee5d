//! What the operator wants to happen after an upload.

use model::TemplateGroupId;

settings::settings! {
    /// The next step after an upload.
    pub struct Rules {
        /// Transcoding template group that a finished upload is submitted to when VOD has started
        /// nothing by itself. Without it nothing is submitted.
        optional template_group: TemplateGroupId = "TEMPLATE_GROUP_ID",
    }
}
