//! Tests of the configuration.

use std::path::Path;

use super::*;

fn parse(text: &str) -> Result<Config, Problems> {
    Config::parse(text, Path::new("/nowhere"))
}

fn problems(text: &str) -> Vec<String> {
    parse(text).expect_err("the text has problems").0.iter().map(ToString::to_string).collect()
}

const ORGANISATION: &str = "[[organisation]]\nid = \"a\"\nname = \"A\"\nsector = \"other\"\n";

#[test]
fn the_template_is_a_test_bench_of_three_organisations_and_a_registrar() {
    let config = parse(TEMPLATE).expect("the template is right");
    assert_eq!(config.organisations.len(), 4);
    assert!(config.sharing.is_empty(), "sharing is switched on by people, not by default");
    let registrars =
        config.organisations.iter().filter(|member| member.organisation.has(canonical::organisation::Role::Registrar));
    assert_eq!(registrars.count(), 1);
}

#[test]
fn the_template_states_the_defaults() {
    let stated = parse(TEMPLATE).expect("the template is right");
    let silent = parse(ORGANISATION).expect("everything else has a default");
    assert_eq!(stated.listen, silent.listen);
    assert_eq!(stated.tls, silent.tls);
    assert_eq!(stated.log, silent.log);
    assert_eq!(stated.limits, silent.limits);
    assert_eq!((stated.connections, stated.batches), (silent.connections, silent.batches));
    assert_eq!(stated.folder_every, silent.folder_every);
    assert_eq!(stated.receipt_after, silent.receipt_after);
    assert_eq!(stated.timing, silent.timing);
    assert_eq!(stated.push, silent.push);
    assert_eq!(stated.conversion, silent.conversion);
    assert!(silent.push.hosts.is_empty(), "nothing is posted anywhere unless somebody says so");
}

#[test]
fn what_may_be_posted_to_is_named_host_by_host() {
    let config =
        parse(&format!("[push]\nhosts = [\"epj.example\", \"epj.example:8443\"]\nwindow = \"1MiB\"\n{ORGANISATION}"));
    let push = config.expect("right").push;
    assert_eq!((push.hosts.len(), push.window), (2, 1 << 20));
    let found = problems(&format!("[push]\nhosts = [\"https://epj.example/\", \"*\"]\nkey = \"k\"\n{ORGANISATION}"));
    assert!(found.iter().filter(|problem| problem.contains("is no host or host:port")).count() == 2, "{found:?}");
    assert!(found.iter().any(|problem| problem.contains("certificate and key belong together")), "{found:?}");
}

#[test]
fn conversion_has_the_times_of_medcom_unless_a_site_says_otherwise() {
    let silent = parse(ORGANISATION).expect("everything has a default").conversion;
    let minutes = |minutes: u64| std::time::Duration::from_secs(60 * minutes);
    assert_eq!((silent.other_half, silent.receipt), (minutes(60), minutes(120)));
    assert_eq!(silent.settings(), (exchange::Pairing::default(), exchange::convert::Settings::default()));
    let text = "[conversion]\nother_half = \"0s\"\nat_once = [\"gln:5790999900010\", \"sor:990001000016001\"]\n\
                episode = \"local\"\nreceipt = \"7d\"\n";
    let own = parse(&format!("{text}{ORGANISATION}")).expect("right").conversion;
    let (pairing, settings) = own.settings();
    assert!(pairing.patience.is_zero() && pairing.at_once.len() == 2, "{pairing:?}");
    assert_eq!(settings.leading_episode, exchange::convert::LeadingEpisode::Local);
    assert_eq!(own.receipt, minutes(7 * 24 * 60));
}

#[test]
fn what_conversion_cannot_be_is_named() {
    let text = "[conversion]\nother_half = \"25h\"\nat_once = [\"gln:1\", \"hotel\"]\nepisode = \"first\"\n\
                receipt = \"1ms\"\nmore = 1\n";
    let found = problems(&format!("{text}{ORGANISATION}"));
    for expected in [
        "line 2: conversion.other_half: must be 0ms to 1d",
        "line 3: conversion.at_once[0]: 1 is no GLN",
        "line 3: conversion.at_once[1]: \"hotel\" is no identifier",
        "line 4: conversion.episode: \"first\" is not one of: local, national",
        "line 5: conversion.receipt: must be 1s to 7d",
        "line 6: conversion.more: is unknown; known here: other_half, at_once, episode, receipt",
    ] {
        assert!(found.iter().any(|problem| problem.starts_with(expected)), "{expected}\nis not in\n{found:#?}");
    }
    assert_eq!(found.len(), 6, "{found:#?}");
}

#[test]
fn the_summary_says_how_letters_are_converted() {
    let of = |any: &Any| summary(any);
    let gateway = of(&deployed("gateway.toml"));
    assert!(gateway.contains("files waited for 1h, posted again after 2h or later"), "{gateway}");
    assert!(gateway.contains("the national episode leads; files of 1 senders go at once"), "{gateway}");
    let standalone = of(&Any::parse(TEMPLATE, Path::new("/nowhere")).expect("the template is right"));
    assert!(standalone.contains("files waited for 1h"), "{standalone}");
}

#[test]
fn the_deployed_examples_are_right() {
    let deploy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy");
    let text = std::fs::read_to_string(deploy.join("standalone.toml")).expect("the example is there");
    let config = Config::parse(&text, &deploy).expect("the example is right");
    assert!(matches!(config.tls, Tls::Site(_)), "the example uses the site's own certificates");
    assert!(!config.sharing.is_empty(), "the example shows a sharing rule");
    assert_eq!((config.push.hosts.len(), config.push.ca.is_some(), config.push.pair.is_none()), (1, true, true));
}

fn deployed(name: &str) -> Any {
    let deploy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy");
    let text = std::fs::read_to_string(deploy.join(name)).expect("the example is there");
    Any::parse(&text, &deploy).expect("the example is right")
}

#[test]
fn the_deployed_examples_of_separate_services_are_right_and_fit_together() {
    let Any::Gateway(gateway) = deployed("gateway.toml") else { panic!("it is a gateway's") };
    assert!(matches!(gateway.broker.login, Login::Certificate(_)) && gateway.broker.ca.is_some());
    assert!(gateway.push.pair.is_some() && gateway.push.hosts.len() == 2);
    assert_eq!(gateway.conversion.at_once.len(), 1);
    for (name, role) in [("medcom-adapter.toml", Role::MedcomAdapter), ("fhir-adapter.toml", Role::FhirAdapter)] {
        let Any::Adapter(named, adapter) = deployed(name) else { panic!("it is an adapter's") };
        assert_eq!(named, role);
        assert_eq!(adapter.broker.nodes, gateway.broker.nodes);
        assert!(gateway.adapters.iter().any(|known| known.id.as_str() == role.word()));
        for folder in &adapter.folders {
            assert!(gateway.organisations.iter().any(|member| member.organisation.id == folder.organisation));
        }
    }
}

#[test]
fn a_file_without_a_role_is_a_standalone_one() {
    assert!(matches!(Any::parse(TEMPLATE, Path::new("/nowhere")), Ok(Any::Standalone(_))));
    let named = format!("role = \"standalone\"\n{TEMPLATE}");
    assert!(matches!(Any::parse(&named, Path::new("/nowhere")), Ok(Any::Standalone(_))));
    let unknown = Any::parse("role = \"king\"", Path::new("/nowhere")).expect_err("there is no such role");
    assert!(unknown.to_string().contains("role: \"king\" is not one of"), "{unknown}");
}

#[test]
fn a_process_refuses_the_file_of_another_one() {
    let found = problems("role = \"gateway\"");
    assert_eq!(found, ["line 1: role: is a configuration of `broen gateway`, not of `broen standalone`"]);
}

#[test]
fn every_problem_of_a_gateway_is_named_at_once() {
    let text = "role = \"gateway\"\n[broker]\nnodes = [\"mq.example:5672\", \"mq\"]\nuser = \"a\"\n\
                [journal]\nhosts = []\ndatabase = \"\"\n[secrets]\n[limits]\ndocument = \"1MiB\"\n";
    let found = Any::parse(text, Path::new("/nowhere")).expect_err("it has problems").to_string();
    let expected = [
        "tls: is missing; write the table [tls]",
        "blobs: is missing; write the table [blobs]",
        "broker.nodes[1]: \"mq\" is no host:port",
        "broker.ca: is missing; mq.example:5672 is not on this machine",
        "broker.password_file: is missing",
        "journal.hosts: must name at least one host:port",
        "journal.database: must not be empty",
        "secrets.lookup_key: is missing",
        "secrets.sealing_keys: must name at least one file",
        "limits.document: is unknown",
        "organisation: is missing",
    ];
    for expected in expected {
        assert!(found.contains(expected), "{expected}\nis not in\n{found}");
    }
    assert_eq!(found.lines().count(), expected.len(), "{found}");
}

#[test]
fn a_spool_that_holds_no_document_is_a_problem() {
    let text = "role = \"fhir-adapter\"\n[spool]\nsize = \"1MiB\"\n";
    let found = Any::parse(text, Path::new("/nowhere")).expect_err("it has problems").to_string();
    assert!(found.contains("spool: must hold at least one document"), "{found}");
}

#[test]
fn two_organisations_do_not_share_a_user_of_the_broker() {
    let other = ORGANISATION.replace("\"a\"", "\"b\"");
    let found = problems(&format!("{ORGANISATION}amqp_user = \"same\"\n{other}amqp_user = \"same\"\n"));
    assert!(found[0].contains("two organisations have the amqp_user same"), "{found:?}");
}

#[test]
fn all_problems_are_named_at_once_with_key_and_line() {
    let text = "[listen]\ngrpc = \"here\"\nhttp = 1\n[timing]\ndrain = 30\nidle = \"9 weeks\"\n\
                [limits]\ndepth = 3\n[[organisation]]\nid = \"A\"\nroles = [\"sender\", \"king\"]\n";
    let found = problems(text);
    let expected = [
        "line 2: listen.grpc: is no address",
        "line 3: listen.http: is unknown; known here: grpc, https, metrics",
        "line 5: timing.drain: must be a text in quotes, not integer",
        "line 6: timing.idle: is no duration",
        "line 8: limits.depth: must be 8 to 256",
        "line 9: organisation[0].name: is missing",
        "line 9: organisation[0].sector: is missing",
        "line 10: organisation[0].id: \"A\" is no short name",
        "line 11: organisation[0].roles[1]: \"king\" is not one of",
    ];
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}\nshould begin with\n{expected}");
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
}

#[test]
fn what_is_no_toml_is_named_with_its_line() {
    let found = problems("[listen]\ngrpc 1\nhttps\n");
    assert!(found.iter().all(|problem| problem.starts_with("line ")), "{found:?}");
    assert!(found.len() >= 2, "{found:?}");
}

#[test]
fn certificate_key_and_authority_belong_together() {
    let found = problems(&format!("[tls]\nkey = \"missing.key\"\n{ORGANISATION}"));
    assert!(found.iter().any(|problem| problem.contains("tls.certificate: is missing")), "{found:?}");
    assert!(found.iter().any(|problem| problem.contains("tls.client_ca: is missing")), "{found:?}");
}

#[test]
fn a_file_that_is_named_must_be_there_when_the_program_starts() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("broen.toml");
    std::fs::write(&file, format!("{ORGANISATION}certificates = [\"missing.pem\"]\n")).expect("written");
    let found = Config::load(&file).expect_err("the certificate is missing").to_string();
    assert!(found.contains("organisation[0].certificates[0]: there is no file"), "{found}");
}

#[test]
fn ids_glns_and_sor_codes_name_one_organisation_each() {
    let twice = format!("{ORGANISATION}identifiers = [\"gln:5790999900010\", \"sor:990001000016001\"]\n").repeat(2);
    let found = problems(&twice);
    assert!(found.iter().any(|problem| problem.contains("the id a")), "{found:?}");
    assert!(found.iter().any(|problem| problem.contains("the GLN 5790999900010")), "{found:?}");
    assert!(found.iter().any(|problem| problem.contains("the SOR code 990001000016001")), "{found:?}");
}

#[test]
fn a_carrier_acts_for_organisations_that_exist() {
    let found = problems(&format!("{ORGANISATION}roles = [\"carrier\"]\nacts_for = [\"b\"]\n"));
    assert!(found.iter().any(|problem| problem.contains("a acts for b, which is not configured")), "{found:?}");
}

#[test]
fn a_file_without_organisations_is_a_problem() {
    assert!(problems("").iter().any(|problem| problem.contains("without an organisation")));
}

#[test]
fn an_empty_body_memory_cannot_hold_a_document() {
    let found = problems(&format!("[limits]\nbody_memory = \"1MiB\"\n{ORGANISATION}"));
    assert!(found[0].contains("limits.body_memory"), "{found:?}");
}
