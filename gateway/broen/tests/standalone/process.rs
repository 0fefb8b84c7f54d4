//! The program as a child process.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;

/// A program that runs. Dropped, it is killed.
pub(crate) struct Program {
    child: Child,
    output: BufReader<ChildStdout>,
}

/// A program that has ended.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) objects: Vec<Value>,
    pub(crate) errors: String,
}

/// A data directory with the demo's configuration: free ports, three organisations, a registrar.
pub(crate) fn stage() -> tempfile::TempDir {
    let stage = tempfile::tempdir().expect("a folder");
    std::fs::write(stage.path().join("broen.toml"), include_str!("../../src/demo/demo.toml")).expect("written");
    stage
}

/// The path of one of the demo's letters.
pub(crate) fn letter(name: &str) -> String {
    format!("{}/src/demo/letters/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_broen"));
    command.args(arguments).stdin(Stdio::null());
    command
}

impl Program {
    /// Runs to the end.
    pub(crate) fn run(arguments: &[&str]) -> Ended {
        let output = command(arguments).output().expect("the program starts");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Ended {
            code: output.status.code(),
            objects: text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect(),
            errors: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Starts a gateway and waits until it is ready.
    pub(crate) fn gateway(data: &Path) -> Self {
        let data = data.to_string_lossy();
        let mut gateway = Self::start(&["standalone", "--data", &data, "--output", "json"]);
        let ready = gateway.until(|said| said["ready"] == true);
        let addresses = std::fs::read_to_string(Path::new(&*data).join("addresses.json")).expect("written");
        let written: Value = serde_json::from_str(&addresses).expect("JSON");
        assert_eq!(ready["addresses"], written);
        gateway
    }

    /// Starts.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child =
            command(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
        let output = BufReader::new(child.stdout.take().expect("piped"));
        Self { child, output }
    }

    /// Reads what it says until it says what is wanted.
    pub(crate) fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let mut line = String::new();
        while self.output.read_line(&mut line).expect("readable") > 0 {
            let said: Value = serde_json::from_str(&line).unwrap_or_default();
            if wanted(&said) {
                return said;
            }
            line.clear();
        }
        panic!("the program ended before it said what was wanted");
    }

    /// SIGTERM; gives the exit code.
    pub(crate) fn terminate(mut self) -> Option<i32> {
        let asked = Command::new("sh")
            .args(["-c", &format!("kill -TERM {}", self.child.id())])
            .status()
            .expect("a shell starts");
        assert!(asked.success());
        self.wait()
    }

    /// SIGKILL.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("killed");
        self.wait();
    }

    /// Waits for the end; gives the exit code.
    pub(crate) fn wait(&mut self) -> Option<i32> {
        let mut rest = String::new();
        // Read to the end, so that the program never waits for its reader.
        let _ = self.output.read_to_string(&mut rest);
        self.child.wait().expect("ends").code()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
