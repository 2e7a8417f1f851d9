//! Records to numbers. Each module takes the register and what modules above it computed.

#[cfg(test)]
pub(crate) mod testing;

pub mod formula;

pub mod interval;
pub mod spc;
pub mod stratified;

pub mod exact;

pub mod prefix;

pub mod rollup;

pub mod terms;

pub mod standing;

pub mod window;

pub mod relief;

pub mod target_line;

pub mod charted;

pub mod initiative;

pub mod attainment;

pub mod budget;

pub mod scorecard;

pub mod credit;

pub mod wording;

pub mod sentence;

pub mod shift_share;

pub mod trend;

pub mod plan;

pub mod tracker;

pub mod project;

pub mod acknowledged;

pub mod audit;

pub mod sop;

pub mod reply;

pub mod executive;

pub mod signoff;

pub mod restatement;

mod report;

pub mod issue;

pub mod judging;

pub mod findings;

pub mod difference;

pub use report::{Report, report, report_of_month, report_of_week};

use crate::diag::Diagnostics;
use crate::history::History;
use crate::model::Register;
use crate::source::Snapshot;

/// Computes everything pages show and reports what the figures find. The snapshot is there for the places of rows alone: no
/// figure comes from it.
pub fn compute<'a>(
    register: &'a Register,
    snapshot: &Snapshot,
    history: &History,
    diagnostics: &mut Diagnostics,
) -> Report<'a> {
    let mut report = report(register);
    report.signed = signoff::signed(register, &snapshot.recorded, &snapshot.texts);
    let today = restatement::Today {
        judged: &report.judged,
        scorecards: &report.scorecards,
        credits: &report.credits,
    };
    report.effects = restatement::effects(register, snapshot, history, today);
    findings::find(&report, snapshot, history, diagnostics);
    report
}
