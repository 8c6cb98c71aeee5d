//! What kind of media a file is, by its extension.
//!
//! VOD has one operation for each kind, and some extensions fit several. Without an option that says
//! otherwise: `gif` and everything else that CreateUploadImage takes is an image (a GIF is a video
//! to VOD only where somebody wants it transcoded); what CreateUploadVideo takes is a video; the
//! rest of what CreateUploadAttachedMedia takes is an attached medium.

use model::{
    MediaKind,
    fields::{self, AttachedMediaType, ImageType},
};

use crate::error::{Error, ErrorKind};

/// What was said on the command line about the kind.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wishes {
    /// `--kind`.
    pub(crate) kind: Option<MediaKind>,
    /// `--image-type`.
    pub(crate) image_type: Option<ImageType>,
    /// `--business-type`.
    pub(crate) business_type: Option<AttachedMediaType>,
}

/// A kind with what its operation must know besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Media {
    /// Video or audio.
    Video,
    /// An image of this `ImageType`.
    Image(ImageType),
    /// An attached medium of this `BusinessType`.
    Attached(AttachedMediaType),
}

const TYPES: [AttachedMediaType; 3] =
    [AttachedMediaType::Watermark, AttachedMediaType::Subtitle, AttachedMediaType::Material];

impl Media {
    /// Chooses for one file.
    ///
    /// A `--business-type` makes an attached medium of every file whose extension it takes, so that
    /// a video and its subtitles can go up with one command.
    ///
    /// # Errors
    /// When the extension fits no kind, or several types of attached media.
    pub(crate) fn choose(file_name: &str, wishes: Wishes) -> Result<Self, Error> {
        let extension = fields::extension_of(file_name);
        let extension = extension.as_deref();
        if let Some(kind) = wishes.kind {
            return match kind {
                MediaKind::Video => Ok(Self::Video),
                MediaKind::Image => Ok(Self::image(wishes)),
                MediaKind::AttachedMedia => Self::attached(extension, wishes),
            };
        }
        let Some(extension) = extension else { return Err(no_extension()) };
        match wishes.business_type {
            Some(business_type) if business_type.takes(extension) => {
                Ok(Self::Attached(business_type))
            }
            _ if fields::is_image_extension(extension) => Ok(Self::image(wishes)),
            _ if fields::is_media_extension(extension) => Ok(Self::Video),
            _ => Self::attached(Some(extension), wishes),
        }
    }

    fn image(wishes: Wishes) -> Self {
        Self::Image(wishes.image_type.unwrap_or(ImageType::Default))
    }

    fn attached(extension: Option<&str>, wishes: Wishes) -> Result<Self, Error> {
        let extension = extension.ok_or_else(no_extension)?;
        if let Some(business_type) = wishes.business_type {
            return Ok(Self::Attached(business_type));
        }
        let mut fitting = TYPES.into_iter().filter(|known| known.takes(extension));
        match (fitting.next(), fitting.next()) {
            (Some(only), None) => Ok(Self::Attached(only)),
            (Some(_), Some(_)) => Err(Error::new(
                ErrorKind::File,
                format!(".{extension} is an extension of several types of attached media"),
                "say which with --business-type",
            )
            .with_code(Some("MissingParameter"))),
            (None, _) => Err(Error::new(
                ErrorKind::File,
                format!("VOD takes no files that end in .{extension}"),
                "convert it, or say with --kind what it is if only its name is unusual",
            )
            .with_code(Some("InvalidFileName.Extension"))),
        }
    }

    /// The kind alone.
    pub(crate) fn kind(self) -> MediaKind {
        match self {
            Self::Video => MediaKind::Video,
            Self::Image(_) => MediaKind::Image,
            Self::Attached(_) => MediaKind::AttachedMedia,
        }
    }
}

fn no_extension() -> Error {
    Error::new(
        ErrorKind::File,
        "the file name has no extension, by which VOD tells formats apart",
        "rename the file",
    )
    .with_code(Some("InvalidFileName.Extension"))
}

/// The words for kinds, in routes and on the command line.
pub(crate) const WORDS: [&str; 3] = ["video", "image", "attached-media"];

/// A kind's word.
pub(crate) fn word(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Video => WORDS[0],
        MediaKind::Image => WORDS[1],
        MediaKind::AttachedMedia => WORDS[2],
    }
}

/// The name of a kind's id in the cloud's answers.
pub(crate) fn id_name(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Video => "VideoId",
        MediaKind::Image => "ImageId",
        MediaKind::AttachedMedia => "MediaId",
    }
}

#[cfg(test)]
mod tests;
