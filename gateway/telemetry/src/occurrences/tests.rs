//! Occurrences as the exposition and the log show them.

use std::time::Duration;

use canonical::event::{EventId, Standard};
use canonical::notice::NoticeCode;
use canonical::receipt::Verdict;
use canonical::refusal::RefusalCode;

use super::{append, blobs, broker, delivery, exchange, intake, journal, process, push, server};
use crate::metric::Metric;
use crate::start::recorder;

fn exposition(emit: impl FnOnce()) -> String {
    let recorder = recorder("test");
    let handle = recorder.handle();
    metrics::with_local_recorder(&recorder, emit);
    handle.render()
}

fn every_occurrence() {
    let (event, kind) = (EventId::from_slice(&[7; 16]).expect("sixteen bytes"), canonical::Kind::Document);
    let (subscription, duration) = ("odense-kommune/home-care", Duration::from_millis(2));
    process::TaskFailed { task: "append" }.emit();
    append::AppendingLeft { reason: "drain" }.emit();
    append::AppendingTaken { epoch: 3 }.emit();
    append::BatchDelayed { reason: "journal-unavailable" }.emit();
    append::BatchCommitted { size: 3, duration }.emit();
    append::EventAppended { event, kind, identity_reused: false }.emit();
    append::EnvelopeReused { event }.emit();
    append::EventCommitted { age: duration }.emit();
    append::EventUndecodable.emit();
    append::LetterResent { event, kind }.emit();
    append::LetterUnclaimed { event, kind }.emit();
    append::MessageSetAside { reason: "unsealable" }.emit();
    append::MessagesTaken { count: 3, again: 1 }.emit();
    append::NotificationsMissed { organisation: "odense-kommune", events: 2 }.emit();
    blobs::BlobKept { bytes: 3 }.emit();
    blobs::BlobStoreFailed { reason: "blobs-full" }.emit();
    broker::BrokerBlocked { blocked: true }.emit();
    broker::BrokerConnected { node: "127.0.0.1:5672", purpose: "publish" }.emit();
    broker::BrokerUnreachable { reason: "connection refused" }.emit();
    broker::MessagePublished { outcome: "confirmed", duration }.emit();
    broker::MessageRepeated.emit();
    delivery::BacklogMeasured { subscription, unsettled: 2, oldest: Duration::from_secs(61), parked: 1 }.emit();
    delivery::EntryAcked { subscription, count: 4 }.emit();
    delivery::EntryNacked { subscription, number: 5, attempts: 2 }.emit();
    delivery::EntryOffered { subscription, number: 5, attempts: 2 }.emit();
    delivery::EntryWithheld { subscription, number: 6, reason: "no-relation" }.emit();
    delivery::LaneParked { subscription, number: 5 }.emit();
    delivery::StreamOpened { subscription }.emit();
    journal::CommitFailed { reason: "disk-full" }.emit();
    journal::CommitMade { commands: 2, duration }.emit();
    journal::MigrationApplied { version: 1 }.emit();
    process::Panicked { file: "src/lib.rs", line: 1 }.emit();
    process::Started { version: "0.1.0", at: jiff::Timestamp::UNIX_EPOCH }.emit();
    every_posting(subscription);
    server::CallDenied { reason: "role-missing" }.emit();
    server::ConnectionOpened.emit();
    server::HandshakeFailed { reason: "certificate" }.emit();
    server::RequestBegun.emit();
    server::RequestRefused { reason: "too-large" }.emit();
    server::SetAsideMeasured { messages: 1 }.emit();
    server::WatchOpened.emit();
    exchange::LateReceiptDecided { verdict: Verdict::Positive }.emit();
    exchange::LateReceiptLookFailed { reason: "journal-unavailable" }.emit();
    exchange::LateReceiptUnreadable { number: 5, reason: "journal-corrupt" }.emit();
    exchange::LetterOverdue { event }.emit();
    exchange::OverdueLookFailed { reason: "journal-unavailable" }.emit();
    exchange::OverdueMeasured { letters: 1 }.emit();
    exchange::ReceiptAnswered { verdict: Verdict::Positive, outcome: "matched", event: Some(event) }.emit();
    exchange::ReceiptRepeated.emit();
    every_letter("XDIS01");
}

fn every_posting(subscription: &str) {
    let duration = Duration::from_millis(2);
    push::PushAnswered { subscription, number: 5, outcome: "taken", answer: "http-204", duration }.emit();
    push::PushAwaited { subscription, entries: 3 }.emit();
    push::PushHeld { subscription, reason: "connect", failures: 1, wait: duration }.emit();
    push::PushLookFailed { reason: "journal-unavailable" }.emit();
    push::PushRecovered { subscription }.emit();
    push::PushRepeated { subscription, number: 5 }.emit();
    push::PushTurnChanged { subscription, is_mine: true }.emit();
    push::ReceiptPosted { subscription, number: 5, verdict: Verdict::Positive, outcome: "taken", answer: "http-200" }
        .emit();
    push::ReceiptPostingFailed { subscription, reason: "journal-unavailable" }.emit();
}

fn every_letter(type_code: &str) {
    let (standard, duration) = (Standard::MedcomXml, Duration::from_millis(2));
    let (outcome, codes) = (intake::LetterOutcome::Refused, &[RefusalCode::DateMalformed][..]);
    intake::DirectoryConfirmed { at: jiff::Timestamp::UNIX_EPOCH }.emit();
    intake::DocumentSpooled { outcome: intake::SpoolOutcome::Kept, bytes: 3 }.emit();
    intake::LetterMessageSettled { queue: "broen.letters.medcom", outcome: "answered" }.emit();
    intake::SpoolMeasured { documents: 1, bytes: 3 }.emit();
    intake::DocumentAnswered { standard, duration }.emit();
    intake::DocumentUnreadable { standard: None, codes }.emit();
    intake::FolderFileSettled { organisation: "odense-kommune", outcome: "done" }.emit();
    intake::LetterConverted { standard, duration }.emit();
    let event = EventId::from_slice(&[1; 16]).expect("16 bytes");
    intake::LetterDoubted { event, codes: &[NoticeCode::OutOfTurn, NoticeCode::RuleTolerated] }.emit();
    intake::LetterSettled { standard, type_code, outcome, event: None, codes }.emit();
}

#[test]
fn every_metric_has_an_occurrence_that_writes_it() {
    let written = exposition(every_occurrence);
    for metric in Metric::ALL {
        assert!(written.contains(metric.name()), "{}", metric.name());
    }
}

#[test]
fn samples_have_the_labels_and_values_of_their_occurrences() {
    let written = exposition(every_occurrence);
    for line in [
        "broen_letters_received_total{service=\"test\",standard=\"medcom-xml\",type=\"XDIS01\",outcome=\"refused\"} 1",
        "broen_letters_received_total{service=\"test\",standard=\"other\",type=\"other\",outcome=\"unreadable\"} 1",
        "broen_letters_refused_total{service=\"test\",code=\"date-malformed\"} 2",
        "broen_entries_acked_total{service=\"test\",subscription=\"odense-kommune/home-care\"} 4",
        "broen_subscription_oldest_unacked_age_seconds{service=\"test\",subscription=\"odense-kommune/home-care\"} 61",
        "broen_batch_committed_events_bucket{service=\"test\",le=\"4\"} 1",
        "broen_batch_commit_duration_seconds_bucket{service=\"test\",le=\"0.0025\"} 1",
    ] {
        assert!(written.lines().any(|found| found == line), "{line}\nnot in\n{written}");
    }
}

#[test]
fn what_a_letter_or_a_caller_writes_never_becomes_a_label() {
    let written = exposition(|| {
        every_letter("Karla Margrethe Testrup 1402389992");
        delivery::StreamOpened { subscription: "Karla Margrethe Testrup 1402389992" }.emit();
    });
    assert!(written.contains("type=\"other\"") && written.contains("subscription=\"other\""), "{written}");
    assert!(!written.contains("Karla") && !written.contains("1402389992"), "{written}");
}

#[test]
fn occurrences_are_silent_before_telemetry_starts() {
    assert!(!exposition(|| ()).contains("broen_"));
    every_occurrence();
}
