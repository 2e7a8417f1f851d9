//! The same queue in the same language: each vendor with its counts, and pairs of vendors on the mix of what both do.

use crate::core::contract::record::Scope;
use crate::core::formula;
use crate::core::metric::record::{Metric, Unit};
use crate::core::rollup::{Subject, cell_value, has_denominator};
use crate::kit::exact::{Toward, beyond, to_quotient};
use crate::kit::id::{QueueId, VendorId};
use crate::kit::number::Quotient;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::kit::words::Direction;
use crate::subject::compare::figures::shared::{Pair, Shared, SharedCell, Side};
use crate::subject::compare::page::entry::nonzero;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::evidence::{Entry, Evidence, Query};
use crate::subject::language::page::link as language_link;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::figure::{Measure, percents, sampled, sum};
use crate::subject::wording::names;

/// Rows of the table of the same work.
const ROWS: usize = 120;

/// A row for each vendor of each queue and language that several do; in each of them the worst first where all measure alike, for these are like for
/// like. Where a contract has a definition of its own nobody is ranked, and the row says so.
pub fn same_work(
    context: &PageContext<'_>,
    metric: &Metric,
    work: &Shared,
    evidence: &mut Evidence<'_>,
) -> Table {
    let worse_first = |cell: &SharedCell| {
        let mut sides: Vec<Side> = cell.sides.clone();
        let key = |side: &Side| {
            // What is hidden comes last: its place would say how good it is.
            let value = cell_value(metric, &side.cell).filter(|_| !side.is_hidden)?.to_f64();
            let value = if cell.is_alike() { value } else { 0.0 };
            Some(if metric.direction == Direction::AtMost { -value } else { value })
        };
        sides.sort_by(|one, other| match (key(one), key(other)) {
            (Some(one), Some(other)) => one.total_cmp(&other),
            (one, other) => other.is_some().cmp(&one.is_some()),
        });
        sides
    };
    let rows = work.cells.iter().flat_map(|cell| worse_first(cell).into_iter().map(move |side| (cell, side)));
    let rows: Vec<(&SharedCell, Side)> = rows.take(ROWS).collect();
    let note = span(&work.periods);
    let periods = &work.periods;
    Columns::over(rows, evidence)
        .column("Queue and language", "", |(cell, _), _| Cell::head(place(context, cell)))
        .column("Vendor", "", |(_, side), _| {
            let cell = Cell::new(names::vendor(context, &side.vendor));
            if side.measures_otherwise { cell.under("own definition, not ranked") } else { cell }
        })
        .column("Value", "num", move |(cell, side), evidence| value(metric, periods, cell, side, evidence))
        .table("same-work", "The same queue in the same language")
        .titled()
        .note(note)
}

fn span(periods: &[Period]) -> Html {
    let (Some(first), Some(last)) = (periods.first(), periods.last()) else { return Html::default() };
    Html::dated(&format!("{} up to {}, before relief", first.label(), last.label()))
}

fn place(context: &PageContext<'_>, cell: &SharedCell) -> Vec<Inline> {
    let queue = cell.queue.as_ref().map(|id| names::queue(context, id));
    let language = cell.language.as_deref().map(language_link);
    let between = (queue.is_some() && language.is_some()).then(|| Inline::literal(", "));
    [queue, between, language].into_iter().flatten().collect()
}

/// The rows of a cell as evidence asks for them: an id that is not there asks for rows that name none.
fn asked<'q>(
    metric: &'q Metric,
    subject: &'q Subject,
    scope: &'q Scope,
    language: &'q str,
    periods: &'q [Period],
) -> Option<Query<'q>> {
    let (last, earlier) = periods.split_last()?;
    Some(Query {
        clause: None,
        metric: &metric.id,
        subject,
        scope,
        slice: Some(("languages", language)),
        pooled: earlier,
        period: *last,
        window: "period",
    })
}

fn value(
    metric: &Metric,
    periods: &[Period],
    cell: &SharedCell,
    side: &Side,
    evidence: &mut Evidence<'_>,
) -> Cell {
    if side.is_hidden {
        return Cell::new(Inline::chip("plain", "hidden"))
            .under(Inline::quiet("it would tell of too few people"))
            .key("");
    }
    let subject = Subject::Vendor(side.vendor.clone());
    let scope =
        Scope { queues: [cell.queue.clone().unwrap_or_else(|| QueueId::new(""))].into(), ..Scope::default() };
    let query = asked(metric, &subject, &scope, cell.language.as_deref().unwrap_or_default(), periods);
    let (Some(value), Some(query)) = (cell_value(metric, &side.cell), query) else { return Cell::dash() };
    let shown = Measure::of(metric).show(value);
    let (numerator, denominator) = (side.cell.numerator, side.cell.denominator);
    let ends = sampled(metric, numerator, denominator);
    let formula = formula::of_kind(metric.kind);
    let mut entry = evidence.figure(&shown, value, formula).query(&query).sums(numerator, denominator);
    if let Some((low, high)) = &ends {
        entry = entry.interval(low, high);
    }
    let number = entry.rows(&side.cell.rows).done();
    let mut under = Vec::new();
    if has_denominator(metric.kind) {
        under.push(Inline::words(format!("{} of {}", sum(numerator), sum(denominator))).of(number));
    }
    if let Some((low, high)) = ends {
        under.push(Inline::words(format!("; {low}–{high}%")).of(number));
    }
    Cell::new(FigureRef::new(number, value, shown)).under(under).key(value.rounded(6))
}

/// Pairs, those with the most work in common first.
pub fn pairs(
    context: &PageContext<'_>,
    metric: &Metric,
    work: &Shared,
    evidence: &mut Evidence<'_>,
) -> Table {
    let teller = Teller { metric, periods: &work.periods };
    let teller = &teller;
    Columns::over(work.pairs.iter(), evidence)
        .column("Two vendors", "", |pair, _| {
            Cell::head([
                names::vendor(context, &pair.one),
                Inline::literal(" and "),
                names::vendor(context, &pair.other),
            ])
        })
        .column("On the common mix", "", |pair, evidence| {
            let one = teller.adjusted(pair, &pair.one, &pair.adjusted.one, evidence);
            let other = teller.adjusted(pair, &pair.other, &pair.adjusted.other, evidence);
            Cell::new([Inline::from(one), Inline::literal(" and "), Inline::from(other)])
        })
        .column("Difference", "", |pair, evidence| teller.difference(pair, evidence))
        .column("Share of each one’s work", "num", |pair, evidence| {
            let one = teller.share(pair, &pair.one, pair.shares.0, evidence);
            let other = teller.share(pair, &pair.other, pair.shares.1, evidence);
            let cells = if pair.cells == 1 {
                "1 queue and language".to_owned()
            } else {
                format!("{} queues and languages", pair.cells)
            };
            Cell::new([Inline::from(one), Inline::literal(" and "), Inline::from(other)])
                .under(Inline::exempt(Exempt::Rows, &cells))
        })
        .table("pairs", "Two vendors on the same mix")
        .titled()
        .note(span(&work.periods))
}

struct Teller<'t> {
    metric: &'t Metric,
    periods: &'t [Period],
}

impl Teller<'_> {
    fn figure(
        &self,
        pair: &Pair,
        of: &VendorId,
        exact: &num_rational::BigRational,
        formula: &'static str,
        evidence: &mut Evidence<'_>,
    ) -> FigureRef {
        let near = to_quotient(exact, Toward::Lower);
        let far = beyond(exact.clone(), near);
        let shown = match formula {
            "compare-share" => format!("{}%", near.show(0)),
            _ => Measure::of(self.metric).show(near),
        };
        let (subject, scope) = (Subject::Vendor(of.clone()), Scope::default());
        let mut entry = evidence.figure_beyond(&shown, near, far.as_ref(), formula);
        if let Some(query) = asked(self.metric, &subject, &scope, "", self.periods) {
            entry = entry.query(&Query { slice: None, ..query });
        }
        let beside = if *of == pair.one { &pair.other } else { &pair.one };
        let number = noted(entry, pair, beside).done();
        FigureRef::beyond(number, near, far.as_ref(), shown)
    }

    fn adjusted(
        &self,
        pair: &Pair,
        of: &VendorId,
        exact: &num_rational::BigRational,
        evidence: &mut Evidence<'_>,
    ) -> FigureRef {
        self.figure(pair, of, exact, "compare-adjusted", evidence)
    }

    fn share(&self, pair: &Pair, of: &VendorId, share: Quotient, evidence: &mut Evidence<'_>) -> FigureRef {
        self.figure(pair, of, &crate::kit::exact::of_quotient(share), "compare-share", evidence)
    }

    /// How far apart they are, and whether the counts can tell.
    fn difference(&self, pair: &Pair, evidence: &mut Evidence<'_>) -> Cell {
        let exact = &pair.adjusted.one - &pair.adjusted.other;
        let near = to_quotient(&exact, Toward::Lower);
        if near.num() == 0 {
            return Cell::new("none");
        }
        let far = beyond(exact, near);
        let shown = nonzero(near, self.metric.decimals);
        let is_percent = self.metric.unit == Unit::Percent;
        let shown = if is_percent { shown } else { self.metric.unit.with(&shown) };
        let (subject, scope) = (Subject::Vendor(pair.one.clone()), Scope::default());
        let mut entry = evidence.figure_beyond(&shown, near, far.as_ref(), "compare-difference");
        if let Some(query) = asked(self.metric, &subject, &scope, "", self.periods) {
            entry = entry.query(&Query { slice: None, ..query });
        }
        let ends = pair.adjusted.interval.map(percents);
        if let Some((low, high)) = &ends {
            entry = entry.interval(low, high);
        }
        let number = noted(entry, pair, &pair.other).done();
        let figure = Inline::from(FigureRef::beyond(number, near, far.as_ref(), shown));
        let points = Inline::literal(if is_percent { " points" } else { "" });
        let cell = Cell::new([figure, points]);
        match (pair.adjusted.interval, ends) {
            (Some((low, _)), Some((from, to))) => {
                let said = format!("95% interval {} to {}; ", signed(&from), signed(&to));
                let tells = if low > 0.0 { "more than chance" } else { "no more than chance" };
                cell.under([Inline::words(said).of(number), Inline::literal(tells)])
            }
            _ => cell,
        }
    }
}

/// What a figure of a pair says of the other vendor, and of what is left out.
fn noted<'e, 'a>(entry: Entry<'e, 'a>, pair: &Pair, beside: &VendorId) -> Entry<'e, 'a> {
    let entry = entry.note("beside", &[beside.as_str()]);
    let left_out: Vec<&str> = pair.left_out.iter().map(String::as_str).collect();
    if left_out.is_empty() { entry } else { entry.note("left_out", &left_out) }
}

/// With a true minus sign.
fn signed(text: &str) -> String {
    text.replace('-', "−")
}
