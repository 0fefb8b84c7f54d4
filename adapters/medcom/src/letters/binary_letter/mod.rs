//! `BinaryLetter` (XBIN01, XBIN02, da. binær meddelelse): files travel beside the letter that names them.
//!
//! Standard: `2005/08/07/BinaryLetter.xsd`, letter version XB0130X; `2012/03/28/BinaryLetter.xsd`, letter version
//!           XB0131X; `2019/04/03/BinaryLetter.xsd`, letter version XB0230X.
//! Becomes:  [`Body::Enclosure`](canonical::Body::Enclosure).
//! Cases:    `cases/*.xml`, each beside its `.event.txt` or `.refusal.txt`.

use crate::forms::BinaryLetter;
use crate::letter_type::LetterType;
use crate::version::{R2005_08_07, R2012_03_28, R2019_04_03, Version};

/// The letter type.
pub(crate) const LETTER: LetterType = LetterType::new::<BinaryLetter>(
    "BinaryLetter",
    &[
        Version::new("XB0130X", "XBIN01", &R2005_08_07),
        Version::new("XB0131X", "XBIN01", &R2012_03_28),
        Version::new("XB0230X", "XBIN02", &R2019_04_03),
    ],
);
