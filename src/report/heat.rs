//! The heat grid: who missed what in which week, as a table whose cells hold a word, so that it reads without a picture and downloads as it
//! stands; the style sheet draws the word as a shape.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::core::organisation::record::Site;
use crate::core::rollup::Subject;
use crate::kit::id::VendorId;
use crate::kit::period::Period;
use crate::kit::words::{ClosedList, Family};
use crate::subject::executive::heat::{Always, Heat, Square, always, squares, stretch};
use crate::subject::route::Route;
use crate::subject::shell::{Link, PageContext};
use crate::subject::text::label::Label;
use crate::subject::wording::{names, phrase};

/// Rows of a grid: the worst sites of a large book. Each vendor's page has its own.
const ROWS: usize = 60;

/// Names of service levels that a cell tells.
const NAMED: usize = 3;

/// Names of rows that a sentence tells.
const SAID: usize = 6;

/// The component `heat` of `templates/pieces.html`.
#[derive(Serialize)]
pub struct HeatGrid {
    /// Name of its download. A list with a `name` would go on on further pages, which have no grid of weeks: its rows are bounded here.
    download: &'static str,
    caption: &'static str,
    /// What heads a row.
    of: &'static str,
    /// Who misses always and who never, in words.
    said: Vec<Label>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    /// Rows that are left out.
    more: usize,
}

#[derive(Serialize)]
struct Column {
    /// `46`, or `Nov`.
    short: Label,
    full: Label,
}

#[derive(Serialize)]
struct Row {
    link: Link,
    cells: Vec<Cell>,
}

#[derive(Serialize)]
struct Cell {
    /// Class of its shape.
    class: &'static str,
    word: &'static str,
    /// What was missed; empty where nothing was.
    title: Label,
}

/// Sites by period, in the order in which they come. `None` where no window of any has ended.
pub fn by_site(context: &PageContext<'_>, sites: &[&Site]) -> Option<HeatGrid> {
    let shown = &sites[..sites.len().min(ROWS)];
    let places: BTreeMap<Subject, usize> =
        shown.iter().enumerate().map(|(at, site)| (Subject::Site(site.id.clone()), at)).collect();
    let periods = stretch(context.report.period);
    let report = context.report;
    let grid = squares(report.register, &report.judged, &periods, shown.len(), |judged, _| {
        places.get(&judged.subject).copied()
    });
    let heads =
        shown.iter().map(|site| Link::to(&Route::Site(site.id.clone()), Label::named(site.name.as_str())));
    let rows = heads.zip(grid).collect();
    let caption = "Sites by what they missed";
    Some(HeatGrid {
        more: sites.len() - shown.len(),
        ..drawn(context, ("heat-sites", caption, "Site"), &periods, rows)?
    })
}

/// Families of a vendor's contract-wide results by period: of a vendor with one site, whose sites tell nothing apart.
pub fn by_family(context: &PageContext<'_>, vendor: &VendorId) -> Option<HeatGrid> {
    let subject = Subject::Vendor(vendor.clone());
    let periods = stretch(context.report.period);
    let report = context.report;
    let families = Family::WORDS;
    let grid = squares(report.register, &report.judged, &periods, families.len(), |judged, level| {
        let at = families.iter().position(|(_, family)| *family == level.family);
        at.filter(|_| judged.subject == subject)
    });
    let page = Route::Vendor(vendor.clone());
    let heads = families.iter().map(|(_, family)| Link::to(&page, family.label()));
    let rows: Vec<(Link, Vec<Square>)> = heads.zip(grid).filter(|(_, row)| is_known(row)).collect();
    drawn(context, ("heat-families", "Families by what they missed", "Family"), &periods, rows)
}

fn drawn(
    context: &PageContext<'_>,
    (name, caption, of): (&'static str, &'static str, &'static str),
    periods: &[Period],
    rows: Vec<(Link, Vec<Square>)>,
) -> Option<HeatGrid> {
    if !rows.iter().any(|(_, row)| is_known(row)) {
        return None;
    }
    let of_whom = |which: Always| -> Vec<&str> {
        rows.iter()
            .filter(|(_, row)| always(row) == Some(which))
            .map(|(link, _)| link.label.as_str())
            .collect()
    };
    let word = if matches!(context.report.period, Period::Month(..)) { "month" } else { "week" };
    let said = [
        sentence(
            &format!("Half or more missed in every {word} with a result"),
            &of_whom(Always::MostlyMisses),
        ),
        sentence(&format!("Something missed in every {word} with a result"), &of_whom(Always::Misses)),
        sentence("No miss at all", &of_whom(Always::NeverMisses)),
    ];
    Some(HeatGrid {
        download: name,
        caption,
        of,
        said: said.into_iter().flatten().collect(),
        columns: periods.iter().map(|period| column(*period)).collect(),
        rows: rows
            .into_iter()
            .map(|(link, row)| Row { link, cells: row.iter().map(|square| cell(context, square)).collect() })
            .collect(),
        more: 0,
    })
}

/// Whether a window of a row has ended.
fn is_known(row: &[Square]) -> bool {
    row.iter().any(|square| square.heat() != Heat::NoWindow)
}

fn column(period: Period) -> Column {
    let short = phrase::short(period);
    Column {
        short: Label::dated(short.strip_prefix('W').unwrap_or(&short)),
        full: Label::dated(phrase::capital(&period.label())),
    }
}

/// `No miss at all: Porto, Cebu and others.`
fn sentence(lead: &str, of: &[&str]) -> Option<Label> {
    let named = of.get(..SAID).unwrap_or(of).join(", ");
    let others = if of.len() > SAID { " and others" } else { "" };
    (!of.is_empty()).then(|| Label::named(format!("{lead}: {named}{others}.")))
}

fn cell(context: &PageContext<'_>, square: &Square) -> Cell {
    let (class, word) = match square.heat() {
        Heat::NoWindow => ("", ""),
        Heat::Met => ("o", "met"),
        Heat::NotMeasured => ("n", "not measured"),
        Heat::Missed => ("x", "missed"),
        Heat::MostlyMissed => ("w", "half or more missed"),
    };
    let mut missed: Vec<&str> = square.missed.iter().filter_map(|at| level_name(context, *at)).collect();
    missed.sort_unstable();
    missed.dedup();
    let more = if missed.len() > NAMED { ", …" } else { "" };
    let named = missed.get(..NAMED).unwrap_or(&missed).join(", ");
    Cell { class, word, title: Label::named(named + more) }
}

/// The newest name of a service level.
fn level_name<'a>(context: &PageContext<'a>, judged: usize) -> Option<&'a str> {
    let judged = context.report.judged.get(judged)?;
    let contract = context.report.register.contracts.get(&judged.contract)?;
    Some(names::service_level_of(contract, &judged.service_level)?.name.as_str())
}
