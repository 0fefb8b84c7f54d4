//! The lists of reports: aids, treatments, services, medicine.

use canonical::body::{CareItem, CareService, Medicine};

use crate::walk::{Facet, Occurs, Walk};

/// Aids or treatments, whose code and text have these names.
pub(super) fn items<W: Walk>(
    walk: &mut W,
    name: &'static str,
    (code, text): (&'static str, &'static str),
    most: usize,
    items: &mut Vec<CareItem>,
) {
    walk.groups(name, 0..=most, items, |walk, item| {
        walk.field(code, Occurs::Optional, Facet::text(14), &mut item.code);
        walk.field("Identifier", Occurs::Optional, Facet::text(3), &mut item.list);
        walk.field("IdentifierCode", Occurs::Optional, Facet::text(3), &mut item.agency);
        walk.field(text, Occurs::Optional, Facet::text(70), &mut item.text);
    });
}

/// `Service`.
pub(super) fn services<W: Walk>(walk: &mut W, services: &mut Vec<CareService>) {
    walk.groups("Service", 0..=28, services, |walk, service| {
        walk.field("ServiceHeadline", Occurs::Optional, Facet::text(70), &mut service.headline);
        walk.text("ServiceText", Occurs::Optional, &mut service.text);
    });
}

/// `Drug`.
pub(super) fn medicine<W: Walk>(walk: &mut W, medicine: &mut Medicine) {
    walk.field("NameOfDrug", Occurs::Optional, Facet::text(35), &mut medicine.name);
    walk.field("DosageForm", Occurs::Optional, Facet::text(35), &mut medicine.form);
    walk.field("DrugStrength", Occurs::Optional, Facet::text(70), &mut medicine.strength);
    walk.field("Dosage", Occurs::Optional, Facet::text(70), &mut medicine.dosage);
    walk.field("Indication", Occurs::Optional, Facet::text(70), &mut medicine.indication);
}
