//! A target that a chart draws, as a figure.

use crate::core::rollup::Subject;
use crate::core::target_line::WrittenTarget;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::source::{At, Place};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::written::FigureRef;
use crate::subject::shell::PageContext;

/// The target that stands in a file, `shown` in the metric's unit.
pub fn target_figure(
    context: &PageContext<'_>,
    subject: &Subject,
    target: &WrittenTarget,
    shown: String,
    evidence: &mut Evidence<'_>,
) -> FigureRef {
    let value = Quotient::from(target.line);
    let settings = [("target", target.line, Some(&target.place))];
    let entry = evidence.figure(&shown, value, "target").settings(settings);
    let number = match reference(context, subject, &target.place) {
        Some(reference) => entry.refers([reference]).done(),
        None => entry.done(),
    };
    FigureRef::new(number, value, shown)
}

/// The line of a contract that refers to the shared clause in which a target stands.
fn reference<'a>(context: &PageContext<'a>, subject: &'a Subject, target: &Place) -> Option<&'a Place> {
    let register = context.report.register;
    let vendor = match subject {
        Subject::Vendor(vendor) => vendor,
        Subject::Site(site) => &register.sites.get(site)?.vendor,
    };
    let versions = register.contracts_of(vendor).flat_map(|contract| &contract.versions);
    let mut levels = versions.flat_map(|version| version.terms.service_levels.values());
    levels.find_map(|level| {
        let reference = level.clause.as_ref()?;
        let is_line = |line: &At<Decimal>| line.place == *target;
        let stands = level.target_place() == target
            || level.ramp.iter().any(|step| step.target.place == *target || step.place == *target)
            || level.slice_target.as_ref().is_some_and(is_line);
        let is_shared = target.path != level.place.path && stands;
        is_shared.then_some(&reference.place)
    })
}
