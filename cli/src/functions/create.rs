//! The body of a create request.

use model::fields;
use serde_json::{Map, Value, json};

use crate::{arguments::MediaArguments, file::LocalFile, kind::Media};

/// Longest `Title` in bytes of UTF-8.
const TITLE_BYTES: usize = 128;

/// What the functions are told about one file. What was not said stays out.
pub(crate) fn create_body(media: Media, file: &LocalFile, said: &MediaArguments) -> Value {
    let title = said.title.clone().unwrap_or_else(|| title_of(&file.name));
    let extension = fields::extension_of(&file.name);
    let size = Some(json!(file.size));
    let name = Some(json!(file.name));
    let own = match media {
        Media::Video => vec![
            ("FileName", name),
            ("FileSize", size),
            ("CateId", said.cate_id.map(Value::from)),
            ("TemplateGroupId", said.template_group_id.as_ref().map(|id| json!(id.as_str()))),
            ("ReferenceId", said.reference_id.as_ref().map(|id| json!(id.as_str()))),
        ],
        Media::Image(image_type) => vec![
            ("ImageType", Some(json!(image_type.as_str()))),
            // Without it VOD would call every image a PNG; with one that VOD does not know, it
            // would refuse what --kind insists on.
            (
                "ImageExt",
                extension.filter(|known| fields::is_image_extension(known)).map(Value::from),
            ),
            ("OriginalFileName", name),
            ("CateId", said.cate_id.map(Value::from)),
        ],
        Media::Attached(business_type) => vec![
            ("BusinessType", Some(json!(business_type.as_str()))),
            ("MediaExt", extension.map(Value::from)),
            ("FileName", name),
            ("FileSize", size),
            ("CateIds", said.cate_id.map(|id| Value::from(id.to_string()))),
        ],
    };
    let shared = [
        ("Title", Some(Value::from(title))),
        ("Description", said.description.clone().map(Value::from)),
        ("Tags", said.tags.clone().map(Value::from)),
        ("UserData", said.user_data.clone()),
    ];
    let said = own.into_iter().chain(shared);
    let said = said.filter_map(|(field, value)| Some((field.to_owned(), value?)));
    Value::Object(said.collect::<Map<_, _>>())
}

/// A title that VOD takes, from a file name: without extension, emoji and control characters, cut
/// where it is too long. A title that was given is not touched: VOD's refusal says what is wrong.
fn title_of(file_name: &str) -> String {
    let stem = match file_name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => file_name,
    };
    let mut title = String::new();
    for letter in stem.chars() {
        if fields::title(letter.encode_utf8(&mut [0; 4])).is_err() {
            continue;
        }
        if title.len() + letter.len_utf8() > TITLE_BYTES {
            break;
        }
        title.push(letter);
    }
    let title = title.trim();
    if title.is_empty() { "Untitled".into() } else { title.into() }
}

#[cfg(test)]
mod tests {
    use model::fields::{AttachedMediaType, ImageType};

    use super::*;

    fn file(name: &str) -> LocalFile {
        LocalFile { name: name.into(), size: 12 }
    }

    #[test]
    fn each_kind_has_its_own_fields() {
        let plain = MediaArguments::default();
        let bodies = [
            create_body(Media::Video, &file("a film.MOV"), &plain),
            create_body(Media::Image(ImageType::Cover), &file("a.JPG"), &plain),
            create_body(Media::Attached(AttachedMediaType::Subtitle), &file("a.srt"), &plain),
        ];
        insta::assert_json_snapshot!(bodies, @r#"
        [
          {
            "FileName": "a film.MOV",
            "FileSize": 12,
            "Title": "a film"
          },
          {
            "ImageExt": "jpg",
            "ImageType": "cover",
            "OriginalFileName": "a.JPG",
            "Title": "a"
          },
          {
            "BusinessType": "subtitle",
            "FileName": "a.srt",
            "FileSize": 12,
            "MediaExt": "srt",
            "Title": "a"
          }
        ]
        "#);
    }

    #[test]
    fn everything_that_was_said_is_passed_on() {
        let said = MediaArguments {
            title: Some("😀".into()),
            description: Some("d".into()),
            tags: Some("a,b".into()),
            cate_id: Some(7),
            template_group_id: "g".parse().ok(),
            reference_id: "order-1".parse().ok(),
            user_data: Some(json!({"Extend": "x"})),
            ..MediaArguments::default()
        };
        let bodies = [
            create_body(Media::Video, &file("a.mov"), &said),
            create_body(Media::Attached(AttachedMediaType::Subtitle), &file("a.srt"), &said),
        ];
        insta::assert_json_snapshot!(bodies, @r#"
        [
          {
            "CateId": 7,
            "Description": "d",
            "FileName": "a.mov",
            "FileSize": 12,
            "ReferenceId": "order-1",
            "Tags": "a,b",
            "TemplateGroupId": "g",
            "Title": "😀",
            "UserData": {
              "Extend": "x"
            }
          },
          {
            "BusinessType": "subtitle",
            "CateIds": "7",
            "Description": "d",
            "FileName": "a.srt",
            "FileSize": 12,
            "MediaExt": "srt",
            "Tags": "a,b",
            "Title": "😀",
            "UserData": {
              "Extend": "x"
            }
          }
        ]
        "#);
    }

    #[test]
    fn a_title_from_a_file_name_is_one_that_vod_takes() {
        let cases = [
            ("Holiday 2026.final.mov", "Holiday 2026.final"),
            ("视频.mp4", "视频"),
            ("😀 party.mp4", "party"),
            ("😀.mp4", "Untitled"),
            (".mp4", ".mp4"),
        ];
        for (name, expected) in cases {
            assert_eq!(title_of(name), expected, "{name}");
        }
        let long = title_of(&format!("{}.mp4", "视".repeat(100)));
        assert_eq!(long, "视".repeat(42));
        assert!(fields::title(&long).is_ok());
    }
}
