//! Day, region and product that a V4 signing key is good for.

use std::fmt;

use crate::AuthorizationError;

/// The last element of every scope.
pub(super) const TERMINATOR: &str = "aliyun_v4_request";

/// What a V4 key is derived for. `Display` writes `20231203/cn-hangzhou/oss/aliyun_v4_request`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope<'a> {
    /// The day of the request in UTC, `YYYYMMDD`.
    pub date: &'a str,
    /// The region without a prefix: `cn-hangzhou`, not `oss-cn-hangzhou`.
    pub region: &'a str,
    /// `oss`; `oss-cloudbox` for a `CloudBox`, whose id then stands for the region.
    pub product: &'a str,
}

impl<'a> Scope<'a> {
    /// Splits `<AccessKeyId>/<YYYYMMDD>/<region>/<product>/aliyun_v4_request` into `AccessKeyId` and
    /// scope.
    ///
    /// # Errors
    ///
    /// [`AuthorizationError::CredentialScope`] when it has another form.
    pub fn parse_credential(credential: &'a str) -> Result<(&'a str, Self), AuthorizationError> {
        let parts: Vec<&str> = credential.split('/').collect();
        let [access_key_id, date, region, product, TERMINATOR] = parts[..] else {
            return Err(AuthorizationError::CredentialScope);
        };
        let is_day = date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit());
        if !is_day || [access_key_id, region, product].contains(&"") {
            return Err(AuthorizationError::CredentialScope);
        }
        Ok((access_key_id, Self { date, region, product }))
    }

    /// Whether the scope's day is that of a timestamp such as `20231203T121212Z`. OSS refuses a request
    /// whose two dates differ.
    #[must_use]
    pub fn covers(&self, timestamp: &str) -> bool {
        timestamp.split_once('T').is_some_and(|(day, _)| day == self.date)
    }
}

impl fmt::Display for Scope<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { date, region, product } = self;
        write!(formatter, "{date}/{region}/{product}/{TERMINATOR}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCOPE: Scope<'_> = Scope { date: "20231203", region: "cn-hangzhou", product: "oss" };

    #[test]
    fn reads_what_it_writes() {
        let credential = format!("STS.id/{SCOPE}");
        assert_eq!(credential, "STS.id/20231203/cn-hangzhou/oss/aliyun_v4_request");
        assert_eq!(Scope::parse_credential(&credential), Ok(("STS.id", SCOPE)));
    }

    #[test]
    fn refuses_other_forms() {
        for credential in [
            "",
            "id",
            "id/20231203/cn-hangzhou/oss",
            "id/20231203/cn-hangzhou/oss/aliyun_v3_request",
            "id/20231203/cn-hangzhou/oss/aliyun_v4_request/",
            "id/20231203/cn-hangzhou/oss/aliyun_v4_request/more",
            "/20231203/cn-hangzhou/oss/aliyun_v4_request",
            "id/20231203//oss/aliyun_v4_request",
            "id/2023-12-03/cn-hangzhou/oss/aliyun_v4_request",
            "id/2023120/cn-hangzhou/oss/aliyun_v4_request",
        ] {
            let refused = Err(AuthorizationError::CredentialScope);
            assert_eq!(Scope::parse_credential(credential), refused, "{credential}");
        }
    }

    #[test]
    fn covers_its_own_day_only() {
        assert!(SCOPE.covers("20231203T235959Z"));
        assert!(!SCOPE.covers("20231204T000000Z"));
        assert!(!SCOPE.covers("20231203"));
    }
}
