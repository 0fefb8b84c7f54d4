//! What a FHIR system is told: 201 or 200 for what was taken, and an OperationOutcome for everything of 400 and above.

use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use canonical::letter::{Format, Receipt};
use canonical::notification::{Gap, Noted, Notification};
use canonical::refusal::{Refusal, RefusalCode};
use intake::rest::answer::{Answered, Remark, etag, location, outcome, remarks, representation, transaction_response};
use intake::rest::statement::{Site, render};
use intake::rest::{Form, kind};
use intake::{Asked, LetterOutcome, LetterResult, Reception};

use super::address::{Astray, BASE};
use super::format::format_or_json;
use super::shown::Shown;
use crate::http::answer::{answer as of_message, label};
use crate::http::entrance::{Entrance, issue_type};
use crate::http::fault::Fault;
use crate::http::kept::kept;
use crate::http::problem::Problem;

/// Where the service stands for a client, and how it wants to be answered.
pub(super) struct Place {
    pub(super) base: String,
    pub(super) format: Format,
}

/// What is taken.
pub(super) fn metadata(Place { base, format }: &Place) -> Response {
    of_receipt(StatusCode::OK, render(Site { base, version: env!("CARGO_PKG_VERSION") }, *format))
}

/// A fault of a request.
pub(crate) fn problem(fault: Fault, uri: &Uri, headers: &HeaderMap) -> Response {
    fault_answer(fault, uri, format_or_json(uri, headers))
}

/// There is nothing, or nothing for this method.
pub(super) fn astray(Astray { fault, allowed }: &Astray, uri: &Uri, format: Format) -> Response {
    let mut answer = fault_answer(*fault, uri, format);
    if let Some(allowed) = (!allowed.is_empty()).then(|| HeaderValue::try_from(allowed.join(", ")).ok()).flatten() {
        answer.headers_mut().insert(header::ALLOW, allowed);
    }
    answer
}

fn fault_answer(fault: Fault, uri: &Uri, format: Format) -> Response {
    let remark = Remark {
        severity: "error",
        code: issue_type(fault),
        word: fault.word().to_owned(),
        text: fault.title().to_owned(),
        expression: Some(whole(uri).to_owned()),
    };
    let Receipt { media_type, bytes } = outcome(&[], &[remark], "", format);
    Problem::new(fault).answer(HeaderValue::from_static(media_type), bytes)
}

/// The resource that a request is about, as FHIRPath names it.
fn whole(uri: &Uri) -> &'static str {
    let below = uri.path().strip_prefix(BASE).unwrap_or_default().trim_matches('/');
    kind(below.split('/').next().unwrap_or_default()).map_or("Bundle", |kind| kind.name)
}

/// The answer to a document. `shown` is there for what is no message: what the client wants to see, and the body it sent.
pub(super) fn answer(
    place: &Place,
    whole: &str,
    reception: Reception,
    shown: Option<(Shown, Option<Bytes>)>,
) -> Response {
    if reception.receipts.is_empty() && !reception.is_clean() {
        return refused(place, whole, &reception);
    }
    let asked = match &reception.asked {
        Some(asked) if asked.form != Form::Message => asked.clone(),
        Some(_) | None => return of_message(Entrance::Fhir, reception),
    };
    let mut answer = if reception.later.is_some() {
        waiting(place, &asked, &reception)
    } else {
        let (shown, body) = shown.unwrap_or((Shown::Outcome, None));
        taken(place, &asked, &reception, shown, body)
    };
    labels(&mut answer, &reception.letters);
    answer
}

fn labels(answer: &mut Response, letters: &[LetterResult]) {
    let outcomes = letters.iter().map(|letter| letter.outcome.word().to_owned());
    let events = letters.iter().filter_map(|letter| letter.event_id);
    label(answer, outcomes, events.map(|id| id.to_string()));
}

/// What was not taken, and why.
fn refused(place: &Place, whole: &str, reception: &Reception) -> Response {
    let of_letters = reception.letters.iter().flat_map(|letter| letter.outcome.refusals());
    let refusals: Vec<Refusal> = reception.refusals.iter().chain(of_letters).cloned().collect();
    let mut answer = of_receipt(status(&refusals), outcome(&refusals, &[], whole, place.format));
    labels(&mut answer, &reception.letters);
    answer
}

/// 400 for what is not FHIR or not what its address says, 413 for what is too large, and 422 for all that can be read.
fn status(refusals: &[Refusal]) -> StatusCode {
    let any = |wanted: fn(RefusalCode) -> bool| refusals.iter().any(|refusal| wanted(refusal.code));
    if any(|code| code == RefusalCode::DocumentTooLarge) {
        StatusCode::PAYLOAD_TOO_LARGE
    } else if any(is_malformed) {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    }
}

const fn is_malformed(code: RefusalCode) -> bool {
    matches!(
        code,
        RefusalCode::CharacterSetUnsupported
            | RefusalCode::DocumentEmpty
            | RefusalCode::DocumentTooComplex
            | RefusalCode::DocumentTooDeep
            | RefusalCode::DtdForbidden
            | RefusalCode::JsonMalformed
            | RefusalCode::MessageHeaderMissing
            | RefusalCode::ResourceIdMismatch
            | RefusalCode::RootUnknown
            | RefusalCode::XmlMalformed
    )
}

/// The entries, with what became of each.
fn answered<'a>(asked: &'a Asked, letters: &[LetterResult]) -> Vec<Answered<'a>> {
    let one = |entry: &'a intake::rest::Entry| {
        let letter = entry.letter.and_then(|letter| letters.get(letter));
        let is_resent = letter.is_some_and(|letter| letter.outcome == LetterOutcome::Resent);
        Answered { entry, event: letter.and_then(|letter| letter.event_id), is_resent }
    };
    asked.entries.iter().map(one).collect()
}

/// 202: it waits here to be processed.
fn waiting(place: &Place, asked: &Asked, reception: &Reception) -> Response {
    let remarks: Vec<Remark> = answered(asked, &reception.letters).iter().flat_map(remarks).collect();
    let Receipt { media_type, bytes } = outcome(&[], &remarks, "", place.format);
    let (mut parts, _) = kept(reception.later).into_parts();
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    Response::from_parts(parts, bytes.into())
}

fn taken(place: &Place, asked: &Asked, reception: &Reception, shown: Shown, body: Option<Bytes>) -> Response {
    let answered = answered(asked, &reception.letters);
    if asked.form == Form::Transaction {
        return of_receipt(StatusCode::OK, transaction_response(&answered, &place.base, place.format));
    }
    let mut told: Vec<Remark> = answered.iter().flat_map(remarks).collect();
    told.extend(asked.notification.iter().flat_map(|notification| of_notification(notification, asked.noted.as_ref())));
    let said = || of_receipt(StatusCode::OK, outcome(&[], &told, "", place.format));
    let Some(one) = answered.first().filter(|_| asked.form == Form::Resource) else { return said() };
    let is_json = place.format == Format::Json && reception.format == Format::Json;
    let body = body.filter(|_| shown == Shown::Representation && is_json);
    let represented = body.and_then(|body| representation(&body, one.entry));
    let mut answer = match (shown, represented) {
        (Shown::Minimal, _) => StatusCode::OK.into_response(),
        (_, Some(bytes)) => {
            of_receipt(StatusCode::OK, Receipt { media_type: "application/fhir+json; charset=utf-8", bytes })
        }
        (_, None) => said(),
    };
    if one.entry.is_new && !one.is_resent {
        *answer.status_mut() = StatusCode::CREATED;
    }
    let headers = answer.headers_mut();
    for (name, value) in [(header::LOCATION, location(one.entry, &place.base)), (header::ETAG, etag(one.entry))] {
        // A host that was a header before, and ids of letters, digits, `-` and `.`.
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name, value);
        }
    }
    answer
}

/// What the sender of a notification is told of its subscription. A gap is a warning: what came was taken all the same.
fn of_notification(notification: &Notification, noted: Option<&Noted>) -> Vec<Remark> {
    let remark = |severity, code, word: &str, text: String| Remark {
        severity,
        code,
        word: word.to_owned(),
        text,
        expression: (severity == "warning").then(|| "Bundle.entry[0].resource".to_owned()),
    };
    let form = notification.form.word();
    let mut remarks = vec![remark("information", "informational", "notification-noted", format!("Noted: {form}."))];
    let Some(Noted { missing, repeated, restarted }) = noted else { return remarks };
    remarks.extend(missing.iter().map(|Gap { first, last }| {
        let text = format!("Events {first} to {last} have not come. Ask for them with $events, or send them again.");
        remark("warning", "incomplete", "notifications-missing", text)
    }));
    if !repeated.is_empty() {
        let numbers: Vec<String> = repeated.iter().map(ToString::to_string).collect();
        let text = format!("Had come before: {}.", numbers.join(", "));
        remarks.push(remark("information", "duplicate", "notifications-repeated", text));
    }
    if *restarted {
        let text = "The subscription counts from the beginning again.".to_owned();
        remarks.push(remark("information", "informational", "subscription-restarted", text));
    }
    remarks
}

fn of_receipt(status: StatusCode, Receipt { media_type, bytes }: Receipt) -> Response {
    (status, [(header::CONTENT_TYPE, HeaderValue::from_static(media_type))], bytes).into_response()
}
