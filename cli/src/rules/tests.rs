//! The command over files, and what it says.

use std::{fs, path::PathBuf};

use access::Role;
use model::MediaKind;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::testing::Captured;

const RULES: &str = "\
version: 1
default-role: user
roles:
  staff:
    video: {may-set: all}
  user:
    video:
      may-set: [FileName, Title, FileSize, Tags]
      max-file-size: 5 GiB
      defaults: {Tags: app}
      forced: {TemplateGroupId: g-1, UserData.Extend: {app: one}}
";

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }
}

/// Exit, standard output and standard error of `vodup rules explain`.
fn explained(roles: &[&str], body: &Value, json: bool) -> (Exit, String, String) {
    let folder = Folder::new();
    let arguments = ExplainArguments {
        body: folder.file("body.json", &body.to_string()),
        kind: MediaKind::Video,
        role: roles.iter().map(|role| Role::new(role).unwrap()).collect(),
        rules: Some(folder.file("rules.yaml", RULES)),
        json,
    };
    let captured = Captured::default();
    let mode = if json { Mode::Json } else { Mode::Human };
    let exit = explain(&arguments, &captured.output(mode), mode);
    (exit, captured.out.text(), captured.errors.text())
}

#[test]
fn every_field_is_told_with_its_reason() {
    let body = json!({"fileName": "a.mp4", "title": "First", "FileSize": 5});
    let (exit, out, _) = explained(&[], &body, false);
    assert_eq!(exit, Exit::Arrived);
    insta::assert_snapshot!(out, @r#"
    CreateUploadVideo as role user
      FileName         "a.mp4"        the request says so, and role user may set it
      FileSize         5              the request says so, and role user may set it
      Title            "First"        the request says so, and role user may set it
      Tags             "app"          the request is silent; default of role user
      TemplateGroupId  "g-1"          forced by role user, whatever the request says
      UserData.Extend  {"app":"one"}  forced by role user, whatever the request says
    sent, with the stamp of the service in UserData.Extend
    "#);
    let (exit, out, _) = explained(&["user"], &body, true);
    assert_eq!(exit, Exit::Arrived);
    insta::assert_snapshot!(out, @r#"
    {
      "Operation": "CreateUploadVideo",
      "Role": "user",
      "Fields": [
        {
          "Name": "FileName",
          "Value": "a.mp4",
          "Origin": "caller",
          "Why": "the request says so, and role user may set it"
        },
        {
          "Name": "FileSize",
          "Value": 5,
          "Origin": "caller",
          "Why": "the request says so, and role user may set it"
        },
        {
          "Name": "Title",
          "Value": "First",
          "Origin": "caller",
          "Why": "the request says so, and role user may set it"
        },
        {
          "Name": "Tags",
          "Value": "app",
          "Origin": "default",
          "Why": "the request is silent; default of role user"
        },
        {
          "Name": "TemplateGroupId",
          "Value": "g-1",
          "Origin": "forced",
          "Why": "forced by role user, whatever the request says"
        },
        {
          "Name": "UserData.Extend",
          "Value": {
            "app": "one"
          },
          "Origin": "forced",
          "Why": "forced by role user, whatever the request says"
        }
      ],
      "Refusal": null
    }
    "#);
}

#[test]
fn a_refusal_is_told_as_the_caller_would_read_it() {
    let lines: Vec<_> = [
        (&[][..], json!({"FileName": "a.mp4", "Title": "t", "WorkflowId": "w"})),
        (&[], json!({"FileName": "a.mp4", "Title": "t"})),
        (&[], json!({"FileName": "a.mp4", "Title": "t", "FileSize": 6_000_000_000_u64})),
        (&[], json!({"FileName": "a.mp4", "Title": "t", "templateGroupID": "g"})),
        (&["staff"], json!({"FileName": "a.exe", "Title": "t"})),
        (&["staff"], json!({"FileName": "a.mp4", "Title": "😀"})),
        (&["staff"], json!({"FileName": "a.mp4"})),
    ]
    .into_iter()
    .map(|(roles, body)| {
        let (exit, out, errors) = explained(roles, &body, false);
        assert_eq!((exit, errors.as_str()), (Exit::Failed, ""), "{out}");
        out.lines().last().unwrap().to_owned()
    })
    .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    refused with 403 Forbidden.Parameter: Role user may not set WorkflowId.
    refused with 400 MissingParameter: FileSize is required of role user.
    refused with 403 Forbidden.FileSize: FileSize is 6000000000; role user may upload at most 5 GiB.
    refused with 400 UnknownParameter: TemplateGroupID is not a field of this request.
    refused with 400 InvalidFileName.Extension: FileName must give an extension of mp4, ts, 3gp, mpg, mpeg, mpe, dat, vob, asf, avi, wmv, flv, f4v, rm, rmvb, mov, mkv, m3u8, dv, gif, m2t, m4v, mj2, mjpeg, mts, ogg, qt, swf, webm, mp3, wma, wav, aac, ra, m4a, flac, ape, ac3, amr, caf, acm; it is .exe.
    refused with 400 IllegalCharacters: Title holds U+1F600; leave out emoji and control characters.
    refused with 400 MissingParameter: Title is required and must not be empty.
    "#);
    let (exit, out, _) = explained(&[], &json!({"FileName": "a.mp4", "AppId": "x"}), true);
    assert_eq!(exit, Exit::Failed);
    insta::assert_snapshot!(out, @r#"
    {
      "Operation": "CreateUploadVideo",
      "Role": "user",
      "Fields": [],
      "Refusal": {
        "Status": 403,
        "Code": "Forbidden.Parameter",
        "Message": "Role user may not set AppId."
      }
    }
    "#);
}

#[test]
fn a_file_is_checked_line_by_line() {
    let folder = Folder::new();
    let checked = |file: &Path| {
        let captured = Captured::default();
        let exit = check(file, &captured.output(Mode::Human));
        let place = format!("{}/", folder.0.path().display());
        (exit, captured.out.text().replace(&place, ""), captured.errors.text().replace(&place, ""))
    };
    let (exit, out, _) = checked(&folder.file("good.yaml", RULES));
    assert_eq!((exit, out.as_str()), (Exit::Arrived, "ok: staff, user\n"));
    let bad = RULES.replace("Tags: app", "Tags: 5").replace("FileSize, ", "");
    let (exit, out, errors) = checked(&folder.file("bad.yaml", &bad));
    assert_eq!((exit, errors.as_str()), (Exit::Failed, ""));
    insta::assert_snapshot!(out, @r#"
    bad.yaml: line 10: Tags must be a text; in the rules, put it in quotes
    "#);
    let (exit, out, errors) = checked(&folder.0.path().join("nowhere.yaml"));
    assert_eq!((exit, out.as_str()), (Exit::Failed, ""));
    assert!(errors.starts_with("nowhere.yaml: No such file"), "{errors}");
}

#[test]
fn what_cannot_be_read_is_named() {
    let folder = Folder::new();
    for (body, rules, said) in [
        ("[]", None, "body.json: The body is not a JSON object"),
        (r#"{"Title":1,"title":2}"#, None, "body.json: Title is given twice"),
        ("{}", Some("version: 1"), "rules.yaml: line 1: there is no role"),
    ] {
        let arguments = ExplainArguments {
            body: folder.file("body.json", body),
            kind: MediaKind::Image,
            role: Vec::new(),
            rules: rules.map(|text| folder.file("rules.yaml", text)),
            json: false,
        };
        let captured = Captured::default();
        let exit = explain(&arguments, &captured.output(Mode::Human), Mode::Human);
        let errors = captured.errors.text();
        assert!(exit == Exit::Failed && errors.contains(said), "{errors}");
    }
}

#[test]
fn the_rules_that_are_compiled_in_are_the_default() {
    let folder = Folder::new();
    let arguments = ExplainArguments {
        body: folder.file("body.json", r#"{"ImageType":"cover","StorageLocation":"x"}"#),
        kind: MediaKind::Image,
        role: Vec::new(),
        rules: None,
        json: false,
    };
    let captured = Captured::default();
    let output = captured.output(Mode::Human);
    assert_eq!(explain(&arguments, &output, Mode::Human), Exit::Failed);
    assert!(captured.out.text().contains("Role uploader may not set StorageLocation."));
    let operator = ExplainArguments { role: vec![Role::new("operator").unwrap()], ..arguments };
    assert_eq!(explain(&operator, &output, Mode::Human), Exit::Arrived);
}
