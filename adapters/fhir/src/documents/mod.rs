//! Events of which MedCom has no message: FHIR documents that say everything the event says.
//!
//! A `Composition` leads. The readable text stands in its sections, as it was emphasised; every typed fact is a resource
//! that a section names: stays and visits are Encounters, diagnoses Conditions, what was done Procedures, what is asked
//! ServiceRequests, medicine MedicationStatements, what is planned a CarePlan, files DocumentReferences. A fact that FHIR
//! has no resource for is an Observation, whose code is the name of the model's field (`urn:broen:fact`).
//!
//! Standard: HL7 FHIR R4, 3.3 (Documents); invariants bdl-9 to bdl-11.

mod bodies;
mod clinical;
mod composition;
mod markup;
mod parties;
mod sheet;

use canonical::event::Event;
use canonical::letter::Stamp;
use serde_json::Value;

use crate::write::Unfit;
use sheet::Sheet;

/// The document Bundle, or everything that stands in its way.
pub(crate) fn render(event: &Event, stamp: &Stamp) -> Result<Value, Vec<Unfit>> {
    let mut sheet = Sheet::new(event);
    parties::tell(&mut sheet);
    clinical::tell(&mut sheet);
    bodies::tell(&mut sheet);
    composition::bound(sheet, stamp)
}
