//! The store on a real directory.

#![allow(clippy::expect_used, reason = "a test says what it misses and ends there")]

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;

use blobs::{Staged, Store};
use canonical::digest::Digest;

fn staged(store: &Store, content: &[u8]) -> Staged {
    let mut staging = store.stage().expect("room");
    staging.write_all(content).expect("room");
    staging.finish().expect("room")
}

fn content(store: &Store, sha256: Digest) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    let mut blob = store.find(sha256).expect("readable")?;
    blob.file.read_to_end(&mut content).expect("readable");
    assert_eq!(blob.size, content.len() as u64);
    Some(content)
}

/// Files below a directory, without the locks.
fn count(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.map(|path| if path.is_dir() { count(&path) } else { usize::from(path.extension().is_none()) }).sum()
}

#[test]
fn a_file_that_is_kept_stays_under_its_digest() {
    let folder = tempfile::tempdir().expect("a folder");
    let sha256 = Digest::of(b"content");
    {
        let store = Store::open(&folder.path().join("new")).expect("made");
        let file = staged(&store, b"content");
        assert_eq!((file.sha256(), file.size(), content(&store, sha256)), (sha256, 7, None));
        file.keep().expect("kept");
        file.keep().expect("kept already");
        assert_eq!(store.bytes(sha256, 7), Ok(Some(b"content".to_vec())));
        assert_eq!(store.bytes(sha256, 6), Ok(None), "it is larger");
        assert_eq!(store.bytes(Digest::of(b"another"), 7), Ok(None));
        let mut read = String::new();
        file.open().expect("still readable").read_to_string(&mut read).expect("text");
        assert_eq!(read, "content");
    }
    let store = Store::open(&folder.path().join("new")).expect("opened again");
    assert_eq!(content(&store, sha256), Some(b"content".to_vec()));
    assert_eq!(count(folder.path()), 1);
}

#[test]
fn what_is_not_kept_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("made");
    drop(store.stage().expect("room"));
    drop(staged(&store, b"refused"));
    assert_eq!(count(folder.path()), 0);
}

#[test]
fn what_one_process_kept_and_another_found_stays_when_the_first_gives_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let (first, second) = (Store::open(folder.path()).expect("made"), Store::open(folder.path()).expect("opened"));
    let (new, found) = (staged(&first, b"same"), staged(&second, b"same"));
    new.keep().expect("kept");
    found.keep().expect("there already");
    drop((new, first));
    assert_eq!(content(&second, found.sha256()), Some(b"same".to_vec()));
    drop(found);
    assert_eq!(count(folder.path()), 1);
}

#[test]
fn what_a_dead_process_took_in_is_swept_and_what_a_living_one_takes_in_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let living = Store::open(folder.path()).expect("made");
    let file = staged(&living, b"under way");
    let dead = folder.path().join("staged/0f8fad5b-d9cb-469f-a165-70867728950e");
    fs::create_dir(&dead).expect("made");
    fs::write(dead.join("file"), b"left").expect("written");
    fs::write(dead.with_extension("lock"), b"").expect("written");
    let _store = Store::open(folder.path()).expect("opened");
    assert!(!dead.exists() && !dead.with_extension("lock").exists());
    file.keep().expect("untouched");
}

#[test]
fn many_at_once_keep_one_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("made");
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                staged(&store, b"same").keep().expect("kept");
            });
        }
    });
    assert_eq!(content(&store, Digest::of(b"same")), Some(b"same".to_vec()));
    assert_eq!(count(folder.path()), 1);
}
