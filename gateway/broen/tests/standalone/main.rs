//! The built program, as a person or another program meets it.

mod process;

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

    let broken = submit("broken_discharge_letter.xml", &[]);
    assert_eq!(broken.code, Some(1));
    let reasons = broken.objects[0]["reasons"].as_array().expect("reasons").len();
    assert_eq!(reasons, 3);

    assert_eq!(gateway.terminate(), Some(0));
    assert!(!stage.path().join("addresses.json").exists());
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
fn the_demo_holds() {
    let played = Program::run(&["demo", "--output", "json"]);
    assert_eq!(played.code, Some(0), "{}", played.errors);
    let sum = played.objects.last().expect("a sum");
    assert_eq!(sum["failed"], serde_json::json!([]));
}
