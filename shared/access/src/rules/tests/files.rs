//! Files that are refused, with the line and what would be right.

use super::*;

/// A file whose role `u` has these lines, which begin on line 5.
fn refusal(lines: &str) -> String {
    let text = format!("version: 1\ndefault-role: u\nroles:\n  u:\n{lines}");
    Rules::read(&text).err().unwrap_or_else(|| panic!("{text}")).to_string()
}

/// The same for the rules of videos, on line 6 and further.
fn of_video(lines: &str) -> String {
    refusal(&format!("    video:\n{lines}"))
}

#[test]
fn what_a_file_must_have() {
    let files = [
        "",
        "[]",
        "version: 1\n",
        "version: 2\nroles: {u: {}}\n",
        "version: '1'\nroles: {u: {}}\n",
        "roles: {u: {}}\n",
        "version: 1\nroles:\n  u:\n",
        "version: 1\nroles: {u v: {}}\n",
        "version: 1\nroles: {u: {}, 5: {}}\n",
        "version: 1\ndefault-role: v\nroles: {u: {}}\n",
        "version: 1\ndefault-role: [u]\nroles: {u: {}}\n",
        "version: 1\nrole: {}\nroles: {u: {}}\n",
        "version: 1\nroles:\n  u: {}\n  u: {}\n",
        "version: 1\nroles:\n u: {}\n  v: {}\n",
    ];
    let found = files.map(|text| format!("{text:?} -> {}", Rules::read(text).unwrap_err()));
    insta::assert_snapshot!(found.join("\n"), @r#"
    "" -> line 1: there are no rules
    "[]" -> line 1: a file of rules should be a mapping, such as {name: value}; line 1: version is missing; it should be 1; line 1: there is no role
    "version: 1\n" -> line 1: there is no role
    "version: 2\nroles: {u: {}}\n" -> line 1: version should be 1
    "version: '1'\nroles: {u: {}}\n" -> line 1: version should be 1
    "roles: {u: {}}\n" -> line 1: version is missing; it should be 1
    "version: 1\nroles:\n  u:\n" -> line 3: role u is empty; write {} for nothing
    "version: 1\nroles: {u v: {}}\n" -> line 1: there is no role; line 2: "u v" is no name of a role; it should be 1 to 64 letters, digits, `-`, `_`, `.` or `:`
    "version: 1\nroles: {u: {}, 5: {}}\n" -> line 2: a key must be a text
    "version: 1\ndefault-role: v\nroles: {u: {}}\n" -> line 2: default-role v is not one of the roles
    "version: 1\ndefault-role: [u]\nroles: {u: {}}\n" -> line 2: "" is no name of a role; it should be 1 to 64 letters, digits, `-`, `_`, `.` or `:`
    "version: 1\nrole: {}\nroles: {u: {}}\n" -> line 2: "role" is unknown; a file of rules may have version, default-role, roles
    "version: 1\nroles:\n  u: {}\n  u: {}\n" -> line 4: u is given twice, first in line 3
    "version: 1\nroles:\n u: {}\n  v: {}\n" -> line 4: this is no YAML: while parsing a block mapping, did not find expected key
    "#);
}

#[test]
fn what_a_role_may_say() {
    insta::assert_snapshot!(
        [
            refusal("    videos: {may-set: all}\n"),
            refusal("    acts-for-others: yes\n    sts: 1\n"),
            refusal("    video: all\n"),
            refusal("    video:\n    image: {}\n"),
            of_video("      may_set: all\n"),
            of_video("      may-set: everything\n"),
            of_video("      may-set:\n"),
            of_video("      may-set: [FileName, Title]\n      may-set: all\n"),
        ]
        .join("\n"),
        @r#"
        line 5: "videos" is unknown; a role may have acts-for-others, sts, video, image, attached-media
        line 5: acts-for-others should be true or false; line 6: sts should be true or false
        line 5: video should be a mapping, such as {name: value}
        line 5: video is empty; write {} for nothing; line 6: may-set is missing; it should be a list of fields, or all
        line 6: "may_set" is unknown; video may have may-set, required, extensions, max-file-size, defaults, forced
        line 6: may-set should be a list, such as [a, b], or all
        line 6: may-set should be a list, such as [a, b], or all
        line 7: may-set is given twice, first in line 6
        "#
    );
}

#[test]
fn which_fields_there_are() {
    insta::assert_snapshot!(
        [
            of_video("      may-set: [FileName, Title, title, CateIds, UserData, 5]\n"),
            of_video("      may-set:\n        - FileName\n        - Title\n        - Titel\n        - Title\n"),
            of_video("      may-set: all\n      required: [ImageType]\n"),
            of_video("      may-set: all\n      defaults: {ImageExt: png}\n"),
            of_video("      may-set: all\n      forced: {UserData: {Extend: {}}}\n"),
        ]
        .join("\n"),
        @r#"
        line 6: may-set should hold texts alone; line 6: "title" is not a field of videos; its name is Title; line 6: CateIds is a field of attached media, not of videos; line 6: UserData is named by its members: UserData.Extend, UserData.MessageCallback, UserData.AccelerateConfig
        line 9: "Titel" is not a field of videos; they have FileName, FileSize, Title, Description, Tags, ReferenceId, CateId, CoverURL, TemplateGroupId, WorkflowId, StorageLocation, AppId, EnableFirstFrameCover, GenerateThumbnail, UserData.Extend, UserData.MessageCallback, UserData.AccelerateConfig; line 10: Title is listed twice
        line 7: ImageType is a field of images, not of videos
        line 7: ImageExt is a field of images, not of videos
        line 7: UserData is named by its members: UserData.Extend, UserData.MessageCallback, UserData.AccelerateConfig
        "#
    );
}

#[test]
fn values_are_within_the_limits_of_vod() {
    let values = [
        "Title: 5",
        "Title: ''",
        "Title: \"\\U0001F600\"",
        "Tags: 'a,,b'",
        "TemplateGroupId: a b",
        "TemplateGroupId: 0123456",
        "TemplateGroupId: 123456",
        "StorageLocation: 'https://e.com/'",
        "CoverURL: nowhere",
        "CateId: -1",
        "GenerateThumbnail: no",
        "UserData.Extend: [1]",
        "UserData.Extend: {_stamp: x}",
        "UserData.MessageCallback: {CallbackURL: 'ftp://e.com'}",
        "UserData.AccelerateConfig: 5",
        "FileName: a.mp4",
        "FileSize: 5",
        "ReferenceId: order-1",
    ];
    let found: Vec<_> = values
        .iter()
        .map(|value| {
            let text = format!(
                "{{version: 1, roles: {{u: {{video: {{may-set: all, forced: {{{value}}}}}}}}}}}"
            );
            match Rules::read(&text) {
                Ok(_) => format!("{value} -> taken"),
                Err(error) => format!("{value} -> {error}"),
            }
        })
        .collect();
    insta::assert_snapshot!(found.join("\n"), @r#"
    Title: 5 -> line 1: Title must be a text; in the rules, put it in quotes
    Title: '' -> line 1: Title must not be empty
    Title: "\U0001F600" -> line 1: Title holds U+1F600; leave out emoji and control characters
    Tags: 'a,,b' -> line 1: Tags holds an empty tag; separate tags by one comma
    TemplateGroupId: a b -> line 1: TemplateGroupId must be 1 to 64 letters, digits, `-` or `_`
    TemplateGroupId: 0123456 -> taken
    TemplateGroupId: 123456 -> line 1: TemplateGroupId must be a text; in the rules, put it in quotes
    StorageLocation: 'https://e.com/' -> line 1: StorageLocation must be a bucket's host name, such as out-x.oss-cn-shanghai.aliyuncs.com
    CoverURL: nowhere -> line 1: CoverURL must be an http:// or https:// URL
    CateId: -1 -> line 1: CateId must be a whole number
    GenerateThumbnail: no -> line 1: GenerateThumbnail must be true or false
    UserData.Extend: [1] -> line 1: UserData.Extend must be a JSON object, or a text that holds one: the service adds a key of its own
    UserData.Extend: {_stamp: x} -> line 1: UserData.Extend holds the key "_stamp", which is reserved for the service
    UserData.MessageCallback: {CallbackURL: 'ftp://e.com'} -> line 1: UserData.MessageCallback.CallbackURL must be an http:// or https:// URL
    UserData.AccelerateConfig: 5 -> line 1: UserData.AccelerateConfig must be a JSON object, or a text that holds one
    FileName: a.mp4 -> line 1: FileName differs from upload to upload; rules cannot know it
    FileSize: 5 -> line 1: FileSize differs from upload to upload; rules cannot know it
    ReferenceId: order-1 -> line 1: ReferenceId differs from upload to upload; rules cannot know it
    "#);
}

#[test]
fn limits_and_extensions() {
    insta::assert_snapshot!(
        [
            of_video("      may-set: all\n      max-file-size: 0\n"),
            of_video("      may-set: all\n      max-file-size: 5 apples\n"),
            of_video("      may-set: all\n      max-file-size: -5\n"),
            of_video("      may-set: [FileName, Title]\n      max-file-size: 5 GiB\n"),
            of_video("      may-set: all\n      extensions: []\n"),
            of_video("      may-set: all\n      extensions: mp4\n"),
            refusal("    image:\n      may-set: all\n      max-file-size: 5 MB\n"),
            refusal("    image:\n      may-set: all\n      extensions: [jpg, .png, mp4]\n"),
            refusal("    image: {may-set: all, extensions: [jpg], forced: {ImageExt: PNG}}\n"),
        ]
        .join("\n"),
        @r#"
        line 7: max-file-size should be a size above 0, such as 5 GiB, 500 MB or 1048576
        line 7: max-file-size should be a size above 0, such as 5 GiB, 500 MB or 1048576
        line 7: max-file-size should be a size above 0, such as 5 GiB, 500 MB or 1048576
        line 7: max-file-size needs FileSize in may-set
        line 7: extensions holds nothing; leave out the kind to refuse all of it
        line 7: extensions should be a list, such as [a, b]
        line 7: max-file-size: VOD is told no FileSize of images
        line 7: VOD takes no images with extension ".png", but png, jpg, jpeg, gif, heic, webp; line 7: VOD takes no images with extension "mp4", but png, jpg, jpeg, gif, heic, webp
        line 5: ImageExt is png, which extensions leaves out
        "#
    );
}

#[test]
fn contradictions() {
    insta::assert_snapshot!(
        [
            of_video("      may-set: [FileName, Title]\n      forced: {Title: x}\n"),
            of_video("      may-set: [FileName]\n      defaults: {Title: x}\n"),
            of_video("      may-set: all\n      defaults: {Title: x}\n      forced: {Title: y}\n"),
            of_video("      may-set: [FileName, Title]\n      required: [Tags]\n"),
            of_video("      may-set: all\n      required: [Tags]\n      defaults: {Tags: x}\n"),
            of_video("      may-set: all\n      required: [Tags]\n      forced: {Tags: x}\n"),
            of_video("      may-set: [Tags]\n"),
            refusal("    image: {may-set: [Title]}\n    attached-media: {may-set: []}\n"),
        ]
        .join("\n"),
        @r#"
        line 7: Title is forced and in may-set; callers cannot change it
        line 5: VOD makes no videos without Title: put it into may-set or forced; line 7: Title has a default and callers may not set it; put it under forced alone
        line 7: Title has a default and callers may not set it; put it under forced alone
        line 7: Tags is required and callers may not set it
        line 7: Tags is required and has a default; it is never missing
        line 7: Tags is required and callers may not set it
        line 5: VOD makes no videos without FileName: put it into may-set or forced; line 5: VOD makes no videos without Title: put it into may-set or forced
        line 5: VOD makes no images without ImageType: put it into may-set or forced; line 6: VOD makes no attached media without BusinessType: put it into may-set or forced
        "#
    );
}

#[test]
fn all_that_is_wrong_is_found_at_once() {
    let found = Rules::read(
        "version: 3\ndefault-role: nobody\nroles:\n  u:\n    sts: maybe\n    video:\n      may-set: [FileName, Title, Foo]\n      max-file-size: 0\n",
    )
    .unwrap_err();
    let lines: Vec<_> = found.problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [1, 2, 5, 7, 8]);
}
