//! What a token may do.
//!
//! By default it writes below the folder of its owner, by PutObject, PostObject and multipart upload:
//! OSS asks for `oss:PutObject` for each of them, and for `oss:ListParts` and
//! `oss:AbortMultipartUpload` besides ("RAM policies"). Nothing is read, listed, deleted or published.
//!
//! Calls of VOD are another matter: it has no permissions below an API ("Use custom policies"), so a
//! token that may make one may make it for the whole account. They are off unless they are switched
//! on, each step by itself.

use model::Owner;
use serde_json::{Value, json};
use settings::{FromSetting as _, Problem, SettingsError};

use crate::{
    StsTokenSettings,
    folder::Folder,
    setting::{BucketName, Prefix, Switch},
};

/// What an upload to OSS takes.
const WRITE: [&str; 3] = ["oss:PutObject", "oss:AbortMultipartUpload", "oss:ListParts"];

/// Keys in which a path leads upwards, in any bucket. OSS takes them for what they are, but whoever
/// copies objects to a disk, or builds URLs of keys, would read another owner's folder.
const UPWARDS: [&str; 2] = ["acs:oss:*:*:*/../*", "acs:oss:*:*:*/.."];

const CREATE: [&str; 2] = ["vod:CreateUploadVideo", "vod:CreateUploadImage"];
const REFRESH: &str = "vod:RefreshUploadVideo";

/// What every token may do within its owner's folder, and beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    place: Option<Place>,
    vod: Vod,
}

/// Where owners have their folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The bucket.
    pub(crate) bucket: BucketName,
    /// What stands before the folder of each owner.
    pub(crate) prefix: Prefix,
}

/// Which calls of VOD are open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Vod {
    Off,
    Create,
    CreateAndRefresh,
}

impl Scope {
    /// What the settings open.
    ///
    /// # Errors
    /// When a token could do nothing, or is to refresh what it may not create.
    pub(crate) fn of(settings: &StsTokenSettings) -> Result<Self, SettingsError> {
        let place =
            settings.bucket.clone().map(|bucket| Place { bucket, prefix: settings.prefix.clone() });
        let vod = match (settings.vod.is_on(), settings.vod_refresh.is_on()) {
            (false, false) => Vod::Off,
            (true, false) => Vod::Create,
            (true, true) => Vod::CreateAndRefresh,
            (false, true) => {
                let reason = "it is on, and STS_VOD is off";
                return Err(problem("STS_VOD_REFRESH", Switch::EXPECTED, reason));
            }
        };
        if place.is_none() && vod == Vod::Off {
            let reason = "it is not set, and STS_VOD is off, so a token could do nothing";
            return Err(problem("STS_BUCKET", BucketName::EXPECTED, reason));
        }
        Ok(Self { place, vod })
    }

    /// The bucket, where tokens are for one.
    #[must_use]
    pub(crate) fn bucket(&self) -> Option<&BucketName> {
        self.place.as_ref().map(|place| &place.bucket)
    }

    /// What every key that a token of this owner can write begins with.
    #[must_use]
    pub(crate) fn prefix(&self, owner: &Owner) -> Option<String> {
        self.place.as_ref().map(|place| format!("{}{}", place.prefix, Folder::of(owner).as_str()))
    }

    /// The session policy of this owner's tokens: they may do what both it and the role allow.
    #[must_use]
    pub(crate) fn policy(&self, owner: &Owner) -> String {
        let mut statements = Vec::new();
        if let (Some(bucket), Some(prefix)) = (self.bucket(), self.prefix(owner)) {
            let resource = format!("acs:oss:*:*:{bucket}/{prefix}*");
            statements.push(statement("Allow", &WRITE, &json!(resource)));
            statements.push(statement("Deny", &WRITE, &json!(UPWARDS)));
        }
        let vod = self.vod();
        if !vod.is_empty() {
            statements.push(statement("Allow", &vod, &json!("*")));
        }
        json!({ "Version": "1", "Statement": statements }).to_string()
    }

    /// What the settings open beyond an owner's folder, in words for the log of every start.
    #[must_use]
    pub(crate) fn openings(&self) -> Vec<&'static str> {
        let create = "STS_VOD is on: whoever gets a token can create any number of videos and images \
                      with any parameters, past the access rules, because VOD has no permissions \
                      below an API";
        let refresh = "STS_VOD_REFRESH is on: whoever gets a token can renew the upload of any video \
                       of the account whose VideoId they know, and so replace what others upload";
        match self.vod {
            Vod::Off => Vec::new(),
            Vod::Create => vec![create],
            Vod::CreateAndRefresh => vec![create, refresh],
        }
    }

    fn vod(&self) -> Vec<&'static str> {
        match self.vod {
            Vod::Off => Vec::new(),
            Vod::Create => CREATE.to_vec(),
            Vod::CreateAndRefresh => CREATE.into_iter().chain([REFRESH]).collect(),
        }
    }
}

fn statement(effect: &str, actions: &[&str], resource: &Value) -> Value {
    json!({ "Effect": effect, "Action": actions, "Resource": resource })
}

fn problem(name: &'static str, expected: &'static str, reason: &str) -> SettingsError {
    SettingsError { problems: vec![Problem { name, expected, reason: Some(reason.to_owned()) }] }
}
