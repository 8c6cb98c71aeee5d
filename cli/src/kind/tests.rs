//! Kinds by extension and by option.

use super::*;

fn choose(name: &str, wishes: Wishes) -> Result<Media, String> {
    Media::choose(name, wishes).map_err(|error| error.code.unwrap_or_default())
}

#[test]
fn the_extension_decides() {
    let cases = [
        ("a.mov", Media::Video),
        ("A.MP4", Media::Video),
        ("song.mp3", Media::Video),
        ("a.gif", Media::Image(ImageType::Default)),
        ("a.png", Media::Image(ImageType::Default)),
        ("a.JPEG", Media::Image(ImageType::Default)),
        ("a.srt", Media::Attached(AttachedMediaType::Subtitle)),
        ("a.apng", Media::Attached(AttachedMediaType::Watermark)),
        ("a.zip", Media::Attached(AttachedMediaType::Material)),
    ];
    for (name, expected) in cases {
        assert_eq!(choose(name, Wishes::default()), Ok(expected), "{name}");
    }
    for name in ["a.exe", "README", ".hidden", "a."] {
        let refused = Err("InvalidFileName.Extension".to_owned());
        assert_eq!(choose(name, Wishes::default()), refused, "{name}");
    }
}

#[test]
fn every_extension_that_vod_takes_has_a_kind() {
    let images = fields::IMAGE_EXTENSIONS.iter();
    let attached = TYPES.iter().flat_map(|known| known.extensions());
    for extension in fields::VIDEO_EXTENSIONS.iter().chain(images).chain(attached) {
        assert!(choose(&format!("a.{extension}"), Wishes::default()).is_ok(), "{extension}");
    }
}

#[test]
fn a_kind_that_is_said_wins() {
    let said = |kind| Wishes { kind: Some(kind), ..Wishes::default() };
    assert_eq!(choose("a.gif", said(MediaKind::Video)), Ok(Media::Video));
    assert_eq!(choose("a.heif", said(MediaKind::Image)), Ok(Media::Image(ImageType::Default)));
    assert_eq!(
        choose("a.mov", said(MediaKind::AttachedMedia)),
        Ok(Media::Attached(AttachedMediaType::Watermark))
    );
    assert_eq!(choose("a.png", said(MediaKind::AttachedMedia)), Err("MissingParameter".to_owned()));
}

#[test]
fn a_business_type_applies_to_the_files_that_it_takes() {
    let subtitles = Wishes {
        business_type: Some(AttachedMediaType::Subtitle),
        image_type: Some(ImageType::Cover),
        ..Wishes::default()
    };
    let subtitle = Media::Attached(AttachedMediaType::Subtitle);
    assert_eq!(choose("a.vtt", subtitles), Ok(subtitle));
    assert_eq!(choose("a.mp4", subtitles), Ok(Media::Video));
    assert_eq!(choose("a.png", subtitles), Ok(Media::Image(ImageType::Cover)));
}
