//! Relief that takes more out of a row than the row has.

use std::collections::BTreeMap;

use crate::core::contract::relief_record::{Relief, Subtract};
use crate::core::contract::standing::standing;
use crate::core::metric::record::Metric;
use crate::core::rollup::{Cell, Subject, has_denominator, percent_factor};
use crate::kit::diag::{Diagnostic, Diagnostics, codes};
use crate::kit::id::{ServiceLevelId, SiteId};
use crate::kit::number::Decimal;
use crate::kit::period::Period;
use crate::subject::context::ReportContext;

/// What approved events have taken out of the rows of a service level, by site and period: numerator and denominator, in millionths.
type Taken<'a> = BTreeMap<(&'a ServiceLevelId, &'a SiteId, Period), (i128, i128)>;

/// A subtraction above its row, alone or with those of the approved events before it; one that leaves a share above 100% too. A row that
/// is not there yet says nothing.
pub fn relief_above_row(figures: &ReportContext<'_>, diagnostics: &mut Diagnostics) {
    if !figures.context.is_whole("data/metrics/") {
        return;
    }
    let mut taken = Taken::new();
    for relief in figures.report.register.relief.values() {
        for part in &relief.subtract {
            diagnostics.extend(above(figures, relief, part, &mut taken));
        }
    }
}

/// Told once a subtraction, of the first service level whose row it is too much for.
fn above<'a>(
    figures: &ReportContext<'a>,
    relief: &'a Relief,
    part: &'a Subtract,
    taken: &mut Taken<'a>,
) -> Option<Diagnostic> {
    let mut told = None;
    for id in &relief.service_levels {
        let Some((metric, cell)) = row(figures, relief, id, part) else { continue };
        let before = taken.get(&(&**id, &*part.site, *part.period)).copied().unwrap_or_default();
        let after =
            (before.0 + i128::from(part.numerator.micro()), before.1 + i128::from(part.denominator.micro()));
        if relief.approved_by.is_some() {
            taken.insert((&**id, &*part.site, *part.period), after);
        }
        let too_much = too_much(metric, &cell, before, after);
        told = told.or_else(|| too_much.map(|(key, words)| diagnostic(relief, part, key, &words)));
    }
    told
}

/// The rows of one site and period that an event speaks of.
fn row<'a>(
    figures: &ReportContext<'a>,
    relief: &Relief,
    id: &ServiceLevelId,
    part: &Subtract,
) -> Option<(&'a Metric, Cell)> {
    let report = figures.report;
    let contract = report.register.contracts.get(&*relief.contract)?;
    let (_, version) = standing(report.register, contract, id, *part.period)?;
    let clause = contract.level(version, id)?;
    let metric = report.register.metrics.get(&clause.metric)?;
    let cells = report.rollup.cells(&Subject::Site(part.site.value.clone()), &clause.metric, &clause.scope);
    let cell = cells.iter().find(|(period, _)| part.period == *period).map(|(_, cell)| cell.clone())?;
    (!cell.is_unclear && !cell.not_aggregable).then_some((metric, cell))
}

/// The key that is too large, and the words for it.
fn too_much(
    metric: &Metric,
    cell: &Cell,
    before: (i128, i128),
    after: (i128, i128),
) -> Option<(&'static str, String)> {
    let show = |micro: i128| Decimal::from_micro(i64::try_from(micro).unwrap_or(i64::MAX)).to_string();
    let left = |has: i128, less: i128| show((has - less).max(0));
    if after.0 > cell.numerator {
        let has = left(cell.numerator, before.0);
        return Some(("numerator", format!("{} is taken out of a row of {has}", show(after.0 - before.0))));
    }
    if !has_denominator(metric.kind) {
        return None;
    }
    if after.1 > cell.denominator {
        let has = left(cell.denominator, before.1);
        return Some(("denominator", format!("{} is taken out of a row of {has}", show(after.1 - before.1))));
    }
    let (over, under) = (cell.numerator - after.0, cell.denominator - after.1);
    let is_share = percent_factor(metric) == 100 && over > under;
    is_share.then(|| ("denominator", format!("{} of {} would be left of the row", show(over), show(under))))
}

fn diagnostic(relief: &Relief, part: &Subtract, key: &'static str, words: &str) -> Diagnostic {
    let message = format!("relief event `{}` takes more than there is: {words}", relief.id);
    let place = if key == "numerator" { &part.numerator.place } else { &part.denominator.place };
    Diagnostic::new(&codes::RELIEF_ABOVE_ROW, place.clone(), message)
        .label(format!("`{}` of site `{}` in {}", key, part.site, part.period))
        .help("take out no more than the row has, or leave the whole row out without `[[subtract]]`")
}
