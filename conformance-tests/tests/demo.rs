//! The demonstration is a promise of the README: it must end well.

#![allow(clippy::expect_used, reason = "a test that cannot go on has failed")]

use conformance_tests::standalone::program;
use tokio::process::Command;

#[tokio::test]
async fn the_demonstration_ends_well() {
    let output = Command::new(program()).arg("demo").output().await.expect("the program is built");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("laegerne-proevegade") || text.contains("Lægerne Prøvegade"), "{text}");
}
