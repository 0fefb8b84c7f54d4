//! How the program ends, as a code for the shell.

use std::process::ExitCode;

/// The ways a command ends. The numbers are those of `sysexits.h` where it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// It did what was asked.
    Done,
    /// It ran, and the answer is no: a letter was refused, a check failed, an expectation did not hold.
    Failed,
    /// The command line or the configuration is wrong or missing, or what stands in the broker is.
    Configuration,
    /// A letter, a certificate or the file that says where the gateway listens cannot be read.
    NoInput,
    /// What it needs cannot be reached: a port, the server, the store.
    Unavailable,
    /// A second signal ended it at once.
    Interrupted,
}

/// The table in `--help`.
pub(crate) const TABLE: &str = "\
Exit codes:
  0    done
  1    ran, and the answer is no: a letter was refused, a check failed
  64   the command line or the configuration is wrong or missing, or the broker is not as it must be
  66   a letter, a certificate or the address of the gateway cannot be read
  69   a port, the server or the store cannot be reached
  130  ended at once by a second signal";

impl Exit {
    /// The number.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Configuration => 64,
            Self::Done => 0,
            Self::Failed => 1,
            Self::Interrupted => 130,
            Self::NoInput => 66,
            Self::Unavailable => 69,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_every_code() {
        use Exit::{Configuration, Done, Failed, Interrupted, NoInput, Unavailable};
        for exit in [Configuration, Done, Failed, Interrupted, NoInput, Unavailable] {
            let number = format!("\n  {} ", exit.number());
            assert!(TABLE.contains(&number), "{exit:?}");
        }
    }
}
