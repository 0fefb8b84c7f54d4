//! The built program, as a person or another program meets it.

#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

mod blob;
mod operators;
mod process;
mod subscriptions;

use process::{Program, letter, stage};

#[test]
fn a_wrong_configuration_ends_with_64_and_names_every_problem() {
    let stage = stage();
    let file = stage.path().join("wrong.toml");
    std::fs::write(&file, "[listen]\ngrpc = \"here\"\n[limits]\ndepth = 1\n").expect("written");
    let checked = Program::run(&["config", "check", &file.to_string_lossy(), "--output", "json"]);
    assert_eq!(checked.code, Some(64));
    let problems = checked.objects[0]["problems"].as_array().expect("problems").clone();
    let keys: Vec<_> = problems.iter().filter_map(|problem| problem["key"].as_str()).collect();
    assert_eq!(keys, ["organisation", "listen.grpc", "limits.depth"]);
    let data = stage.path().to_string_lossy().into_owned();
    let started = Program::run(&["standalone", "--data", &data, "--config", &file.to_string_lossy()]);
    assert_eq!(started.code, Some(64));
}

#[test]
fn a_wrong_command_line_ends_with_64_and_help_with_0() {
    assert_eq!(Program::run(&["submit"]).code, Some(64));
    assert_eq!(Program::run(&["--help"]).code, Some(0));
}

#[test]
fn letters_are_validated_without_a_gateway() {
    let good = Program::run(&["validate", &letter("discharge_letter.xml"), "--output", "json"]);
    assert_eq!(good.code, Some(0), "{:?}", good.objects);
    let broken = Program::run(&["validate", &letter("broken_discharge_letter.xml"), "--output", "json"]);
    assert_eq!(broken.code, Some(1));
    let findings = broken.objects[0]["findings"].as_array().expect("findings").clone();
    assert!(findings.iter().any(|finding| finding["kind"] == "refused" && finding["line"].as_u64() > Some(1)));
    assert_eq!(Program::run(&["validate", "nowhere.xml"]).code, Some(66));
}

#[test]
fn a_gateway_that_is_not_there_ends_with_66_or_69() {
    let stage = stage();
    let data = stage.path().to_string_lossy().into_owned();
    let nowhere = Program::run(&["submit", "letter.xml", "--as", "testregionens-hospital", "--data", &data]);
    assert_eq!(nowhere.code, Some(66));
    let gateway = Program::gateway(stage.path());
    // Dies without removing the file that names its addresses.
    gateway.kill();
    let file = letter("discharge_letter.xml");
    let silent = Program::run(&["submit", &file, "--as", "testregionens-hospital", "--data", &data]);
    assert_eq!(silent.code, Some(69));
}

#[test]
fn a_letter_goes_in_and_its_receiver_gets_the_event() {
    let stage = stage();
    let data = stage.path().to_string_lossy().into_owned();
    let gateway = Program::gateway(stage.path());
    let submit = |file: &str, further: &[&str]| {
        let file = letter(file);
        let mut arguments = vec!["submit", &file, "--as", "testregionens-hospital", "--data", &data];
        arguments.extend(["--output", "json"].iter().chain(further));
        Program::run(&arguments)
    };

    let early = submit("discharge_letter.xml", &[]);
    assert_eq!(early.code, Some(1), "nobody has a subscription that takes it");
    assert_eq!(early.objects[0]["refused"], true);

    let subscribe = ["subscribe", "inbox", "--as", "laegerne-proevegade", "--data", &data, "--max", "1", "--verify"];
    let mut subscriber = Program::start(&[&subscribe[..], &["--output", "json"]].concat());
    subscriber.until(|said| said["subscribed"] == "inbox");

    let receipts = stage.path().join("receipts").to_string_lossy().into_owned();
    let accepted = submit("discharge_letter.xml", &["--receipts", &receipts]);
    assert_eq!(accepted.code, Some(0), "{:?}", accepted.objects);
    let event = accepted.objects[0]["letters"][0]["event_id"].clone();
    let saved = accepted.objects[0]["saved"][0].as_str().expect("a receipt").to_owned();
    assert!(std::fs::read_to_string(saved).expect("saved").contains("XCTL03"));

    let entry = subscriber.until(|said| said["number"] == 1);
    assert_eq!(entry["event"]["id"], event);
    assert!(entry["event"]["content"].is_null(), "what is personal is shown only where it is asked for");
    let proof = subscriber.until(|said| said["verified"].is_boolean());
    assert_eq!(proof["verified"], true);
    assert_eq!(subscriber.wait(), Some(0));

    let again = submit("discharge_letter.xml", &["--grpc"]);
    assert_eq!(again.objects[0]["letters"][0]["outcome"], "resent");
    assert_eq!(again.objects[0]["letters"][0]["event_id"], event);

    is_written_as_asked(event.as_str().expect("an id"), &data);

    let broken = submit("broken_discharge_letter.xml", &[]);
    assert_eq!(broken.code, Some(1));
    let reasons = broken.objects[0]["reasons"].as_array().expect("reasons").len();
    assert_eq!(reasons, 3);

    assert_eq!(gateway.terminate(), Some(0));
    assert!(!stage.path().join("addresses.json").exists());
}

/// The event as a letter of its own standard, and as a document of another.
fn is_written_as_asked(id: &str, data: &str) {
    let render = ["render", id, "--as", "laegerne-proevegade", "--data", data, "--output", "json"];
    let written = Program::run(&render);
    assert_eq!(written.code, Some(0));
    assert!(written.objects[0]["letter"].as_str().expect("a letter").contains("<DischargeLetter>"));
    let fhir = [&render[..], &["--format", "fhir-json"]].concat();
    let document = Program::run(&fhir).objects[0]["letter"].as_str().expect("a document").to_owned();
    assert!(document.contains("\"resourceType\":\"Composition\""), "{document}");
    let unknown = Program::run(&[
        "render",
        "00000000-0000-8000-8000-000000000000",
        "--as",
        "laegerne-proevegade",
        "--data",
        data,
    ]);
    assert_eq!(unknown.code, Some(1));
}

#[test]
fn a_directory_has_one_gateway_and_keeps_its_certificates() {
    let stage = stage();
    let data = stage.path().to_string_lossy().into_owned();
    let authority = || std::fs::read(stage.path().join("development/ca.pem")).expect("made");
    let first = Program::gateway(stage.path());
    let made = authority();
    assert_eq!(Program::run(&["standalone", "--data", &data]).code, Some(69));
    assert_eq!(first.terminate(), Some(0));
    let second = Program::gateway(stage.path());
    assert_eq!(made, authority());
    assert_eq!(second.terminate(), Some(0));
}

#[test]
fn a_site_brings_its_own_certificates() {
    let made = stage();
    assert_eq!(Program::gateway(made.path()).terminate(), Some(0));
    let site = stage();
    site_configuration(made.path(), site.path());
    let gateway = Program::gateway(site.path());
    assert!(!site.path().join("development").exists(), "nothing is made where the site has its own");

    let addresses = std::fs::read_to_string(site.path().join("addresses.json")).expect("written");
    let addresses: serde_json::Value = serde_json::from_str(&addresses).expect("JSON");
    let port = |door: &str| addresses[door].as_str().and_then(|address| address.rsplit_once(':')).expect("a port").1;
    let file = |name: &str| made.path().join("development").join(name).to_string_lossy().into_owned();
    let submit = |door: &str, organisation: &str, further: &[&str]| {
        let (server, document) = (format!("localhost:{}", port(door)), letter("admission_notice.xml"));
        let certificate = file(&format!("organisations/{organisation}.pem"));
        let (ca, key) = (file("ca.pem"), file(&format!("organisations/{organisation}.key")));
        let caller =
            ["submit", &document, "--server", &server, "--ca", &ca, "--certificate", &certificate, "--key", &key];
        Program::run(&[&caller[..], &["--output", "json"], further].concat())
    };
    // Known by its file, known by its fingerprint, and trusted but unknown: nobody takes the letter, but who calls is told apart.
    let refused = |ended: &process::Ended| ended.objects[0].to_string();
    assert!(refused(&submit("https", "testregionens-hospital", &[])).contains("receiver-type-unsupported"));
    assert!(refused(&submit("grpc", "laegerne-proevegade", &["--grpc"])).contains("sender-not-authorised"));
    assert!(refused(&submit("https", "registrar", &[])).contains("certificate-unknown"));
    assert_eq!(gateway.terminate(), Some(0));
}

/// The demo's configuration with certificates that were made elsewhere: one as a file, one by fingerprint.
fn site_configuration(made: &std::path::Path, site: &std::path::Path) {
    use rustls_pki_types::{CertificateDer, pem::PemObject as _};
    let made = made.join("development");
    let pem = |id: &str| made.join(format!("organisations/{id}.pem"));
    let fingerprint = |id: &str| {
        let certificate = CertificateDer::from_pem_file(pem(id)).expect("a certificate");
        format!("sha256:{}", canonical::digest::Digest::of(&certificate))
    };
    let folder = made.display();
    let mut text = include_str!("../../src/demo/demo.toml").to_owned();
    let knows = |text: &mut String, id: &str, certificate: &str| {
        let named = format!("id = \"{id}\"\n");
        *text = text.replace(&named, &format!("{named}certificates = [\"{certificate}\"]\n"));
    };
    knows(&mut text, "testregionens-hospital", &pem("testregionens-hospital").to_string_lossy());
    knows(&mut text, "laegerne-proevegade", &fingerprint("laegerne-proevegade"));
    for id in ["odense-kommune-test", "laegerne-postgade", "nordkommune-test"] {
        knows(&mut text, id, &fingerprint(id));
    }
    knows(&mut text, "registrar", &format!("sha256:{}", "0".repeat(64)));
    text.push_str(&format!(
        "\n[tls]\ncertificate = \"{folder}/server.pem\"\nkey = \"{folder}/server.key\"\nclient_ca = \"{folder}/ca.pem\"\n"
    ));
    std::fs::write(site.join("broen.toml"), text).expect("written");
}

#[test]
fn the_demo_holds() {
    let played = Program::run(&["demo", "--output", "json"]);
    assert_eq!(played.code, Some(0), "{}", played.errors);
    let sum = played.objects.last().expect("a sum");
    assert_eq!(sum["failed"], serde_json::json!([]));
}

#[test]
fn a_letter_in_the_watched_folder_reaches_its_receiver() {
    let stage = stage();
    let data = stage.path().to_string_lossy().into_owned();
    let file = stage.path().join("broen.toml");
    let watched = "[timing]\nfolder = \"50ms\"\n\n[[organisation]]\nfolder = \"mailbox\"\n";
    let text = std::fs::read_to_string(&file).expect("there").replacen("[[organisation]]\n", watched, 1);
    std::fs::write(&file, text).expect("written");
    let gateway = Program::gateway(stage.path());
    let inbox = ["subscribe", "inbox", "--as", "laegerne-proevegade", "--data", &data, "--max", "1"];
    let mut subscriber = Program::start(&[&inbox[..], &["--output", "json"]].concat());
    subscriber.until(|said| said["subscribed"] == "inbox");

    let mailbox = stage.path().join("mailbox");
    std::fs::copy(letter("discharge_letter.xml"), mailbox.join("in/letter.xml")).expect("copied");
    let entry = subscriber.until(|said| said["number"] == 1);
    assert_eq!(entry["event"]["type"], "XDIS01");
    // The drain lets the file be settled, so its receipt is there afterwards.
    assert_eq!(gateway.terminate(), Some(0));
    assert_eq!(std::fs::read_dir(mailbox.join("done")).expect("a folder").count(), 1);
    assert_eq!(std::fs::read_dir(mailbox.join("receipts")).expect("a folder").count(), 1);
}

#[test]
fn a_subscriber_goes_on_after_the_gateway_was_killed() {
    let stage = stage();
    let data = stage.path().to_string_lossy().into_owned();
    let submit =
        |file: &str| Program::run(&["submit", &letter(file), "--as", "testregionens-hospital", "--data", &data]).code;
    let gateway = Program::gateway(stage.path());
    let inbox = ["subscribe", "inbox", "--as", "odense-kommune-test", "--data", &data, "--max", "2", "--verify"];
    let mut subscriber = Program::start(&[&inbox[..], &["--output", "json"]].concat());
    subscriber.until(|said| said["subscribed"] == "inbox");
    assert_eq!(submit("admission_notice.xml"), Some(0));
    subscriber.until(|said| said["number"] == 1);

    gateway.kill();
    let again = Program::gateway(stage.path());
    assert_eq!(submit("discharge_notice.xml"), Some(0));
    // The ack of the first entry may have been lost; then it comes again, and counts.
    let proof = subscriber.until(|said| said["verified"].is_boolean());
    assert_eq!(proof["verified"], true);
    assert_eq!(subscriber.wait(), Some(0));
    assert_eq!(again.terminate(), Some(0));
}
