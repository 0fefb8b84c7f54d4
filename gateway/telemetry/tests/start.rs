//! Telemetry that has been started: one recorder per process, and panics without their message.

use telemetry::{LogFormat, start};

#[test]
fn a_started_process_counts_and_a_second_start_joins_the_first() {
    let first = start("test", LogFormat::Json);
    telemetry::occurrences::server::CallDenied { reason: "role-missing" }.emit();
    let panicked = std::thread::spawn(|| panic!("Karla Margrethe Testrup")).join();
    assert!(panicked.is_err());
    let rendered = start("other", LogFormat::Text).render();
    assert_eq!(sorted(&rendered), sorted(&first.render()));
    assert!(rendered.contains("broen_calls_denied_total{service=\"test\",reason=\"role-missing\"} 1"), "{rendered}");
    assert!(rendered.contains("broen_tasks_failed_total{service=\"test\",task=\"thread\"} 1"), "{rendered}");
    assert!(rendered.contains("# HELP broen_calls_denied_total Calls refused for who makes them."), "{rendered}");
}

/// The lines without their order, which is another one in each exposition.
fn sorted(exposition: &str) -> Vec<&str> {
    let mut lines: Vec<_> = exposition.lines().collect();
    lines.sort_unstable();
    lines
}
