//! Who has read the current text, by site and role: counts and a rate, each traced to its rows.

use crate::kit::diag::plural_of;
use crate::kit::id::{SiteId, SopId};
use crate::kit::number::{Decimal, Quotient};
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::Place;
use crate::subject::acknowledgement::figures::{Acknowledged, Row};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::shell::PageContext;
use crate::subject::sop::record::{AcknowledgedText, Sop};
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::{figure, names};

pub use crate::subject::absent::page::{offered, pages, shown};

/// The rows that count today.
pub fn table<'a>(context: &PageContext<'a>, sop: &Sop, evidence: &mut Evidence<'a>) -> Table {
    let state = context.report.acknowledgements.get(&sop.id);
    let note = state.map(|state| note(context, sop, state, evidence)).unwrap_or_default();
    Columns::over(state.map_or(&[][..], |state| &state.rows), evidence)
        .column("Site", "", |row, _| Cell::head(names::site(context, &row.row.site)))
        .column("Role", "", |row, _| {
            Inline::words(row.row.role.as_str().replace('-', " ")).because(Exempt::Name).into()
        })
        .column("Required", "num", |row, evidence| cell(evidence, row, "required", *row.row.required))
        .column("Done", "num", |row, evidence| cell(evidence, row, "acknowledged", *row.row.acknowledged))
        .column("Rate", "num", |row, evidence| match row.rate() {
            None => Cell::new(Inline::quiet("not applicable")).key(""),
            Some(rate) => Cell::new(cite(evidence, rate, sop, std::slice::from_ref(row))).key(rate.show(6)),
        })
        .column("Version read", "", |row, _| {
            Cell::new(text(row))
                .under(Inline::words(format!("version {}", row.row.version)).because(Exempt::Name))
        })
        .column("As of", "tight", |row, _| Cell::day(*row.row.as_of))
        .table("acknowledgements", "Who has read it")
        .titled()
        .note(note)
        .empty(
            "No acknowledgement is recorded.",
            "Rows under data/acknowledgements say how many people of a role have read which text.",
        )
}

/// Procedures that somebody at a site has to read and has not, or has read in a text that no longer holds; void ones first. So many rows, and how
/// many more there are.
pub fn open_at(
    context: &PageContext<'_>,
    site: &SiteId,
    most: usize,
    evidence: &mut Evidence<'_>,
) -> (Table, usize) {
    let report = context.report;
    let states = report.acknowledgements.iter();
    let rows = states.flat_map(|(sop, state)| state.rows.iter().map(move |row| (sop, row)));
    let mut open: Vec<(&SopId, &Row)> =
        rows.filter(|(_, row)| *row.row.site == *site && row.holds() < *row.row.required).collect();
    open.sort_by_key(|(sop, row)| (row.text != AcknowledgedText::Former, (*sop).clone()));
    let more = open.len().saturating_sub(most);
    open.truncate(most);
    let table = Columns::over(open, evidence)
        .column("Procedure", "", |(sop, _), _| Cell::head(names::sop(context, sop)))
        .column("Role", "", |(_, row), _| {
            Inline::words(row.row.role.as_str().replace('-', " ")).because(Exempt::Name).into()
        })
        .column("Required", "num", |(_, row), evidence| cell(evidence, row, "required", *row.row.required))
        .column("Done", "num", |(_, row), evidence| {
            cell(evidence, row, "acknowledged", *row.row.acknowledged)
        })
        .column("Text", "", |(_, row), _| text(row).into())
        .table("open-acknowledgements", "Acknowledgements that do not hold");
    (table, more)
}

/// How many have read what holds, and how many a former text.
fn note(context: &PageContext<'_>, sop: &Sop, state: &Acknowledged, evidence: &mut Evidence<'_>) -> Html {
    let void = match state.void {
        0 => String::new(),
        1 => "; 1 more acknowledgement is void".to_owned(),
        n => format!("; {n} more acknowledgements are void"),
    };
    let of = rate_told(context, sop, evidence);
    let held = Html::part_of(of.as_ref(), &held(state));
    let voided = match state.void {
        0 => None,
        n => {
            let value = Quotient::from(Decimal::count(usize::try_from(n).unwrap_or(usize::MAX)));
            let former = state.rows.iter().filter(|row| row.text == AcknowledgedText::Former);
            let places: Vec<&Place> = former.map(|row| &row.row.place).collect();
            let entry = evidence.figure(&value.show(0), value, "acknowledgements-void");
            Some(entry.note("sop", &[sop.id.as_str()]).lines(&places).done())
        }
    };
    held.then(Html::part_of(voided, &void))
}

/// `3 of 5 people`
pub fn held(state: &Acknowledged) -> String {
    format!(
        "{} of {}",
        state.holds,
        plural_of(usize::try_from(state.required).unwrap_or(usize::MAX), "person", "people")
    )
}

/// A number of a row, with its column.
fn cell(evidence: &mut Evidence<'_>, row: &Row, column: &str, number: u32) -> Cell {
    number_of(evidence, row, column, number).into()
}

/// The same as a figure.
pub fn number_of(evidence: &mut Evidence<'_>, row: &Row, column: &str, number: u32) -> FigureRef {
    let value = Quotient::from(Decimal::from_int(number.into()));
    let shown = number.to_string();
    let named = [column, row.row.sop.as_str(), row.row.site.as_str(), row.row.role.as_str()];
    let entry = evidence.figure(&shown, value, "cell").note("cell", &named);
    FigureRef::new(entry.records([&row.row.place]).done(), value, shown)
}

/// The rate of the whole SOP with its place in the evidence; `None` where nobody has to acknowledge it.
pub fn rate<'a>(context: &PageContext<'a>, sop: &Sop, evidence: &mut Evidence<'a>) -> Option<Inline> {
    rate_told(context, sop, evidence).map(Inline::from)
}

fn rate_told(context: &PageContext<'_>, sop: &Sop, evidence: &mut Evidence<'_>) -> Option<FigureRef> {
    let state = context.report.acknowledgements.get(&sop.id)?;
    let rate = state.rate()?;
    Some(cite(evidence, rate, sop, &state.rows))
}

fn cite(evidence: &mut Evidence<'_>, rate: Quotient, sop: &Sop, rows: &[Row]) -> FigureRef {
    let shown = format!("{}%", figure::cut(rate));
    let places: Vec<&Place> = rows.iter().map(|row| &row.row.place).collect();
    let sum = |count: fn(&Row) -> u32| rows.iter().map(|row| i128::from(count(row)) * 1_000_000).sum();
    let mut entry = evidence
        .figure(&shown, rate, "acknowledgement-rate")
        .sums(sum(Row::holds), sum(|row| *row.row.required))
        .lines(&places)
        .note("sop", &[sop.id.as_str()]);
    if let [row] = rows {
        entry = entry.note("site", &[row.row.site.as_str()]).note("role", &[row.row.role.as_str()]);
    }
    FigureRef::new(entry.done(), rate, shown)
}

fn text(row: &Row) -> Inline {
    match row.text {
        AcknowledgedText::Current => Inline::chip("good", "current"),
        AcknowledgedText::Kept => Inline::chip("plain", "earlier, change not material"),
        AcknowledgedText::Former => Inline::chip("bad", "void: the text has changed"),
    }
}
