//! Options that become fields of the create request.

use clap::Args;
use model::{
    MediaKind, ReferenceId, TemplateGroupId,
    fields::{AttachedMediaType, ImageType},
};
use serde_json::Value;

use super::values;
use crate::kind::Wishes;

/// What VOD is told about the files.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "What VOD is told")]
pub(crate) struct MediaArguments {
    /// Title [default: the file name without its extension]
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,

    /// Description
    #[arg(long, value_name = "TEXT")]
    pub(crate) description: Option<String>,

    /// Tags, separated by commas
    #[arg(long, value_name = "A,B")]
    pub(crate) tags: Option<String>,

    /// Id of a category
    #[arg(
        long,
        value_name = "NUMBER",
        allow_negative_numbers = true,
        value_parser = values::cate_id()
    )]
    pub(crate) cate_id: Option<u64>,

    /// What the files are [default: by extension; png, jpg, jpeg, gif, heic and webp are images,
    /// srt, ass, stl, ttml and vtt subtitles]
    #[arg(long, value_parser = values::kinds())]
    pub(crate) kind: Option<MediaKind>,

    /// What an image is for [default: default]
    #[arg(long, value_parser = values::image_types())]
    pub(crate) image_type: Option<ImageType>,

    /// What an attached medium is for; files with an extension that this type takes become attached
    /// media
    #[arg(long, value_parser = values::business_types())]
    pub(crate) business_type: Option<AttachedMediaType>,

    /// Transcoding template group for videos, instead of the account's default
    #[arg(long, value_name = "ID")]
    pub(crate) template_group_id: Option<TemplateGroupId>,

    /// UserData: a JSON object with MessageCallback, Extend or AccelerateConfig
    #[arg(long, value_name = "JSON", value_parser = values::user_data)]
    pub(crate) user_data: Option<Value>,

    /// An id of your own for the video, unique within the account
    #[arg(long, value_name = "ID")]
    pub(crate) reference_id: Option<ReferenceId>,
}

impl MediaArguments {
    /// What was said about the kind.
    pub(crate) fn wishes(&self) -> Wishes {
        Wishes { kind: self.kind, image_type: self.image_type, business_type: self.business_type }
    }
}
