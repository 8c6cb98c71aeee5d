//! What can be said on the command line.

mod check;
mod media;
mod rules;
mod server;
mod token;
mod values;

use std::{path::PathBuf, time::Duration};

use clap::{Args, Parser, Subcommand};
use model::{MediaKind, Secret};

pub(crate) use check::read;
pub(crate) use media::MediaArguments;
pub(crate) use rules::{ExplainArguments, RulesArguments, RulesCommand};
pub(crate) use server::ServerArguments;
pub(crate) use token::TokenArguments;

use crate::functions::Medium;

const EXAMPLES: &str = "\
Examples:
  vodup upload holiday.mov --title \"Holiday\" --wait
      uploads a video and waits until it can be played
  vodup upload film.mp4 film.srt cover.png
      uploads a video, its subtitles and an image, each as what it is
  vodup upload *.mov --json > report.json
      the same for programs
  vodup status video 30f54e402f9571f0bfe97035d0b20102
      says how far a video is
  vodup cancel video 30f54e402f9571f0bfe97035d0b20102
      gives up an upload that has not arrived
  vodup rules check access.yaml
      says what is wrong with a file of access rules
  vodup token --sub user-1
      makes a token for the local stack

Exit status: 0 everything arrived, 1 something did not, 2 wrong usage;
130 Ctrl-C, 143 SIGTERM, 129 SIGHUP.";

const SHOWN: &str = "What is shown";

/// Uploads files to ApsaraVideo VOD.
///
/// vodup asks the upload functions for permission (a grant), sends each file with the credential
/// that it got for that one file, and can follow it until it is ready. It needs no AccessKey.
#[derive(Debug, Parser)]
#[command(
    name = "vodup",
    version,
    after_help = EXAMPLES,
    max_term_width = 100,
    arg_required_else_help = true
)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Upload files
    Upload(Box<UploadArguments>),
    /// Say how far an upload is
    Status(MediumArguments),
    /// Cancel an upload that has not arrived
    Cancel(MediumArguments),
    /// Check access rules, and explain what they make of a request
    Rules(RulesArguments),
    /// Make a token for the local stack
    Token(TokenArguments),
}

/// `vodup upload`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct UploadArguments {
    /// Files to upload, one after another; one that fails does not stop the others
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) server: ServerArguments,

    #[command(flatten)]
    pub(crate) media: MediaArguments,

    #[command(flatten)]
    pub(crate) transfer: TransferArguments,

    #[command(flatten)]
    pub(crate) wait: WaitArguments,

    /// Print one JSON document at the end instead of the timeline
    #[arg(long, help_heading = SHOWN)]
    pub(crate) json: bool,

    /// Print only the id of each file that arrived, and errors
    #[arg(long, short, conflicts_with = "json", help_heading = SHOWN)]
    pub(crate) quiet: bool,
}

/// How the bytes are sent.
#[derive(Args, Clone, Copy, Debug, Default)]
#[command(next_help_heading = "How it is sent")]
pub(crate) struct TransferArguments {
    /// Size of a part of a large file, such as 8MiB or 100KiB [default: 8MiB]
    #[arg(
        long,
        value_name = "SIZE",
        allow_negative_numbers = true,
        value_parser = values::part_size
    )]
    pub(crate) part_size: Option<u64>,

    /// Parts under way at the same time [default: 4]
    #[arg(
        long,
        value_name = "NUMBER",
        allow_negative_numbers = true,
        value_parser = clap::value_parser!(u8).range(1..=64)
    )]
    pub(crate) parallel: Option<u8>,
}

/// How long the upload is followed.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "What follows")]
pub(crate) struct WaitArguments {
    /// Follow each file until it is Normal, and fail if it never gets there
    #[arg(long)]
    pub(crate) wait: bool,

    /// Longest time to follow one file after it has been uploaded
    #[arg(
        long,
        default_value = "10m",
        value_name = "TIME",
        requires = "wait",
        value_parser = values::time
    )]
    pub(crate) wait_timeout: Duration,

    /// How long a video may stay UploadSucc before it is said that no next step started
    #[arg(
        long,
        default_value = "10s",
        value_name = "TIME",
        requires = "wait",
        value_parser = values::time
    )]
    pub(crate) grace: Duration,
}

/// `vodup status` and `vodup cancel`.
#[derive(Args, Debug)]
pub(crate) struct MediumArguments {
    /// What it is
    #[arg(value_parser = values::kinds())]
    pub(crate) kind: MediaKind,

    /// Its VideoId, ImageId or MediaId
    pub(crate) id: String,

    /// Its ticket, from the answer that granted it (`Ticket` of `vodup upload --json`); images and
    /// attached media need it
    #[arg(
        long,
        env = "VODUP_TICKET",
        hide_env_values = true,
        value_name = "TICKET",
        value_parser = values::credential
    )]
    pub(crate) ticket: Option<Secret>,

    #[command(flatten)]
    pub(crate) server: ServerArguments,

    /// Print the answer as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

impl MediumArguments {
    /// What is asked about.
    pub(crate) fn medium(&self) -> Medium {
        Medium { kind: self.kind, id: self.id.clone(), ticket: self.ticket.clone() }
    }
}
