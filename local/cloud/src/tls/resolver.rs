//! Which certificate a connection gets: that of the name it asks for (RFC 6066, 3).

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::{CertifiedKey, SigningKey};

use super::TlsError;
use super::authority::{Authority, DOMAINS};

/// How many certificates are kept: buckets come and go.
const KEPT: usize = 1_024;

/// Signs a certificate for each name when it is first asked for.
pub(super) struct ByName {
    authority: Authority,
    key: Arc<dyn SigningKey>,
    loopback: Arc<CertifiedKey>,
    made: Mutex<HashMap<String, Arc<CertifiedKey>>>,
}

impl ByName {
    /// Signs the certificate for loopback.
    pub(super) fn new(authority: Authority, provider: &CryptoProvider) -> Result<Self, TlsError> {
        let key = provider.key_provider.load_private_key(authority.server_key())?;
        let loopback = certified(authority.sign_loopback()?, &key);
        Ok(Self { authority, key, loopback, made: Mutex::default() })
    }

    /// The certificate of a name, or of loopback for none and for one that is not the cloud's: the
    /// client then sees by itself that it does not fit.
    fn of(&self, name: Option<&str>) -> Arc<CertifiedKey> {
        let Some(name) = name.map(str::to_ascii_lowercase).filter(|name| is_own(name)) else {
            return self.loopback.clone();
        };
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = made.get(&name) {
            return known.clone();
        }
        match self.authority.sign_name(&name) {
            Ok(certificate) => {
                let new = certified(certificate, &self.key);
                if made.len() >= KEPT {
                    made.clear();
                }
                made.insert(name, new.clone());
                new
            }
            Err(error) => {
                tracing::warn!(name, %error, "no certificate was made for a name");
                self.loopback.clone()
            }
        }
    }
}

impl ResolvesServerCert for ByName {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.of(hello.server_name()))
    }
}

impl fmt::Debug for ByName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ByName").finish_non_exhaustive()
    }
}

fn certified(certificate: CertificateDer<'static>, key: &Arc<dyn SigningKey>) -> Arc<CertifiedKey> {
    Arc::new(CertifiedKey::new(vec![certificate], key.clone()))
}

/// `localhost` and what stands below it; what stands below `aliyuncs.com`.
fn is_own(name: &str) -> bool {
    name != "localhost"
        && DOMAINS.iter().any(|domain| {
            name.strip_suffix(domain).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_name() -> ByName {
        ByName::new(Authority::new().unwrap(), &rustls::crypto::ring::default_provider()).unwrap()
    }

    #[test]
    fn a_name_of_the_cloud_has_one_certificate_of_its_own() {
        let by_name = by_name();
        let name = "media.oss-cn-shanghai.aliyuncs.com";
        let first = by_name.of(Some(name));
        assert!(Arc::ptr_eq(&first, &by_name.of(Some("MEDIA.oss-cn-shanghai.aliyuncs.com"))));
        assert!(!Arc::ptr_eq(&first, &by_name.of(Some("media.localhost"))));
        assert!(!Arc::ptr_eq(&first, &by_name.loopback));
    }

    #[test]
    fn any_other_name_gets_that_of_loopback() {
        let by_name = by_name();
        for name in [None, Some("localhost"), Some("example.com"), Some("evilaliyuncs.com")] {
            assert!(Arc::ptr_eq(&by_name.loopback, &by_name.of(name)), "{name:?}");
        }
    }

    #[test]
    fn no_more_than_so_many_are_kept() {
        let by_name = by_name();
        for number in 0..=KEPT {
            by_name.of(Some(&format!("bucket-{number}.localhost")));
        }
        assert_eq!(by_name.made.lock().unwrap().len(), 1);
    }
}
