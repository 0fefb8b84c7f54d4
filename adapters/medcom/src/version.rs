//! Versions of letters, and the namespaces they belong to with their code lists.

use crate::municipality::{PLAN_PREFIXES, PREFIXES};
use crate::specialities::{MUNICIPAL_SPECIALITIES, SPECIALITIES};
use crate::xml::Prefixes;

/// One version of a letter type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// Its `VersionCode`.
    pub code: &'static str,
    /// Its `TypeCode`.
    pub type_code: &'static str,
    /// The namespace of its elements.
    pub(crate) namespace: &'static Namespace,
}

/// A namespace: a release of the standard, with the code lists of that release. All of them inform.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Namespace {
    /// Its name.
    pub(crate) uri: &'static str,
    /// `DiagnoseDescriptionCode`.
    pub(crate) diagnosis_descriptions: &'static [&'static str],
    /// `DiagnoseTypeCode`.
    pub(crate) diagnosis_types: &'static [&'static str],
    /// `ObjectExtensionCode`.
    pub(crate) file_types: &'static [&'static str],
    /// Whether civil registration numbers have to begin with a day.
    pub(crate) has_dated_numbers: bool,
    /// `IdentifierCode`.
    pub(crate) identifier_codes: &'static [&'static str],
    /// `ObjectCode`.
    pub(crate) object_codes: &'static [&'static str],
    /// The fewest characters of `PostCodeIdentifier`.
    pub(crate) post_code_least: usize,
    /// Whether its schemas are not public, so that lengths are not known.
    pub(crate) is_closed: bool,
    /// The prefixes of elements that are of other namespaces.
    pub(crate) prefixes: Prefixes,
    /// `RelationCode`.
    pub(crate) relations: &'static [&'static str],
    /// `MedicalSpecialityCode`.
    pub(crate) specialities: &'static [&'static str],
}

impl Version {
    pub(crate) const fn new(code: &'static str, type_code: &'static str, namespace: &'static Namespace) -> Self {
        Self { code, type_code, namespace }
    }

    /// The day of its release, as the namespace ends: `2018/08/06/`.
    pub(crate) fn released(&self) -> &'static str {
        let uri = self.namespace.uri;
        uri.get(uri.len().saturating_sub("2018/08/06/".len())..).unwrap_or_default()
    }

    /// The name of the namespace of its elements.
    #[must_use]
    pub const fn namespace(&self) -> &'static str {
        self.namespace.uri
    }

    /// The other namespaces of its elements, by their prefixes.
    #[must_use]
    pub const fn prefixes(&self) -> &'static [(&'static str, &'static str)] {
        self.namespace.prefixes.namespaces
    }

    /// The name of the last element of a path, as it is written.
    #[must_use]
    pub fn written(&self, path: &[&str]) -> String {
        self.namespace.prefixes.name(path)
    }

    /// Whether the schema of the version is public.
    #[must_use]
    pub const fn has_public_schema(&self) -> bool {
        !self.namespace.is_closed
    }
}

/// For what all letters share, whatever their version.
pub(crate) const ANY: Version = Version::new("", "", &R2005_08_07);

const DESCRIPTIONS: &[&str] = &[
    "uspec_diagnose",
    "henv_diagnose",
    "bidiagnose",
    "tillaegsdiagnose",
    "aktionsdiagnose",
    "midlertidig_diagnose",
    "forloebsdiagnose",
    "operation",
    "roentgenundersoegelse",
];
/// The last word is the standard's own spelling.
const PRACTICE_DESCRIPTIONS: &[&str] = &[
    "uspec_diagnose",
    "henv_diagnose",
    "bidiagnose",
    "tillaegsdiagnose",
    "aktionsdiagnose",
    "midlertidig_diagnose",
    "forloebsdiagnose",
    "operation",
    "roentgenundersoegelse",
    "speciallaegehenvisning",
    "fysioterapihenvisning",
    "psykologhenvisning",
    "fysioterapihenvisningspgruppe",
];
const REFERRAL_DESCRIPTIONS: &[&str] = &[
    "uspec_diagnose",
    "henv_diagnose",
    "henv_diagnose_ny_sygdom",
    "henv_diagnose_samme_sygdom",
    "bidiagnose",
    "tillaegsdiagnose",
    "aktionsdiagnose",
    "midlertidig_diagnose",
    "forloebsdiagnose",
    "operation",
    "roentgenundersoegelse",
    "speciallaegehenvisning",
    "fysioterapihenvisning",
    "psykologhenvisning",
    "fysioterapihenvisningspgruppe",
];
const ACUTE_DESCRIPTIONS: &[&str] = &[
    "uspec_diagnose",
    "henv_diagnose",
    "bidiagnose",
    "tillaegsdiagnose",
    "aktionsdiagnose",
    "midlertidig_diagnose",
    "forloebsdiagnose",
];
const THERAPY_DESCRIPTIONS: &[&str] = &["uspec_diagnose", "fysioterapihenvisningsgruppe"];

const TYPES: &[&str] = &["SKSdiagnosekode", "uspecificeretkode", "ICPCkode"];
const PRACTICE_TYPES: &[&str] = &[
    "SKSdiagnosekode",
    "uspecificeretkode",
    "ICPCkode",
    "speciallaegehenvisning",
    "fysioterapihenvisning",
    "psykologhenvisning",
    "Fysioterapihenvisningsdiagnose",
    "Psykologhenvisningsdiagnose",
];
const PHYSIOTHERAPY_TYPES: &[&str] = &["fysioterapihenvisning", "fysioterapihenvisningsdiagnose"];
const PODIATRY_TYPES: &[&str] = &["fodterapihenvisning", "fodterapihenvisningsdiagnose"];

const FILE_TYPES: &[&str] = &[
    "pcx", "tiff", "jpeg", "gif", "bmp", "png", "mpg", "dcm", "scp", "txt", "rtf", "doc", "xls", "wpd", "exe", "pdf",
    "wav", "avi", "mid", "rmi", "com", "zip", "bin", "inh", "plo",
];
const EARLY_FILE_TYPES: &[&str] = &[
    "pcx", "tiff", "jpeg", "gif", "bmp", "png", "mpg", "dcm", "scp", "txt", "rtf", "doc", "xls", "wpd", "exe", "pdf",
    "wav", "avi", "mid", "rmi", "com", "zip", "bin", "inh",
];
const BINARY_FILE_TYPES: &[&str] = &[
    "pcx", "tiff", "jpeg", "gif", "bmp", "png", "mpg", "dcm", "scp", "txt", "rtf", "doc", "xls", "wpd", "exe", "pdf",
    "wav", "avi", "mid", "rmi", "com", "zip", "bin", "inh", "plo", "fnx",
];
const ACUTE_FILE_TYPES: &[&str] = &[
    "pcx", "tiff", "jpeg", "gif", "bmp", "png", "mpg", "dcm", "scp", "txt", "rtf", "doc", "xls", "wpd", "pdf", "wav",
    "avi", "mid", "rmi", "zip", "bin", "inh",
];

const IDENTIFIERS: &[&str] = &["sygehusafdelingsnummer", "ydernummer", "lokationsnummer", "kommunenummer", "sorkode"];
/// With the counties, which are no more.
const COUNTY_IDENTIFIERS: &[&str] =
    &["sygehusafdelingsnummer", "ydernummer", "lokationsnummer", "kommunenummer", "amt", "sorkode"];

/// With the counties, and with numbers of the sender's own.
const LOCAL_IDENTIFIERS: &[&str] =
    &["sygehusafdelingsnummer", "ydernummer", "lokationsnummer", "kommunenummer", "amt", "sorkode", "lokalt_nummer"];

/// Seen in rehabilitation plans, and those of the letters beside them.
const PLAN_IDENTIFIERS: &[&str] =
    &["sygehusafdelingsnummer", "ydernummer", "lokationsnummer", "kommunenummer", "amt", "region", "sorkode"];

const OBJECTS: &[&str] =
    &["tekstfil", "billede", "program", "vektor_grafik", "biosignaler", "multimedie", "proprietaert_indhold"];
const ACUTE_OBJECTS: &[&str] =
    &["tekstfil", "billede", "vektor_grafik", "biosignaler", "multimedie", "proprietaert_indhold"];

const RELATIONS: &[&str] = &["uspec_paaroerende", "mor", "far", "barn"];
const MUNICIPAL_RELATIONS: &[&str] = &["uspec_paaroerende", "mor", "far", "soen", "datter"];
const ACUTE_RELATIONS: &[&str] = &["uspec_paaroerende", "mor", "far", "soen", "datter", "samlevende", "aegtefaelle"];

const CLOSE_RELATIONS: &[&str] = &[
    "uspec_paaroerende",
    "barn",
    "aegtefaelle",
    "forældre",
    "barnebarn",
    "svigerbarn",
    "ingen_relationer",
    "nabo",
    "samboende",
    "registreret_partner",
    "søskende",
    "øvrig_familie",
    "far",
];

/// Seen, and those of the letters beside them; the list is not public.
const FAMILY_RELATIONS: &[&str] =
    &["uspec_paaroerende", "mor", "far", "barn", "soen", "datter", "samlevende", "aegtefaelle"];

/// The first release.
pub(crate) const R2005_08_07: Namespace = Namespace {
    uri: "http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2005/08/07/",
    diagnosis_descriptions: DESCRIPTIONS,
    diagnosis_types: TYPES,
    file_types: FILE_TYPES,
    has_dated_numbers: false,
    identifier_codes: IDENTIFIERS,
    object_codes: OBJECTS,
    post_code_least: 0,
    is_closed: false,
    prefixes: Prefixes::NONE,
    relations: RELATIONS,
    specialities: SPECIALITIES,
};
/// Correspondence and bookings, second release.
pub(crate) const R2006_07_01: Namespace = Namespace {
    uri: "http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2006/07/01/",
    file_types: EARLY_FILE_TYPES,
    identifier_codes: COUNTY_IDENTIFIERS,
    post_code_least: 1,
    ..R2005_08_07
};
/// The letters of practices.
pub(crate) const R2007_02_01: Namespace = Namespace {
    uri: "http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2007/02/01/",
    diagnosis_descriptions: PRACTICE_DESCRIPTIONS,
    diagnosis_types: PRACTICE_TYPES,
    identifier_codes: COUNTY_IDENTIFIERS,
    ..R2005_08_07
};
/// Psychologists, second release.
pub(crate) const R2008_09_17: Namespace =
    Namespace { uri: "http://rep.oio.dk/medcom.dk/xml/schemas/2008/09/17/", ..R2007_02_01 };
/// Administrative e-mail.
pub(crate) const R2009_08_01: Namespace =
    Namespace { uri: "http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2009/08/01/", ..R2006_07_01 };
/// Birth notifications.
pub(crate) const R2011_02_17: Namespace = Namespace {
    uri: "http://rep.oio.dk/medcom.dk/xml/schemas/2011/02/17/",
    has_dated_numbers: true,
    identifier_codes: LOCAL_IDENTIFIERS,
    relations: CLOSE_RELATIONS,
    ..R2007_02_01
};
/// Binary letters, second release.
pub(crate) const R2012_03_28: Namespace = Namespace {
    uri: "http://rep.oio.dk/medcom.dk/xml/schemas/2012/03/28/",
    file_types: BINARY_FILE_TYPES,
    ..R2005_08_07
};
/// Physiotherapy, second release.
pub(crate) const R2013_09_02: Namespace =
    Namespace { uri: "http://rep.oio.dk/medcom.dk/xml/schemas/2013/09/02/", ..R2007_02_01 };
/// Physiotherapy, third release.
pub(crate) const R2015_08_01: Namespace = Namespace {
    uri: "http://rep.oio.dk/medcom.dk/xml/schemas/2015/08/01/",
    diagnosis_descriptions: THERAPY_DESCRIPTIONS,
    diagnosis_types: PHYSIOTHERAPY_TYPES,
    ..R2007_02_01
};
/// Attachments to referrals.
pub(crate) const R2016_10_02: Namespace =
    Namespace { uri: "http://rep.oio.dk/medcom.dk/xml/schemas/2016/10/02/", ..R2012_03_28 };
/// Municipal prevention.
pub(crate) const R2016_12_01: Namespace = Namespace {
    uri: "http://rep.oio.dk/medcom.dk/xml/schemas/2016/12/01/",
    relations: MUNICIPAL_RELATIONS,
    specialities: MUNICIPAL_SPECIALITIES,
    ..R2005_08_07
};
/// Psychologists' referrals, second release.
pub(crate) const R2017_02_15: Namespace =
    Namespace { uri: "http://rep.oio.dk/medcom.dk/xml/schemas/2017/02/15/", ..R2007_02_01 };
/// Hospital referrals, second release.
pub(crate) const R2017_05_01: Namespace = Namespace {
    uri: "http://rep.oio.dk/medcom.dk/xml/schemas/2017/05/01/",
    diagnosis_descriptions: REFERRAL_DESCRIPTIONS,
    ..R2007_02_01
};
/// Chiropractors.
pub(crate) const R2017_08_04: Namespace =
    Namespace { uri: "http://rep.oio.dk/medcom.dk/xml/schemas/2017/08/04/", ..R2007_02_01 };
/// Discharge letters with recommended actions.
pub(crate) const R2018_08_06: Namespace =
    Namespace { uri: "http://rep.oio.dk/medcom.dk/xml/schemas/2018/08/06/", ..R2005_08_07 };
/// Podiatry.
pub(crate) const R2019_02_19: Namespace = Namespace {
    uri: "http://rep.oio.dk/medcom.dk/xml/schemas/2019/02/19/",
    diagnosis_types: PODIATRY_TYPES,
    ..R2015_08_01
};
/// Municipal acute functions.
pub(crate) const R2019_03_31: Namespace = Namespace {
    uri: "http://rep.oio.dk/medcom.dk/xml/schemas/2019/03/31/",
    diagnosis_descriptions: ACUTE_DESCRIPTIONS,
    file_types: ACUTE_FILE_TYPES,
    object_codes: ACUTE_OBJECTS,
    relations: ACUTE_RELATIONS,
    specialities: MUNICIPAL_SPECIALITIES,
    ..R2005_08_07
};
/// Binary letters, third release.
pub(crate) const R2019_04_03: Namespace =
    Namespace { uri: "http://rep.oio.dk/medcom.dk/xml/schemas/2019/04/03/", ..R2005_08_07 };
/// Out-of-hours doctors, second release.
pub(crate) const R2019_12_01: Namespace =
    Namespace { uri: "http://rep.oio.dk/medcom.dk/xml/schemas/2019/12/01/", ..R2007_02_01 };
/// Municipal prevention, second release.
pub(crate) const R2020_05_06: Namespace =
    Namespace { uri: "http://rep.oio.dk/medcom.dk/xml/schemas/2020/05/06/", ..R2016_12_01 };
/// Private specialists, second release.
pub(crate) const R2020_06_15: Namespace =
    Namespace { uri: "http://rep.oio.dk/medcom.dk/xml/schemas/2020/06/15/", ..R2007_02_01 };
/// Riding therapy, second release.
pub(crate) const R2021_06_06: Namespace =
    Namespace { uri: "http://rep.oio.dk/medcom.dk/xml/schemas/2021/06/06/", ..R2007_02_01 };
/// Podiatry and private specialists, third release.
pub(crate) const R2021_06_27: Namespace =
    Namespace { uri: "http://rep.oio.dk/medcom.dk/xml/schemas/2021/06/27/", ..R2019_02_19 };
/// Municipality and hospital, third release of the family: no public schema.
pub(crate) const MUNICIPALITY_1_0_3: Namespace = Namespace {
    uri: "urn:oio:medcom:municipality:1.0.3",
    is_closed: true,
    prefixes: PREFIXES,
    relations: FAMILY_RELATIONS,
    ..R2005_08_07
};
/// Rehabilitation plans, of the same family.
pub(crate) const MUNICIPALITY_1_0_4: Namespace = Namespace {
    uri: "urn:oio:medcom:municipality:1.0.4",
    diagnosis_types: &["ICD10kode"],
    identifier_codes: PLAN_IDENTIFIERS,
    prefixes: PLAN_PREFIXES,
    ..MUNICIPALITY_1_0_3
};
