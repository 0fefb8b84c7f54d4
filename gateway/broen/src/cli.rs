//! The command line.

use std::path::PathBuf;

use canonical::digest::Digest;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::exit;
use crate::remote::Remote;

mod subscriptions;

pub(crate) use subscriptions::{
    AckArg, CreateArgs, PushArgs, PushFormatArg, StandardArg, SubscriptionsCommand, UpdateArgs,
};

/// Carries clinical letters across sectors: a letter goes in, everybody with a reason to know gets an event.
#[derive(Debug, Parser)]
#[command(name = "broen", version, after_help = exit::TABLE, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// How to print: for people, or one JSON object a line for programs.
    #[arg(long, global = true, value_enum, value_name = "FORMAT", default_value_t = OutputFormat::Text, display_order = LAST)]
    pub(crate) output: OutputFormat,
}

/// The place in the help of what every command has.
const LAST: usize = 100;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the whole gateway in one process, on an embedded store.
    #[command(after_help = exit::TABLE)]
    Standalone(StandaloneArgs),
    /// Run a gateway: takes events from RabbitMQ, keeps them in PostgreSQL, delivers them over gRPC.
    #[command(after_help = exit::TABLE)]
    Gateway(RoleArgs),
    /// Run an adapter for MedCom letters: takes them in and hands them to RabbitMQ.
    #[command(after_help = exit::TABLE)]
    MedcomAdapter(RoleArgs),
    /// Run an adapter for FHIR messages: takes them in and hands them to RabbitMQ.
    #[command(after_help = exit::TABLE)]
    FhirAdapter(RoleArgs),
    /// Make a development site: configurations, certificates and keys for a gateway and two adapters.
    #[command(after_help = exit::TABLE)]
    Site(SiteArgs),
    /// Show the journey of letters with a gateway of its own, and check it on the way.
    #[command(after_help = exit::TABLE)]
    Demo(DemoArgs),
    /// Hand letters over and show what became of them.
    #[command(after_help = exit::TABLE)]
    Submit(SubmitArgs),
    /// Receive the events of a subscription, and ack them.
    #[command(after_help = exit::TABLE)]
    Subscribe(SubscribeArgs),
    /// Fetch a large file of an event, or the document it came in, into a file.
    #[command(after_help = exit::TABLE)]
    Blob(BlobArgs),
    /// Write an event as a letter in MedCom XML, from what the event says.
    #[command(after_help = exit::TABLE)]
    Render(RenderArgs),
    /// List the events of subscriptions at other servers that have not come. For operators.
    #[command(after_help = exit::TABLE)]
    Gaps {
        #[command(flatten)]
        caller: CallerArgs,
    },
    /// List what waits for a receipt, or which receipts answer nothing. For operators.
    #[command(subcommand)]
    Receipts(ReceiptsCommand),
    /// See and change subscriptions, and have their entries posted to systems without gRPC.
    #[command(subcommand)]
    Subscriptions(SubscriptionsCommand),
    /// Hold MedCom letters against the schemas of their versions and against what is read, without a gateway.
    #[command(after_help = exit::TABLE)]
    Validate(ValidateArgs),
    /// Measure Broen under a load at a given rate, beside the bare limits of disk, broker, database and stream.
    #[command(after_help = exit::TABLE)]
    Bench(BenchArgs),
    /// Work with configuration files.
    #[command(subcommand)]
    Config(ConfigCommand),
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct StandaloneArgs {
    /// Configuration file. Without it: DIR/broen.toml, which the first start writes.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Where the journal, the keys and the development certificates live.
    #[arg(long, value_name = "DIR", default_value = "broen-data")]
    pub(crate) data: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct RoleArgs {
    /// Configuration file.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: PathBuf,
    /// Where the process keeps what is its own. Without it: data/ROLE beside the configuration file.
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct SiteArgs {
    /// The folder to make it in.
    pub(crate) dir: PathBuf,
    /// The broker: amqp://USER:PASSWORD@HOST:PORT[,HOST:PORT...]/VIRTUAL-HOST
    #[arg(long, value_name = "URL", value_parser = Remote::amqp)]
    pub(crate) amqp: Remote,
    /// The database: postgres://USER:PASSWORD@HOST:PORT[,HOST:PORT...]/DATABASE
    #[arg(long, value_name = "URL", value_parser = Remote::postgres)]
    pub(crate) postgres: Remote,
    /// Listen on six ports from this one on: two of the gateway, two of each adapter. Without it: on free ones.
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..=65530))]
    pub(crate) listen_from: Option<u16>,
}

#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    /// How Broen is set up; may be given several times. `services` needs RabbitMQ and PostgreSQL installed: it starts its own.
    #[arg(long = "mode", value_enum, value_name = "MODE", default_values = ["standalone", "services"])]
    pub(crate) modes: Vec<BenchMode>,
    /// Letters per second.
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) rate: u32,
    /// How long letters are measured.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub(crate) seconds: u32,
    /// How long letters are handed over before that.
    #[arg(long, value_name = "SECONDS", default_value_t = 3, value_parser = clap::value_parser!(u32).range(0..=600))]
    pub(crate) warm_up: u32,
    /// Subscriptions, dealt out to two organisations; an odd number is rounded up.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) subscribers: u32,
    /// Connections that senders share.
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=256))]
    pub(crate) connections: u32,
}

/// How Broen is set up for a measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BenchMode {
    /// Adapter and gateway apart, over RabbitMQ and PostgreSQL.
    Services,
    /// One process on the embedded store.
    Standalone,
}

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Keep the gateway's directory, and say where it is.
    #[arg(long)]
    pub(crate) keep: bool,
}

/// Where the gateway is, and who is calling.
#[derive(Debug, Args)]
pub(crate) struct CallerArgs {
    /// The organisation that calls: its id in the configuration. Not needed with --server.
    #[arg(long = "as", value_name = "ORG")]
    pub(crate) organisation: Option<String>,
    /// The data directory of a gateway on this machine: addresses and development certificates are found there.
    #[arg(long, value_name = "DIR", default_value = "broen-data")]
    pub(crate) data: PathBuf,
    /// The folder of a site made by `broen site`, whose processes run on this machine; instead of --data.
    #[arg(long, value_name = "DIR", conflicts_with = "server")]
    pub(crate) site: Option<PathBuf>,
    /// Address of a gateway elsewhere, as host:port. Needs --ca, --certificate and --key.
    #[arg(long, value_name = "HOST:PORT", requires_all = ["ca", "certificate", "key"])]
    pub(crate) server: Option<String>,
    /// PEM file with the authority that issued the server's certificate.
    #[arg(long, value_name = "FILE", requires = "server")]
    pub(crate) ca: Option<PathBuf>,
    /// PEM file with the caller's certificate.
    #[arg(long, value_name = "FILE", requires = "server")]
    pub(crate) certificate: Option<PathBuf>,
    /// PEM file with the caller's private key.
    #[arg(long, value_name = "FILE", requires = "server")]
    pub(crate) key: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct SubmitArgs {
    /// Documents: MedCom XML, VANSEnvelope, ehmiSBDH or FHIR messages.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) caller: CallerArgs,
    /// Hand over by gRPC instead of HTTPS.
    #[arg(long)]
    pub(crate) grpc: bool,
    /// Save the receipts in this folder, named after their letters' files.
    #[arg(long, value_name = "DIR")]
    pub(crate) receipts: Option<PathBuf>,
    /// Ask for receipts that follow, for so many seconds.
    #[arg(long, value_name = "SECONDS", conflicts_with = "grpc")]
    pub(crate) wait: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct SubscribeArgs {
    /// The subscription, created if it is not there: 1 to 63 of a-z, 0-9 and '-', beginning with a letter.
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) caller: CallerArgs,
    /// Why events reach it.
    #[arg(long, value_enum, default_value_t = ScopeArg::Addressed)]
    pub(crate) scope: ScopeArg,
    /// Only events of this kind; may be given several times.
    #[arg(long = "kind", value_name = "KIND", value_parser = kind)]
    pub(crate) kinds: Vec<String>,
    /// Only events from this sender, as scheme:value; may be given several times.
    #[arg(long = "sender", value_name = "SCHEME:VALUE")]
    pub(crate) senders: Vec<String>,
    /// Where a new subscription begins: `beginning`, `now`, or a time such as 2026-03-12T08:00:00Z.
    #[arg(long, value_name = "START", default_value = "now", value_parser = start)]
    pub(crate) from: StartArg,
    /// In which standard an event comes that came in both, as linked letters. Without it: in both.
    #[arg(long, value_enum, value_name = "STANDARD")]
    pub(crate) standard: Option<StandardArg>,
    /// End after this many entries.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) max: Option<u64>,
    /// Verify the digest chain, and end with code 1 where it breaks.
    #[arg(long)]
    pub(crate) verify: bool,
    /// Print what the events say. Without it only header words are printed, and nothing personal.
    #[arg(long)]
    pub(crate) show: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ValidateArgs {
    /// The letters.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct BlobArgs {
    /// The event's id.
    pub(crate) event: String,
    /// SHA-256 of the file, 64 hexadecimal digits, as the attachment has it.
    #[arg(value_parser = sha256)]
    pub(crate) sha256: Digest,
    /// Where it goes. A file that is there is not replaced.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) caller: CallerArgs,
}

fn sha256(text: &str) -> Result<Digest, String> {
    let digit = |at: usize| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(digit).collect();
    bytes.as_deref().and_then(Digest::from_slice).ok_or_else(|| "is not 64 hexadecimal digits".to_owned())
}

#[derive(Debug, Args)]
pub(crate) struct RenderArgs {
    /// The event's id.
    pub(crate) event: String,
    /// What it is written as; unless given, as the standard of its own letter.
    #[arg(long, value_enum)]
    pub(crate) format: Option<FormatArg>,
    #[command(flatten)]
    pub(crate) caller: CallerArgs,
}

/// What an event is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatArg {
    /// MedCom XML.
    Medcom,
    /// MedCom XML in a VANSEnvelope.
    Vans,
    /// FHIR in JSON.
    FhirJson,
    /// FHIR in XML.
    FhirXml,
}

/// Why events reach a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScopeArg {
    /// They are addressed to the organisation.
    Addressed,
    /// They are about patients of the organisation.
    MyPatients,
    /// Either.
    Both,
}

/// Where a subscription begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StartArg {
    Beginning,
    Now,
    Time(jiff::Timestamp),
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReceiptsCommand {
    /// List the letters whose sender asked for a receipt and that a receiver has neither acked nor answered in time.
    #[command(after_help = exit::TABLE)]
    Overdue {
        #[command(flatten)]
        caller: CallerArgs,
    },
    /// List the receipts that came in and answer no letter that is known.
    #[command(after_help = exit::TABLE)]
    Unmatched {
        #[command(flatten)]
        caller: CallerArgs,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Name every problem of a configuration file, or sum it up.
    #[command(after_help = exit::TABLE)]
    Check {
        /// The file.
        #[arg(default_value = "broen-data/broen.toml")]
        file: PathBuf,
    },
}

fn kind(text: &str) -> Result<String, String> {
    let words: Vec<_> = canonical::Kind::ALL.iter().map(|kind| kind.word()).collect();
    if words.contains(&text) { Ok(text.to_owned()) } else { Err(format!("known kinds: {}", words.join(", "))) }
}

fn start(text: &str) -> Result<StartArg, String> {
    match text {
        "beginning" => Ok(StartArg::Beginning),
        "now" => Ok(StartArg::Now),
        time => {
            time.parse().map(StartArg::Time).map_err(|_| "write beginning, now, or a time with its zone".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_server_elsewhere_needs_certificates() {
        let line = ["broen", "submit", "a.xml", "--server", "localhost:1"];
        assert!(Cli::try_parse_from(line).is_err());
    }

    #[test]
    fn a_start_is_a_word_or_a_time() {
        assert_eq!(start("beginning"), Ok(StartArg::Beginning));
        assert!(matches!(start("2026-03-12T08:00:00Z"), Ok(StartArg::Time(_))));
        assert!(start("yesterday").is_err());
    }
}
