//! Which fields each type of media has, and what a search may do with each: the tables of "Protocol
//! for media asset search".

use crate::rpc::{Parameters, RpcError};

/// `SearchType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MediaType {
    Video,
    Audio,
    Image,
    Attached,
}

/// What a search may do with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field {
    name: &'static str,
    /// May stand in Fields.
    pub(super) returned: bool,
    pub(super) filter: Filtering,
}

/// How a filter may use a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filtering {
    No,
    /// The value is one of those given.
    Exact,
    /// The value contains one of those given.
    Fuzzy,
    /// The number lies in an interval.
    Number,
    /// The moment lies in an interval.
    Time,
}

const fn field(name: &'static str, filter: Filtering) -> Field {
    Field { name, returned: true, filter }
}

use Filtering::{Exact, Fuzzy, No, Number, Time};

const COMMON: &[Field] = &[
    field("AppId", Exact),
    field("StorageLocation", Exact),
    field("Title", Fuzzy),
    field("Tags", Fuzzy),
    field("Description", Fuzzy),
    field("Status", Exact),
    field("CreationTime", Time),
    field("ModificationTime", Time),
];

const PLAYED: &[Field] = &[
    field("CateId", Exact),
    field("CateName", No),
    field("MediaSource", Exact),
    field("PreprocessStatus", Exact),
    field("Size", Number),
    field("Duration", Number),
    field("CoverURL", No),
    field("Snapshots", No),
    field("SpriteSnapshots", No),
    field("DownloadSwitch", No),
    field("TranscodeMode", No),
];

const VIDEO: &[Field] = &[field("VideoId", Exact)];
const AUDIO: &[Field] = &[field("AudioId", Exact)];

const IMAGE: &[Field] = &[
    field("ImageId", Exact),
    field("CateId", Exact),
    field("CateName", No),
    field("FileName", Fuzzy),
    field("URL", No),
];

const ATTACHED: &[Field] = &[
    field("MediaId", Exact),
    Field { name: "CateId", returned: false, filter: Exact },
    field("Categories", No),
    field("FileName", Fuzzy),
    field("URL", No),
    field("BusinessType", Exact),
];

impl MediaType {
    /// Reads SearchType.
    pub(super) fn read(parameters: &Parameters) -> Result<Self, RpcError> {
        match parameters.text("SearchType") {
            None | Some("video") => Ok(Self::Video),
            Some("audio") => Ok(Self::Audio),
            Some("image") => Ok(Self::Image),
            Some("attached") => Ok(Self::Attached),
            Some(_) => {
                Err(RpcError::invalid_parameter("SearchType", "video, audio, image or attached"))
            }
        }
    }

    /// `MediaType` of answers.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Image => "image",
            Self::Attached => "attached",
        }
    }

    /// The member of an answer that holds the fields.
    pub(super) fn member(self) -> &'static str {
        match self {
            Self::Video => "Video",
            Self::Audio => "Audio",
            Self::Image => "Image",
            Self::Attached => "AttachedMedia",
        }
    }

    /// The field that is the medium's id.
    pub(super) fn id_field(self) -> &'static str {
        match self {
            Self::Video => "VideoId",
            Self::Audio => "AudioId",
            Self::Image => "ImageId",
            Self::Attached => "MediaId",
        }
    }

    /// Whether ScrollToken means anything.
    pub(super) fn scrolls(self) -> bool {
        matches!(self, Self::Video | Self::Audio)
    }

    /// The field of this name.
    pub(super) fn field(self, name: &str) -> Option<Field> {
        let own: &[&[Field]] = match self {
            Self::Video => &[VIDEO, PLAYED],
            Self::Audio => &[AUDIO, PLAYED],
            Self::Image => &[IMAGE],
            Self::Attached => &[ATTACHED],
        };
        own.iter().copied().chain([COMMON]).flatten().find(|field| field.name == name).copied()
    }
}
