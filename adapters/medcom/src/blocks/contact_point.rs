//! `ContactInformation`: whom to call about a letter, and when.

use canonical::Personal;
use canonical::party::{Channel, Contact, ContactPoint};

use crate::walk::{Facet, Occurs, Walk};

/// The forms that contact information has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ContactPointShape {
    /// A name and a second one, with all ways to reach them.
    Apart,
    /// Names, with all ways to reach them.
    Named,
    /// Names and a telephone.
    Telephone,
}

/// What `ContactInformation` holds.
#[derive(Default)]
struct Point {
    names: Vec<Option<Personal<String>>>,
    telephone: Option<Personal<String>>,
    fax: Option<Personal<String>>,
    email: Option<Personal<String>>,
    hours: Option<String>,
}

/// `ContactInformation`, up to five.
pub(crate) fn contact_points<W: Walk>(walk: &mut W, points: &mut Vec<ContactPoint>, shape: ContactPointShape) {
    let mut all: Vec<Point> = std::mem::take(points).into_iter().map(Point::from).collect();
    walk.groups("ContactInformation", 0..=5, &mut all, |walk, point| {
        match shape {
            ContactPointShape::Apart => names_apart(walk, &mut point.names),
            _ => walk.fields("ContactName", 2, Facet::text(35), &mut point.names),
        }
        let number = Facet::text(25);
        walk.field("TelephoneSubscriberIdentifier", Occurs::Optional, number, &mut point.telephone);
        if shape != ContactPointShape::Telephone {
            let email = if shape == ContactPointShape::Apart { "EmailAddressIdentifier" } else { "EmailIdentifier" };
            walk.field("TelefaxSubscriberIdentifier", Occurs::Optional, number, &mut point.fax);
            walk.field(email, Occurs::Optional, Facet::text(35), &mut point.email);
        }
        walk.field("ContactTimeText", Occurs::Optional, Facet::text(35), &mut point.hours);
    });
    points.extend(all.into_iter().map(ContactPoint::from));
}

/// `ContactNamePrimary` and `ContactNameSecondary`. A second one alone stands behind an empty first.
fn names_apart<W: Walk>(walk: &mut W, names: &mut Vec<Option<Personal<String>>>) {
    let is_said = |name: &Personal<String>| !name.reveal().is_empty();
    let mut known = std::mem::take(names).into_iter().map(|name| name.filter(is_said));
    let (mut first, mut second) = (known.next().flatten(), known.next().flatten());
    walk.field("ContactNamePrimary", Occurs::Optional, Facet::text(35), &mut first);
    walk.field("ContactNameSecondary", Occurs::Optional, Facet::text(35), &mut second);
    if first.is_none() && second.is_some() {
        first = Some(Personal::default());
    }
    names.extend([first, second].into_iter().filter(Option::is_some));
}

impl From<ContactPoint> for Point {
    fn from(point: ContactPoint) -> Self {
        let ContactPoint { names, contacts, hours } = point;
        let by =
            |channel| contacts.iter().find(|contact| contact.channel == channel).map(|contact| contact.value.clone());
        Self {
            names: names.into_iter().map(Some).collect(),
            telephone: by(Channel::Telephone),
            fax: by(Channel::Fax),
            email: by(Channel::Email),
            hours,
        }
    }
}

impl From<Point> for ContactPoint {
    fn from(point: Point) -> Self {
        let Point { names, telephone, fax, email, hours } = point;
        let contact =
            |channel, value: Option<Personal<String>>| value.map(|value| Contact { channel, value, note: None });
        let contacts =
            [contact(Channel::Telephone, telephone), contact(Channel::Fax, fax), contact(Channel::Email, email)];
        Self { names: names.into_iter().flatten().collect(), contacts: contacts.into_iter().flatten().collect(), hours }
    }
}
