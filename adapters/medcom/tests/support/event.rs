//! An event as lines. Every field is named, so that a new one cannot be forgotten.

use canonical::action::{Action, Due};
use canonical::body::{
    Body, Booking, CareItem, CareReport, CareService, Correspondence, DiagnosticReport, DischargeLetter, Document,
    Enclosure, HospitalStay, Medicine, MunicipalNote, Particular, ReceivedReferral, Referral, Segment, Triage,
};
use canonical::course::{Course, Episode, Follows};
use canonical::event::{Event, Source, Times, Verbatim};
use canonical::notice::Notice;

use super::Lines;
use super::parts::{attachment, code, identifier, moment, party, person, section, subject, text};

pub(super) fn event(lines: &mut Lines, event: &Event) {
    let Event {
        id,
        source,
        status,
        subject: patient,
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
    lines.line("id", id);
    lines.within("source", |lines| self::source(lines, source));
    lines.line("status", format!("{status:?}"));
    if let Some(patient) = patient {
        lines.within("subject", |lines| subject(lines, patient));
    }
    lines.within("sender", |lines| party(lines, sender));
    lines.each("receiver", receivers, party);
    lines.each("copy_receiver", copy_receivers, party);
    lines.within("course", |lines| self::course(lines, course));
    lines.within("times", |lines| self::times(lines, times));
    lines.each("code", codes, code);
    lines.each("action", actions, action);
    lines.each("narrative", narrative, section);
    lines.each("attachment", attachments, attachment);
    for Verbatim { path, text } in verbatim {
        lines.line("verbatim", format!("{path} = {}", text.reveal()));
    }
    self::notices(lines, notices);
    lines.line("body", body.kind().word());
    lines.within("body", |lines| self::body(lines, body));
}

pub(super) fn notices(lines: &mut Lines, notices: &[Notice]) {
    for Notice { code, at } in notices {
        lines.line("notice", format!("{} at {at}", code.word()));
    }
}

fn source(lines: &mut Lines, source: &Source) {
    let Source { standard, letter_id, type_code, version_code, statistical_code, fingerprint } = source;
    lines.line("standard", standard.word());
    lines.line("letter_id", letter_id);
    lines.line("type_code", type_code);
    lines.maybe("version_code", version_code.as_ref());
    lines.maybe("statistical_code", statistical_code.as_ref());
    lines.line("fingerprint", fingerprint);
}

fn course(lines: &mut Lines, course: &Course) {
    let Course { episodes, notification, conversation, referral, follows, hops } = course;
    assert!(hops.is_empty(), "no letter repeats those before it");
    for Episode { system, value } in episodes {
        let system = system.as_ref().map(|system| format!(" ({system})")).unwrap_or_default();
        lines.line("episode", format!("{value}{system}"));
    }
    lines.maybe("notification", notification.as_ref());
    lines.maybe("conversation", conversation.as_ref());
    lines.maybe("referral", referral.as_ref());
    for Follows { relation, sender, letter_id } in follows {
        let sender = sender.as_ref().map(identifier).unwrap_or_default();
        lines.line("follows", format!("{relation:?} {sender} {letter_id}"));
    }
}

fn times(lines: &mut Lines, times: &Times) {
    let Times { occurred, authored, sent } = times;
    for (name, time) in [("occurred", occurred), ("authored", authored), ("sent", sent)] {
        lines.maybe(name, time.as_ref().map(moment));
    }
}

fn action(lines: &mut Lines, action: &Action) {
    let Action { kind, priority, priority_word, responsible, text: words, due } = action;
    lines.line("kind", format!("{kind:?}"));
    lines.maybe("priority", priority.map(|priority| format!("{priority:?}")));
    lines.maybe("priority_word", priority_word.as_ref());
    if let Some(responsible) = responsible {
        lines.within("responsible", |lines| party(lines, responsible));
    }
    lines.maybe("text", words.as_ref().map(text));
    if let Some(Due { at, derived }) = due {
        lines.line("due", format!("{}, derived: {derived}", moment(at)));
    }
}

fn body(lines: &mut Lines, body: &Body) {
    match body {
        Body::BirthNotification(facts) => super::birth::birth_notification(lines, facts),
        Body::Booking(Booking { confirmed, referral }) => {
            lines.maybe("confirmed", confirmed.as_ref().map(moment));
            received(lines, referral.as_ref());
        }
        Body::CareReport(facts) => care_report(lines, facts),
        Body::Correspondence(facts) => correspondence(lines, facts),
        Body::DiagnosticReport(DiagnosticReport { started, ended, referral }) => {
            lines.maybe("started", started.as_ref().map(moment));
            lines.maybe("ended", ended.as_ref().map(moment));
            received(lines, referral.as_ref());
        }
        Body::DischargeLetter(DischargeLetter { admitted, discharged, referral }) => {
            lines.maybe("admitted", admitted.as_ref().map(moment));
            lines.maybe("discharged", discharged.as_ref().map(moment));
            received(lines, referral.as_ref());
        }
        Body::Document(Document { name, title }) => {
            lines.line("name", name);
            lines.maybe("title", title.as_ref().map(|title| title.reveal()));
        }
        Body::Enclosure(Enclosure { about_system, contents }) => {
            lines.line("about_system", about_system);
            lines.maybe("contents", contents.as_ref().map(|contents| contents.reveal()));
        }
        Body::HospitalStay(facts) => hospital_stay(lines, facts),
        Body::MunicipalNote(facts) => municipal_note(lines, facts),
        Body::Observations(_) => panic!("no letter becomes a report of observations"),
        Body::Referral(facts) => referral(lines, facts),
        Body::RehabilitationPlan(facts) => super::plan::rehabilitation_plan(lines, facts),
    }
}

fn received(lines: &mut Lines, referral: Option<&ReceivedReferral>) {
    if let Some(ReceivedReferral { id, received }) = referral {
        lines.maybe("referral.id", id.as_ref());
        lines.maybe("referral.received", received.as_ref().map(moment));
    }
}

fn care_report(lines: &mut Lines, facts: &CareReport) {
    let CareReport {
        report,
        admitted,
        discharged,
        practitioner,
        aids,
        treatments,
        services,
        medicines,
        treatment_ended,
        discharge_planned,
        function,
        problem_areas,
        needs,
        conference,
        diet,
        supply,
    } = facts;
    lines.line("report", format!("{report:?}"));
    lines.maybe("admitted", admitted.as_ref().map(moment));
    lines.maybe("discharged", discharged.as_ref().map(moment));
    lines.maybe("treatment_ended", treatment_ended.as_ref().map(moment));
    lines.maybe("discharge_planned", discharge_planned.as_ref().map(moment));
    super::care::function(lines, function.as_ref());
    super::care::areas(lines, problem_areas, needs);
    super::care::planned(lines, conference.as_ref(), diet.as_ref(), supply.as_ref());
    if let Some(practitioner) = practitioner {
        lines.within("practitioner", |lines| party(lines, practitioner));
    }
    for (name, items) in [("aid", aids), ("treatment", treatments)] {
        lines.each(name, items, |lines, item| {
            let CareItem { code, list, agency, text } = item;
            for (name, word) in [("code", code), ("list", list), ("agency", agency), ("text", text)] {
                lines.maybe(name, word.as_ref());
            }
        });
    }
    lines.each("service", services, |lines, service| {
        let CareService { headline, text: words } = service;
        lines.maybe("headline", headline.as_ref());
        lines.maybe("text", words.as_ref().map(text));
    });
    lines.each("medicine", medicines, |lines, medicine| {
        let Medicine { name, form, strength, dosage, indication } = medicine;
        let words = [("form", form), ("strength", strength), ("dosage", dosage), ("indication", indication)];
        for (name, word) in [("name", name)].into_iter().chain(words) {
            lines.maybe(name, word.as_ref());
        }
    });
}

fn municipal_note(lines: &mut Lines, facts: &MunicipalNote) {
    let MunicipalNote { category, started, ended, referral, signed, signed_by } = facts;
    lines.maybe("category", category.as_ref());
    lines.maybe("started", started.as_ref().map(moment));
    lines.maybe("ended", ended.as_ref().map(moment));
    received(lines, referral.as_ref());
    lines.maybe("signed", signed.as_ref().map(moment));
    if let Some(somebody) = signed_by {
        lines.within("signed_by", |lines| person(lines, somebody));
    }
}

fn referral(lines: &mut Lines, facts: &Referral) {
    let Referral { setting, transport, hospital_choice, triage, category, particulars } = facts;
    lines.maybe("setting", setting.as_ref());
    lines.maybe("transport", transport.as_ref());
    lines.maybe("hospital_choice", hospital_choice.as_ref());
    lines.maybe("category", category.as_ref());
    for Particular { name, value } in particulars {
        lines.line("particular", format!("{name}: {value}"));
    }
    for Triage { step, note } in triage {
        lines.line("triage", format!("{step}: {}", text(note)));
    }
}

fn correspondence(lines: &mut Lines, facts: &Correspondence) {
    let Correspondence { subject, category, turn, from, to, segments } = facts;
    lines.maybe("subject", subject.as_ref().map(|subject| subject.reveal()));
    lines.maybe("category", category.as_ref().map(|category| &category.code));
    lines.line("turn", format!("{turn:?}"));
    for (name, somebody) in [("from", from), ("to", to)] {
        if let Some(somebody) = somebody {
            lines.within(name, |lines| person(lines, somebody));
        }
    }
    lines.each("segment", segments, |lines, segment| {
        let Segment { id, written, author, is_new, text: words } = segment;
        lines.maybe("id", id.as_ref());
        lines.maybe("written", written.as_ref().map(moment));
        if let Some(author) = author {
            lines.within("author", |lines| person(lines, author));
        }
        lines.maybe("is_new", *is_new);
        lines.line("text", text(words));
    });
}

fn hospital_stay(lines: &mut Lines, facts: &HospitalStay) {
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
        treatment_ended,
        discharge_planned,
        conference,
        practitioner,
    } = facts;
    lines.line("notice", format!("{notice:?}"));
    lines.line("state", format!("{state:?}"));
    lines.line("class", format!("{class:?}"));
    let times = [
        ("admitted", admitted),
        ("discharged", discharged),
        ("leave_started", leave_started),
        ("leave_ended", leave_ended),
        ("treatment_ended", treatment_ended),
        ("discharge_planned", discharge_planned),
        ("conference", conference),
    ];
    for (name, time) in times {
        lines.maybe(name, time.as_ref().map(moment));
    }
    lines.maybe("destination", destination.as_ref());
    for (name, somebody) in [("ward", ward), ("report_to", report_to), ("practitioner", practitioner)] {
        if let Some(somebody) = somebody {
            lines.within(name, |lines| party(lines, somebody));
        }
    }
}
