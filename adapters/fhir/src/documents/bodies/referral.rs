//! A referral: where the patient should be treated, and what referrals of one profession ask.

use canonical::body::{Particular, Referral, Triage};

use super::super::sheet::{Sheet, plain};
use crate::write::{Element, Resource};

/// What is asked for.
pub(super) fn tell(sheet: &mut Sheet<'_>, facts: &Referral) {
    let Referral { setting, transport, hospital_choice, triage, category, particulars } = facts;
    let words =
        [("setting", setting), ("transport", transport), ("hospital-choice", hospital_choice), ("category", category)];
    for (name, word) in words {
        sheet.word(name, word.as_deref());
    }
    for Triage { step, note } in triage {
        let resource = Resource::of("Task", None)
            .with("status", "completed")
            .with("intent", "order")
            .with("code", Element::default().with("text", step))
            .with("for", sheet.subject())
            .with_all("note", plain(Some(note)).map(|note| Element::default().with("text", note)));
        sheet.tell(resource);
    }
    for Particular { name, value } in particulars {
        sheet.word(name, Some(value));
    }
}
