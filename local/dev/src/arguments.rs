//! What can be said on the command line.

use clap::Parser;
use model::{RoleArn, Secret};

/// Runs the local cloud (VOD, STS and OSS) and every function behind one gateway on this machine.
///
/// Nothing leaves the machine and nothing is kept: ended with Ctrl-C, all media are gone.
#[derive(Debug, Parser)]
#[command(name = "local-dev", version, max_term_width = 100)]
pub(crate) struct Arguments {
    /// Port of the functions; 0 picks a free one
    #[arg(long, default_value_t = 7080, value_name = "PORT")]
    pub(crate) port: u16,

    /// Port of the local cloud; 0 picks a free one
    #[arg(long, default_value_t = 7081, value_name = "PORT")]
    pub(crate) cloud_port: u16,

    /// AccessKey id of the account
    #[arg(long, default_value = "localAccessKeyId", value_name = "ID", value_parser = word)]
    pub(crate) access_key_id: String,

    /// AccessKey secret of the account; this default is public, so it protects nothing
    #[arg(long, default_value = "localAccessKeySecret", value_name = "SECRET", value_parser = secret)]
    pub(crate) access_key_secret: Secret,

    /// Role that `/sts/token` assumes
    #[arg(long, default_value = "acs:ram::1234567890123456:role/uploader", value_name = "ARN")]
    pub(crate) role_arn: RoleArn,

    /// Key that signs callbacks (AuthKey of SetMessageCallback)
    #[arg(long, default_value = "LocalCallbackKey1", value_name = "KEY", value_parser = secret)]
    pub(crate) callback_key: Secret,

    /// API key that the functions let in, beside tokens
    #[arg(long, default_value = "LocalApiKey1", value_name = "KEY", value_parser = secret)]
    pub(crate) api_key: Secret,

    /// File of access rules, in place of those compiled in
    #[arg(long, value_name = "FILE", value_parser = read)]
    pub(crate) access_rules: Option<String>,

    /// Secret that tokens are signed with (HS256); vodup knows this default, and so does everyone
    #[arg(long, default_value = JWT_SECRET, value_name = "SECRET", value_parser = jwt_secret)]
    pub(crate) jwt_secret: Secret,

    /// Origins of web pages that may call the functions, such as `http://localhost:3000`
    #[arg(long, value_name = "ORIGINS", env = "CORS_ORIGINS")]
    pub(crate) cors_origins: Option<String>,

    /// Start nothing after an upload: videos that need transcoding stay UploadSucc
    #[arg(long)]
    pub(crate) no_next_step: bool,

    /// What is logged: a level, or directives such as `info,local_cloud=debug`
    #[arg(long, default_value = "warn,audit=off", value_name = "FILTER", env = "LOG", value_parser = filter)]
    pub(crate) log: String,
}

/// The default of `--jwt-secret`; `vodup token` signs with it, too.
pub(crate) const JWT_SECRET: &str = "LocalJwtSecret1-this-default-is-public";

/// What the settings of the functions can carry: they trim, and separate keys by commas.
fn secret(text: &str) -> Result<Secret, &'static str> {
    let usable = !text.is_empty()
        && text == text.trim()
        && !text.chars().any(|c| c == ',' || c.is_control());
    if usable { Ok(text.into()) } else { Err("must be a text without commas and outer blanks") }
}

/// The text of a file: a setting holds rules, not their place.
fn read(path: &str) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| error.to_string())
}

fn jwt_secret(text: &str) -> Result<Secret, &'static str> {
    if text.len() < 32 { Err("must be of at least 32 bytes") } else { secret(text) }
}

fn word(text: &str) -> Result<String, &'static str> {
    let usable = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    if !text.is_empty() && text.chars().all(usable) {
        Ok(text.to_owned())
    } else {
        Err("must be letters, digits, `.`, `-` or `_`")
    }
}

fn filter(text: &str) -> Result<String, String> {
    runtime::logs::check(text).map(|()| text.to_owned())
}
