//! The Encounter of a notification: class, status, times, episodes, and the department in charge.
//!
//! Standard: profile `medcom-hospitalNotification-encounter` 3.0.

use canonical::Moment;
use canonical::body::{StayClass, StayState};
use canonical::course::Episode;
use canonical::party::Party;
use canonical::refusal::RefusalCode;

use crate::bundle::Bundle;
use crate::findings::Findings;
use crate::resources::{identifier_value, moment, organisation};
use crate::tree::Node;

/// Holds the leave period. The misspelling is the standard's.
pub(super) const LEAVE_PERIOD: &str = "medcom-hospitalnotifiation-leave-period-extension";

/// The stay as the sender states it.
pub(super) struct Encounter<'a> {
    /// The resource.
    pub(super) node: Node<'a>,
    /// Its class.
    pub(super) class: StayClass,
    /// Its state.
    pub(super) state: StayState,
    /// Every episode identifier.
    pub(super) episodes: Vec<Episode>,
    /// When the patient came.
    pub(super) start: Moment,
    /// When the patient left or died.
    pub(super) end: Option<Moment>,
    /// When leave began.
    pub(super) leave_start: Option<Moment>,
    /// When leave ended.
    pub(super) leave_end: Option<Moment>,
    /// The department in charge.
    pub(super) provider: Option<Node<'a>>,
}

/// Reads the Encounter that the header's focus names.
pub(super) fn encounter<'a>(bundle: &Bundle<'a>, header: Node<'a>, findings: &mut Findings) -> Option<Encounter<'a>> {
    let focus = findings.required(header, "focus")?;
    let node = bundle.follow(focus, &["Encounter"], findings)?;
    let state = state(node, findings);
    let class = class(node, findings);
    if let Some(subject) = findings.required(node, "subject") {
        bundle.follow(subject, &["Patient"], findings);
    }
    let episodes = episodes(node, findings);
    let (start, end) = period(node, findings);
    let (leave_start, leave_end) = leave(node, findings);
    let provider = findings.required(node, "serviceProvider");
    let provider = provider.and_then(|provider| bundle.follow(provider, &["Organization"], findings));
    let (class, state, start) = (class?, state?, start?);
    Some(Encounter { node, class, state, episodes, start, end, leave_start, leave_end, provider })
}

/// The department in charge, unless it is the sender itself.
pub(super) fn ward(encounter: &Encounter<'_>, sender: &Party, findings: &mut Findings) -> Option<Box<Party>> {
    let party = organisation(encounter.provider?, findings);
    let is_sender = party.identifiers == sender.identifiers && party.organisation == sender.organisation;
    (!is_sender).then(|| Box::new(party))
}

/// `Encounter.status`: a closed list of four.
fn state(node: Node<'_>, findings: &mut Findings) -> Option<StayState> {
    let (at, word) = findings.required_text(node, "status")?;
    match word {
        "entered-in-error" => Some(StayState::EnteredInError),
        "finished" => Some(StayState::Finished),
        "in-progress" => Some(StayState::InProgress),
        "onleave" => Some(StayState::OnLeave),
        _ => {
            findings.refuse(RefusalCode::CodeUnknown, at);
            None
        }
    }
}

/// `Encounter.class`: a closed list of two, from v3-ActCode.
fn class(node: Node<'_>, findings: &mut Findings) -> Option<StayClass> {
    let class = findings.required(node, "class")?;
    class.mark("system");
    class.mark("display");
    let (at, code) = findings.required_text(class, "code")?;
    match code {
        "EMER" => Some(StayClass::Acute),
        "IMP" => Some(StayClass::Inpatient),
        _ => {
            findings.refuse(RefusalCode::CodeUnknown, at);
            None
        }
    }
}

fn episodes(node: Node<'_>, findings: &mut Findings) -> Vec<Episode> {
    let mut episodes = Vec::new();
    let mut any = false;
    for episode in node.all("episodeOfCare") {
        any = true;
        let identifier = findings.required(episode, "identifier");
        episodes.extend(identifier.and_then(|identifier| identifier_value(identifier, findings)));
    }
    if !any {
        findings.refuse_missing(RefusalCode::ElementMissing, node, "episodeOfCare");
    }
    episodes
}

fn period(node: Node<'_>, findings: &mut Findings) -> (Option<Moment>, Option<Moment>) {
    let Some(period) = findings.required(node, "period") else { return (None, None) };
    findings.required(period, "start");
    (moment(period, "start", findings), moment(period, "end", findings))
}

/// The leave period, also under the address that a correction of the misspelling would give it.
fn leave(node: Node<'_>, findings: &mut Findings) -> (Option<Moment>, Option<Moment>) {
    let extension =
        node.extension(LEAVE_PERIOD).or_else(|| node.extension("medcom-hospitalnotification-leave-period-extension"));
    let Some(period) = extension.and_then(|extension| findings.required(extension, "valuePeriod")) else {
        return (None, None);
    };
    (moment(period, "start", findings), moment(period, "end", findings))
}
