//! UploadAddress and UploadAuth: where a file goes, and the key that works only there.
//!
//! The permissions of the real token are documented nowhere; by the rule "one credential, one file"
//! it is held to its object here, and to the prefix of the slices for M3U8.

use jiff::Timestamp;
use model::{Randomness, UPLOAD_AUTH_SECONDS, UploadAddress, UploadAuth, time};

use super::records::ObjectAddress;
use crate::identities::{Permission, Principal};
use crate::rpc::Answer;
use crate::state::Cloud;

/// Adds UploadAddress and UploadAuth for one object to an answer. Old keys live on to their own end:
/// STS tokens are independent of each other.
pub(super) fn add_grant(
    cloud: &Cloud,
    media_id: &str,
    object: &ObjectAddress,
    answer: &mut Answer,
) {
    let address = UploadAddress {
        endpoint: cloud.endpoint(),
        bucket: object.bucket.clone(),
        file_name: object.key.clone(),
        object_prefix: object.prefix.clone(),
    };
    let faults = cloud.faults.grant(cloud.now());
    let other = if faults.another_object { ".another" } else { "" };
    let key = cloud.identities.issue(
        Permission::Object {
            bucket: object.bucket.clone(),
            key: format!("{}{other}", object.key),
            prefix: object.prefix.as_ref().map(|prefix| format!("{prefix}{other}")),
        },
        UPLOAD_AUTH_SECONDS,
        Principal::UploadCredential {
            account_id: cloud.config.account.id.clone(),
            media_id: media_id.to_owned(),
        },
    );
    let auth = UploadAuth {
        access_key_id: key.access_key_id,
        access_key_secret: key.access_key_secret,
        security_token: key.security_token,
        expiration: UPLOAD_AUTH_SECONDS.to_string(),
        expire_utc_time: Some(time::iso8601(key.expires_at)),
        region: Some(if faults.another_region {
            another_region(&cloud.config.region).to_owned()
        } else {
            cloud.config.region.clone()
        }),
    };
    answer.insert("UploadAddress".to_owned(), address.encode().into());
    answer.insert("UploadAuth".to_owned(), auth.encode().into());
}

/// A region of VOD that is not this one.
fn another_region(region: &str) -> &'static str {
    if region == "cn-beijing" { "cn-shanghai" } else { "cn-beijing" }
}

/// `sv/<hash>-<time>/<hash>-<time>.<extension>`, as samples of video addresses show.
pub(super) fn video_key(randomness: &dyn Randomness, now: Timestamp, extension: &str) -> String {
    let name = unique_name(randomness, now);
    format!("sv/{name}/{name}.{extension}")
}

/// `<hash>-<time>`: 8 hexadecimal characters and the milliseconds of now.
pub(super) fn unique_name(randomness: &dyn Randomness, now: Timestamp) -> String {
    format!("{}-{:x}", randomness.hex(4), now.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Counting, FixedClock};

    #[test]
    fn keys_have_the_shape_of_the_samples() {
        let key = video_key(&Counting::default(), FixedClock::START, "mp4");
        assert_eq!(key, "sv/00000001-19b7ca98c88/00000001-19b7ca98c88.mp4");
    }
}
