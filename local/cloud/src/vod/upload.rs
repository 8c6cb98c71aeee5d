//! What the three operations that create a medium have in common.

use model::fields::extension_of;

use super::limits;
use super::records::{Common, DEFAULT_APP_ID, ObjectAddress};
use super::user_data::UserData;
use crate::rpc::{Call, RpcError};

impl Common {
    /// Reads the fields that all kinds of media share. AppId is kept as given: no page says what an
    /// unknown one does.
    pub(super) fn read(call: &Call<'_>, id: String, key: String) -> Result<Self, RpcError> {
        let parameters = call.parameters;
        check_storage_location(call)?;
        let app_id = limits::word(parameters, "AppId", 1..=64)?;
        let now = call.cloud.now();
        Ok(Self {
            id,
            app_id: app_id.unwrap_or_else(|| DEFAULT_APP_ID.to_owned()),
            title: limits::title(parameters)?,
            description: limits::description(parameters)?,
            tags: limits::tags(parameters)?,
            user_data: UserData::read(parameters)?,
            object: ObjectAddress {
                bucket: super::bucket(call.cloud).to_owned(),
                key,
                prefix: None,
            },
            size: None,
            stored: None,
            stored_from: None,
            created: now,
            modified: now,
        })
    }
}

/// The account has one storage address.
fn check_storage_location(call: &Call<'_>) -> Result<(), RpcError> {
    let own = super::storage_location(call.cloud);
    match call.parameters.text("StorageLocation") {
        Some(location) if location != own => Err(RpcError::not_found(
            "InvalidStorage.NotFound",
            "The StorageLocation does not exist.",
        )),
        _ => Ok(()),
    }
}

/// The extension of a file: the parameter of its own wins over the name's ("CreateUploadImage",
/// OriginalFileName; "CreateUploadAttachedMedia", MediaExt).
pub(super) fn extension(
    call: &Call<'_>,
    parameter: &'static str,
    file_name: &'static str,
) -> Option<String> {
    let stated = call.parameters.text(parameter).map(str::to_ascii_lowercase);
    stated.or_else(|| call.parameters.text(file_name).and_then(extension_of))
}
