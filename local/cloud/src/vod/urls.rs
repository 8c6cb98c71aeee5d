//! URLs of stored files.
//!
//! The account has no CDN domain, so every URL is one of OSS, path style, on this cloud: `localhost`
//! resolves everywhere, `bucket.localhost` does not.

use jiff::SignedDuration;
use signing::{encode, oss, oss_v1};

use super::records::ObjectAddress;
use crate::rpc::{Parameters, RpcError};
use crate::state::Cloud;

/// Longest AuthTimeout of a URL of OSS in a bucket of VOD, 30 days (GetMezzanineInfo).
const LONGEST_SECONDS: u64 = 2_592_000;
/// The parameter table says 3600, another sentence 1800.
const DEFAULT_SECONDS: u64 = 3_600;

/// The URL without a signature, as events and the answers of create calls have it. OSS refuses it:
/// the bucket is private.
pub(super) fn plain(cloud: &Cloud, object: &ObjectAddress) -> String {
    format!("{}/{}/{}", cloud.endpoint(), object.bucket, encode::encode_path(&object.key))
}

/// What a query asks of the URLs in its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct UrlOptions {
    seconds: u64,
    /// `oss` or `cdn`.
    pub(super) output_type: &'static str,
}

impl UrlOptions {
    /// Reads AuthTimeout and OutputType.
    pub(super) fn read(parameters: &Parameters) -> Result<Self, RpcError> {
        let output_type = match parameters.text("OutputType") {
            None | Some("cdn") => "cdn",
            Some("oss") => "oss",
            Some(_) => return Err(RpcError::invalid_parameter("OutputType", "cdn or oss")),
        };
        // A CDN URL may live without end; these are signed by OSS all the same.
        let bounds = if output_type == "oss" { 1..=LONGEST_SECONDS } else { 1..=u64::MAX };
        let seconds = parameters.number_within("AuthTimeout", bounds)?;
        Ok(Self { seconds: seconds.unwrap_or(DEFAULT_SECONDS).min(LONGEST_SECONDS), output_type })
    }
}

/// A URL that reads the object for as long as was asked for (OSS signature V1 in the query).
pub(super) fn signed(cloud: &Cloud, object: &ObjectAddress, options: UrlOptions) -> String {
    let life = SignedDuration::from_secs(i64::try_from(options.seconds).unwrap_or(i64::MAX));
    let end = cloud.now().checked_add(life).unwrap_or(jiff::Timestamp::MAX);
    let expires = u64::try_from(end.as_second()).unwrap_or_default();
    let account = &cloud.config.account;
    let request = oss::Request {
        method: "GET",
        bucket: Some(&object.bucket),
        key: Some(&object.key),
        query: &[],
        headers: &[],
    };
    let signature = oss_v1::sign_url(&request, expires, &account.access_key_secret);
    format!(
        "{}?Expires={expires}&OSSAccessKeyId={}&Signature={}",
        plain(cloud, object),
        encode::percent_encode(&account.access_key_id),
        encode::percent_encode(&signature),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<UrlOptions, RpcError> {
        let owned = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        UrlOptions::read(&Parameters::new(owned))
    }

    #[test]
    fn options_have_defaults_and_bounds() {
        assert_eq!(read(&[]), Ok(UrlOptions { seconds: 3_600, output_type: "cdn" }));
        let oss = read(&[("OutputType", "oss"), ("AuthTimeout", "2592000")]);
        assert_eq!(oss.unwrap().seconds, LONGEST_SECONDS);
        for pairs in [
            &[("OutputType", "oss"), ("AuthTimeout", "2592001")][..],
            &[("AuthTimeout", "0")],
            &[("AuthTimeout", "x")],
            &[("OutputType", "ftp")],
        ] {
            assert_eq!(read(pairs).unwrap_err().code, "InvalidParameter", "{pairs:?}");
        }
    }
}
