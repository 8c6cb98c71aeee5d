//! What clap cannot see: options that none of the given files can use, or that two places give.

use std::ffi::OsString;

use clap::{CommandFactory as _, FromArgMatches as _, error::ErrorKind};
use model::MediaKind;

use super::{Arguments, Command, UploadArguments};
use crate::{file, kind::Media};

/// Reads the command line.
///
/// # Errors
/// When it makes no sense, or asks for help or version.
pub(crate) fn read() -> Result<Arguments, clap::Error> {
    parse(std::env::args_os())
}

fn parse(line: impl IntoIterator<Item = OsString>) -> Result<Arguments, clap::Error> {
    let matches = Arguments::command().try_get_matches_from(line)?;
    let mut arguments = Arguments::from_arg_matches(&matches)?;
    let Some((name, matches)) = matches.subcommand() else { return Ok(arguments) };
    let checked = match &mut arguments.command {
        Command::Upload(upload) => {
            upload.server.settle(matches).and_then(|()| contradiction(upload).map_or(Ok(()), Err))
        }
        Command::Status(medium) | Command::Cancel(medium) => medium.server.settle(matches),
        Command::Rules(_) | Command::Token(_) => Ok(()),
    };
    checked.map_err(|problem| refuse(name, problem)).map(|()| arguments)
}

/// As clap itself would refuse it, with the usage of the command that it is about.
fn refuse(name: &str, problem: String) -> clap::Error {
    let mut whole = Arguments::command();
    whole.build();
    match whole.find_subcommand_mut(name) {
        Some(command) => command.error(ErrorKind::ArgumentConflict, problem),
        None => whole.error(ErrorKind::ArgumentConflict, problem),
    }
}

fn contradiction(upload: &UploadArguments) -> Option<String> {
    let media = &upload.media;
    if media.reference_id.is_some() && upload.files.len() > 1 {
        return Some("--reference-id names one video; give one FILE".into());
    }
    let kinds: Vec<_> = upload
        .files
        .iter()
        .filter_map(|path| Media::choose(&file::base_name(path), media.wishes()).ok())
        .map(Media::kind)
        .collect();
    // A file of no known kind is reported with its own line later.
    if kinds.is_empty() {
        return None;
    }
    [
        ("--template-group-id", MediaKind::Video, media.template_group_id.is_some()),
        ("--reference-id", MediaKind::Video, media.reference_id.is_some()),
        ("--image-type", MediaKind::Image, media.image_type.is_some()),
        ("--business-type", MediaKind::AttachedMedia, media.business_type.is_some()),
    ]
    .into_iter()
    .find(|(_, kind, said)| *said && !kinds.contains(kind))
    .map(|(option, kind, _)| {
        let what = match kind {
            MediaKind::Video => "videos",
            MediaKind::Image => "images",
            MediaKind::AttachedMedia => "attached media whose extension its type takes",
        };
        format!("{option} is for {what}, and no FILE is one; see --kind")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Arguments, clap::Error> {
        parse(line.split(' ').map(OsString::from))
    }

    #[test]
    fn the_declaration_holds_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_commands_of_the_help_are_understood() {
        for line in [
            "vodup upload tests/media/sample.mov --title First --wait",
            "vodup upload film.mp4 film.srt cover.png",
            "vodup upload a.mov --wait --wait-timeout 5m --grace 2s --json",
            "vodup upload a.mp4 a.vtt --business-type subtitle --template-group-id g",
            "vodup upload a.mov --part-size 1MiB --parallel 8 -q",
            "vodup status video 30f54e402f9571f0bfe97035d0b20102 --json",
            "vodup rules check access.yaml",
            "vodup rules explain --rules access.yaml --role user --role staff --kind image -",
            "vodup rules explain --kind video body.json --json",
            "vodup rules print",
            "vodup status video v1 --token a.b.c",
            "vodup status video v1 --api-key k",
            "vodup token --sub user-1",
            "vodup token --sub user-1 --tenant t --role a --role b:c --expires 10m",
        ] {
            assert!(read(line).is_ok(), "{line}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused_before_anything_is_sent() {
        for line in [
            "vodup",
            "vodup upload",
            "vodup upload a.mov --grace 1s",
            "vodup upload a.mov --json --quiet",
            "vodup upload a.mov --parallel 0",
            "vodup upload a.mov --user-data []",
            "vodup upload a.mov b.mov --reference-id order-1",
            "vodup upload a.png --template-group-id g",
            "vodup upload a.png --reference-id order-1",
            "vodup upload a.mov --image-type cover",
            "vodup upload a.mov --business-type subtitle",
            "vodup upload a.mov --kind film",
            "vodup status film 1",
            "vodup rules",
            "vodup rules check",
            "vodup rules explain body.json",
            "vodup rules explain --kind video --role a/b body.json",
            "vodup status video v1 --token a.b.c --api-key k",
            "vodup status video v1 --token a\u{a0}b",
            "vodup token",
            "vodup token --sub :api-key",
            "vodup token --sub user-1 --role ü",
            "vodup token --sub user-1 --expires never",
            "vodup token --sub user-1 --secret short",
        ] {
            assert!(read(line).is_err(), "{line}");
        }
    }

    #[test]
    fn a_negative_number_is_told_its_range() {
        for (option, range) in [
            ("--cate-id", "-1 is not in 0.."),
            ("--parallel", "-1 is not in 1..=64"),
            ("--part-size", "from 100KiB to 5GiB"),
        ] {
            let error = read(&format!("vodup upload a.mov {option} -1")).unwrap_err().to_string();
            assert!(error.contains(option) && error.contains(range), "{error}");
        }
    }

    #[test]
    fn the_refusal_names_the_option() {
        let error = read("vodup upload a.png --template-group-id g").unwrap_err().to_string();
        assert!(error.contains("--template-group-id is for videos, and no FILE is one"), "{error}");
        assert!(error.contains("Usage: vodup upload [OPTIONS] <FILE>..."), "{error}");
    }
}
