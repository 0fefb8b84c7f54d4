//! What referrals differ in.

use canonical::text::SectionKind;

use crate::blocks::{DiagnosisShape, HeaderShape, RelativeShape, Telephones};
use crate::version::Version;
use crate::walk::{Facet, Occurs};

/// A field of the information about a patient.
pub(super) enum Item {
    /// Formatted text.
    Text(&'static str, Occurs, SectionKind),
    /// Characters.
    Word(&'static str, Occurs, Facet),
}

/// The names and limits of one version.
pub(super) struct Shape {
    pub(super) header: HeaderShape,
    /// The speciality of the sender.
    pub(super) specialty: Occurs,
    /// The names of the receiver and of its department.
    pub(super) receiver: (Occurs, Occurs),
    /// The name of who gets a copy of the answer, where somebody may.
    pub(super) answer_copy: Option<Occurs>,
    pub(super) relatives: Option<RelativeShape>,
    /// `AdditionalInformation`; nothing where there is none.
    pub(super) information: &'static [Item],
    /// `Referral`.
    pub(super) referral: Occurs,
    /// `Referral/Refer`.
    pub(super) refer: Occurs,
    pub(super) diagnosis: DiagnosisShape,
    pub(super) addition: DiagnosisShape,
    /// `RelevantClinicalInformation`.
    pub(super) clinical: &'static [Item],
    pub(super) clinical_occurs: Occurs,
    /// `Supplementary` at the end.
    pub(super) further: bool,
    pub(super) references: bool,
    /// The name of the notes that receivers add.
    pub(super) notes: Option<&'static str>,
}

/// `Priority`, a closed list: it decides how soon somebody must act.
const PRIORITY: Item =
    Item::Word("Priority", Occurs::Optional, Facet::closed(&["elektiv", "akut", "saerlige_forhold"]));
const TRANSPORT: Item = Item::Word("Transport", Occurs::Optional, Facet::Open(&["ingen", "liggende", "siddende"]));
const SUPPLEMENTARY: Item = Item::Text("Supplementary", Occurs::Optional, SectionKind::Supplementary);
const CLINICAL_REASON: Item = Item::Text("ClinicalReason", Occurs::Optional, SectionKind::ClinicalReason);
const CAVE: Item = Item::Text("Cave", Occurs::Optional, SectionKind::Cave);
const ANAMNESIS: Item = Item::Text("Anamnesis", Occurs::Optional, SectionKind::Anamnesis);
const NEEDED_ANAMNESIS: Item = Item::Text("Anamnesis", Occurs::Expected, SectionKind::Anamnesis);
const EXAMINATION: Item = Item::Text("Examination", Occurs::Optional, SectionKind::Examination);
const MEDICINE: Item = Item::Text("ActualMedicine", Occurs::Optional, SectionKind::ActualMedicine);
const RETINOPATHY: Item = Item::Word("DiabeticRetinopathy", Occurs::Optional, Facet::Open(&["Ja", "Nej"]));
const NEPHROPATHY: Item = Item::Word("DiabeticNephropathy", Occurs::Optional, Facet::Open(&["Ja", "Nej"]));

const fn setting(occurs: Occurs, words: &'static [&'static str]) -> Item {
    Item::Word("ReferralStatus", occurs, Facet::Open(words))
}

const AT_HOSPITAL: &[&str] = &["ambulant", "indlaeggelse"];
const ANYWHERE: &[&str] = &["ambulant", "indlaeggelse", "hjemmet"];
/// The word with a comma is the standard's own.
const AT_HOME: &[&str] = &["ambulant", "hjemmet, max 1 år", "hjemmet"];

const CLINICAL: &[Item] = &[CAVE, ANAMNESIS, EXAMINATION, MEDICINE];
const THERAPY_CLINICAL: &[Item] = &[CAVE, NEEDED_ANAMNESIS, EXAMINATION, MEDICINE];

/// To a hospital, first release.
const HOSPITAL: Shape = Shape {
    header: HeaderShape::LETTER,
    specialty: Occurs::Optional,
    receiver: (Occurs::Optional, Occurs::Optional),
    answer_copy: Some(Occurs::Optional),
    relatives: Some(RelativeShape { most: 1, address: false, telephones: Telephones::None }),
    information: &[PRIORITY, setting(Occurs::Optional, AT_HOSPITAL), TRANSPORT, SUPPLEMENTARY, CLINICAL_REASON],
    referral: Occurs::Optional,
    refer: Occurs::Optional,
    diagnosis: DiagnosisShape { code: Occurs::Optional, ..DiagnosisShape::QUALIFIED },
    addition: DiagnosisShape::DESCRIBED,
    clinical: CLINICAL,
    clinical_occurs: Occurs::Optional,
    further: false,
    references: true,
    notes: Some("HospitalVisitation"),
};
/// To a hospital, second release.
const HOSPITAL_2017: Shape = Shape {
    header: HeaderShape::TYPED_EPISODES,
    information: &[
        PRIORITY,
        setting(Occurs::Optional, ANYWHERE),
        TRANSPORT,
        SUPPLEMENTARY,
        CLINICAL_REASON,
        Item::Word("HospitalChoice", Occurs::Optional, Facet::Open(&["ALDB00", "ALDB01", "ALDB02", "ALDB03"])),
    ],
    diagnosis: DiagnosisShape::DESCRIBED,
    ..HOSPITAL
};
/// With the first day of the last menstruation.
const IMAGING: &[Item] = &[
    CAVE,
    ANAMNESIS,
    EXAMINATION,
    MEDICINE,
    Item::Text("FirstDateOfPeriod", Occurs::Optional, SectionKind::LastMenstruation),
];
/// To a private specialist.
const SPECIALIST: Shape = Shape {
    information: &[PRIORITY, setting(Occurs::Optional, ANYWHERE), TRANSPORT, SUPPLEMENTARY, CLINICAL_REASON],
    referral: Occurs::Expected,
    refer: Occurs::Expected,
    diagnosis: DiagnosisShape {
        code: Occurs::Optional,
        types: Some(&["speciallaegehenvisning"]),
        ..DiagnosisShape::QUALIFIED
    },
    further: true,
    notes: None,
    ..HOSPITAL
};
/// To a therapist.
const THERAPY: Shape = Shape {
    answer_copy: None,
    relatives: None,
    information: &[setting(Occurs::Optional, ANYWHERE), SUPPLEMENTARY, CLINICAL_REASON],
    clinical: THERAPY_CLINICAL,
    ..HOSPITAL
};
/// To a therapist, with the codes of the profession.
const CODED_THERAPY: Shape = Shape {
    information: &[setting(Occurs::Optional, ANYWHERE), SUPPLEMENTARY],
    refer: Occurs::Expected,
    diagnosis: DiagnosisShape::QUALIFIED,
    addition: CODED_ADDITION,
    ..THERAPY
};
const CODED_ADDITION: DiagnosisShape =
    DiagnosisShape { code: Occurs::Expected, text: Occurs::Optional, ..DiagnosisShape::DESCRIBED };
/// To municipal prevention.
const MUNICIPAL: Shape = Shape {
    header: HeaderShape::EPISODE,
    information: &[],
    clinical: &[ANAMNESIS],
    notes: Some("MunicipalityVisitation"),
    ..HOSPITAL
};

/// To a private specialist, second release.
const SPECIALIST_2021: Shape = Shape {
    information: &[PRIORITY, setting(Occurs::Optional, AT_HOME), TRANSPORT, SUPPLEMENTARY, CLINICAL_REASON],
    addition: CODED_ADDITION,
    ..SPECIALIST
};
/// To a podiatrist.
const PODIATRY: Shape = Shape {
    clinical: &[
        Item::Word("DiabetesDebut", Occurs::Optional, Facet::Open(&[">10", "<10", "Ny"])),
        RETINOPATHY,
        NEPHROPATHY,
        NEEDED_ANAMNESIS,
    ],
    ..CODED_THERAPY
};
/// To a podiatrist, second release: a year, and the blood pressure.
const PODIATRY_2021: Shape = Shape {
    information: &[setting(Occurs::Optional, AT_HOME), SUPPLEMENTARY],
    clinical: &[
        Item::Word("DiabetesDebut", Occurs::Optional, Facet::Year),
        RETINOPATHY,
        NEPHROPATHY,
        Item::Word("DiabeticBloodPressure", Occurs::Optional, Facet::text(3)),
        NEEDED_ANAMNESIS,
    ],
    references: false,
    notes: None,
    ..CODED_THERAPY
};
/// To a psychologist.
const PSYCHOLOGY: Shape = Shape { notes: None, ..THERAPY };
/// To a psychologist, second release.
const PSYCHOLOGY_2017: Shape =
    Shape { information: &[setting(Occurs::Expected, ANYWHERE), SUPPLEMENTARY, CLINICAL_REASON], ..PSYCHOLOGY };
/// To riding therapy, second release.
const RIDING_2021: Shape = Shape {
    information: &[
        setting(Occurs::Optional, ANYWHERE),
        Item::Word("Transport", Occurs::Optional, Facet::Open(&["siddende", "ingen"])),
        Item::Word("Accompanying", Occurs::Expected, Facet::Open(&["ikke relevant", "ej nødvendig", "nødvendig"])),
        SUPPLEMENTARY,
        CLINICAL_REASON,
    ],
    clinical: &[
        CAVE,
        Item::Word("Bones", Occurs::Expected, Facet::Open(&["Ikke undersøgt", "Ja", "Nej"])),
        ANAMNESIS,
        EXAMINATION,
        MEDICINE,
    ],
    ..THERAPY
};
/// To municipal prevention, second release.
const MUNICIPAL_2020: Shape = Shape {
    receiver: (Occurs::Optional, Occurs::Expected),
    refer: Occurs::Expected,
    diagnosis: DiagnosisShape::QUALIFIED,
    clinical: &[
        Item::Word("CategoryCode", Occurs::Expected, Facet::Open(&["social", "aeldre_omsorg", "sundhedspleje"])),
        ANAMNESIS,
    ],
    ..MUNICIPAL
};
/// To a municipal acute function.
const ACUTE: Shape = Shape {
    header: HeaderShape::ACUTE,
    specialty: Occurs::Expected,
    receiver: (Occurs::Expected, Occurs::Optional),
    answer_copy: Some(Occurs::Expected),
    relatives: Some(RelativeShape { most: 5, address: false, telephones: Telephones::Labelled }),
    referral: Occurs::Expected,
    refer: Occurs::Expected,
    diagnosis: DiagnosisShape::QUALIFIED,
    addition: DiagnosisShape { code: Occurs::Expected, ..DiagnosisShape::DESCRIBED },
    clinical: &[NEEDED_ANAMNESIS],
    clinical_occurs: Occurs::Expected,
    ..MUNICIPAL
};

/// The shape of a version.
pub(super) fn shape(version: &Version) -> Shape {
    match version.code {
        "XH0131R" => HOSPITAL_2017,
        "XH0230R" => Shape { clinical: IMAGING, ..HOSPITAL },
        "XH0231R" => Shape { clinical: IMAGING, ..HOSPITAL_2017 },
        "XH0630R" => SPECIALIST,
        "XH0631R" => SPECIALIST_2021,
        "XH0730R" | "XH0731R" | "XH1230R" => THERAPY,
        "XH0732R" => CODED_THERAPY,
        "XH0831R" => PODIATRY,
        "XH0832R" => PODIATRY_2021,
        "XH1030R" => PSYCHOLOGY,
        "XH1031R" => PSYCHOLOGY_2017,
        "XH1231R" => RIDING_2021,
        "XH1530R" => MUNICIPAL,
        "XH1531R" => MUNICIPAL_2020,
        "XH2230R" => ACUTE,
        _ => HOSPITAL,
    }
}
