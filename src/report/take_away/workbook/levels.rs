//! The sheet of service levels: every clause in its newest window that is due, contract-wide and at each site.

use crate::core::attainment::Ruling;
use crate::core::contract::record::{Aggregation, Target};
use crate::core::metric::record::{MetricKind, Unit};
use crate::core::rollup::Subject;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::numbered::FigureNumber;
use crate::kit::words::Direction;
use crate::report::site::index::{newest, worst_first};
use crate::report::take_away::workbook::sheet::{Cell, Form, Sheet, SheetColumns, decimals_of};
use crate::report::verdict::remarks;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::clause::{Clause, clause, remark_of};
use crate::subject::evidence::written::FigureRef;
use crate::subject::shell::PageContext;
use crate::subject::wording::figure::{Measure, exact};
use crate::subject::wording::{names, tone};

struct Level<'a> {
    vendor: &'a str,
    /// `None`: contract-wide.
    site: Option<&'a str>,
    clause: Clause<'a>,
    value: Option<FigureRef>,
    target: FigureRef,
    /// The figure that the remarks are parts of.
    remark: Option<FigureNumber>,
    page: String,
}

pub fn service_levels<'a>(context: &PageContext<'a>, evidence: &mut Evidence<'a>) -> Sheet {
    let register = context.report.register;
    let mut rows = Vec::new();
    for row in &context.report.executive.grid {
        let name = register.vendors.get(&row.vendor).map_or(row.vendor.as_str(), |vendor| &vendor.name);
        of_subject(context, &Subject::Vendor(row.vendor.clone()), (name, None), evidence, &mut rows);
        for site in worst_first(context, register.sites_of(&row.vendor)) {
            let subject = Subject::Site(site.id.clone());
            of_subject(context, &subject, (name, Some(&site.name)), evidence, &mut rows);
        }
    }
    let ruling = |level: &Level<'a>| level.clause.ruling;
    SheetColumns::over(rows)
        .column("Vendor", 24, |level| Cell::words(level.vendor))
        .column("Site", 24, |level| Cell::words(level.site.unwrap_or("Contract-wide")))
        .column("Contract", 30, |level| Cell::words(level.clause.contract.title.as_str()))
        .column("Clause", 12, |level| Cell::maybe(level.clause.level.clause_ref.clone()))
        .column("Service level", 34, |level| Cell::words(level.clause.level.name.as_str()))
        .column("Metric", 30, |level| Cell::words(level.clause.metric.name.as_str()))
        .column("Family", 14, |level| Cell::words(level.clause.level.family.label()))
        .column("Gate", 7, |level| Cell::maybe(level.clause.level.gate.then_some("gate")))
        .column("Period", 26, |level| {
            ruling(level).map_or(Cell::Empty, |ruling| Cell::words(level.clause.window(ruling)))
        })
        .column("First day", 13, |level| Cell::day(ruling(level).map(|ruling| ruling.window.first)))
        .column("Last day", 13, |level| Cell::day(ruling(level).map(|ruling| ruling.window.last)))
        .figure("Value", 14, |level| match &level.value {
            Some(value) => Cell::figure(value, form_of(level.clause.measure.unit)),
            None => Cell::words("not measured"),
        })
        .column("Unit", 16, |level| Cell::words(unit(level.clause.measure)))
        .column("Provisional", 12, |level| {
            Cell::maybe(ruling(level).filter(|ruling| ruling.provisional).map(|_| "provisional"))
        })
        .column("Needs", 10, |level| Cell::words(needs(&level.clause)))
        .figure("Target", 12, |level| Cell::figure(&level.target, form_of(level.clause.measure.unit)))
        .column("Upper end", 12, |level| upper_end(&level.clause, &level.target))
        .column("Result", 16, |level| {
            Cell::words(ruling(level).map_or("Running", |ruling| tone::attainment(ruling).label))
        })
        .column("Misses in a row", 10, |level| streak(ruling(level), level.value.as_ref(), level.remark))
        .column("Numerator", 14, |level| sum(level, |ruling| ruling.numerator))
        .column("Denominator", 14, |level| sum(level, |ruling| ruling.denominator))
        .figure("Remarks", 46, |level| {
            let said = ruling(level).map(|ruling| remarks(&level.clause, ruling));
            match said.filter(|said| !said.is_empty()) {
                Some(said) => Cell::Words(said, level.remark),
                None => Cell::Empty,
            }
        })
        .column("Page", 46, |level| Cell::Page(level.page.clone()))
        .sheet(
            "Service levels",
            "Every clause in its newest window that is due, contract-wide and at each site, as the scorecards of the period have it.",
        )
}

fn of_subject<'a>(
    context: &PageContext<'a>,
    subject: &Subject,
    (vendor, site): (&'a str, Option<&'a str>),
    evidence: &mut Evidence<'a>,
    rows: &mut Vec<Level<'a>>,
) {
    let Some(card) = newest(context, subject) else { return };
    let mut clauses: Vec<Clause<'a>> =
        card.lines.iter().filter_map(|line| clause(context.report, line.judged, line.ruling)).collect();
    clauses.sort_by_key(|clause| clause.level.family);
    for clause in clauses {
        let page = names::page_of_metric(context, subject, &clause.metric.id);
        let value = clause.value(evidence);
        rows.push(Level {
            vendor,
            site,
            target: clause.target(evidence),
            remark: remark_of(&clause, &value, evidence),
            value,
            clause,
            page: page.path(),
        });
    }
}

/// `percent`; of a share of the periods that met `percent of weeks`.
fn unit(measure: Measure) -> String {
    let unit = measure.unit.label();
    if measure.of.is_empty() { unit.to_owned() } else { format!("{unit} of {}", measure.of) }
}

fn form_of(unit: Unit) -> fn(u8) -> Form {
    if unit == Unit::Percent { Form::Percent } else { Form::Plain }
}

fn target_of(clause: &Clause<'_>) -> Target {
    clause.ruling.map_or(clause.level.target(), |ruling| ruling.target)
}

/// Which side of the target is good.
fn needs(clause: &Clause<'_>) -> &'static str {
    match target_of(clause) {
        Target::None => Direction::Neutral,
        Target::Range { .. } => Direction::Range,
        // With timeslices always a least share.
        Target::Line(_) if clause.level.aggregation == Aggregation::Timeslices => Direction::AtLeast,
        Target::Line(_) => clause.level.direction,
    }
    .label()
}

fn upper_end(clause: &Clause<'_>, target: &FigureRef) -> Cell {
    let Target::Range { high, .. } = target_of(clause) else { return Cell::Empty };
    let form = form_of(clause.measure.unit);
    Cell::number(high.into(), form(decimals_of(&exact(high))), target.number)
}

fn streak(ruling: Option<&Ruling>, value: Option<&FigureRef>, remark: Option<FigureNumber>) -> Cell {
    match ruling.filter(|ruling| ruling.missed()) {
        Some(ruling) => {
            let n = value.and_then(|value| value.number).or(remark);
            Cell::number(Decimal::from_int(ruling.streak.into()).into(), Form::Plain(0), n)
        }
        None => Cell::Empty,
    }
}

/// A sum of the rows behind a value; nothing where the value is a sum itself.
fn sum(level: &Level<'_>, part: impl Fn(&Ruling) -> i128) -> Cell {
    let is_divided = matches!(level.clause.metric.kind, MetricKind::Ratio | MetricKind::Mean);
    let told = level.clause.ruling.zip(level.value.as_ref()).filter(|_| is_divided);
    let Some((micro, value)) = told.map(|(ruling, value)| (part(ruling), value)) else { return Cell::Empty };
    let scale = i128::from(Decimal::SCALE);
    let decimals = if micro % scale == 0 { 0 } else { 2 };
    Quotient::new(micro, scale)
        .map_or(Cell::Empty, |sum| Cell::number(sum, Form::Plain(decimals), value.number))
}
