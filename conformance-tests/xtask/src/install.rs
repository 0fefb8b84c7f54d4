//! What a new machine lacks, and how it gets it.

use std::process::{Command, ExitCode, Stdio};

/// A program that the tests call, and the Debian package that brings it.
struct Tool {
    /// A call that succeeds when the program is there.
    probe: &'static [&'static str],
    /// Debian's packages.
    packages: &'static [&'static str],
}

const TOOLS: [Tool; 5] = [
    // Checks receipts against the official schemas.
    Tool { probe: &["xmllint", "--version"], packages: &["libxml2-utils"] },
    // Runs `buf lint`.
    Tool { probe: &["npm", "--version"], packages: &["npm"] },
    // Runs clients that are not ours.
    Tool { probe: &["python3", "-c", "import venv, ensurepip"], packages: &["python3-venv"] },
    // The two servers of production; tests run their own, on ports of their own.
    Tool { probe: &["test", "-x", "/usr/lib/rabbitmq/bin/rabbitmq-server"], packages: &["rabbitmq-server"] },
    Tool {
        probe: &["sh", "-c", "ls /usr/lib/postgresql/*/bin/postgres || command -v postgres"],
        packages: &["postgresql"],
    },
];

/// Installs whatever is missing.
pub(crate) fn everything() -> ExitCode {
    match packages().and_then(|()| cargo_deny()).and_then(|()| generic_client()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => {
            eprintln!("cannot install {what}");
            ExitCode::FAILURE
        }
    }
}

fn packages() -> Result<(), String> {
    let missing = missing();
    if missing.is_empty() {
        return Ok(());
    }
    println!("installing {}", missing.join(", "));
    let update = ["apt-get", "update", "--quiet=2"];
    let install = ["apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends"];
    let privileged = |words: &[&str]| succeeds(words) || succeeds(&[&["sudo", "--non-interactive"], words].concat());
    // An old package list often suffices when the update cannot reach its server.
    let _ = privileged(&update);
    // A server's package also fails when it cannot start its own service, which nobody here needs: what counts is
    // what is there.
    let _ = privileged(&[&install[..], &missing].concat());
    let missing = self::missing();
    if missing.is_empty() { Ok(()) } else { Err(missing.join(", ")) }
}

/// The packages whose programs are not there.
fn missing() -> Vec<&'static str> {
    TOOLS.iter().filter(|tool| !succeeds(tool.probe)).flat_map(|tool| tool.packages).copied().collect()
}

fn cargo_deny() -> Result<(), String> {
    if succeeds(&["cargo", "deny", "--version"]) {
        return Ok(());
    }
    println!("installing cargo-deny");
    // With the lock file of the release: that is what its authors tested.
    let done = Command::new("cargo").args(["install", "--quiet", "--locked", "cargo-deny"]).status();
    if done.is_ok_and(|status| status.success()) { Ok(()) } else { Err("cargo-deny".to_owned()) }
}

/// The Python environment of the gRPC, AMQP and FHIR clients that are not ours, below the build output.
fn generic_client() -> Result<(), String> {
    let failed = |what: &str| format!("the generic clients ({what})");
    let program = std::env::current_exe().map_err(|error| failed(&error.to_string()))?;
    // The program stands in a profile's folder of the build output.
    let target = program.ancestors().nth(2).ok_or_else(|| failed("no build output"))?;
    let environment = target.join("generic-client");
    let python = environment.join("bin/python");
    let (environment, python) = (environment.to_string_lossy(), python.to_string_lossy());
    let requirements = "conformance-tests/generic_client/requirements.txt";
    let probe = "import cryptography, fhir.resources, fhirpy, google.protobuf, grpc, grpc_reflection, pika";
    if succeeds(&[&python, "-c", probe]) {
        return Ok(());
    }
    println!("installing the generic clients");
    let made = succeeds(&["python3", "-m", "venv", &environment])
        && succeeds(&[&python, "-m", "pip", "install", "--quiet", "--requirement", requirements]);
    if made { Ok(()) } else { Err(failed(requirements)) }
}

/// Whether a call ends well; its output is of no interest.
pub(crate) fn succeeds(words: &[&str]) -> bool {
    let Some((program, arguments)) = words.split_first() else { return false };
    let mut command = Command::new(program);
    // The run level of a machine in maintenance: Debian's packages then start no service.
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive").env("RUNLEVEL", "1");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
