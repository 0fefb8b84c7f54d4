//! Reading events, originals and timelines.

use bytes::Bytes;
use canonical::Kind;
use canonical::digest::Digest;
use canonical::identifier::PartyIdentifier;

use super::Store;
use super::make::{append, bruno, karla, key, letter, original, time};
use crate::Error;
use crate::model::{Content, Document, NewEvent, Original, Sealed};

pub async fn an_event_reads_back_as_it_was_written(store: &dyn Store) {
    let journal = store.open().await;
    let mut event = letter(1, "æøå");
    event.labels.kind = Kind::HospitalStay;
    event.labels.sender = vec![PartyIdentifier::from_scheme("urn:oid:9.9", "a,b\n"), event.labels.sender.remove(0)];
    event.labels.receivers = vec![Vec::new(), vec![PartyIdentifier::from_scheme("sor", "1")]];
    event.labels.patients = vec![key(&karla()), key(&bruno())];
    event.body = Sealed { key_id: Some("key-1".to_owned()), bytes: Bytes::from_static(&[0, 255, 1]) };
    append(&*journal, vec![event.clone(), letter(2, "content")]).await;
    let stored = journal.event(event.labels.id).await.expect("written");
    assert_eq!((stored.row.position, stored.row.accepted_at), (1, time(1)));
    assert_eq!((stored.row.labels, stored.body, stored.links), (event.labels, event.body, Vec::new()));
}

pub async fn events_are_read_in_order_page_by_page(store: &dyn Store) {
    let journal = store.open().await;
    append(&*journal, (1..=5).map(|number| letter(number, "content")).collect()).await;
    let page = journal.events_after(1, 3).await.expect("readable");
    assert_eq!(page.iter().map(|row| row.position).collect::<Vec<_>>(), [2, 3, 4]);
    assert_eq!(page[0].labels, letter(2, "content").labels);
    assert_eq!(journal.events_after(5, 3).await, Ok(Vec::new()));
}

pub async fn originals_are_kept_once_and_bit_for_bit(store: &dyn Store) {
    let journal = store.open().await;
    let document: Bytes = (0..300_000_u32).map(|byte| byte.to_le_bytes()[byte as usize % 2]).collect();
    let carried = |number| NewEvent { original: original(&document), ..letter(number, "content") };
    let (first, second) = (carried(1), carried(2));
    let (one, two) = (first.labels.id, second.labels.id);
    append(&*journal, vec![first]).await;
    append(&*journal, vec![second]).await;
    for id in [one, two] {
        assert_eq!(journal.original(id).await, Ok(original(&document)));
    }
}

pub async fn a_large_document_reads_back_whole(store: &dyn Store) {
    let journal = store.open().await;
    let pattern: Vec<u8> = (0..999_983_u32).map(|byte| (byte % 251) as u8).collect();
    let document = Bytes::from(pattern.repeat(9));
    let event = NewEvent { original: original(&document), ..letter(1, "content") };
    let body = Sealed::plain(Bytes::from(pattern.repeat(2)));
    let heavy = NewEvent { body_digest: Digest::of(&body.bytes), body, ..letter(2, "content") };
    let ids = [&event, &heavy].map(|event| event.labels.id);
    append(&*journal, vec![event, letter(3, "content"), heavy.clone()]).await;
    assert_eq!(journal.original(ids[0]).await, Ok(original(&document)));
    let known = journal.document(ids[0]).await.expect("written");
    assert_eq!((known.size, known.is_blob), (document.len() as u64, false));
    assert_eq!(journal.event(ids[1]).await.expect("written").body, heavy.body);
}

pub async fn a_document_in_the_blob_store_is_known_by_its_size(store: &dyn Store) {
    let journal = store.open().await;
    let size = 100 * 1024 * 1024;
    let blob = Original { content: Some(Content::Blob { size }), ..original(&Bytes::from_static(b"large")) };
    let event = NewEvent { original: blob.clone(), ..letter(1, "content") };
    append(&*journal, vec![event.clone(), letter(2, "content")]).await;
    assert_eq!(journal.original(event.labels.id).await, Ok(blob));
    let known = journal.document(event.labels.id).await.expect("written");
    assert_eq!((known.size, known.is_blob), (size, true));
    let own = letter(2, "content");
    assert_eq!(journal.original(own.labels.id).await, Ok(own.original));
}

pub async fn an_absent_content_comes_with_another_letter(store: &dyn Store) {
    let journal = store.open().await;
    let document = Bytes::from_static(b"four letters");
    let whole = Original { letters: 4, ..original(&document) };
    let absent = Original { content: None, ..whole.clone() };
    let carried = |number, original: &Original| NewEvent { original: original.clone(), ..letter(number, "content") };
    let ids = [1, 2, 3, 4].map(|number| letter(number, "content").labels.id);
    // The letter that carries the content had come in another document before.
    append(&*journal, vec![letter(1, "content")]).await;
    append(&*journal, vec![carried(2, &absent)]).await;
    assert_eq!(journal.original(ids[1]).await, Err(Error::NotFound));
    assert_eq!(journal.document(ids[1]).await, Err(Error::NotFound));
    append(&*journal, vec![carried(3, &absent), carried(1, &whole), carried(4, &absent)]).await;
    for id in &ids[1..] {
        assert_eq!(journal.original(*id).await, Ok(whole.clone()));
        let events = journal.document(*id).await.expect("its content has come").events;
        assert_eq!(events.iter().map(|row| row.labels.id).collect::<Vec<_>>(), ids);
    }
    assert_eq!(journal.original(ids[0]).await.map(|own| own.letters), Ok(1), "where it came in first");
}

pub async fn every_character_of_an_envelope_is_taken(store: &dyn Store) {
    let journal = store.open().await;
    let mut event = letter(1, "content");
    event.acceptance.envelope_id = "æ\u{10ffff}'\"\\ 7".to_owned();
    let mut odd = letter(2, "content");
    odd.acceptance.envelope_id = "with\0nothing".to_owned();
    append(&*journal, vec![event.clone(), odd.clone()]).await;
    assert_eq!(journal.acceptances(event.labels.id).await, Ok(vec![event.acceptance]));
    let read = journal.acceptances(odd.labels.id).await.expect("written");
    assert!(read[0].envelope_id.starts_with("with") && read[0].envelope_id.ends_with("nothing"));
}

pub async fn a_document_names_the_events_of_all_its_letters(store: &dyn Store) {
    let journal = store.open().await;
    let document = Bytes::from_static(b"three letters");
    let carried =
        |number| NewEvent { original: Original { letters: 3, ..original(&document) }, ..letter(number, "content") };
    let (alone, together) = (letter(1, "content"), [carried(2), carried(3)]);
    let ids = [&alone, &together[0], &together[1]].map(|event| event.labels.id);
    append(&*journal, vec![alone]).await;
    append(&*journal, together.to_vec()).await;
    // The first letter comes again, in the document of the others.
    append(&*journal, vec![carried(1)]).await;
    let known = |document: Document| document.events.iter().map(|row| row.labels.id).collect::<Vec<_>>();
    let shared = journal.document(ids[1]).await.expect("written");
    assert_eq!((shared.size, shared.letters), (13, 3));
    assert_eq!(known(shared), ids);
    let own = journal.document(ids[0]).await.expect("written");
    assert_eq!((own.letters, known(own)), (1, vec![ids[0]]));
}

pub async fn a_timeline_gathers_all_keys_of_a_patient_page_by_page(store: &dyn Store) {
    let journal = store.open().await;
    let about = |number, patients: &[_]| {
        let mut event = letter(number, "content");
        event.labels.patients = patients.to_vec();
        event
    };
    let (karla, bruno) = (key(&karla()), key(&bruno()));
    let batch = vec![
        about(1, &[karla]),
        about(2, &[bruno]),
        about(3, &[karla, bruno]),
        about(4, &[]),
        about(5, &[karla, karla]),
    ];
    append(&*journal, batch).await;
    let timeline = async |patients: &[_], before, limit| {
        let events = journal.timeline(patients, before, limit).await.expect("readable");
        events.into_iter().map(|event| event.row.position).collect::<Vec<_>>()
    };
    assert_eq!(timeline(&[karla], None, 10).await, [5, 3, 1]);
    assert_eq!(timeline(&[bruno], None, 10).await, [3, 2]);
    assert_eq!(timeline(&[karla, bruno], None, 3).await, [5, 3, 2]);
    assert_eq!(timeline(&[karla, bruno], Some(2), 3).await, [1]);
    assert!(timeline(&[], None, 10).await.is_empty());
    assert!(timeline(&[karla], None, 0).await.is_empty());
}

pub async fn what_does_not_exist_is_not_found(store: &dyn Store) {
    let journal = store.open().await;
    let id = letter(1, "content").labels.id;
    assert_eq!(journal.event(id).await, Err(Error::NotFound));
    assert_eq!(journal.original(id).await, Err(Error::NotFound));
    assert_eq!(journal.document(id).await, Err(Error::NotFound));
    assert_eq!(journal.acceptances(id).await, Ok(Vec::new()));
    assert_eq!(journal.relation(crate::RelationId(1)).await, Err(Error::NotFound));
}
