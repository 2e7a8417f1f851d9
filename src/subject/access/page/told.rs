//! Counts of registers as figures of a page.

use crate::kit::id::MetricId;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::source;
use crate::subject::access::figures::{self, Sum, Where};
use crate::subject::access::record::{AccessMeasure, AccessRegister};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::written::FigureRef;
use crate::subject::shell::PageContext;
use crate::subject::table::Cell;
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::figure;

/// Tells counts, each with its rows.
pub struct Teller<'t, 'c, 'e> {
    pub context: &'t PageContext<'c>,
    pub evidence: &'t mut Evidence<'e>,
}

impl Teller<'_, '_, '_> {
    fn sum(&self, measure: AccessMeasure, of: Where<'_>) -> Option<Sum> {
        let report = self.context.report;
        report.access.sum(&report.register.access.counts, measure, of)
    }

    /// A count as a figure; `None` where it was not counted or is not told.
    pub fn figure(&mut self, measure: AccessMeasure, of: Where<'_>) -> Option<FigureRef> {
        let sum = self.sum(measure, of)?;
        self.told(&sum, "access-sum", of)
    }

    /// A sum of counts as a figure; `None` where it is not told.
    pub fn told(&mut self, sum: &Sum, formula: &'static str, of: Where<'_>) -> Option<FigureRef> {
        let counts = &self.context.report.register.access.counts;
        let count = usize::try_from(sum.count?).unwrap_or(usize::MAX);
        let value = Quotient::from(Decimal::count(count));
        let shown = value.show(0);
        let places: Vec<&source::Place> = sum.rows.iter().map(|at| &counts[*at].place).collect();
        let asked = asked(sum.measure, of);
        let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
        let entry = self.evidence.figure(&shown, value, formula).note("asked", &asked);
        let number = entry.lines(&places).done();
        Some(FigureRef::new(number, value, shown))
    }

    /// As markup: `not told` where it is hidden, a dash where nobody counted.
    pub fn html(&mut self, measure: AccessMeasure, of: Where<'_>) -> Html {
        match (self.figure(measure, of), self.sum(measure, of)) {
            (Some(figure), _) => Html::from(&figure),
            (None, Some(_)) => super::hidden(),
            (None, None) => Html::dash(),
        }
    }

    /// A sum in a cell, which may not be told.
    pub fn sum_cell(&mut self, sum: &Sum, formula: &'static str, of: Where<'_>) -> Cell {
        match self.told(sum, formula, of) {
            Some(figure) => Cell::from(figure),
            None => Cell::new(Inline::quiet("not told")).key(""),
        }
    }

    /// The units that the hours lost of a site and queue would have made; a dash where no pace was measured or none were lost.
    pub fn lost_cell(&mut self, metric: &MetricId, of: Where<'_>) -> Cell {
        self.lost(metric, of).map_or_else(Cell::dash, Cell::from)
    }

    fn lost(&mut self, metric: &MetricId, of: Where<'_>) -> Option<FigureRef> {
        let report = self.context.report;
        let hours = self.sum(AccessMeasure::HoursLost, of)?.count.filter(|hours| *hours > 0)?;
        let export = report.access.export(of.vendor?, AccessRegister::Tickets)?;
        let (site, queue) = (of.site?, of.queue.flatten());
        let (period, cell) = figures::pace(&report.rollup, metric, (site, queue), export.as_of)?;
        let value = figures::units_lost(hours, &cell)?;
        let inputs = [self.figure(AccessMeasure::HoursLost, of)?.number];
        let shown = value.show(0);
        let asked = [metric.as_str(), site.as_str(), queue.map_or("", |id| id.as_str()), &period.to_string()]
            .map(str::to_owned);
        let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
        let entry = self.evidence.figure(&shown, value, "access-lost").note("asked", &asked);
        let number = entry.sums(cell.numerator, cell.denominator).rows(&cell.rows).inputs(inputs).done();
        Some(FigureRef::new(number, value, shown))
    }

    pub fn cell(&mut self, measure: AccessMeasure, of: Where<'_>) -> Cell {
        match (self.figure(measure, of), self.sum(measure, of)) {
            (Some(figure), _) => Cell::from(figure),
            (None, Some(_)) => Cell::new(Inline::quiet("not told")).key(""),
            (None, None) => Cell::dash(),
        }
    }

    /// A count above 0, or the words that it is not told.
    pub fn more_than_none(&mut self, measure: AccessMeasure, of: Where<'_>) -> Option<Inline> {
        let sum = self.sum(measure, of).filter(Sum::is_some)?;
        match sum.count {
            Some(_) => self.figure(measure, of).map(Inline::from),
            None => Some(Inline::literal("some")),
        }
    }

    /// One count as a share of another, as markup.
    pub fn share(&mut self, part: AccessMeasure, whole: AccessMeasure, of: Where<'_>) -> Html {
        match self.share_figure(part, whole, of) {
            Some(figure) => Html::from(&figure),
            None => Html::dash(),
        }
    }

    pub fn share_cell(&mut self, part: AccessMeasure, whole: AccessMeasure, of: Where<'_>) -> Cell {
        match self.share_figure(part, whole, of) {
            Some(figure) => {
                let key = figure.value.map_or_else(String::new, |value| value.show(6));
                Cell::from(figure).key(key)
            }
            None => Cell::dash(),
        }
    }

    fn share_figure(
        &mut self,
        part: AccessMeasure,
        whole: AccessMeasure,
        of: Where<'_>,
    ) -> Option<FigureRef> {
        let (above, below) = (self.sum(part, of)?.count?, self.sum(whole, of)?.count?);
        let value = Quotient::new(i128::from(above) * 100, i128::from(below))?;
        let inputs = [self.figure(part, of)?.number, self.figure(whole, of)?.number];
        let shown = format!("{}%", figure::cut(value));
        let number = self.evidence.figure(&shown, value, "access-share").inputs(inputs).done();
        Some(FigureRef::new(number, value, shown))
    }

    /// Of the accounts whose work has ended: how many were removed within a day.
    pub fn removed_cell(&mut self, of: Where<'_>) -> Cell {
        let parts = [
            AccessMeasure::RemovedDay,
            AccessMeasure::RemovedWeek,
            AccessMeasure::RemovedLater,
            AccessMeasure::Overdue,
        ];
        let counts: Option<Vec<u64>> = parts.iter().map(|part| self.sum(*part, of)?.count).collect();
        let Some(counts) = counts else { return Cell::dash() };
        let all: u64 = counts.iter().sum();
        let Some(value) = Quotient::new(i128::from(counts[0]) * 100, i128::from(all)).filter(|_| all > 0)
        else {
            return Cell::dash();
        };
        let inputs: Vec<_> =
            parts.iter().map(|part| self.figure(*part, of).and_then(|of| of.number)).collect();
        let shown = format!("{}%", figure::cut(value));
        let number = self.evidence.figure(&shown, value, "access-removed").inputs(inputs).done();
        Cell::from(FigureRef::new(number, value, shown.clone())).key(value.show(6))
    }
}

/// The question as evidence has it: the measure, then `vendor=acme` and so on; `project=` asks for rows without one.
fn asked(measure: AccessMeasure, of: Where<'_>) -> Vec<String> {
    let mut asked = vec![measure.word().to_owned()];
    let mut add = |name: &str, id: Option<&str>| asked.push(format!("{name}={}", id.unwrap_or_default()));
    if let Some(id) = of.vendor {
        add("vendor", Some(id.as_str()));
    }
    if let Some(id) = of.site {
        add("site", Some(id.as_str()));
    }
    if let Some(id) = of.project {
        add("project", id.map(|id| id.as_str()));
    }
    if let Some(id) = of.queue {
        add("queue", id.map(|id| id.as_str()));
    }
    if let Some(id) = of.role {
        add("role", id.map(|id| id.as_str()));
    }
    asked
}
