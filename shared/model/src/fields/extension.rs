//! Which file name extensions VOD takes ("Limits", CreateUploadImage, CreateUploadAttachedMedia).

use serde::{Deserialize, Serialize};

/// Extensions of video and audio files, lower case.
pub const VIDEO_EXTENSIONS: &[&str] = &[
    "mp4", "ts", "3gp", "mpg", "mpeg", "mpe", "dat", "vob", "asf", "avi", "wmv", "flv", "f4v",
    "rm", "rmvb", "mov", "mkv", "m3u8", "dv", "gif", "m2t", "m4v", "mj2", "mjpeg", "mts", "ogg",
    "qt", "swf", "webm", "mp3", "wma", "wav", "aac", "ra", "m4a", "flac", "ape", "ac3", "amr",
    "caf", "acm",
];

/// `ImageExt` of CreateUploadImage, lower case.
pub const IMAGE_EXTENSIONS: &[&str] = &["png", "jpg", "jpeg", "gif", "heic", "webp"];

/// The extension of a file name or path, lower case, without its dot.
///
/// The name may be a whole local path of either system, as the Python upload SDK sends it.
#[must_use]
pub fn extension_of(file_name: &str) -> Option<String> {
    let name = file_name.rsplit(['/', '\\']).next()?;
    let (stem, extension) = name.rsplit_once('.')?;
    (!stem.is_empty() && !extension.is_empty()).then(|| extension.to_ascii_lowercase())
}

/// Whether VOD takes a video or audio file with this extension, in either case.
#[must_use]
pub fn is_media_extension(extension: &str) -> bool {
    contains(VIDEO_EXTENSIONS, extension)
}

/// Whether `ImageExt` may be this, in either case.
#[must_use]
pub fn is_image_extension(extension: &str) -> bool {
    contains(IMAGE_EXTENSIONS, extension)
}

fn contains(list: &[&str], extension: &str) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(extension))
}

/// `ImageType` of CreateUploadImage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ImageType {
    /// An ordinary image.
    Default,
    /// A video's cover; the console cannot list these.
    Cover,
}

impl ImageType {
    /// The cloud's own word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Cover => "cover",
        }
    }
}

/// `BusinessType` of CreateUploadAttachedMedia.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum AttachedMediaType {
    /// An image or animation to lay over videos.
    Watermark,
    /// A subtitle file.
    Subtitle,
    /// Material for editing.
    Material,
}

impl AttachedMediaType {
    /// The cloud's own word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Watermark => "watermark",
            Self::Subtitle => "subtitle",
            Self::Material => "material",
        }
    }

    /// `MediaExt` values that this type takes, lower case.
    #[must_use]
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Watermark => &["png", "gif", "apng", "mov"],
            Self::Subtitle => &["srt", "ass", "stl", "ttml", "vtt"],
            Self::Material => &["jpg", "gif", "png", "mp4", "mat", "zip", "apk"],
        }
    }

    /// Whether this type takes the extension, in either case.
    #[must_use]
    pub fn takes(self, extension: &str) -> bool {
        contains(self.extensions(), extension)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_is_what_follows_the_last_dot_of_the_name() {
        let cases = [
            ("a.MP4", Some("mp4")),
            ("/home/x/视频 (1).mp4", Some("mp4")),
            (r"C:\films\a.b.mov", Some("mov")),
            ("archive.tar.gz", Some("gz")),
            ("no-extension", None),
            ("dot.", None),
            (".hidden", None),
            ("dir.d/file", None),
            ("", None),
        ];
        for (name, expected) in cases {
            assert_eq!(extension_of(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn lists_are_matched_in_either_case() {
        assert!(is_media_extension("MOV") && is_media_extension("mp3"));
        assert!(!is_media_extension("exe"));
        assert!(is_image_extension("Jpeg") && !is_image_extension("bmp"));
        assert!(AttachedMediaType::Subtitle.takes("SRT"));
        assert!(!AttachedMediaType::Subtitle.takes("png"));
    }
}
