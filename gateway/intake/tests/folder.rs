//! A watched folder: nothing in it is lost, doubled or overtaken.
#![allow(clippy::expect_used, reason = "also in what the tests share")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use canonical::letter::Limits;
use canonical::organisation::OrganisationId;
use intake::folder::{Error, Scanned, Settings, Watcher};
use intake::{Channel, Following, Follows, Unavailable};
use support::House;
use support::documents::{broken_letter, emessage, letter, message};
use support::ledger::Mood;

struct Mailbox {
    house: House,
    root: tempfile::TempDir,
    watcher: Watcher,
}

impl Mailbox {
    fn new() -> Self {
        Self::of(House::new())
    }

    fn of(house: House) -> Self {
        let root = tempfile::tempdir().expect("a folder");
        let watcher = watcher(&house, root.path());
        Self { house, root, watcher }
    }

    fn drop_in(&self, name: &str, content: &str) {
        fs::write(self.path("in").join(name), content).expect("written");
    }

    fn path(&self, folder: &str) -> PathBuf {
        self.root.path().join(folder)
    }

    /// Looks until what lies there has settled.
    async fn scan(&mut self) -> Scanned {
        self.watcher.scan_once().await.expect("looked");
        self.watcher.scan_once().await.expect("looked")
    }

    /// Names in a folder without the claim's digits, sorted.
    fn names(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<_> = listed(&self.path(folder)).iter().map(|name| without_digits(name)).collect();
        names.sort();
        names
    }
}

fn watcher(house: &House, root: &Path) -> Watcher {
    following(house, root, None)
}

fn following(house: &House, root: &Path, following: Option<Arc<dyn Following>>) -> Watcher {
    let organisation = Arc::new(house.hospital.clone());
    let settings = Settings { root: root.to_owned(), organisation, every: Duration::from_millis(5), following };
    Watcher::new(house.intake.clone(), settings).expect("folders")
}

fn listed(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("text")).collect()
}

fn without_digits(name: &str) -> String {
    match name.split_once('~') {
        Some((stem, rest)) => format!("{stem}~{}", rest.get(16..).unwrap_or_default()),
        None => name.to_owned(),
    }
}

#[tokio::test]
async fn a_letter_is_answered_and_put_away() {
    let mut mailbox = Mailbox::new();
    mailbox.drop_in("a.xml", &emessage(true, &[letter("LTR1", "Hej")]));
    mailbox.drop_in("b.json", &message("b1", support::HOSPITAL));
    assert_eq!(mailbox.scan().await, Scanned { settled: 2, failed: 0 });
    assert_eq!(mailbox.names("done"), ["a~.xml", "b~.json"]);
    assert_eq!(mailbox.names("receipts"), ["a~.receipt-1.xml", "b~.receipt-1.json"]);
    for empty in ["in", "work", "refused"] {
        assert_eq!(mailbox.names(empty), Vec::<String>::new(), "{empty}");
    }
    assert_eq!(mailbox.house.ledger.calls()[0].channel.word(), "folder");
}

/// Two receipts that have followed, until they are taken; the first time that this is to be noted, it cannot be.
#[derive(Default)]
struct Due(Mutex<(u32, Vec<u64>)>);

#[async_trait::async_trait]
impl Following for Due {
    async fn due(&self, organisation: &OrganisationId, channel: Channel) -> Result<Vec<Follows>, Unavailable> {
        assert_eq!((organisation.as_str(), channel), ("hospital", Channel::Folder));
        let taken = self.0.lock().expect("whole").1.clone();
        let receipt = |(number, media_type): (u64, &str)| Follows {
            number,
            media_type: media_type.to_owned(),
            bytes: number.to_string().into_bytes(),
        };
        let all = [(3, "application/xml; charset=utf-8"), (8, "application/fhir+json; charset=utf-8")].map(receipt);
        Ok(all.into_iter().filter(|one| !taken.contains(&one.number)).collect())
    }

    async fn taken(&self, _: &OrganisationId, numbers: &[u64]) -> Result<(), Unavailable> {
        let mut state = self.0.lock().expect("whole");
        state.0 += 1;
        if state.0 == 1 {
            return Err(Unavailable { reason: "away" });
        }
        state.1.extend(numbers);
        Ok(())
    }
}

#[tokio::test]
async fn receipts_that_have_followed_are_written_once() {
    let (house, root) = (House::new(), tempfile::tempdir().expect("a folder"));
    let watcher = following(&house, root.path(), Some(Arc::new(Due::default())));
    let receipts = root.path().join("receipts");
    assert!(matches!(watcher.follow().await, Err(Error::Unavailable(_))), "written, and not known to be");
    fs::remove_file(receipts.join("follows-3.xml")).expect("it was there");
    watcher.follow().await.expect("again, under the same names");
    let mut names = listed(&receipts);
    names.sort();
    assert_eq!(names, ["follows-3.xml", "follows-8.json"]);
    assert_eq!(fs::read(receipts.join("follows-8.json")).expect("whole"), b"8");
    fs::remove_file(receipts.join("follows-3.xml")).expect("it was there");
    watcher.follow().await.expect("nothing is due");
    assert_eq!(listed(&receipts), ["follows-8.json"]);
}

#[tokio::test]
async fn a_refused_letter_is_set_aside_with_its_reasons() {
    let mut mailbox = Mailbox::new();
    mailbox.drop_in("a.xml", &emessage(false, &[letter("LTR1", "Hej"), broken_letter("LTR2")]));
    mailbox.drop_in("b.txt", "UNA:+.? '");
    mailbox.scan().await;
    assert_eq!(mailbox.names("refused"), ["a~.xml", "a~.xml.reasons.json", "b~.txt", "b~.txt.reasons.json"]);
    assert_eq!(mailbox.names("receipts"), ["a~.receipt-1.xml"]);
    let page_of = |start: &str| {
        let is_page = |name: &String| name.starts_with(start) && name.ends_with(".reasons.json");
        let name = listed(&mailbox.path("refused")).into_iter().find(is_page).expect("a page");
        let text = fs::read_to_string(mailbox.path("refused").join(name)).expect("text");
        serde_json::from_str::<serde_json::Value>(&text).expect("JSON")
    };
    let letters = &page_of("a~")["letters"];
    assert_eq!((&letters[0]["outcome"], &letters[1]["outcome"]), (&"accepted".into(), &"refused".into()));
    assert_eq!(letters[1]["reasons"][0]["code"], "patient-id-malformed");
    assert!(!letters.to_string().contains("14023") && !letters.to_string().contains("Karla"), "{letters}");
    assert_eq!(page_of("b~")["document"][0]["code"], "xml-malformed");
}

#[tokio::test]
async fn a_file_left_behind_is_settled_without_a_second_event() {
    let mut mailbox = Mailbox::new();
    let document = emessage(true, &[letter("LTR1", "Hej")]);
    // Killed after the claim; after the letter was durable; after the receipt was written.
    for (step, name) in
        ["a~0000000000000001.xml", "b~0000000000000002.xml", "c~0000000000000003.xml"].iter().enumerate()
    {
        if step > 0 {
            mailbox.house.receive(document.clone()).await;
        }
        if step > 1 {
            fs::write(mailbox.path("receipts").join("c~0000000000000003.receipt-1.xml"), "of before").expect("written");
            fs::write(mailbox.path("receipts").join(".c~0000000000000003.receipt-1.xml.tmp"), "half").expect("written");
        }
        fs::write(mailbox.path("work").join(name), &document).expect("written");
        let scanned = mailbox.watcher.scan_once().await.expect("looked");
        assert_eq!(scanned, Scanned { settled: 1, failed: 0 }, "a file in work is taken at once");
    }
    assert_eq!(mailbox.house.ledger.events(), 1);
    assert_eq!(mailbox.names("done"), ["a~.xml", "b~.xml", "c~.xml"]);
    assert_eq!(mailbox.names("receipts"), ["a~.receipt-1.xml", "b~.receipt-1.xml", "c~.receipt-1.xml"]);
    for name in listed(&mailbox.path("receipts")) {
        let receipt = fs::read_to_string(mailbox.path("receipts").join(name)).expect("text");
        assert!(receipt.contains("XCTL03"), "{receipt}");
    }
}

#[tokio::test]
async fn a_letter_that_is_not_durable_waits_and_is_not_overtaken() {
    let mut mailbox = Mailbox::new();
    for name in ["a", "b", "c"] {
        mailbox.drop_in(&format!("{name}.xml"), &emessage(true, &[letter(name, "Hej")]));
    }
    mailbox.watcher.scan_once().await.expect("looked");
    mailbox.house.ledger.will(&[Mood::Works, Mood::Fails]);
    let stopped = mailbox.watcher.scan_once().await.expect_err("the second letter is not durable");
    assert!(matches!(stopped, Error::Unavailable(_)) && stopped.again(), "{stopped}");
    assert_eq!((mailbox.names("work"), mailbox.names("in")), (vec!["b~.xml".to_owned()], vec!["c.xml".to_owned()]));
    assert_eq!(mailbox.names("receipts").len(), 1);
    mailbox.watcher.scan_once().await.expect("looked");
    let order: Vec<_> = mailbox.house.ledger.calls().iter().map(|call| event_letter(&call.event)).collect();
    assert_eq!(order, ["a", "b", "c"]);
    assert_eq!(mailbox.names("receipts").len(), 3);
}

fn event_letter(event: &[u8]) -> String {
    wire::decode(event).expect("an event").source.letter_id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_watchers_settle_every_file_once() {
    let house = House::new();
    let root = tempfile::tempdir().expect("a folder");
    let mut watchers: Vec<_> = (0..4).map(|_| watcher(&house, root.path())).collect();
    for number in 0..40 {
        let document = emessage(true, &[letter(&format!("LTR{number}"), "Hej")]);
        fs::write(root.path().join("in").join(format!("{number}.xml")), document).expect("written");
    }
    for watcher in &mut watchers {
        watcher.scan_once().await.expect("looked");
    }
    let look = |mut watcher: Watcher| tokio::spawn(async move { watcher.scan_once().await.expect("looked").settled });
    let looking: Vec<_> = watchers.into_iter().map(look).collect();
    let mut settled = 0;
    for look in looking {
        settled += look.await.expect("no panic");
    }
    assert_eq!((settled, house.ledger.calls().len(), house.ledger.events()), (40, 40, 40));
    for (folder, count) in [("in", 0), ("work", 0), ("done", 40), ("receipts", 40)] {
        assert_eq!(listed(&root.path().join(folder)).len(), count, "{folder}");
    }
}

#[tokio::test]
async fn two_documents_of_one_name_never_meet() {
    let mut mailbox = Mailbox::new();
    for number in 1..=2 {
        mailbox.drop_in("letter.xml", &emessage(true, &[letter(&format!("LTR{number}"), "Hej")]));
        mailbox.scan().await;
    }
    assert_eq!(mailbox.names("done"), ["letter~.xml", "letter~.xml"]);
    assert_eq!(mailbox.names("receipts").len(), 2);
}

#[tokio::test]
async fn an_oversized_file_is_refused_without_being_read() {
    let mut mailbox = Mailbox::of(House::with_limits(Limits { bytes: 1024, ..Limits::default() }));
    let sparse = fs::File::create(mailbox.path("in").join("big.xml")).expect("created");
    sparse.set_len(1 << 40).expect("a terabyte of nothing");
    mailbox.scan().await;
    assert_eq!(mailbox.names("refused"), ["big~.xml", "big~.xml.reasons.json"]);
}

#[tokio::test]
async fn what_is_no_finished_file_is_left_alone() {
    let mut mailbox = Mailbox::new();
    mailbox.drop_in("a.tmp", "half");
    fs::create_dir(mailbox.path("in").join("sub")).expect("made");
    let outside = mailbox.root.path().join("outside.xml");
    fs::write(&outside, emessage(true, &[letter("LTR1", "Hej")])).expect("written");
    std::os::unix::fs::symlink(&outside, mailbox.path("in").join("link.xml")).expect("linked");
    std::os::unix::fs::symlink(&outside, mailbox.path("work").join("link.xml")).expect("linked");
    assert_eq!(mailbox.scan().await, Scanned::default());
    assert_eq!(mailbox.names("in"), ["a.tmp", "link.xml", "sub"]);
    assert!(outside.exists() && mailbox.house.ledger.calls().is_empty());
}

#[tokio::test]
async fn a_folder_that_is_gone_is_an_error_and_not_a_loss() {
    let mut mailbox = Mailbox::new();
    fs::remove_dir(mailbox.path("in")).expect("removed");
    let error = mailbox.watcher.scan_once().await.expect_err("nothing to look at");
    assert_eq!((error.code(), error.again()), ("folder-unreachable", true));
    fs::create_dir(mailbox.path("in")).expect("made");
    mailbox.drop_in("a.xml", &emessage(true, &[letter("LTR1", "Hej")]));
    assert_eq!(mailbox.scan().await, Scanned { settled: 1, failed: 0 });
}

#[tokio::test]
async fn a_running_watcher_finishes_its_file_and_stops_when_asked() {
    let mailbox = Mailbox::new();
    mailbox.drop_in("a.xml", &emessage(true, &[letter("LTR1", "Hej")]));
    let (stop, stopping) = tokio::sync::oneshot::channel::<()>();
    let Mailbox { house, root, watcher } = mailbox;
    let running = tokio::spawn(watcher.run(async move {
        let _ = stopping.await;
    }));
    house.ledger.called.notified().await;
    stop.send(()).expect("it runs");
    running.await.expect("it stopped");
    assert_eq!(listed(&root.path().join("done")).len(), 1);
    assert_eq!(listed(&root.path().join("receipts")).len(), 1);
}
