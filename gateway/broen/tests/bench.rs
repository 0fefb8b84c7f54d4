//! `broen bench` measures both ways of running Broen, and loses no letter while it does.

use std::process::Command;

use serde_json::Value;

#[test]
fn both_modes_are_measured_with_their_limits() {
    let words = ["bench", "--rate", "20", "--seconds", "2", "--warm-up", "0", "--subscribers", "4", "--output", "json"];
    let output = Command::new(env!("CARGO_BIN_EXE_broen")).args(words).output().expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("text");
    let reports: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect();
    let modes: Vec<&str> = reports.iter().filter_map(|report| report["mode"].as_str()).collect();
    assert_eq!(modes, ["standalone", "services"]);
    for report in &reports {
        let count = |name: &str| report[name].as_u64();
        assert_eq!((count("receipted"), count("kept"), count("not_taken")), (Some(40), Some(0), Some(0)), "{report}");
        for latency in ["receipt", "acked"] {
            assert!(report[latency]["median_ms"].as_f64().is_some_and(|median| median > 0.0), "{report}");
        }
        let processes = report["processes"].as_array().expect("a list");
        let held = |process: &Value| process["peak_bytes"].as_u64().is_some_and(|bytes| bytes > 1 << 20);
        assert!(processes.iter().all(held), "{report}");
    }
    let limits = |report: usize, name: &str| reports[report]["limits"][name].as_f64();
    assert_eq!(limits(0, "confirmed_publishes_per_second"), None);
    for name in ["confirmed_publishes_per_second", "inserted_rows_per_second", "streamed_messages_per_second"] {
        assert!(limits(1, name).is_some_and(|rate| rate > 0.0), "{name}");
    }
}
