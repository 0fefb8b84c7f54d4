//! What an operator asks for.

use crate::process::{Program, stage};

#[test]
fn only_an_operator_lists_what_waits_for_a_receipt() {
    let stage = stage();
    let data = stage.path().to_string_lossy().into_owned();
    let gateway = Program::gateway(stage.path());
    let clinic = Program::run(&["receipts", "overdue", "--as", "laegerne-proevegade", "--data", &data]);
    assert_eq!(clinic.code, Some(1));
    assert!(clinic.errors.contains("role"), "{}", clinic.errors);
    assert_eq!(gateway.terminate(), Some(0));
    let file = stage.path().join("broen.toml");
    let text = std::fs::read_to_string(&file).expect("written at the first start");
    std::fs::write(&file, text.replace("[\"registrar\"]", "[\"registrar\", \"operator\"]")).expect("writable");
    let _gateway = Program::gateway(stage.path());
    for list in ["overdue", "unmatched"] {
        let listed = Program::run(&["receipts", list, "--as", "registrar", "--data", &data]);
        assert_eq!(listed.code, Some(0), "{list} {}", listed.errors);
    }
}
