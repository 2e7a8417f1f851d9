//! Records to numbers. Each module takes the register and what modules above it computed.

use crate::kit::diag::Diagnostics;
use crate::kit::source::Snapshot;
use crate::subject::check;
use crate::subject::history::History;
use crate::subject::register::Register;
use crate::subject::report::{Report, report_with};

/// Computes everything pages show and reports what the figures find. The snapshot is there for the places of rows alone: no
/// figure comes from it.
pub fn compute<'a>(
    register: &'a Register,
    snapshot: &Snapshot,
    history: &History,
    diagnostics: &mut Diagnostics,
) -> Report<'a> {
    let report = report_with(register, snapshot, history);
    check::find(&report, snapshot, history, diagnostics);
    report
}
