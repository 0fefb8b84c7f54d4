//! The parts of an event as lines: parties, persons, times, texts.

use canonical::Moment;
use canonical::attachment::{Attachment, AttachmentContent};
use canonical::code::{Code, CodeSystem};
use canonical::identifier::{PartyIdentifier, PatientIdentifier, ReplacementKind};
use canonical::moment::Certainty;
use canonical::party::{Address, Contact, ContactPoint, Party, Person};
use canonical::subject::{Relative, Subject};
use canonical::text::{Inline, Section, Text};

use super::Lines;

pub(super) fn moment(moment: &Moment) -> String {
    let Moment { instant, written, certainty } = moment;
    match certainty {
        Certainty::Exact => format!("{written} = {instant}"),
        Certainty::Ambiguous { later } => format!("{written} = {instant} or {later}"),
        Certainty::DateOnly => format!("{written} = from {instant}"),
        Certainty::Skipped => format!("{written} = {instant} (skipped hour)"),
    }
}

pub(super) fn identifier(identifier: &PartyIdentifier) -> String {
    format!("{} {}", identifier.scheme(), identifier.value())
}

pub(super) fn patient_identifier(identifier: &PatientIdentifier) -> String {
    let kind = match identifier {
        PatientIdentifier::Cpr(_) => "cpr",
        PatientIdentifier::Replacement { kind: ReplacementKind::National, .. } => "replacement (national)",
        PatientIdentifier::Replacement { kind: ReplacementKind::Regional { .. }, .. } => "replacement (regional)",
        PatientIdentifier::Replacement { kind: ReplacementKind::Unstated, .. } => "replacement",
        PatientIdentifier::Other { .. } => "other",
    };
    format!("{kind} {}", identifier.reveal())
}

pub(super) fn party(lines: &mut Lines, party: &Party) {
    let Party {
        identifiers,
        organisation,
        department,
        unit,
        address,
        contacts,
        specialty,
        specialty_name,
        person,
        contact: turn_to,
        contact_points,
    } = party;
    for one in identifiers {
        lines.line("identifier", identifier(one));
    }
    lines.maybe("organisation", organisation.as_ref());
    lines.maybe("department", department.as_ref());
    lines.maybe("unit", unit.as_ref());
    self::address(lines, address);
    contacts.iter().for_each(|one| contact(lines, one));
    lines.maybe("specialty", specialty.as_ref());
    lines.maybe("specialty_name", specialty_name.as_ref());
    if let Some(unit) = turn_to {
        lines.within("contact", |lines| self::party(lines, unit));
    }
    lines.each("contact_point", contact_points, |lines, point| {
        let ContactPoint { names, contacts, hours } = point;
        names.iter().for_each(|name| lines.line("name", name.reveal()));
        contacts.iter().for_each(|one| contact(lines, one));
        lines.maybe("hours", hours.as_ref());
    });
    if let Some(person) = person {
        lines.within("person", |lines| self::person(lines, person));
    }
}

pub(super) fn person(lines: &mut Lines, person: &Person) {
    let Person { name, surname, given_name, role, identifiers, contacts, department } = person;
    lines.line("name", name.reveal());
    lines.maybe("surname", surname.as_ref().map(|name| name.reveal()));
    lines.maybe("given_name", given_name.as_ref().map(|name| name.reveal()));
    lines.maybe("role", role.as_ref());
    lines.maybe("department", department.as_ref());
    for one in identifiers {
        lines.line("identifier", identifier(one));
    }
    contacts.iter().for_each(|one| contact(lines, one));
}

pub(super) fn address(lines: &mut Lines, address: &Address) {
    let Address { street, suburb, district, post_code } = address;
    for (name, part) in [("street", street), ("suburb", suburb), ("district", district), ("post_code", post_code)] {
        lines.maybe(name, part.as_ref().map(|part| part.reveal()));
    }
}

fn contact(lines: &mut Lines, contact: &Contact) {
    let Contact { channel, value, note } = contact;
    let note = note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
    lines.line("contact", format!("{channel:?} {}{note}", value.reveal()));
}

pub(super) fn subject(lines: &mut Lines, subject: &Subject) {
    let Subject {
        identifiers,
        surname,
        given_name,
        address,
        contacts,
        occupation,
        deceased,
        episode_status,
        relatives,
    } = subject;
    for one in identifiers {
        lines.line("identifier", patient_identifier(one));
    }
    lines.maybe("surname", surname.as_ref().map(|name| name.reveal()));
    lines.maybe("given_name", given_name.as_ref().map(|name| name.reveal()));
    self::address(lines, address);
    contacts.iter().for_each(|one| contact(lines, one));
    lines.maybe("occupation", occupation.as_ref().map(|occupation| occupation.reveal()));
    lines.maybe("deceased", *deceased);
    lines.maybe("episode_status", episode_status.as_ref());
    lines.each("relative", relatives, relative);
}

fn relative(lines: &mut Lines, relative: &Relative) {
    let Relative { relation, identifier, surname, given_name, address, contacts, informed, occupation } = relative;
    lines.line("relation", relation);
    lines.maybe("identifier", identifier.as_ref().map(patient_identifier));
    lines.maybe("surname", surname.as_ref().map(|name| name.reveal()));
    lines.maybe("given_name", given_name.as_ref().map(|name| name.reveal()));
    self::address(lines, address);
    contacts.iter().for_each(|one| contact(lines, one));
    lines.maybe("informed", *informed);
    lines.maybe("occupation", occupation.as_ref().map(|occupation| occupation.reveal()));
}

pub(super) fn code(lines: &mut Lines, code: &Code) {
    let Code { role, system, code, text, at, description } = code;
    lines.line("role", format!("{role:?}"));
    lines.line(
        "system",
        match system {
            CodeSystem::Icpc2 => "icpc-2",
            CodeSystem::Other(word) => word,
            CodeSystem::Sks => "sks",
            CodeSystem::Unspecified => "unspecified",
        },
    );
    lines.maybe("code", code.as_ref());
    lines.maybe("text", text.as_ref());
    lines.maybe("at", at.as_ref().map(moment));
    lines.maybe("description", description.as_ref());
}

pub(super) fn section(lines: &mut Lines, section: &Section) {
    let Section { kind, title, signed, text } = section;
    lines.line("kind", format!("{kind:?}"));
    lines.maybe("title", title.as_ref());
    lines.maybe("signed", signed.as_ref().map(moment));
    lines.line("text", self::text(text));
}

/// Text with its structure: `⏎` is a break, `␣` a space that stays, `‹Bold …›` a style.
pub(super) fn text(text: &Text) -> String {
    inline(&text.0)
}

fn inline(parts: &[Inline]) -> String {
    let one = |part: &Inline| match part {
        Inline::Break => "⏎".to_owned(),
        Inline::Fixed(inner) => format!("‹Fixed {}›", inline(inner)),
        Inline::Space => "␣".to_owned(),
        Inline::Styled(style, inner) => format!("‹{style:?} {}›", inline(inner)),
        Inline::Words(words) => words.reveal().clone(),
    };
    parts.iter().map(one).collect()
}

pub(super) fn attachment(lines: &mut Lines, attachment: &Attachment) {
    let Attachment { id, media_type, file_type, object_code, title, at, author, stated_size, content } = attachment;
    lines.maybe("id", id.as_ref());
    lines.maybe("media_type", media_type.as_ref());
    lines.maybe("file_type", file_type.as_ref());
    lines.maybe("object_code", object_code.as_ref());
    lines.maybe("title", title.as_ref().map(|title| title.reveal()));
    lines.maybe("at", at.as_ref().map(moment));
    if let Some(author) = author {
        lines.within("author", |lines| person(lines, author));
    }
    lines.maybe("stated_size", *stated_size);
    lines.line(
        "content",
        match content {
            AttachmentContent::Elsewhere => "elsewhere".to_owned(),
            AttachmentContent::Inline { bytes, sha256 } => format!("inline {} bytes, {sha256}", bytes.reveal().len()),
            AttachmentContent::Original { size, sha256 } => format!("original {size} bytes, {sha256}"),
            AttachmentContent::RecordViewer => "record viewer".to_owned(),
            AttachmentContent::Url(url) => format!("url {}", url.reveal()),
        },
    );
}
