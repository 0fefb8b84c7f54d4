//! `broen subscriptions` on the command line.

use clap::{Args, Subcommand, ValueEnum};

use super::{CallerArgs, ScopeArg, StartArg, kind, start};
use crate::exit;

#[derive(Debug, Subcommand)]
pub(crate) enum SubscriptionsCommand {
    /// List the caller's subscriptions with their state.
    #[command(after_help = exit::TABLE)]
    List {
        #[command(flatten)]
        caller: CallerArgs,
    },
    /// Show one subscription with its state.
    #[command(after_help = exit::TABLE)]
    Show {
        /// Its name.
        name: String,
        #[command(flatten)]
        caller: CallerArgs,
    },
    /// Create a subscription; with --push, the gateway posts its entries.
    #[command(after_help = exit::TABLE)]
    Create(Box<CreateArgs>),
    /// Change where and how the gateway posts the entries of a subscription.
    #[command(after_help = exit::TABLE)]
    Update(Box<UpdateArgs>),
    /// Deliver a parked lane again, or go on behind its head.
    #[command(after_help = exit::TABLE)]
    Lane {
        /// The subscription.
        name: String,
        /// The entry at the head of the lane.
        number: u64,
        /// Ack the head in the subscriber's place, and deliver the rest.
        #[arg(long)]
        skip: bool,
        #[command(flatten)]
        caller: CallerArgs,
    },
    /// Delete a subscription with its entries. The events stay.
    #[command(after_help = exit::TABLE)]
    Delete {
        /// Its name.
        name: String,
        #[command(flatten)]
        caller: CallerArgs,
    },
}

#[derive(Debug, Args)]
pub(crate) struct CreateArgs {
    /// Its name: 1 to 63 of a-z, 0-9 and '-', beginning with a letter.
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
    /// Where it begins: `beginning`, `now`, or a time such as 2026-03-12T08:00:00Z.
    #[arg(long, value_name = "START", default_value = "now", value_parser = start)]
    pub(crate) from: StartArg,
    /// Attempts at an entry before its lane is parked. Without it: 10.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) max_attempts: Option<u32>,
    /// In which standard an event comes that came in both, as linked letters. Without it: in that of --format, else in both.
    #[arg(long, value_enum, value_name = "STANDARD")]
    pub(crate) standard: Option<StandardArg>,
    #[command(flatten)]
    pub(crate) push: PushArgs,
}

#[derive(Debug, Args)]
pub(crate) struct UpdateArgs {
    /// Its name.
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) caller: CallerArgs,
    /// Post nothing for now.
    #[arg(long, conflicts_with_all = ["go_on", "pull", "push"])]
    pub(crate) pause: bool,
    /// Post again after a pause.
    #[arg(long, conflicts_with_all = ["pull", "push"])]
    pub(crate) go_on: bool,
    /// Let the subscriber pull the entries.
    #[arg(long, conflicts_with = "push")]
    pub(crate) pull: bool,
    #[command(flatten)]
    pub(crate) push: PushArgs,
}

#[derive(Debug, Args)]
pub(crate) struct PushArgs {
    /// Where the gateway posts the entries: an https URL whose host the gateway's configuration allows.
    #[arg(long, value_name = "URL", requires = "format")]
    pub(crate) push: Option<String>,
    /// As what entries are written.
    #[arg(long, value_enum, value_name = "FORMAT", requires = "push")]
    pub(crate) format: Option<PushFormatArg>,
    /// What counts as the ack. Without it: success.
    #[arg(long, value_enum, value_name = "WHAT", requires = "push")]
    pub(crate) ack: Option<AckArg>,
    /// Requests at the same time. Without it: 4.
    #[arg(long, value_name = "N", requires = "push", value_parser = clap::value_parser!(u32).range(1..=32))]
    pub(crate) max_requests: Option<u32>,
    /// Seconds until a request is given up. Without it: 30.
    #[arg(long, value_name = "SECONDS", requires = "push")]
    pub(crate) answer_timeout: Option<u32>,
    /// Seconds until a letter without a receipt is sent again. Without it: 1800.
    #[arg(long, value_name = "SECONDS", requires = "push")]
    pub(crate) receipt_timeout: Option<u32>,
    /// How often a letter without a receipt is sent again. Without it: 3.
    #[arg(long, value_name = "N", requires = "push")]
    pub(crate) max_resends: Option<u32>,
    /// Post the receipts of the caller's own letters there too, where they follow later.
    #[arg(long, requires = "push")]
    pub(crate) receipts: bool,
}

/// In which standard an event comes that came in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StandardArg {
    /// Each letter, with its link to the other.
    Both,
    /// The FHIR message; the letter is withheld.
    Fhir,
    /// The MedCom XML letter; the message is withheld.
    MedcomXml,
}

/// As what entries are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PushFormatArg {
    /// FHIR in JSON.
    FhirJson,
    /// FHIR in XML.
    FhirXml,
    /// MedCom XML, a bare Emessage.
    MedcomEmessage,
    /// MedCom XML in a VANSEnvelope.
    MedcomVans,
}

/// What counts as the ack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AckArg {
    /// The receiver's own receipt.
    Receipt,
    /// An HTTP answer of success.
    Success,
}
