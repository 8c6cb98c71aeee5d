//! What can be said on the command line. The names are those of the whole stack where both have it.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::Parser;
use model::{RoleArn, Secret};

/// The public defaults of the account: known to everybody, so they protect nothing.
pub(crate) const ACCESS_KEY_SECRET: &str = "localAccessKeySecret";
pub(crate) const CALLBACK_KEY: &str = "LocalCallbackKey1";

/// Runs a strict ApsaraVideo VOD, STS and OSS on this machine, on one port.
///
/// It checks signatures, tokens, dates, policies and limits as the cloud does. Official clients need
/// no other change than their endpoint: http://127.0.0.1:7081 for VOD and STS, and for OSS what
/// UploadAddress says.
#[derive(Debug, Parser)]
#[command(name = "local-cloud", version, max_term_width = 100)]
pub(crate) struct Arguments {
    /// Port; 0 picks a free one
    #[arg(long, default_value_t = 7081, value_name = "PORT")]
    pub(crate) port: u16,

    /// Address to listen on; with 127.0.0.1 also `[::1]`, where the machine has it
    #[arg(long, default_value = "127.0.0.1", value_name = "IP")]
    pub(crate) host: IpAddr,

    /// Region of the account
    #[arg(long, default_value = "cn-shanghai", value_name = "REGION", value_parser = word)]
    pub(crate) region: String,

    /// AccessKey id of a RAM user that may do everything
    #[arg(long, default_value = "localAccessKeyId", value_name = "ID", value_parser = word)]
    pub(crate) access_key_id: String,

    /// AccessKey secret of that user; this default is public, so it protects nothing
    #[arg(long, default_value = ACCESS_KEY_SECRET, value_name = "SECRET", value_parser = secret)]
    pub(crate) access_key_secret: Secret,

    /// Role that AssumeRole gives out; the account is the one in this name
    #[arg(long, default_value = "acs:ram::1234567890123456:role/uploader", value_name = "ARN")]
    pub(crate) role_arn: RoleArn,

    /// RAM users, roles and access keys beside those: JSON or YAML
    #[arg(long, value_name = "FILE")]
    pub(crate) ram: Option<PathBuf>,

    /// Where events are posted, as by SetMessageCallback; without it none are
    #[arg(long, value_name = "URL", value_parser = url)]
    pub(crate) callback_url: Option<String>,

    /// Key that signs callbacks (AuthKey of SetMessageCallback)
    #[arg(long, default_value = CALLBACK_KEY, value_name = "KEY", value_parser = secret)]
    pub(crate) callback_key: Secret,

    /// How long one transcoding job takes, in seconds
    #[arg(long, default_value_t = 1, value_name = "SECONDS")]
    pub(crate) transcode_seconds: u32,

    /// Directory that everything is kept in over restarts; without it, all is gone at the end
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,

    /// Serve HTTPS on the same port too, under a certificate authority made at this start
    #[arg(long)]
    pub(crate) tls: bool,

    /// Where to write that authority's certificate, as PEM; without it a temporary file
    #[arg(long, value_name = "FILE", requires = "tls")]
    pub(crate) tls_ca: Option<PathBuf>,

    /// Makes every id, key and token, and which call a fault by chance meets, the same at each run
    #[arg(long, value_name = "NUMBER")]
    pub(crate) seed: Option<u64>,

    /// What is logged: a level, or directives such as `info,local_cloud=debug`
    #[arg(long, default_value = "warn", value_name = "FILTER", env = "LOG", value_parser = filter)]
    pub(crate) log: String,
}

fn secret(text: &str) -> Result<Secret, &'static str> {
    let usable = !text.is_empty() && text == text.trim() && !text.chars().any(char::is_control);
    if usable { Ok(text.into()) } else { Err("must be a text without outer blanks") }
}

fn word(text: &str) -> Result<String, &'static str> {
    let usable = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    if !text.is_empty() && text.chars().all(usable) {
        Ok(text.to_owned())
    } else {
        Err("must be letters, digits, `.`, `-` or `_`")
    }
}

/// As SetMessageCallback takes it: it is signed byte for byte.
fn url(text: &str) -> Result<String, &'static str> {
    let scheme = text.starts_with("http://") || text.starts_with("https://");
    match text.parse::<http::Uri>() {
        Ok(uri) if scheme && uri.host().is_some() && text.len() <= 256 => Ok(text.to_owned()),
        _ => Err("must be an http:// or https:// URL of at most 256 bytes"),
    }
}

fn filter(text: &str) -> Result<String, String> {
    super::logs::check(text).map(|()| text.to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_declaration_holds() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_defaults_are_those_of_the_whole_stack() {
        let arguments = Arguments::parse_from(["local-cloud"]);
        assert_eq!(arguments.port, 7081);
        assert_eq!(arguments.access_key_id, "localAccessKeyId");
        assert_eq!(arguments.access_key_secret.expose(), "localAccessKeySecret");
        assert_eq!(arguments.role_arn.as_str(), "acs:ram::1234567890123456:role/uploader");
        assert_eq!(arguments.callback_url, None);
    }

    #[test]
    fn the_guide_names_every_flag() {
        let guide = include_str!("../../../../docs/guides/local-cloud.md");
        for argument in Arguments::command().get_arguments() {
            let flag = format!("`--{}", argument.get_long().unwrap());
            assert!(guide.contains(&flag), "{flag} is not in docs/guides/local-cloud.md");
        }
    }

    #[test]
    fn what_cannot_work_is_refused() {
        for (flag, value) in [
            ("--access-key-id", "a b"),
            ("--access-key-secret", ""),
            ("--access-key-secret", " x"),
            ("--role-arn", "uploader"),
            ("--callback-url", "localhost/cb"),
            ("--callback-url", "ftp://localhost/cb"),
            ("--log", "loud"),
            ("--port", "65536"),
            ("--host", "localhost"),
        ] {
            let parsed = Arguments::try_parse_from(["local-cloud", flag, value]);
            let error = parsed.expect_err(flag).to_string();
            assert!(error.contains(flag), "{error}");
        }
    }
}
