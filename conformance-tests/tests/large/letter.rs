//! A binary letter with one file, base64 in base64 in a `VANSEnvelope`, made while it is sent.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use canonical::digest::Digest;
use conformance_tests::peers::{Answer, Https, PeerError};
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;

/// Bytes of the file that are made at once: a multiple of three.
const PIECE: usize = 3 * 16 * 1024;

/// A letter from the hospital to the clinic.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub(crate) id: String,
    /// Bytes of the file.
    pub(crate) file: usize,
}

/// What was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) file: Digest,
    pub(crate) document: Digest,
    pub(crate) length: u64,
}

impl Letter {
    /// A letter whose envelope measures this many bytes, or few less.
    pub(crate) fn of_size(id: &str, bytes: usize) -> Self {
        // Base64 twice; what is around takes less than four kilobytes.
        let file = (bytes - 4096) / 16 * 9;
        Self { id: id.to_owned(), file: file - file % 3 }
    }

    fn head(&self) -> String {
        let party = |gln: &str, number: &str, kind: &str, name: &str| {
            format!(
                "<EANIdentifier>{gln}</EANIdentifier><Identifier>{number}</Identifier>\
                 <IdentifierCode>{kind}</IdentifierCode><OrganisationName>{name}</OrganisationName>"
            )
        };
        format!(
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n\
             <Emessage xmlns=\"http://rep.oio.dk/sundcom.dk/medcom.dk/xml/schemas/2005/08/07/\">\
             <Envelope><Sent><Date>2026-03-12</Date><Time>14:40</Time></Sent><Identifier>{id}</Identifier>\
             <AcknowledgementCode>pluspositivkvitt</AcknowledgementCode></Envelope><BinaryLetter><Letter>\
             <Identifier>{id}</Identifier><VersionCode>XB0130X</VersionCode><StatisticalCode>XBIN01</StatisticalCode>\
             <Authorisation><Date>2026-03-12</Date><Time>14:35</Time></Authorisation><TypeCode>XBIN01</TypeCode>\
             <StatusCode>nytbrev</StatusCode></Letter><Sender>{}</Sender><Receiver>{}</Receiver><Patient>\
             <CivilRegistrationNumber>1402389992</CivilRegistrationNumber><PersonSurnameName>Testrup</PersonSurnameName>\
             </Patient><BinaryObject><ObjectIdentifier>{id}</ObjectIdentifier><ObjectCode>billede</ObjectCode>\
             <ObjectExtensionCode>png</ObjectExtensionCode><OriginalObjectSize>{}</OriginalObjectSize>\
             <Object_Base64Encoded>",
            party("5790999900010", "9999", "sygehusafdelingsnummer", "Testregionens Hospital"),
            party("5790999900034", "999990", "ydernummer", "Laegerne Proevegade"),
            self.file,
            id = self.id,
        )
    }

    const TAIL: &str = "</Object_Base64Encoded></BinaryObject></BinaryLetter></Emessage>\n";

    fn payload(&self) -> usize {
        self.head().len() + self.file.div_ceil(3) * 4 + Self::TAIL.len()
    }

    fn envelope(&self) -> (String, &'static str) {
        let head = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<VANSEnvelope xmlns=\"urn:oio:medcom:vans-envelope:1.0.4\">\
             <SenderID EndPointType=\"EAN\">5790999900010</SenderID><ReceiverID EndPointType=\"EAN\">5790999900034\
             </ReceiverID><EnvelopeIdentifier>c2b7f4de-5a08-4f6a-9d31-7e1f0a9b8c64</EnvelopeIdentifier>\
             <SentDateTime>2026-03-12T14:40:05+01:00</SentDateTime><Message><MetaInformation><Identifier>{}</Identifier>\
             <Document><Format>XML</Format><Name>MCM:XBIN01</Name><Version>XB0130X</Version><SizeInBytes>{}</SizeInBytes>\
             </Document><Transport><Type>reliable</Type><TransformMessage>false</TransformMessage></Transport>\
             </MetaInformation><Data>",
            self.id,
            self.payload()
        );
        (head, "</Data></Message></VANSEnvelope>\n")
    }

    /// Bytes of the whole document.
    pub(crate) fn length(&self) -> u64 {
        let (head, tail) = self.envelope();
        (head.len() + self.payload().div_ceil(3) * 4 + tail.len()) as u64
    }

    /// Makes the document piece by piece.
    pub(crate) fn make(&self, mut send: impl FnMut(Bytes) -> Option<()>) -> Option<Sent> {
        let (head, tail) = self.envelope();
        let (mut whole, mut left) = (Sha256::new(), Vec::new());
        let mut out = |bytes: Bytes| {
            whole.update(&bytes);
            send(bytes)
        };
        out(head.into())?;
        let mut inner = |bytes: &[u8], is_last: bool| {
            left.extend_from_slice(bytes);
            let ready = if is_last { left.len() } else { left.len() - left.len() % 3 };
            let text = STANDARD.encode(&left[..ready]);
            left.drain(..ready);
            out(text.into())
        };
        inner(self.head().as_bytes(), false)?;
        let (mut file, mut state) = (Sha256::new(), 0x2545_f491_4f6c_dd1d_u64 ^ self.id.len() as u64);
        for at in (0..self.file).step_by(PIECE) {
            let piece: Vec<u8> = (0..PIECE.min(self.file - at)).map(|_| next(&mut state)).collect();
            file.update(&piece);
            inner(STANDARD.encode(&piece).as_bytes(), false)?;
        }
        inner(Self::TAIL.as_bytes(), true)?;
        out(tail.into())?;
        let digest = |hasher: Sha256| Digest(hasher.finalize().into());
        Some(Sent { file: digest(file), document: digest(whole), length: self.length() })
    }

    /// Posts the document; of a sender that goes away, no more than this many bytes.
    pub(crate) async fn post(&self, client: &Https, most: u64) -> (Result<Answer, PeerError>, Option<Sent>) {
        let (pieces, made) = mpsc::channel(4);
        let letter = self.clone();
        let making = tokio::task::spawn_blocking(move || {
            let mut room = most;
            letter.make(|piece| {
                room = room.checked_sub(piece.len() as u64)?;
                pieces.blocking_send(piece).ok()
            })
        });
        let answer = client.post_pieces("/medcom", self.length(), made).await;
        (answer, making.await.expect("made"))
    }
}

/// Bytes without a pattern (xorshift).
fn next(state: &mut u64) -> u8 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    (*state >> 32) as u8
}

/// Files of a blob store, and how many are being taken in.
pub(crate) fn stored(blobs: &Path) -> (Vec<String>, usize) {
    let entries = |folder: &Path| -> Vec<_> {
        let all = std::fs::read_dir(folder).into_iter().flatten();
        all.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect()
    };
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (mut kept, mut staged) = (Vec::new(), 0);
    for folder in entries(blobs) {
        if name(&folder) == "staged" {
            staged += entries(&folder).iter().map(|own| entries(own).len()).sum::<usize>();
        } else {
            kept.extend(entries(&folder).iter().map(|file| format!("{}{}", name(&folder), name(file))));
        }
    }
    kept.sort();
    (kept, staged)
}
