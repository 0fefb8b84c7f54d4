//! Broen as it is measured.

mod broen;
mod engines;
mod services;
mod standalone;

use crate::Error;
use crate::plan::{Mode, Plan};

pub(crate) use broen::Stage;

/// Starts everything the plan asks for.
pub(crate) async fn set(plan: &Plan) -> Result<Stage, Error> {
    match plan.mode {
        Mode::Services => services::start(&plan.program).await,
        Mode::Standalone => standalone::start(&plan.program).await,
    }
}
