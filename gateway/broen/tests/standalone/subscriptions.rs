//! Subscriptions on the command line.

use serde_json::Value;

use crate::process::{Ended, Program, stage};

#[test]
fn a_subscription_is_posted_where_the_operator_allows_it_paused_and_pulled_again() {
    let stage = stage();
    let data = stage.path().to_string_lossy().into_owned();
    let run = |arguments: &[&str]| -> Ended {
        let caller = ["--as", "laegerne-proevegade", "--data", &data, "--output", "json"];
        Program::run(&[&["subscriptions"], arguments, &caller].concat())
    };
    let create =
        ["create", "posted", "--push", "https://localhost:9/in", "--format", "medcom-vans", "--ack", "receipt"];
    let gateway = Program::gateway(stage.path());
    let refused = run(&create);
    assert_eq!(refused.code, Some(1));
    assert!(refused.errors.contains("PUSH_NOT_ALLOWED"), "{}", refused.errors);
    assert_eq!(gateway.terminate(), Some(0));

    let file = stage.path().join("broen.toml");
    let text = std::fs::read_to_string(&file).expect("written at the first start");
    let allowed = "[push]\nhosts = [\"localhost:9\"]\n\n[[organisation]]";
    std::fs::write(&file, text.replacen("[[organisation]]", allowed, 1)).expect("writable");
    let _gateway = Program::gateway(stage.path());
    let push = |ended: Ended| -> Value {
        assert_eq!(ended.code, Some(0), "{}", ended.errors);
        ended.objects[0]["push"].clone()
    };
    let created = push(run(&create));
    assert_eq!((created["format"].as_str(), created["ack"].as_str()), (Some("medcom-vans"), Some("on-receipt")));
    assert_eq!(push(run(&["update", "posted", "--pause"]))["paused"], Value::Bool(true));
    assert_eq!(push(run(&["update", "posted", "--go-on"]))["paused"], Value::Bool(false));
    assert_eq!(push(run(&["update", "posted", "--pull"])), Value::Null);
    assert_eq!(run(&["lane", "posted", "1"]).code, Some(1), "no lane is parked");
    assert_eq!(run(&["list"]).objects.len(), 1);
    assert_eq!(run(&["delete", "posted"]).code, Some(0));
    assert_eq!(run(&["show", "posted"]).code, Some(1));
}

#[test]
fn a_subscription_says_in_which_standard_it_wants_what_came_in_both() {
    let stage = stage();
    let data = stage.path().to_string_lossy().into_owned();
    let _gateway = Program::gateway(stage.path());
    let create = |name: &str, choice: &[&str]| -> Value {
        let caller = ["--as", "laegerne-proevegade", "--data", &data, "--output", "json"];
        let ended = Program::run(&[&["subscriptions", "create", name], choice, &caller].concat());
        assert_eq!(ended.code, Some(0), "{}", ended.errors);
        ended.objects[0]["standard"].clone()
    };
    assert_eq!(create("all", &[]), "unspecified");
    for choice in ["both", "fhir", "medcom-xml"] {
        assert_eq!(create(choice, &["--standard", choice]), choice);
    }
}
