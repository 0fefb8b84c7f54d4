//! Bytes to letters: the way every document goes.

use canonical::letter::{Letter, Limits, Opened, Outcome, Unreadable};
use canonical::refusal::{Refusal, RefusalCode};

use crate::draft::Draft;
use crate::envelope::{self, Read};
use crate::letter_type::LetterType;
use crate::letters::{Match, recognise};
use crate::light::{FILE, Light};
use crate::version::Version;
use crate::xml::{Decoded, Fields, Findings, Node, Positions, Reading, decode, fingerprint, parse};
use crate::{document, head, incoming, validity};

/// The root element of a MedCom document.
const ROOT: &str = "Emessage";
/// How much of a document that cannot be decoded is looked at.
const START_BYTES: usize = 16 * 1024;

/// Opens an `Emessage` and makes an event, a refusal or a recognised receipt of each of its letters.
///
/// Two conversions of the same bytes are equal.
///
/// Standard: MedCom XML, `EMessage.xsd`.
///
/// # Errors
/// [`Unreadable`] where there are no letters to speak of: `document-too-large`, `document-empty`,
/// `character-set-unsupported`, `dtd-forbidden`, `document-too-deep`, `document-too-complex`,
/// `xml-malformed`, `root-unknown`, `element-missing` for the envelope, `letter-missing`.
#[allow(clippy::result_large_err, reason = "rare, and moved once")]
pub fn convert(bytes: &[u8], limits: &Limits) -> Result<Opened, Unreadable> {
    convert_light(&Light::of(bytes), limits)
}

/// The same of a document whose large files were left out.
///
/// # Errors
/// As [`convert`].
#[allow(clippy::result_large_err, reason = "rare, and moved once")]
pub fn convert_light(light: &Light<'_>, limits: &Limits) -> Result<Opened, Unreadable> {
    open(light, limits, |_, read, positions, bodies| bodies.iter().map(|body| body.letter(read, positions)).collect())
}

/// The same, and refuses each letter that departs from the schema of its version, with every departure. Letters without a
/// reader of their own have no schema here.
///
/// # Errors
/// As [`convert`].
#[allow(clippy::result_large_err, reason = "rare, and moved once")]
pub fn convert_strictly(bytes: &[u8], limits: &Limits) -> Result<Opened, Unreadable> {
    convert_light_strictly(&Light::of(bytes), limits)
}

/// The same of a document whose large files were left out.
///
/// # Errors
/// As [`convert`].
#[allow(clippy::result_large_err, reason = "rare, and moved once")]
pub fn convert_light_strictly(light: &Light<'_>, limits: &Limits) -> Result<Opened, Unreadable> {
    open(light, limits, |root, read, positions, bodies| {
        let around = departures_around(root, positions);
        bodies.iter().map(|body| body.strictly(read, &around, positions)).collect()
    })
}

/// Everything in a document that the schemas of its letters do not allow, in the document's order; letters without a reader
/// of their own have no schema here. What the schemas allow may still be refused: they let an identifier be blank.
///
/// # Errors
/// As [`convert`].
#[allow(clippy::result_large_err, reason = "rare, and moved once")]
pub fn validate(bytes: &[u8], limits: &Limits) -> Result<Vec<Refusal>, Unreadable> {
    let mut found = Vec::new();
    let opened = open(&Light::of(bytes), limits, |root, _, positions, bodies| {
        let departures: Vec<Vec<Refusal>> = bodies.iter().filter_map(|body| body.departures(positions)).collect();
        if !departures.is_empty() {
            found = [departures_around(root, positions), departures.concat()].concat();
        }
        Vec::new()
    })?;
    // Of a document that is no tree, the letter that could be saved says why.
    let saved = opened.letters.into_iter().filter_map(|letter| match letter.outcome {
        Outcome::Refused(refusals) => Some(refusals),
        Outcome::Event(_) | Outcome::Receipt(_) => None,
    });
    found.extend(saved.flatten());
    Ok(found)
}

/// Opens a document, and makes of its parts what is wanted.
#[allow(clippy::result_large_err, reason = "rare, and moved once")]
fn open(
    light: &Light<'_>,
    limits: &Limits,
    letters: impl FnOnce(Node<'_, '_>, &Read, &Positions<'_>, &[Body<'_, '_>]) -> Vec<Letter>,
) -> Result<Opened, Unreadable> {
    let lost = |refusal| Unreadable { envelope: None, refusals: vec![refusal] };
    let Decoded { text, guessed, cuts } = match decode(light, limits) {
        Ok(decoded) => decoded,
        Err(refusal) => return envelope::rescue(&start_of(&light.bytes), refusal),
    };
    let positions = Positions::new(&text, cuts);
    let tree = match parse(&text, &positions, limits) {
        Ok(tree) => tree,
        Err(refusal) => return envelope::rescue(&text, refusal),
    };
    let root = tree.root_element();
    let positions = positions.with_files(root, FILE, light);
    if root.tag_name().name() != ROOT {
        return Err(lost(Refusal::new(RefusalCode::RootUnknown, positions.place(root))));
    }
    let read = envelope::read(root, guessed, &positions)?;
    let bodies = bodies(root);
    let code = match bodies.len() {
        0 => Some(RefusalCode::LetterMissing),
        count if count > limits.letters => Some(RefusalCode::DocumentTooComplex),
        _ => None,
    };
    if let Some(code) = code {
        let refusals = vec![Refusal::new(code, positions.place(root))];
        return Err(Unreadable { envelope: Some(read.envelope), refusals });
    }
    let letters = letters(root, &read, &positions, &bodies);
    Ok(Opened { envelope: read.envelope, letters })
}

/// What the schema does not allow around letters.
fn departures_around(root: Node<'_, '_>, positions: &Positions<'_>) -> Vec<Refusal> {
    let namespace = root.tag_name().namespace().unwrap_or_default();
    let mut found = validity::around(root, positions);
    if let Some(first) = root.first_element_child().filter(|first| first.tag_name().name() != "Envelope") {
        found.push(Refusal::new(RefusalCode::ElementUnexpected, positions.place(first)));
    }
    let envelopes = root.children().filter(|child| child.is_element() && child.tag_name().name() == "Envelope");
    let again = |second| Refusal::new(RefusalCode::ElementRepeated, positions.place(second));
    found.extend(envelopes.skip(1).map(again));
    if let Some(envelope) = head::child(root, "Envelope") {
        found.extend(validity::findings(envelope, &envelope::particles(), namespace, positions));
    }
    found
}

/// What the schema of a version does not allow in a letter; `None` where it is not public.
fn departures(
    element: Node<'_, '_>,
    known: &LetterType,
    version: &'static Version,
    positions: &Positions<'_>,
) -> Option<Vec<Refusal>> {
    let findings = || validity::findings(element, &known.particles(version), version.namespace(), positions);
    version.has_public_schema().then(findings)
}

/// What heads of letters are looked for in, where the bytes are no text.
fn start_of(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes.get(..START_BYTES).unwrap_or(bytes))
}

/// A letter's element, with the local extensions that follow it.
struct Body<'a, 'i> {
    element: Node<'a, 'i>,
    local: Vec<Node<'a, 'i>>,
}

/// Splits what follows the envelope. `Local_Elements` belongs to the letter before it.
fn bodies<'a, 'i>(root: Node<'a, 'i>) -> Vec<Body<'a, 'i>> {
    let mut bodies: Vec<Body<'a, 'i>> = Vec::new();
    for element in root.children().filter(Node::is_element) {
        match (element.tag_name().name(), bodies.last_mut()) {
            ("Envelope", _) => {}
            ("Local_Elements", Some(body)) => body.local.push(element),
            _ => bodies.push(Body { element, local: Vec::new() }),
        }
    }
    bodies
}

impl<'a, 'i: 'a> Body<'a, 'i> {
    fn letter(&self, read: &Read, positions: &Positions<'_>) -> Letter {
        let head = head::of(self.element);
        if let Some(form) = incoming::form(self.element) {
            let receipt = incoming::receipt(self.element, form, self.fingerprint(positions));
            return Letter { head, outcome: Outcome::Receipt(Box::new(receipt)) };
        }
        let outcome = match recognise(self.element, &head) {
            Match::Document => self.event(read, positions, document::draft),
            Match::Letter(letter, version) => self.event(read, positions, |fields| (letter.convert)(fields, version)),
            Match::Mismatch(element) => {
                Outcome::Refused(vec![Refusal::new(RefusalCode::VersionUnsupported, positions.place(element))])
            }
        };
        Letter { head, outcome }
    }

    /// What the schema of its version does not allow; `None` where no schema is public.
    fn departures(&self, positions: &Positions<'_>) -> Option<Vec<Refusal>> {
        match recognise(self.element, &head::of(self.element)) {
            Match::Letter(known, version) => departures(self.element, known, version, positions),
            Match::Document => Some(Vec::new()),
            Match::Mismatch(element) => {
                Some(vec![Refusal::new(RefusalCode::VersionUnsupported, positions.place(element))])
            }
        }
    }

    /// The letter, refused if its schema does not allow it.
    fn strictly(&self, read: &Read, around: &[Refusal], positions: &Positions<'_>) -> Letter {
        let letter = self.letter(read, positions);
        let departures = match recognise(self.element, &letter.head) {
            Match::Letter(known, version) => departures(self.element, known, version, positions),
            Match::Document | Match::Mismatch(_) => None,
        };
        let departures = departures.map_or_else(Vec::new, |own| [around, &own].concat());
        let outcome = match letter.outcome {
            Outcome::Event(_) if !departures.is_empty() => Outcome::Refused(departures),
            Outcome::Refused(refusals) => {
                let is_new = |departure: &Refusal| !refusals.iter().any(|known| known.at == departure.at);
                let more: Vec<Refusal> = departures.into_iter().filter(is_new).collect();
                Outcome::Refused([refusals, more].concat())
            }
            outcome => outcome,
        };
        Letter { outcome, ..letter }
    }

    /// Reads the letter and completes its event, or gives every reason why not.
    fn event(
        &self,
        read: &Read,
        positions: &Positions<'_>,
        convert: impl for<'r, 't> FnOnce(Fields<'r, 't, 'a, 'i>) -> Option<Draft>,
    ) -> Outcome {
        let reading = Reading::new(positions);
        let draft = convert(Fields::of(self.element, &reading));
        self.local.iter().for_each(|local| reading.keep_unknown(*local));
        if draft.is_none() && !reading.is_refused() {
            // A reader that gives up says why; should one not, the letter still gets a reason.
            reading.refuse(self.element, RefusalCode::ValueMalformed);
        }
        let Findings { refusals, notices, verbatim } = reading.finish();
        match draft {
            Some(draft) if refusals.is_empty() && read.refusals.is_empty() => {
                let sent = read.envelope.sent.clone();
                // A doubt about the document is one about each of its letters.
                let notices = [read.envelope.notices.clone(), notices].concat();
                Outcome::Event(Box::new(draft.complete(self.fingerprint(positions), sent, notices, verbatim)))
            }
            _ => Outcome::Refused([read.refusals.clone(), refusals].concat()),
        }
    }

    fn fingerprint(&self, positions: &Positions<'_>) -> canonical::digest::Digest {
        fingerprint(std::iter::once(self.element).chain(self.local.iter().copied()), positions)
    }
}
