//! Warnings of discharge (da. varsling om færdigbehandling): XDIS19, first release.

use canonical::action::{Action, ActionKind, Due};
use canonical::body::{Body, HospitalStay, StayClass, StayNotice, StayState};
use canonical::event::Event;
use canonical::identifier::PartyIdentifier;
use canonical::party::{Channel, Contact, ContactPoint, Party, Person};
use canonical::subject::Subject;
use canonical::text::{SectionKind, Text};
use canonical::{Moment, Personal};

use crate::blocks::{
    Header, HeaderShape, PartyShape, PatientShape, RelativeShape, Telephones, date_time, header, party, patient,
    relatives, section, telephone, text_of,
};
use crate::draft::Draft;
use crate::letter_type::{Form, NoSuchLetter};
use crate::version::Version;
use crate::walk::{Facet, Occurs, Walk};

/// The letter as the schema states it, in the schema's order.
#[derive(Default)]
pub(crate) struct Warning {
    header: Header,
    sender: Party,
    receiver: Party,
    copy_receiver: Option<Party>,
    /// With the relatives.
    patient: Subject,
    family_doctor: Option<Box<Party>>,
    admitted: Option<Moment>,
    conference: Option<Moment>,
    treatment_ended: Option<Moment>,
    discharge_planned: Option<Moment>,
    /// `CareDescription`.
    care: Option<Text>,
}

impl Form for Warning {
    fn walk<W: Walk>(&mut self, walk: &mut W) {
        header(walk, &mut self.header, HeaderShape::LETTER);
        walk.required("Sender", |walk| {
            party(walk, &mut self.sender, &PartyShape::SENDER);
            signature(walk, &mut self.sender.person);
            contact_points(walk, &mut self.sender.contact_points);
        });
        walk.required("Receiver", |walk| party(walk, &mut self.receiver, &PartyShape::RECEIVER));
        walk.optional("CCReceiver", &mut self.copy_receiver, |walk, one| party(walk, one, &PartyShape::COPY));
        let letter = PatientShape::Letter(Some(Occurs::Required));
        walk.required("Patient", |walk| patient(walk, &mut self.patient, letter));
        let close = RelativeShape { most: 5, address: true, telephones: Telephones::Coded };
        relatives(walk, &mut self.patient.relatives, close);
        walk.optional("FamilyDoctor", &mut self.family_doctor, |walk, doctor| family_doctor(walk, doctor));
        date_time(walk, "Admission", Occurs::Required, &mut self.admitted);
        date_time(walk, "PlanConference", Occurs::Optional, &mut self.conference);
        date_time(walk, "EndOfTreatment", Occurs::Required, &mut self.treatment_ended);
        date_time(walk, "PlannedDischarge", Occurs::Required, &mut self.discharge_planned);
        let is_there = self.care.is_some();
        walk.group("CareDescription", Occurs::Optional, is_there, |walk| {
            walk.text("CommentsText", Occurs::Required, &mut self.care);
        });
    }

    fn draft(self, _: &'static Version) -> Draft {
        draft(self)
    }

    fn of(event: &Event, version: &'static Version) -> Result<Self, NoSuchLetter> {
        form(event, version)
    }
}

/// `Signatur`: who answers for the letter.
fn signature<W: Walk>(walk: &mut W, person: &mut Option<Person>) {
    let known = person.take();
    let is_there = known.is_some();
    let (mut surname, mut given, mut title) = known.map_or((None, None, None), |person| {
        let Person { name, surname, given_name, role, .. } = person;
        (surname.or(Some(name)), given_name, role)
    });
    walk.group("Signatur", Occurs::Expected, is_there, |walk| {
        walk.field("PersonSurnameName", Occurs::Present, Facet::text(35), &mut surname);
        walk.field("PersonGivenName", Occurs::Present, Facet::text(35), &mut given);
        walk.field("PersonTitle", Occurs::Present, Facet::text(35), &mut title);
    });
    if surname.is_some() || given.is_some() || title.is_some() {
        *person = Some(named(surname, given, title));
    }
}

/// A person whose names stand apart; the name as a whole has both.
fn named(surname: Option<Personal<String>>, given_name: Option<Personal<String>>, role: Option<String>) -> Person {
    let words: Vec<&str> = given_name.iter().chain(&surname).map(|name| name.reveal().as_str()).collect();
    let name = Personal::new(words.join(" "));
    Person { name, surname, given_name, role, identifiers: Vec::new(), contacts: Vec::new() }
}

/// What `ContactInformation` holds.
#[derive(Default)]
struct Point {
    names: Vec<Option<Personal<String>>>,
    telephone: Option<Personal<String>>,
    fax: Option<Personal<String>>,
    email: Option<Personal<String>>,
    hours: Option<String>,
}

/// `ContactInformation`, up to five.
fn contact_points<W: Walk>(walk: &mut W, points: &mut Vec<ContactPoint>) {
    let mut all: Vec<Point> = std::mem::take(points).into_iter().map(Point::from).collect();
    walk.groups("ContactInformation", 0..=5, &mut all, |walk, point| {
        walk.fields("ContactName", 2, Facet::text(35), &mut point.names);
        let number = Facet::text(25);
        walk.field("TelephoneSubscriberIdentifier", Occurs::Optional, number, &mut point.telephone);
        walk.field("TelefaxSubscriberIdentifier", Occurs::Optional, number, &mut point.fax);
        walk.field("EmailIdentifier", Occurs::Optional, Facet::text(35), &mut point.email);
        walk.field("ContactTimeText", Occurs::Optional, Facet::text(35), &mut point.hours);
    });
    points.extend(all.into_iter().map(ContactPoint::from));
}

impl From<ContactPoint> for Point {
    fn from(point: ContactPoint) -> Self {
        let ContactPoint { names, contacts, hours } = point;
        let by =
            |channel| contacts.iter().find(|contact| contact.channel == channel).map(|contact| contact.value.clone());
        Self {
            names: names.into_iter().map(Some).collect(),
            telephone: by(Channel::Telephone),
            fax: by(Channel::Fax),
            email: by(Channel::Email),
            hours,
        }
    }
}

impl From<Point> for ContactPoint {
    fn from(point: Point) -> Self {
        let Point { names, telephone, fax, email, hours } = point;
        let contact =
            |channel, value: Option<Personal<String>>| value.map(|value| Contact { channel, value, note: None });
        let contacts =
            [contact(Channel::Telephone, telephone), contact(Channel::Fax, fax), contact(Channel::Email, email)];
        Self { names: names.into_iter().flatten().collect(), contacts: contacts.into_iter().flatten().collect(), hours }
    }
}

/// `FamilyDoctor`: the clinic, by its provider number.
fn family_doctor<W: Walk>(walk: &mut W, doctor: &mut Party) {
    let mut number = doctor.identifiers.first().map(|identifier| identifier.value().to_owned());
    walk.field("Identifier", Occurs::Optional, Facet::text(17), &mut number);
    doctor.identifiers = number.map(PartyIdentifier::Provider).into_iter().collect();
    walk.field("OrganisationName", Occurs::Optional, Facet::text(35), &mut doctor.organisation);
    telephone(walk, &mut doctor.contacts);
}

/// The letter to the canonical event: pure and total.
fn draft(letter: Warning) -> Draft {
    let Warning {
        header,
        sender,
        receiver,
        copy_receiver,
        patient,
        family_doctor,
        admitted,
        conference,
        treatment_ended,
        discharge_planned,
        care,
    } = letter;
    let due = discharge_planned.clone().map(|at| Due { at, derived: false });
    let receive = Action {
        kind: ActionKind::ReceivePatient,
        priority: None,
        priority_word: None,
        responsible: None,
        text: care.clone(),
        due,
    };
    let occurred = treatment_ended.clone();
    let body = Body::HospitalStay(HospitalStay {
        notice: StayNotice::TreatmentEnds,
        state: StayState::InProgress,
        class: StayClass::Inpatient,
        admitted,
        discharged: None,
        leave_started: None,
        leave_ended: None,
        destination: None,
        ward: None,
        report_to: None,
        treatment_ended,
        discharge_planned,
        conference,
        practitioner: family_doctor,
    });
    Draft {
        occurred,
        subject: Some(patient),
        copy_receivers: copy_receiver.into_iter().collect(),
        actions: vec![receive],
        narrative: section(SectionKind::CareDescription, care).into_iter().collect(),
        ..Draft::plain(header.understood(), sender, receiver, body)
    }
}

/// The canonical event to the letter: pure.
fn form(event: &Event, version: &Version) -> Result<Warning, NoSuchLetter> {
    let Body::HospitalStay(stay) = &event.body else {
        return Err(NoSuchLetter);
    };
    if stay.notice != StayNotice::TreatmentEnds {
        return Err(NoSuchLetter);
    }
    Ok(Warning {
        header: Header::of(event, version),
        sender: event.sender.clone(),
        receiver: event.receivers.first().cloned().unwrap_or_default(),
        copy_receiver: event.copy_receivers.first().cloned(),
        patient: event.subject.clone().unwrap_or_default(),
        family_doctor: stay.practitioner.clone(),
        admitted: stay.admitted.clone(),
        conference: stay.conference.clone(),
        treatment_ended: stay.treatment_ended.clone(),
        discharge_planned: stay.discharge_planned.clone(),
        care: text_of(event, SectionKind::CareDescription),
    })
}
