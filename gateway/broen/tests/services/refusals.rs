//! What a process refuses to run with.

use crate::process::Program;
use crate::site::Site;

#[tokio::test(flavor = "multi_thread")]
async fn a_site_is_made_once_and_all_its_files_are_right() {
    let site = Site::make().await;
    assert_eq!(site.site_again().code, Some(64), "what stands there is not overwritten");
    for role in ["gateway", "medcom-adapter", "fhir-adapter"] {
        let checked = Program::run(&["config", "check", &site.config(role).to_string_lossy()]);
        assert_eq!(checked.code, Some(0), "{}", checked.errors);
    }
    let swapped = Program::run(&["gateway", "--config", &site.config("fhir-adapter").to_string_lossy()]);
    assert_eq!(swapped.code, Some(64));
    assert!(swapped.errors.contains("not of `broen gateway`"), "{}", swapped.errors);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_that_does_not_let_it_in_ends_a_process_with_64() {
    let site = Site::make().await;
    std::fs::write(site.path().join("secrets/broker.password"), "never-this-word").expect("written");
    for role in ["gateway", "medcom-adapter"] {
        let ended = site.run(role);
        assert_eq!(ended.code, Some(64), "{}", ended.errors);
        assert!(ended.errors.contains("failed to work with this broker"), "{}", ended.errors);
        assert!(!ended.errors.contains("never-this-word"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_newer_program_ends_a_gateway_with_69() {
    let site = Site::make().await;
    let newer = "CREATE TABLE journal_schema (version integer NOT NULL); INSERT INTO journal_schema VALUES (999)";
    site.database.query(newer).await.expect("written");
    let ended = site.run("gateway");
    assert_eq!(ended.code, Some(69), "{}", ended.errors);
    assert!(ended.errors.contains("newer than this program"), "{}", ended.errors);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_the_wrong_length_ends_a_gateway_with_64() {
    let site = Site::make().await;
    std::fs::write(site.path().join("secrets/sealing.key"), [7; 31]).expect("written");
    let ended = site.run("gateway");
    assert_eq!(ended.code, Some(64));
    assert!(ended.errors.contains("must hold 32 bytes"), "{}", ended.errors);
}
