//! What a municipality did for a referred citizen (da. kommunale afslutningsnotater): XDIS15, XDIS22.

use canonical::Moment;
use canonical::attachment::Attachment;
use canonical::body::{self, Body, ReceivedReferral};
use canonical::code::CodeRole;
use canonical::event::Event;
use canonical::party::{Party, Person};
use canonical::subject::Subject;
use canonical::text::{SectionKind, Text};
use canonical::{Personal, event};

use crate::blocks::{
    Diagnosis, DiagnosisShape, Header, HeaderShape, PartyShape, PatientShape, RelativeShape, Telephones, contact,
    date_time, day, diagnosis, header, party, patient, references, relatives, section, text_of,
};
use crate::draft::Draft;
use crate::letter_type::{Form, NoSuchLetter};
use crate::version::Version;
use crate::walk::{Facet, Occurs, Walk};

/// The letter as the schema states it, in the schema's order.
#[derive(Default)]
pub(crate) struct MunicipalNote {
    header: Header,
    sender: Party,
    receiver: Party,
    copy_receiver: Option<Party>,
    /// With the relatives.
    patient: Subject,
    referral: Option<Referral>,
    began: Option<Moment>,
    ended: Option<Moment>,
    clinical: Option<Clinical>,
    references: Vec<Attachment>,
}

/// `Referral`: what the municipality was asked for.
#[derive(Default)]
struct Referral {
    id: Option<String>,
    received: Option<Moment>,
    diagnosis: Option<Diagnosis>,
    additions: Vec<Diagnosis>,
}

/// `ClinicalInformation`.
#[derive(Default)]
struct Clinical {
    category: Option<String>,
    signed: Option<Signed>,
    text: Option<Text>,
}

/// `Signed`.
#[derive(Default)]
struct Signed {
    day: Option<Moment>,
    name: Option<Personal<String>>,
    title: Option<String>,
}

/// Whether a letter is of the acute functions.
fn is_acute(version: &Version) -> bool {
    version.code == "XD2230L"
}

/// Whether a letter is of the second release of the prevention letters.
fn is_second(version: &Version) -> bool {
    version.code == "XD1531L"
}

impl Form for MunicipalNote {
    fn walk<W: Walk>(&mut self, walk: &mut W) {
        let acute = is_acute(walk.version());
        header(walk, &mut self.header, if acute { HeaderShape::LETTER } else { HeaderShape::EPISODE });
        self.parties(walk, acute);
        walk.required("Patient", |walk| patient(walk, &mut self.patient, PatientShape::Letter(None)));
        let close = RelativeShape {
            most: if acute { 5 } else { 2 },
            address: true,
            telephones: if acute { Telephones::Labelled } else { Telephones::None },
        };
        relatives(walk, &mut self.patient.relatives, close);
        walk.optional("Referral", &mut self.referral, |walk, referral| referral.walk(walk));
        date_time(walk, "Admission", Occurs::Optional, &mut self.began);
        date_time(walk, "Discharge", Occurs::Optional, &mut self.ended);
        let is_there = self.clinical.is_some();
        let mut clinical = self.clinical.take().unwrap_or_default();
        let mut is_found = false;
        let occurs = if acute { Occurs::Expected } else { Occurs::Optional };
        walk.group("ClinicalInformation", occurs, is_there, |walk| {
            is_found = true;
            clinical.walk(walk);
        });
        self.clinical = is_found.then_some(clinical);
        references(walk, &mut self.references);
    }

    fn draft(self, _: &'static Version) -> Draft {
        draft(self)
    }

    fn of(event: &Event, version: &'static Version) -> Result<Self, NoSuchLetter> {
        form(event, version)
    }
}

impl MunicipalNote {
    fn parties<W: Walk>(&mut self, walk: &mut W, acute: bool) {
        let name = if acute { Occurs::Expected } else { Occurs::Optional };
        let department = if is_second(walk.version()) { Occurs::Expected } else { Occurs::Optional };
        let receiver = PartyShape { organisation: name, department: Some(department), ..PartyShape::RECEIVER };
        let copy = PartyShape { organisation: name, ..PartyShape::COPY };
        walk.required("Sender", |walk| {
            party(walk, &mut self.sender, &PartyShape::SENDER);
            if !acute {
                let name = &mut self.sender.specialty_name;
                walk.field("SpecialityName", Occurs::Expected, Facet::text(35), name);
            }
            contact(walk, &mut self.sender.contact);
        });
        walk.required("Receiver", |walk| party(walk, &mut self.receiver, &receiver));
        walk.optional("CCReceiver", &mut self.copy_receiver, |walk, one| party(walk, one, &copy));
    }
}

impl Referral {
    fn walk<W: Walk>(&mut self, walk: &mut W) {
        // The prevention letters describe additions, the acute ones do not.
        let (main, addition) = match (is_acute(walk.version()), is_second(walk.version())) {
            (true, _) => (DiagnosisShape::QUALIFIED, DiagnosisShape::QUALIFIED),
            (false, true) => (DiagnosisShape::QUALIFIED, DiagnosisShape::DESCRIBED),
            (false, false) => {
                let main = DiagnosisShape { code: Occurs::Optional, ..DiagnosisShape::QUALIFIED };
                (main, DiagnosisShape::DESCRIBED)
            }
        };
        walk.field("Identifier", Occurs::Optional, Facet::text(35), &mut self.id);
        date_time(walk, "Received", Occurs::Expected, &mut self.received);
        walk.optional("Refer", &mut self.diagnosis, |walk, one| diagnosis(walk, one, &main));
        walk.groups("ReferralAdditional", 0..=5, &mut self.additions, |walk, one| diagnosis(walk, one, &addition));
    }
}

impl Clinical {
    fn walk<W: Walk>(&mut self, walk: &mut W) {
        if is_second(walk.version()) {
            let words = Facet::Open(&["social", "aeldre_omsorg", "sundhedspleje"]);
            walk.field("CategoryCode", Occurs::Expected, words, &mut self.category);
        }
        let occurs = if is_acute(walk.version()) { Occurs::Expected } else { Occurs::Optional };
        walk.optional("Signed", &mut self.signed, |walk, signed| {
            day(walk, "Date", Occurs::Optional, &mut signed.day);
            walk.field("SignedBy", occurs, Facet::text(70), &mut signed.name);
            walk.field("JobTitle", occurs, Facet::text(70), &mut signed.title);
        });
        walk.text("Text01", Occurs::Required, &mut self.text);
    }
}

/// The letter to the canonical event: pure and total.
fn draft(letter: MunicipalNote) -> Draft {
    let MunicipalNote {
        header,
        sender,
        receiver,
        copy_receiver,
        patient,
        referral,
        began,
        ended,
        clinical,
        references,
    } = letter;
    let mut said = header.understood();
    let Clinical { category, signed, text } = clinical.unwrap_or_default();
    let Signed { day, name, title } = signed.unwrap_or_default();
    let (received, codes) = referral.map(split).unzip();
    said.course.referral = received.as_ref().and_then(|received: &ReceivedReferral| received.id.clone());
    let occurred = ended.clone().or_else(|| said.authored.clone());
    let body = Body::MunicipalNote(body::MunicipalNote {
        category,
        started: began,
        ended,
        referral: received,
        signed: day,
        signed_by: (name.is_some() || title.is_some()).then(|| signer(name.unwrap_or_default(), title)),
    });
    Draft {
        occurred,
        subject: Some(patient),
        copy_receivers: copy_receiver.into_iter().collect(),
        codes: codes.unwrap_or_default(),
        narrative: section(SectionKind::Clinical, text).into_iter().collect(),
        attachments: references,
        ..Draft::plain(said, sender, receiver, body)
    }
}

fn signer(name: Personal<String>, role: Option<String>) -> Person {
    Person { role, ..Person::named(name) }
}

fn split(referral: Referral) -> (ReceivedReferral, Vec<canonical::code::Code>) {
    let Referral { id, received, diagnosis, additions } = referral;
    let main = diagnosis.map(|diagnosis| diagnosis.into_code(CodeRole::ReferralDiagnosis));
    let additions = additions.into_iter().map(|addition| addition.into_code(CodeRole::ReferralDiagnosisAddition));
    (ReceivedReferral { id, received }, main.into_iter().chain(additions).collect())
}

/// The canonical event to the letter: pure.
fn form(event: &event::Event, version: &Version) -> Result<MunicipalNote, NoSuchLetter> {
    let Body::MunicipalNote(facts) = &event.body else {
        return Err(NoSuchLetter);
    };
    let body::MunicipalNote { category, started, ended, referral, signed, signed_by } = facts;
    let signer = signed_by.as_ref().map(|person| (person.name.clone(), person.role.clone()));
    let (name, title) = signer.unzip();
    let name = name.filter(|name| !name.reveal().is_empty());
    let is_signed = signed.is_some() || signed_by.is_some();
    let signed = is_signed.then(|| Signed { day: signed.clone(), name, title: title.flatten() });
    let text = text_of(event, SectionKind::Clinical);
    let is_clinical = category.is_some() || signed.is_some() || text.is_some();
    let diagnosis = Diagnosis::with_role(&event.codes, CodeRole::ReferralDiagnosis).into_iter().next();
    let additions = Diagnosis::with_role(&event.codes, CodeRole::ReferralDiagnosisAddition);
    let is_referred = referral.is_some() || diagnosis.is_some() || !additions.is_empty();
    let ReceivedReferral { id, received } = referral.clone().unwrap_or_default();
    Ok(MunicipalNote {
        header: Header::of(event, version),
        sender: event.sender.clone(),
        receiver: event.receivers.first().cloned().unwrap_or_default(),
        copy_receiver: event.copy_receivers.first().cloned(),
        patient: event.subject.clone().unwrap_or_default(),
        referral: is_referred.then_some(Referral { id, received, diagnosis, additions }),
        began: started.clone(),
        ended: ended.clone(),
        clinical: is_clinical.then(|| Clinical { category: category.clone(), signed, text }),
        references: event.attachments.clone(),
    })
}
