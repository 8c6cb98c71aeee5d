//! The callback settings of each application: who is told of which events.
//!
//! Source: SetMessageCallback, GetMessageCallback, DeleteMessageCallback. There is one setting for
//! each AppId; the cloud has one region.

use std::sync::{Mutex, MutexGuard, PoisonError};

use model::Secret;
use serde::{Deserialize, Serialize};

use super::records::DEFAULT_APP_ID;
use crate::callbacks::Target;
use crate::config::Callback;
use crate::storage::{DataError, Records, Storage, Table, secrets};

/// `CallbackURL` is at most so many bytes long.
pub(super) const URL_BYTES: usize = 256;

/// Every type that an EventTypeList may name ("Event notification").
const EVENT_TYPES: [&str; 17] = [
    "AIComplete",
    "AddLiveRecordVideoComplete",
    "AttachedMediaUploadComplete",
    "CreateAuditComplete",
    "DeleteMediaComplete",
    "DynamicImageComplete",
    "FileUploadComplete",
    "ImageUploadComplete",
    "LiveRecordVideoComposeStart",
    "MediaBaseChangeComplete",
    "ProduceMediaComplete",
    "SnapshotComplete",
    "StreamTranscodeComplete",
    "TranscodeComplete",
    "UploadByURLComplete",
    "VideoAnalysisComplete",
    "WorkflowTaskComplete",
];

/// The setting of one application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MessageCallback {
    pub(super) method: Method,
    /// `EventTypeList`: empty for none, `ALL`, or names separated by commas.
    pub(super) event_types: String,
}

/// `CallbackType`, and what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Method {
    Http {
        url: String,
        /// `AuthSwitch`.
        signed: bool,
        #[serde(serialize_with = "secrets::write_option")]
        key: Option<Secret>,
    },
    /// Kept and shown; there is no message queue here, so nothing goes out.
    Mns { endpoint: String, queue: String },
}

impl MessageCallback {
    fn is_subscribed(&self, event: &str) -> bool {
        self.event_types == "ALL" || self.event_types.split(',').any(|name| name == event)
    }

    /// Who hears of an event under this setting. A URL of a job or an upload wins over that of the
    /// account, under either method, and is signed with the account's key.
    fn target(&self, event: &str, own_url: Option<&str>) -> Option<Target> {
        if !self.is_subscribed(event) {
            return None;
        }
        let (url, key) = match &self.method {
            Method::Http { url, signed, key } => {
                (Some(url.as_str()), key.clone().filter(|_| *signed))
            }
            Method::Mns { .. } => (None, None),
        };
        own_url.or(url).map(|url| Target { url: url.to_owned(), key })
    }
}

/// Whether an EventTypeList names only types that exist.
pub(super) fn are_event_types(list: &str) -> bool {
    list == "ALL" || list.split(',').all(|name| EVENT_TYPES.contains(&name))
}

/// All settings, by AppId.
pub(super) struct MessageCallbacks(Mutex<Records<MessageCallback>>);

/// The record of the setting that the account was started with last.
const GIVEN: &str = "given-message-callback";

impl MessageCallbacks {
    /// Knows the settings of the last end of the cloud. What the account is started with counts as a
    /// setting for everything that is made at this start, unless it was made at an earlier one:
    /// calls may have changed it since.
    pub(super) fn load(storage: &Storage, account: Option<&Callback>) -> Result<Self, DataError> {
        let mut settings = Records::load(storage, Table::MessageCallbacks)?;
        let given = account.map(|callback| MessageCallback {
            method: Method::Http {
                url: callback.url.clone(),
                signed: true,
                key: Some(callback.key.clone()),
            },
            event_types: "ALL".to_owned(),
        });
        let before = storage.find::<Option<MessageCallback>>(Table::Cloud, GIVEN)?.flatten();
        if given != before {
            let mut batch = storage.batch();
            batch.put(Table::Cloud, GIVEN, &given);
            storage.commit(batch);
            if let Some(given) = given {
                settings.insert(DEFAULT_APP_ID.to_owned(), given);
            }
        }
        Ok(Self(Mutex::new(settings)))
    }

    /// The setting of an application.
    pub(super) fn of(&self, app_id: &str) -> Option<MessageCallback> {
        self.lock().get(app_id).cloned()
    }

    /// Puts a setting in place of the application's earlier one.
    pub(super) fn set(&self, app_id: &str, setting: MessageCallback) {
        self.lock().insert(app_id.to_owned(), setting);
    }

    /// Forgets a setting, if there is one.
    pub(super) fn remove(&self, app_id: &str) {
        self.lock().remove(app_id);
    }

    /// Who is told of an event of an application; `own_url` is that of the job or the upload.
    pub(super) fn target(
        &self,
        app_id: &str,
        event: &str,
        own_url: Option<&str>,
    ) -> Option<Target> {
        self.lock().get(app_id)?.target(event, own_url)
    }

    fn lock(&self) -> MutexGuard<'_, Records<MessageCallback>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn http(signed: bool, event_types: &str) -> MessageCallback {
        let url = "http://e.com/cb".to_owned();
        let method = Method::Http { url, signed, key: Some("Test1234Key".into()) };
        MessageCallback { method, event_types: event_types.to_owned() }
    }

    #[test]
    fn only_subscribed_types_are_told() {
        for (list, told) in [
            ("ALL", true),
            ("", false),
            ("TranscodeComplete", false),
            ("TranscodeComplete,FileUploadComplete", true),
            ("FileUploadCompleteX", false),
        ] {
            let target = http(true, list).target("FileUploadComplete", Some("http://own/"));
            assert_eq!(target.is_some(), told, "{list}");
        }
    }

    #[test]
    fn the_key_signs_only_when_switched_on() {
        assert!(http(true, "ALL").target("A", None).unwrap().key.is_some());
        assert!(http(false, "ALL").target("A", None).unwrap().key.is_none());
    }

    #[test]
    fn a_queue_leaves_only_urls_of_uploads() {
        let method = Method::Mns { endpoint: "http://e/".to_owned(), queue: "q".to_owned() };
        let setting = MessageCallback { method, event_types: "ALL".to_owned() };
        assert!(setting.target("A", None).is_none());
        assert_eq!(setting.target("A", Some("http://own/")).unwrap().url, "http://own/");
    }

    #[test]
    fn a_setting_can_be_written_down_and_read_again() {
        let setting = http(true, "ALL");
        let text = serde_json::to_string(&setting).unwrap();
        assert_eq!(serde_json::from_str::<MessageCallback>(&text).unwrap(), setting);
    }

    #[test]
    fn types_are_known_in_their_own_case() {
        assert!(are_event_types("ALL"));
        assert!(are_event_types("FileUploadComplete,AIComplete"));
        for list in ["all", "FileUploadComplete,", "AIMediaAuditComplete", "fileuploadcomplete"] {
            assert!(!are_event_types(list), "{list}");
        }
    }

    #[test]
    fn settings_outlive_the_cloud_and_a_new_one_at_the_start_wins() {
        let directory = tempfile::tempdir().unwrap();
        let load = |url: Option<&str>| {
            let storage = Storage::open(directory.path(), "account").unwrap();
            let account = url.map(|url| Callback { url: url.to_owned(), key: "Key1".into() });
            MessageCallbacks::load(&storage, account.as_ref()).unwrap()
        };
        let url = |settings: &MessageCallbacks| {
            settings.target(DEFAULT_APP_ID, "A", None).map(|target| target.url)
        };
        let settings = load(Some("http://first/"));
        assert_eq!(url(&settings).as_deref(), Some("http://first/"));
        settings.remove(DEFAULT_APP_ID);
        settings.set("app-other", http(true, "ALL"));
        drop(settings);
        let settings = load(Some("http://first/"));
        assert_eq!(url(&settings), None);
        assert_eq!(settings.of("app-other"), Some(http(true, "ALL")));
        drop(settings);
        assert_eq!(url(&load(Some("http://second/"))).as_deref(), Some("http://second/"));
        assert_eq!(url(&load(None)).as_deref(), Some("http://second/"));
        assert_eq!(url(&load(Some("http://second/"))).as_deref(), Some("http://second/"));
    }
}
