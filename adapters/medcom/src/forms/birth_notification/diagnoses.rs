//! The diagnoses of pregnancy, birth and child: a main one, additions to it, and others.

use canonical::code::{Code, CodeRole};

use crate::blocks::{Diagnosis, DiagnosisShape, diagnosis};
use crate::walk::Walk;

/// Diagnoses by their place.
#[derive(Default)]
pub(super) struct Diagnoses {
    main: Diagnosis,
    additions: Vec<Diagnosis>,
    others: Vec<Diagnosis>,
}

/// The names of the main one, of additions, and of others with how many there may be.
type Names = (&'static str, &'static str, Option<(&'static str, usize)>);

/// Diagnoses under these names.
pub(super) fn diagnoses<W: Walk>(walk: &mut W, all: &mut Diagnoses, (main, additions, others): Names) {
    walk.required(main, |walk| diagnosis(walk, &mut all.main, &DiagnosisShape::FULL));
    lesser(walk, additions, 5, &mut all.additions);
    if let Some((others, most)) = others {
        lesser(walk, others, most, &mut all.others);
    }
}

/// `QualifiedDiagnoseOrTreatmentType`, at most so many.
pub(super) fn lesser<W: Walk>(walk: &mut W, name: &'static str, most: usize, all: &mut Vec<Diagnosis>) {
    walk.groups(name, 0..=most, all, |walk, one| diagnosis(walk, one, &DiagnosisShape::DESCRIBED));
}

impl From<Diagnoses> for Vec<Code> {
    fn from(Diagnoses { main, additions, others }: Diagnoses) -> Self {
        let additions = additions.into_iter().map(|one| one.into_code(CodeRole::MainDiagnosisAddition));
        let others = others.into_iter().map(|one| one.into_code(CodeRole::Other));
        std::iter::once(main.into_code(CodeRole::MainDiagnosis)).chain(additions).chain(others).collect()
    }
}

impl From<&[Code]> for Diagnoses {
    fn from(codes: &[Code]) -> Self {
        Self {
            main: Diagnosis::with_role(codes, CodeRole::MainDiagnosis).into_iter().next().unwrap_or_default(),
            additions: Diagnosis::with_role(codes, CodeRole::MainDiagnosisAddition),
            others: Diagnosis::with_role(codes, CodeRole::Other),
        }
    }
}
