//! What HospitalNotification may not say: a stay is told by its class, its status and its times alone.

use canonical::refusal::RefusalCode as Code;
use serde_json::json;

use crate::message::Message;
use crate::rule::Base::Admission;
use crate::rule::Rule;

/// A rule that an element is not there.
const fn forbidden(id: &'static str, at: &'static str, breaks: fn(&mut Message)) -> Rule {
    Rule { breaks, ..Rule::refuses(id, Code::ElementUnexpected, at, Admission) }
}

pub(crate) const RULES: &[Rule] = &[
    Rule {
        asks: "Says no type.",
        source: &["medcom-hospitalNotification-encounter: Encounter.type"],
        ..forbidden("hn-no-type", "Encounter.type", |m| m.set("Encounter/type", json!([{ "text": "x" }])))
    },
    Rule {
        asks: "Says no type of service.",
        source: &["medcom-hospitalNotification-encounter: Encounter.serviceType"],
        ..forbidden("hn-no-service-type", "Encounter.serviceType", |m| {
            m.set("Encounter/serviceType", json!({ "text": "x" }))
        })
    },
    Rule {
        asks: "Says no priority.",
        source: &["medcom-hospitalNotification-encounter: Encounter.priority"],
        ..forbidden("hn-no-priority", "Encounter.priority", |m| m.set("Encounter/priority", json!({ "text": "x" })))
    },
    Rule {
        asks: "Names no request.",
        source: &["medcom-hospitalNotification-encounter: Encounter.basedOn"],
        ..forbidden("hn-no-request", "Encounter.basedOn", |m| m.set("Encounter/basedOn", json!([{ "display": "x" }])))
    },
    Rule {
        asks: "Names no participant.",
        source: &["medcom-hospitalNotification-encounter: Encounter.participant"],
        ..forbidden("hn-no-participant", "Encounter.participant", |m| {
            m.set("Encounter/participant", json!([{ "individual": { "display": "x" } }]));
        })
    },
    Rule {
        asks: "Names no appointment.",
        source: &["medcom-hospitalNotification-encounter: Encounter.appointment"],
        ..forbidden("hn-no-appointment", "Encounter.appointment", |m| {
            m.set("Encounter/appointment", json!([{ "display": "x" }]));
        })
    },
    Rule {
        asks: "Says no length.",
        source: &["medcom-hospitalNotification-encounter: Encounter.length"],
        ..forbidden("hn-no-length", "Encounter.length", |m| m.set("Encounter/length", json!({ "value": 1 })))
    },
    Rule {
        asks: "Says no reason.",
        source: &["medcom-hospitalNotification-encounter: Encounter.reasonCode"],
        ..forbidden("hn-no-reason", "Encounter.reasonCode", |m| m.set("Encounter/reasonCode", json!([{ "text": "x" }])))
    },
    Rule {
        asks: "Names no reason.",
        source: &["medcom-hospitalNotification-encounter: Encounter.reasonReference"],
        ..forbidden("hn-no-reason-reference", "Encounter.reasonReference", |m| {
            m.set("Encounter/reasonReference", json!([{ "display": "x" }]));
        })
    },
    Rule {
        asks: "Names no diagnosis.",
        source: &["medcom-hospitalNotification-encounter: Encounter.diagnosis"],
        ..forbidden("hn-no-diagnosis", "Encounter.diagnosis", |m| {
            m.set("Encounter/diagnosis", json!([{ "condition": { "display": "x" } }]));
        })
    },
    Rule {
        asks: "Says nothing of the hospitalisation.",
        source: &["medcom-hospitalNotification-encounter: Encounter.hospitalization"],
        ..forbidden("hn-no-hospitalization", "Encounter.hospitalization", |m| {
            m.set("Encounter/hospitalization", json!({ "reAdmission": { "text": "x" } }));
        })
    },
    Rule {
        asks: "Names no location.",
        source: &["medcom-hospitalNotification-encounter: Encounter.location"],
        ..forbidden("hn-no-location", "Encounter.location", |m| {
            m.set("Encounter/location", json!([{ "location": { "display": "x" } }]));
        })
    },
    Rule {
        asks: "Is part of no other stay.",
        source: &["medcom-hospitalNotification-encounter: Encounter.partOf"],
        ..forbidden("hn-no-part-of", "Encounter.partOf", |m| m.set("Encounter/partOf", json!({ "display": "x" })))
    },
    Rule {
        asks: "Names no account.",
        source: &["medcom-core-encounter: Encounter.account"],
        ..forbidden("hn-no-account", "Encounter.account", |m| m.set("Encounter/account", json!([{ "display": "x" }])))
    },
    Rule {
        asks: "An episode is named by its identifier, not by a reference.",
        source: &[
            "medcom-hospitalNotification-encounter: Encounter.episodeOfCare.reference",
            "medcom-hospitalNotification-encounter: Encounter.episodeOfCare:lpr3identifier.reference",
        ],
        ..forbidden("hn-episode-no-reference", "Encounter.episodeOfCare.reference", |m| {
            m.set("Encounter/episodeOfCare/0/reference", "EpisodeOfCare/x");
        })
    },
];
