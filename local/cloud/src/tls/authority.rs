//! The certificate authority, and what it signs (RFC 5280).

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    NameConstraints, date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use std::net::{Ipv4Addr, Ipv6Addr};

/// The names below which it signs, and which clients take from it alone.
pub(super) const DOMAINS: [&str; 2] = ["localhost", "aliyuncs.com"];

/// An authority whose key nobody else ever sees.
pub(super) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
    /// One key for every certificate that it signs: making one is what takes time.
    server_key: KeyPair,
}

impl Authority {
    /// Makes its keys and its own certificate.
    pub(super) fn new() -> Result<Self, rcgen::Error> {
        let mut params = bounded(Vec::new())?;
        params.distinguished_name = named("local-cloud, a certificate authority of this machine");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        // Whoever trusts it for longer than a test trusts it for nothing else.
        params.name_constraints = Some(NameConstraints {
            permitted_subtrees: DOMAINS
                .iter()
                .map(|domain| GeneralSubtree::DnsName((*domain).to_owned()))
                .chain([
                    GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix([127, 0, 0, 0], 8)),
                    GeneralSubtree::IpAddress(CidrSubnet::from_v6_prefix(
                        Ipv6Addr::LOCALHOST.octets(),
                        128,
                    )),
                ])
                .collect(),
            excluded_subtrees: Vec::new(),
        });
        let key = KeyPair::generate()?;
        let pem = params.self_signed(&key)?.pem();
        Ok(Self { issuer: Issuer::new(params, key), pem, server_key: KeyPair::generate()? })
    }

    pub(super) fn pem(&self) -> &str {
        &self.pem
    }

    /// The private key of every server certificate.
    pub(super) fn server_key(&self) -> PrivateKeyDer<'static> {
        PrivatePkcs8KeyDer::from(self.server_key.serialize_der()).into()
    }

    /// The certificate for connections by address, or by no name.
    pub(super) fn sign_loopback(&self) -> Result<CertificateDer<'static>, rcgen::Error> {
        let addresses = [Ipv4Addr::LOCALHOST.to_string(), Ipv6Addr::LOCALHOST.to_string()];
        self.sign("localhost", ["localhost".to_owned()].into_iter().chain(addresses).collect())
    }

    /// The certificate of one name.
    pub(super) fn sign_name(&self, name: &str) -> Result<CertificateDer<'static>, rcgen::Error> {
        self.sign(name, vec![name.to_owned()])
    }

    fn sign(
        &self,
        common_name: &str,
        names: Vec<String>,
    ) -> Result<CertificateDer<'static>, rcgen::Error> {
        let mut params = bounded(names)?;
        // A common name has room for 64 characters; the alternative names are what counts.
        let common_name = if common_name.len() <= 64 { common_name } else { "local-cloud" };
        params.distinguished_name = named(common_name);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        Ok(params.signed_by(&self.server_key, &self.issuer)?.der().clone())
    }
}

/// With a life that needs no clock: clients hold it against their own, which the cloud's need not
/// agree with. Up to 2049 dates have a form that every client reads (RFC 5280, 4.1.2.5).
fn bounded(names: Vec<String>) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(names)?;
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2049, 12, 31);
    Ok(params)
}

fn named(common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common_name);
    name
}
