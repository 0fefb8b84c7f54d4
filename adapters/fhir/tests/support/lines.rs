//! An outcome as text, one field per line, so that a difference reads like a sentence.
//!
//! Personal values are shown: cases hold published test persons only.

use std::fmt::Write as _;

use canonical::action::Action;
use canonical::attachment::{Attachment, AttachmentContent};
use canonical::body::{Body, Correspondence, HospitalStay, Segment};
use canonical::course::{Course, Hop, HopWhat};
use canonical::identifier::{PartyIdentifier, PatientIdentifier};
use canonical::letter::{Opened, Outcome, Unreadable};
use canonical::notice::Notice;
use canonical::party::{Party, Person};
use canonical::receipt::{AnsweredLetter, IncomingReceipt, Reason};
use canonical::refusal::Refusal;
use canonical::subject::Subject;
use canonical::{Event, Moment, Personal};

/// The whole result of a conversion.
pub(crate) fn result(result: &Result<Opened, Unreadable>) -> String {
    match result {
        Err(unreadable) => {
            let envelope = if unreadable.envelope.is_some() { "opened" } else { "none" };
            format!("unreadable\nenvelope: {envelope}\n{}", refusals(&unreadable.refusals))
        }
        Ok(opened) => opened.letters.iter().map(|letter| outcome(&letter.outcome)).collect(),
    }
}

/// What became of one letter.
pub(crate) fn outcome(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Event(event) => self::event(event),
        Outcome::Receipt(receipt) => self::receipt(receipt),
        Outcome::Refused(reasons) => format!("refused\n{}", refusals(reasons)),
    }
}

fn refusals(refusals: &[Refusal]) -> String {
    refusals.iter().map(|refusal| format!("{refusal}\n")).collect()
}

fn receipt(receipt: &IncomingReceipt) -> String {
    let IncomingReceipt {
        fingerprint,
        form,
        verdict,
        receipt_id,
        sender,
        envelope_id,
        message_id,
        letters,
        reasons,
        original_sender,
        original_receiver,
    } = receipt;
    let party = |party: &Option<PartyIdentifier>| party.as_ref().map(|id| format!("{} {}", id.scheme(), id.value()));
    let mut text = Lines::default();
    text.line("receipt", format!("{verdict:?}"));
    text.line("form", form.word());
    text.line("fingerprint", fingerprint);
    text.maybe("id", receipt_id.as_ref());
    text.maybe("sender", party(sender));
    text.maybe("envelope", envelope_id.as_ref());
    text.maybe("message", message_id.as_ref());
    for AnsweredLetter { letter_id, or_letter_id, reasons } in letters {
        text.line("answers", letter_id);
        text.maybe("or answers", or_letter_id.as_ref());
        reasons.iter().for_each(|reason| text.reason(reason));
    }
    reasons.iter().for_each(|reason| text.reason(reason));
    text.maybe("original sender", party(original_sender));
    text.maybe("original receiver", party(original_receiver));
    text.0
}

#[derive(Default)]
pub(super) struct Lines(String);

impl Lines {
    pub(super) fn line(&mut self, name: &str, value: impl std::fmt::Display) {
        writeln!(self.0, "{name}: {value}").expect("writing to memory");
    }

    pub(super) fn maybe(&mut self, name: &str, value: Option<impl std::fmt::Display>) {
        if let Some(value) = value {
            self.line(name, value);
        }
    }

    fn reason(&mut self, Reason { code, text }: &Reason) {
        self.maybe("code", code.as_ref());
        self.maybe("text", text.as_ref().map(|text| format!("{:?}", text.reveal())));
    }

    pub(super) fn moment(&mut self, name: &str, moment: Option<&Moment>) {
        self.maybe(name, moment.map(|moment| format!("{} = {}", moment.written, moment.instant)));
    }
}

/// An event, one field per line.
pub(crate) fn event(event: &Event) -> String {
    let Event {
        id,
        source,
        status,
        subject,
        sender,
        receivers,
        copy_receivers,
        course,
        times,
        codes,
        actions,
        narrative,
        attachments,
        verbatim,
        notices,
        body,
    } = event;
    let mut text = Lines::default();
    text.line("event", id);
    text.line("letter", format!("{} {}", source.type_code, source.letter_id));
    text.maybe("version", source.version_code.as_ref());
    text.line("fingerprint", source.fingerprint);
    text.line("status", format!("{status:?}"));
    if let Some(subject) = subject {
        self::subject(&mut text, subject);
    }
    party(&mut text, "sender", sender);
    receivers.iter().for_each(|receiver| party(&mut text, "receiver", receiver));
    copy_receivers.iter().for_each(|receiver| party(&mut text, "copy to", receiver));
    self::course(&mut text, course);
    text.moment("occurred", times.occurred.as_ref());
    text.moment("authored", times.authored.as_ref());
    text.moment("sent", times.sent.as_ref());
    for code in codes {
        text.line("code", format!("{:?} {:?} {:?}", code.system, code.code, code.text));
    }
    actions.iter().for_each(|action| self::action(&mut text, action));
    self::body(&mut text, body);
    for section in narrative {
        let title = section.title.as_deref().unwrap_or("-");
        text.line("section", format!("{:?} {title} {:?}", section.kind, section.text.plain()));
        text.moment("section signed", section.signed.as_ref());
    }
    attachments.iter().for_each(|attachment| self::attachment(&mut text, attachment));
    for field in verbatim {
        text.line("verbatim", format!("{} = {}", field.path, field.text.reveal()));
    }
    notices.iter().for_each(|notice| self::notice(&mut text, notice));
    text.0
}

fn course(text: &mut Lines, course: &Course) {
    for episode in &course.episodes {
        text.line("episode", format!("{} {}", episode.value, episode.system.as_deref().unwrap_or("-")));
    }
    text.maybe("conversation", course.conversation.as_ref());
    for follows in &course.follows {
        let sender = follows.sender.as_ref().map_or("-", |sender| sender.value());
        text.line("follows", format!("{:?} {} of {sender}", follows.relation, follows.letter_id));
    }
    course.hops.iter().for_each(|hop| self::hop(text, hop));
}

fn hop(text: &mut Lines, hop: &Hop) {
    let Hop { letter_id, activity, occurred, recorded, sender, entities } = hop;
    text.line("hop", format!("{activity} {letter_id}"));
    text.moment("hop occurred", occurred.as_ref());
    text.moment("hop recorded", recorded.as_ref());
    sender.iter().for_each(|sender| party(text, "hop sender", sender));
    for entity in entities {
        let what = match &entity.what {
            HopWhat::Identifier(identifier) => identifier.clone(),
            HopWhat::Letter(letter) => format!("MessageHeader/{letter}"),
        };
        text.line("hop about", format!("{:?} {what}", entity.role));
    }
}

fn action(text: &mut Lines, action: &Action) {
    let word = action.priority_word.as_deref().unwrap_or("-");
    let priority = action.priority.map_or("-".to_owned(), |priority| format!("{priority:?}"));
    text.line("action", format!("{:?} {priority} {word}", action.kind));
}

fn notice(text: &mut Lines, notice: &Notice) {
    text.line("notice", format!("{} at {}", notice.code.word(), notice.at));
}

pub(super) fn revealed(value: &Option<Personal<String>>) -> Option<&String> {
    value.as_ref().map(Personal::reveal)
}

fn subject(text: &mut Lines, subject: &Subject) {
    for identifier in &subject.identifiers {
        let kind = match identifier {
            PatientIdentifier::Cpr(_) => "cpr",
            PatientIdentifier::Replacement { .. } => "replacement",
            PatientIdentifier::Other { .. } => "other",
        };
        text.line("patient", format!("{kind} {} {}", identifier.reveal(), identifier.system()));
    }
    text.maybe("patient surname", revealed(&subject.surname));
    text.maybe("patient given name", revealed(&subject.given_name));
    text.maybe("patient street", revealed(&subject.address.street));
    text.maybe("patient post code", revealed(&subject.address.post_code));
    text.maybe("patient district", revealed(&subject.address.district));
    subject.contacts.iter().for_each(|contact| text.line("patient contact", contact.value.reveal()));
    text.maybe("patient deceased", subject.deceased);
    text.maybe("patient episode status", subject.episode_status.as_ref());
}

pub(super) fn party(text: &mut Lines, name: &str, party: &Party) {
    let identifiers: Vec<String> =
        party.identifiers.iter().map(|one| format!("{} {}", one.scheme(), one.value())).collect();
    text.line(name, format!("{} ({})", party.organisation.as_deref().unwrap_or("-"), identifiers.join(", ")));
}

pub(super) fn person(text: &mut Lines, name: &str, person: Option<&Person>) {
    if let Some(person) = person {
        let contacts: Vec<&str> = person.contacts.iter().map(|contact| contact.value.reveal().as_str()).collect();
        let role = person.role.as_deref().unwrap_or("-");
        text.line(name, format!("{}, {role}, {}", person.name.reveal(), contacts.join(" ")));
        let of: Vec<String> =
            person.identifiers.iter().map(|one| format!("{} {}", one.scheme(), one.value())).collect();
        text.maybe(&format!("{name} of"), Some(of.join(", ")).filter(|of| !of.is_empty()));
    }
}

fn body(text: &mut Lines, body: &Body) {
    match body {
        Body::Correspondence(correspondence) => self::correspondence(text, correspondence),
        Body::HospitalStay(stay) => self::stay(text, stay),
        Body::Observations(report) => super::observed::observations(text, report),
        Body::Document(document) => {
            text.line("document", &document.name);
            text.maybe("title", revealed(&document.title));
        }
        Body::BirthNotification(_)
        | Body::Booking(_)
        | Body::CareReport(_)
        | Body::DiagnosticReport(_)
        | Body::DischargeLetter(_)
        | Body::Enclosure(_)
        | Body::MunicipalNote(_)
        | Body::Referral(_)
        | Body::RehabilitationPlan(_) => panic!("no message read here becomes such a body"),
    }
}

fn stay(text: &mut Lines, stay: &HospitalStay) {
    let HospitalStay {
        notice,
        state,
        class,
        admitted,
        discharged,
        leave_started,
        leave_ended,
        destination,
        ward,
        report_to,
        treatment_ended: None,
        discharge_planned: None,
        conference: None,
        practitioner: None,
    } = stay
    else {
        panic!("FHIR announces no end of treatment");
    };
    text.line("stay", format!("{notice:?} {state:?} {class:?}"));
    text.moment("admitted", admitted.as_ref());
    text.moment("discharged", discharged.as_ref());
    text.moment("leave started", leave_started.as_ref());
    text.moment("leave ended", leave_ended.as_ref());
    text.maybe("destination", destination.as_ref());
    ward.iter().for_each(|ward| party(text, "ward", ward));
    report_to.iter().for_each(|receiver| party(text, "report to", receiver));
}

fn correspondence(text: &mut Lines, correspondence: &Correspondence) {
    let Correspondence { subject, category, turn, from, to, segments } = correspondence;
    text.line("correspondence", format!("{turn:?}"));
    text.maybe("category", category.as_ref().map(|category| &category.code));
    text.maybe("subject", revealed(subject));
    person(text, "from", from.as_ref());
    person(text, "to", to.as_ref());
    for Segment { id, written, author, is_new, text: words } in segments {
        text.line("segment", id.as_deref().unwrap_or("-"));
        text.maybe("segment new", *is_new);
        text.moment("segment written", written.as_ref());
        person(text, "segment author", author.as_ref());
        text.line("segment text", format!("{:?}", words.plain()));
    }
}

fn attachment(text: &mut Lines, attachment: &Attachment) {
    let Attachment { id, media_type, file_type: _, object_code: _, title, at, author, stated_size, content } =
        attachment;
    text.line("attachment", id.as_deref().unwrap_or("-"));
    text.maybe("attachment type", media_type.as_ref());
    text.maybe("attachment title", revealed(title));
    text.moment("attachment at", at.as_ref());
    text.maybe("attachment stated size", *stated_size);
    person(text, "attachment author", author.as_ref());
    let content = match content {
        AttachmentContent::Elsewhere => "elsewhere".to_owned(),
        AttachmentContent::Inline { bytes, sha256 } => format!("{} bytes {sha256}", bytes.reveal().len()),
        AttachmentContent::Original { size, sha256 } => format!("in the original, {size} bytes {sha256}"),
        AttachmentContent::RecordViewer => "in the record viewer".to_owned(),
        AttachmentContent::Url(url) => format!("at {}", url.reveal()),
    };
    text.line("attachment content", content);
}
