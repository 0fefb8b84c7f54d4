//! Receipts, and the letters they answer.

use bytes::Bytes;
use canonical::EventId;
use canonical::digest::Digest;
use canonical::identifier::PartyIdentifier;
use canonical::receipt::{ReceiptForm, Verdict};

use super::Store;
use super::make::{append, letter, organisation, original, time};
use crate::Journal;
use crate::model::{
    Answer, Appended, Found, NamedEnvelope, NetworkIds, NewAnswer, NewEvent, NewReceipt, Sealed, Unmatched,
};

/// Receipt `number`, accepted in that second, of these answers.
pub fn receipt(number: u8, verdict: Verdict, found: &[Found]) -> NewReceipt {
    let answer = |(index, found): (usize, &Found)| NewAnswer {
        letter_id: Some(format!("LTR{index}")),
        found: found.clone(),
        reasons: Sealed { key_id: Some("key-1".to_owned()), bytes: Bytes::from(vec![number; 3]) },
    };
    NewReceipt {
        fingerprint: Digest::of(&[number]),
        at: time(i64::from(number)),
        submitted_by: "laegerne-proevegade".to_owned(),
        channel: "https".to_owned(),
        form: ReceiptForm::Xctl02,
        verdict,
        receipt_id: Some(format!("KVI{number}\0")),
        envelope_id: None,
        answers: found.iter().enumerate().map(answer).collect(),
    }
}

pub fn by_us(event: EventId) -> Found {
    Found::Event(event, organisation())
}

async fn answers(journal: &dyn Journal, event: EventId) -> Vec<Answer> {
    journal.answers(event).await.expect("readable")
}

pub async fn a_receipt_is_kept_once_for_whoever_handed_it_over(store: &dyn Store) {
    let journal = store.open().await;
    let event = letter(1, "content").labels.id;
    let first = receipt(1, Verdict::Positive, &[by_us(event)]);
    assert_eq!(journal.record_receipt(first.clone()).await, Ok(first.answers.clone()));
    let again = NewReceipt { at: time(9), ..first.clone() };
    assert_eq!(journal.record_receipt(again).await, Ok(vec![]));
    assert_eq!(answers(&*journal, event).await.len(), 1);
    // What somebody else has said before in the same words takes nothing from whoever says it now.
    let other = NewReceipt { submitted_by: "odense-kommune".to_owned(), ..first };
    assert_eq!(journal.record_receipt(other.clone()).await, Ok(other.answers));
    drop(journal);
    assert_eq!(answers(&*store.open().await, event).await.len(), 2);
}

pub async fn a_receipt_that_comes_again_may_find_what_it_answers(store: &dyn Store) {
    let journal = store.open().await;
    let [one, two, three] = [1, 2, 3].map(|number| letter(number, "content").labels.id);
    let (unknown, ambiguous) = (Found::Nothing(Unmatched::Unknown), Found::Nothing(Unmatched::Ambiguous));
    let take = async |mut receipt: NewReceipt, is_whole: bool| {
        for answer in &mut receipt.answers {
            answer.letter_id = answer.letter_id.take().filter(|_| !is_whole).map(|id| format!("{id}\0"));
        }
        let news = journal.record_receipt(receipt).await.expect("written");
        news.into_iter().map(|answer| answer.found).collect::<Vec<_>>()
    };
    let unmatched = async || {
        let listed = journal.unmatched_after(0, 10).await.expect("readable");
        listed.into_iter().map(|(_, answer)| answer.answer.found).collect::<Vec<_>>()
    };
    // Of letters, and of whole envelopes, in which the place of an answer says nothing.
    for (number, is_whole) in [(1, false), (2, true)] {
        let says = |found: &[Found]| receipt(number, Verdict::Positive, found);
        let first = [by_us(one), unknown.clone(), unknown.clone()];
        assert_eq!(take(says(&first), is_whole).await, first);
        // Another reason is no news; what was found stays found.
        let worse = [ambiguous.clone(), ambiguous.clone(), unknown.clone()];
        assert_eq!(take(says(&worse), is_whole).await, []);
        assert!(unmatched().await.contains(&ambiguous), "the newest reason");
        let better = [by_us(one), by_us(two), ambiguous.clone()];
        assert_eq!(take(says(&better), is_whole).await, [by_us(two)]);
        assert_eq!(unmatched().await, std::slice::from_ref(&ambiguous));
        let all = [by_us(one), by_us(two), by_us(three)];
        assert_eq!(take(says(&all), is_whole).await, [by_us(three)]);
        assert_eq!(take(says(&[three, one, two].map(by_us)), is_whole).await, [], "everything was found");
        assert_eq!(unmatched().await, []);
        for event in [one, two, three] {
            let said = answers(&*journal, event).await;
            assert_eq!(
                (said.len(), said.last().map(|said| said.at)),
                (usize::from(number), Some(time(i64::from(number))))
            );
        }
    }
}

pub async fn what_a_receipt_says_is_read_by_event_in_order(store: &dyn Store) {
    let journal = store.open().await;
    let (one, other) = (letter(1, "content").labels.id, letter(2, "content").labels.id);
    let first = receipt(1, Verdict::Transient, &[by_us(one), by_us(other)]);
    let second = receipt(2, Verdict::Negative, &[Found::Nothing(Unmatched::Unknown), by_us(one)]);
    for receipt in [first, second] {
        journal.record_receipt(receipt).await.expect("written");
    }
    let said = answers(&*journal, one).await;
    let verdicts: Vec<_> = said.iter().map(|answer| answer.verdict).collect();
    assert_eq!(verdicts, [Verdict::Transient, Verdict::Negative]);
    assert_eq!((said[1].at, said[1].form), (time(2), ReceiptForm::Xctl02));
    assert_eq!(said[1].submitted_by, "laegerne-proevegade");
    assert!(said[1].receipt_id.as_ref().is_some_and(|id| id.starts_with("KVI2")));
    assert_eq!(said[1].answer.letter_id.as_deref(), Some("LTR1"));
    assert_eq!(said[1].answer.found, by_us(one));
    assert_eq!(said[1].answer.reasons.bytes, Bytes::from_static(&[2, 2, 2]));
    assert_eq!(answers(&*journal, other).await.len(), 1);
    assert_eq!(answers(&*journal, letter(3, "content").labels.id).await, []);
}

pub async fn what_answers_nothing_is_listed_page_by_page(store: &dyn Store) {
    let journal = store.open().await;
    let event = letter(1, "content").labels.id;
    for (number, why) in (1..).zip(Unmatched::ALL) {
        let found = [by_us(event), Found::Nothing(why)];
        journal.record_receipt(receipt(number, Verdict::Positive, &found)).await.expect("written");
    }
    let first = journal.unmatched_after(0, 2).await.expect("readable");
    let next = journal.unmatched_after(first[1].0, 2).await.expect("readable");
    let listed: Vec<_> = first.into_iter().chain(next).map(|(_, answer)| answer.answer.found).collect();
    assert_eq!(listed, Unmatched::ALL.map(Found::Nothing));
}

pub async fn an_envelope_is_found_under_each_of_its_names(store: &dyn Store) {
    let journal = store.open().await;
    let named = |number: u8, network: Option<&str>| {
        let mut event = letter(number, "content");
        event.acceptance.envelope_id = "E".repeat(5000);
        event.acceptance.network =
            network.map(|id| NetworkIds { envelope_id: format!("envelope-{id}"), message_id: format!("message-{id}") });
        event
    };
    let (one, other) = (named(1, Some("1")), named(2, None));
    let (first, second) = (one.labels.id, other.labels.id);
    append(&*journal, vec![one.clone(), other, one.clone()]).await;
    let again = NewEvent { original: original(&Bytes::from_static(b"another document")), ..one };
    append(&*journal, vec![again]).await;
    for (name, events) in [
        (NamedEnvelope::Letters("E".repeat(5000)), vec![first, first, second]),
        (NamedEnvelope::Letters("E".repeat(4999)), vec![]),
        (NamedEnvelope::Network("envelope-1".to_owned()), vec![first, first]),
        (NamedEnvelope::NetworkMessage("message-1".to_owned()), vec![first, first]),
        (NamedEnvelope::NetworkMessage("envelope-1".to_owned()), vec![]),
    ] {
        let found = journal.enveloped(&name, 10).await.expect("readable");
        let ids: Vec<_> = found.iter().map(|found| found.event.labels.id).collect();
        assert_eq!(ids, events, "{name:?}");
        let documents: std::collections::BTreeSet<_> =
            found.iter().map(|found| (found.document, found.event.position)).collect();
        assert_eq!(documents.len(), found.len(), "each document once");
    }
    let all = NamedEnvelope::Letters("E".repeat(5000));
    let whole = journal.enveloped(&all, 10).await.expect("readable");
    for limit in 0..=3 {
        let newest = journal.enveloped(&all, limit).await.expect("readable");
        assert_eq!(newest, whole[3 - limit..], "the newest {limit}, in the same order");
    }
    let network = journal.acceptances(first).await.expect("readable").remove(0).network.expect("an envelope around it");
    assert_eq!((network.envelope_id.as_str(), network.message_id.as_str()), ("envelope-1", "message-1"));
}

pub async fn letters_are_found_by_their_identity(store: &dyn Store) {
    let journal = store.open().await;
    let (one, changed, other) = (letter(1, "content"), letter(1, "other content"), letter(2, "content"));
    let identities = [one.identity, other.identity, Digest::of(b"nobody's")];
    append(&*journal, vec![one.clone(), changed.clone(), other.clone()]).await;
    let found = journal.of_letters(&identities).await.expect("readable");
    let found: Vec<_> = found.into_iter().map(|(identity, row)| (identity, row.labels.id)).collect();
    let expected = [&one, &changed, &other].map(|event| (event.identity, event.labels.id));
    assert_eq!(found, expected);
}

pub async fn an_envelope_used_again_for_another_document_is_flagged(store: &dyn Store) {
    let journal = store.open().await;
    let in_envelope = |number: u8, document: &'static str, sender: &str| {
        let mut event = letter(number, "content");
        event.acceptance.envelope_id = "ENV".to_owned();
        event.labels.sender = vec![PartyIdentifier::from_scheme("gln", sender)];
        NewEvent { original: original(&Bytes::from_static(document.as_bytes())), ..event }
    };
    let flagged = async |events: Vec<NewEvent>| {
        let ids: Vec<_> = events.iter().map(|event| event.labels.id).collect();
        let appended = append(&*journal, events).await;
        let mut newest = Vec::new();
        for id in ids {
            newest.push(journal.acceptances(id).await.expect("readable").last().expect("accepted").envelope_reused);
        }
        let told: Vec<_> = appended
            .into_iter()
            .map(|appended| matches!(appended, crate::Appended::New { envelope_reused: true, .. }))
            .collect();
        assert_eq!(newest, told);
        newest
    };
    let hospital = "5790999900010";
    // Two letters of one document; the second comes again after a crash in the middle.
    assert_eq!(flagged(vec![in_envelope(1, "a", hospital)]).await, [false]);
    let whole = vec![in_envelope(1, "a", hospital), in_envelope(2, "a", hospital)];
    assert_eq!(flagged(whole.clone()).await, [false, false]);
    assert_eq!(flagged(whole).await, [false, false], "known and known");
    // Another document, first with what is known, then with what is new, in one batch.
    let other = vec![in_envelope(1, "b", hospital), in_envelope(3, "b", hospital)];
    assert_eq!(flagged(other).await, [false, true]);
    assert_eq!(flagged(vec![in_envelope(4, "c", "5790999900041")]).await, [false], "of another sender");
    let both = vec![in_envelope(5, "d", "5790999900058"), in_envelope(6, "e", "5790999900058")];
    assert_eq!(flagged(both).await, [false, true], "within a batch");
    let nameless = |number, document| {
        let mut event = in_envelope(number, document, hospital);
        event.acceptance.envelope_id.clear();
        event
    };
    assert_eq!(flagged(vec![nameless(7, "f"), nameless(8, "g")]).await, [false, false]);
}

pub async fn an_envelope_that_is_a_letters_own_is_not_taken_for_another(store: &dyn Store) {
    let journal = store.open().await;
    let within = |number: u8, content: &'static str, sender: &str| {
        let mut event = letter(number, content);
        event.acceptance.envelope_id = "ENV".to_owned();
        event.labels.sender = vec![PartyIdentifier::from_scheme("gln", sender)];
        NewEvent { envelope_is_its_own: true, ..event }
    };
    let hospital = "5790999900010";
    let (first, other) = (within(1, "content", hospital), within(2, "content", hospital));
    let written =
        |position, envelope_reused, identity_reused| Appended::New { position, envelope_reused, identity_reused };
    // Within a batch and after it; whatever comes with it is written.
    let batch = vec![first.clone(), other.clone(), letter(3, "content")];
    let expected = [written(1, false, false), Appended::EnvelopeTaken, written(2, false, false)];
    assert_eq!(append(&*journal, batch).await, expected);
    assert_eq!(append(&*journal, vec![other.clone()]).await, [Appended::EnvelopeTaken]);
    assert!(matches!(journal.event(other.labels.id).await, Err(crate::Error::NotFound)));
    assert_eq!(journal.acceptances(other.labels.id).await.expect("readable"), []);
    // The same letter again, and the same letter id with other content, are no other letter.
    assert!(matches!(append(&*journal, vec![first]).await[..], [Appended::Resend { .. }]));
    assert_eq!(append(&*journal, vec![within(1, "changed", hospital)]).await, [written(3, true, true)]);
    // In an envelope of its own, and of another sender.
    let mut again = other;
    again.acceptance.envelope_id = "ENV2".to_owned();
    assert_eq!(append(&*journal, vec![again]).await, [written(4, false, false)]);
    assert_eq!(append(&*journal, vec![within(5, "content", "5790999900041")]).await, [written(5, false, false)]);
}
