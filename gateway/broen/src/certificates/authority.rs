//! An authority for development: its key and certificate, and what it issues.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256, date_time_ymd,
};

use super::Error;

/// Issues certificates. Its name says that it is for development.
pub(super) struct Authority {
    certificate: Option<String>,
    issuer: Issuer<'static, KeyPair>,
    today: Date,
}

/// A certificate and its private key, as PEM.
pub(super) struct Issued {
    pub(super) certificate: String,
    pub(super) key: String,
}

const ORGANISATION: &str = "Broen development, not for production";
const YEARS: i16 = 10;

impl Authority {
    /// A new authority. `now` begins its ten years.
    pub(super) fn new(now: Timestamp) -> Result<(Self, Issued), Error> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let today = date(now);
        let params = authority_params(today);
        let certificate = params.self_signed(&key)?.pem();
        let issued = Issued { certificate: certificate.clone(), key: key.serialize_pem() };
        Ok((Self { certificate: Some(certificate), issuer: Issuer::new(params, key), today }, issued))
    }

    /// The authority whose key was kept. Its name is always the same, so its certificate need not be read.
    pub(super) fn from_key(key: &str, now: Timestamp) -> Result<Self, Error> {
        let key = KeyPair::from_pem(key)?;
        let today = date(now);
        Ok(Self { certificate: None, issuer: Issuer::new(authority_params(today), key), today })
    }

    /// Whether it was made just now.
    pub(super) const fn is_new(&self) -> bool {
        self.certificate.is_some()
    }

    /// A certificate for a server that is called by these host names and addresses, and that posts to others.
    pub(super) fn server(&self, names: &[String]) -> Result<Issued, Error> {
        self.service("broen", names)
    }

    /// A certificate for a process that is called by these host names and addresses, and that calls others as `service`.
    pub(super) fn service(&self, service: &str, names: &[String]) -> Result<Issued, Error> {
        let params = CertificateParams::new(names)?;
        self.issue(params, service, vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth])
    }

    /// A client certificate for the organisation with this short name.
    pub(super) fn client(&self, organisation: &str) -> Result<Issued, Error> {
        self.issue(CertificateParams::default(), organisation, vec![ExtendedKeyUsagePurpose::ClientAuth])
    }

    fn issue(
        &self,
        mut params: CertificateParams,
        name: &str,
        usages: Vec<ExtendedKeyUsagePurpose>,
    ) -> Result<Issued, Error> {
        name_and_date(&mut params, name, self.today);
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = usages;
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        Ok(Issued { certificate: certificate.pem(), key: key.serialize_pem() })
    }
}

fn authority_params(today: Date) -> CertificateParams {
    let mut params = CertificateParams::default();
    name_and_date(&mut params, "Broen development authority", today);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign, KeyUsagePurpose::DigitalSignature];
    params
}

fn name_and_date(params: &mut CertificateParams, name: &str, today: Date) {
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::OrganizationName, ORGANISATION);
    params.distinguished_name.push(DnType::CommonName, name);
    // The first of the month and of the January after ten years: clocks that differ by a day still agree.
    let month = u8::try_from(today.month()).unwrap_or(1);
    params.not_before = date_time_ymd(i32::from(today.year()), month, 1);
    params.not_after = date_time_ymd(i32::from(today.year().saturating_add(YEARS)), 1, 1);
}

fn date(now: Timestamp) -> Date {
    now.to_zoned(TimeZone::UTC).date()
}
