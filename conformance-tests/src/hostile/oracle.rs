//! The oracle of well-formedness: a Python process that shares no code with Broen.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// The syntax of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// JSON.
    Json,
    /// XML.
    Xml,
}

/// A running oracle; ends when it is dropped.
#[derive(Debug)]
pub struct Oracle {
    process: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Oracle {
    /// Starts the oracle.
    ///
    /// # Errors
    /// Python is not there, or does not start.
    pub fn start() -> std::io::Result<Self> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("oracle/well_formed.py");
        let mut process = Command::new("python3").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let pipes = process.stdin.take().zip(process.stdout.take());
        let (questions, answers) = pipes.ok_or(std::io::ErrorKind::BrokenPipe)?;
        Ok(Self { process, questions, answers: BufReader::new(answers) })
    }

    /// Whether the document is well-formed.
    ///
    /// # Errors
    /// The oracle has died.
    pub fn is_well_formed(&mut self, syntax: Syntax, document: &[u8]) -> std::io::Result<bool> {
        let kind = match syntax {
            Syntax::Json => "json",
            Syntax::Xml => "xml",
        };
        writeln!(self.questions, "{kind} {}", document.len())?;
        self.questions.write_all(document)?;
        self.questions.flush()?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        match answer.trim() {
            "well-formed" => Ok(true),
            "malformed" => Ok(false),
            _ => Err(std::io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::{Oracle, Syntax};

    #[test]
    fn the_oracle_knows_both_answers_in_both_syntaxes() {
        let mut oracle = Oracle::start().expect("Python is installed");
        let cases = [
            (Syntax::Xml, "<a b='1'>x</a>", true),
            (Syntax::Xml, "<a b='1' b='2'/>", false),
            (Syntax::Xml, "<p:a/>", false),
            (Syntax::Xml, "<a>&unknown;</a>", false),
            (Syntax::Json, "{\"a\":[1.10]}", true),
            (Syntax::Json, "{\"a\":1,\"a\":2}", false),
            (Syntax::Json, "{\"a\":NaN}", false),
            (Syntax::Json, "\"\\ud800\"", false),
        ];
        for (syntax, document, expected) in cases {
            assert_eq!(oracle.is_well_formed(syntax, document.as_bytes()).expect("an answer"), expected, "{document}");
        }
    }
}
