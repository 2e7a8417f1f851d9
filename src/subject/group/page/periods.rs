//! A table a length of window: a row a period, newest first, each counted over one and the same window.

use std::collections::BTreeSet;

use crate::core::attainment::Judged;
use crate::core::contract::record::Window;
use crate::kit::numbered::FigureNumber;
use crate::kit::period::{Period, Year};
use crate::kit::picture::exempt::Exempt;
use crate::subject::block::Offered;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::group::figures::results::{Count, awaited, year_before};
use crate::subject::group::page::told::{Told, called, change, met, met_words, named, unmeasured};
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Html, Inline, Line};
use crate::subject::wording::names;
use crate::subject::wording::phrase::capital;

/// Names of what was not measured: in the newest period, and in each before it.
const NAMED: (usize, usize) = (8, 2);

/// A table for each length in which anything is counted or owed, as blocks of a page.
pub fn blocks(context: &PageContext<'_>, told: &Told<'_>, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    let lengths = [
        (Window::Month, "by-month", "By month", 13),
        (Window::Quarter, "by-quarter", "By quarter", 8),
        (Window::Year, "by-year", "By year", 5),
        (Window::Week, "by-week", "By week", 13),
    ];
    let mut blocks = Vec::new();
    for (window, id, heading, most) in lengths {
        let rows = rows(told, window, most);
        if rows.is_empty() {
            continue;
        }
        let note = note(context, told, window);
        let table = table(context, told, window, rows, evidence);
        blocks.push(Offered { id, heading, note, table });
    }
    blocks
}

/// A period of a table.
struct PeriodRow {
    period: Period,
    /// It has ended.
    is_over: bool,
    /// It is the newest that has.
    is_newest: bool,
}

fn rows(told: &Told<'_>, window: Window, most: usize) -> Vec<PeriodRow> {
    let starts = told.given.register.settings.calendar.year_starts;
    let longer = |period: Period| {
        let day = match period {
            Period::Week(week) => week.thursday(),
            _ => period.first_day(),
        };
        match window {
            Window::Month => Period::month_of(day),
            Window::Quarter => Period::quarter_of(day, starts),
            _ => Period::Year(Year::of(day, starts)),
        }
    };
    let mut periods: BTreeSet<Period> = told.results.periods(window).collect();
    let shorter = match window {
        Window::Month => Some(Window::Week),
        Window::Quarter | Window::Year => Some(Window::Month),
        _ => None,
    };
    if let Some(shorter) = shorter {
        periods.extend(told.results.periods(shorter).map(longer));
        periods.extend(told.credits.months().into_iter().map(longer));
    }
    let as_of = told.given.register.as_of();
    let mut newest = true;
    let rows = periods.into_iter().rev().take(most).map(|period| {
        // A month of weekly rows may end after its last day by the calendar: what is counted of it has ended.
        let is_over = period.last_day() <= as_of || told.results.count(window, period).is_some();
        let is_newest = is_over && std::mem::take(&mut newest);
        PeriodRow { period, is_over, is_newest }
    });
    rows.collect()
}

/// What was missed in the newest period of a length, and what is awaited for it.
fn note(context: &PageContext<'_>, told: &Told<'_>, window: Window) -> Vec<Inline> {
    let Some(period) = told.results.newest(window) else { return Vec::new() };
    let missed =
        told.results.count(window, period).map_or_else(Vec::new, |count| worst_first(context, count));
    let awaited = awaited(&told.given, &told.group, window, period);
    let mut note = Vec::new();
    for (words, found) in [("Missed in", missed), ("Not due yet for", awaited)] {
        if found.is_empty() {
            continue;
        }
        let lead = if note.is_empty() { "" } else { ". " };
        note.extend([Inline::literal(lead), called(period, format!("{words} {}: ", period.label()))]);
        note.extend(named(context, found, NAMED.0));
    }
    note
}

/// What was missed: whose misses are the gravest first, of each what has been missed the longest.
fn worst_first(context: &PageContext<'_>, count: &Count) -> Vec<usize> {
    let report = context.report;
    let mut missed: Vec<(&Judged, u32, usize)> = count
        .missed
        .iter()
        .filter_map(|(at, nth)| {
            let judged = report.judged.get(*at)?;
            Some((judged, judged.rulings.get(*nth)?.streak, *at))
        })
        .collect();
    missed.sort_by(|(one, long, at), (other, longer, place)| {
        let by_gravity = report.executive.worst_first(&one.subject, &other.subject);
        by_gravity.then(longer.cmp(long)).then(at.cmp(place))
    });
    missed.into_iter().map(|(_, _, at)| at).collect()
}

fn table(
    context: &PageContext<'_>,
    told: &Told<'_>,
    window: Window,
    rows: Vec<PeriodRow>,
    evidence: &mut Evidence<'_>,
) -> Table {
    let (name, caption) = match window {
        Window::Month => ("months", "Service levels by month"),
        Window::Quarter => ("quarters", "Service levels by quarter"),
        Window::Year => ("years", "Service levels by year"),
        _ => ("weeks", "Service levels by week"),
    };
    let has_before = |other: fn(Period) -> Option<Period>| {
        let judged =
            |period: Period| told.results.count(window, period).is_some_and(|count| count.judged() > 0);
        rows.iter().any(|row| judged(row.period) && other(row.period).is_some_and(judged))
    };
    let (has_one_before, has_year_before) =
        (has_before(|period| Some(period.previous())), has_before(year_before));
    let has_unmeasured = rows
        .iter()
        .any(|row| told.results.count(window, row.period).is_some_and(|count| !count.unmeasured.is_empty()));
    let has_own = rows.iter().any(|row| told.results.count(window, row.period).is_some());
    let has_inside = rows.iter().any(|row| told.results.inside(row.period).is_some());
    let has_credits = window != Window::Week && !told.credits.is_empty();
    let counted: Vec<(PeriodRow, Option<(FigureRef, Count)>)> = rows
        .into_iter()
        .map(|row| {
            let count = told.results.count(window, row.period);
            let figure = count.map(|count| told.met(window, row.period, count, evidence));
            (row, figure.zip(count.cloned()))
        })
        .collect();
    let mut columns = Columns::over(counted, evidence).column("Period", "tight", |(row, _), _| {
        let so_far = if row.is_over { "" } else { ", so far" };
        let label = format!("{}{so_far}", capital(&row.period.label()));
        Cell::head(called(row.period, label)).key(row.period.first_day())
    });
    if has_own {
        columns = columns.column("Met", "num", |(_, own), _| own.as_ref().map_or_else(Cell::dash, met_cell));
    }
    if has_unmeasured {
        columns = columns.column("Not measured", "", |(row, own), _| {
            let Some((_, count)) = own.as_ref().filter(|(_, count)| !count.unmeasured.is_empty()) else {
                return Cell::dash();
            };
            let most = if row.is_newest { NAMED.0 } else { NAMED.1 };
            let names = named(context, count.unmeasured.iter().map(|(at, _)| *at), most);
            Cell::new(Line(names)).key(count.unmeasured.len())
        });
    }
    if has_one_before {
        columns = columns.column("Against the one before", "", |(row, own), evidence| {
            against(told, window, row.period, own.as_ref(), Some(row.period.previous()), evidence)
        });
    }
    if has_year_before {
        columns = columns.column("Against the year before", "", |(row, own), evidence| {
            against(told, window, row.period, own.as_ref(), year_before(row.period), evidence)
        });
    }
    if has_inside {
        let header = if window == Window::Month { "Weekly results in it" } else { "Monthly results in it" };
        columns = columns.column(header, "num", |(row, _), evidence| {
            let Some((inner, count)) = told.results.inside(row.period) else { return Cell::dash() };
            met_cell(&(met(&told.group, (inner, row.period), &count, evidence), count))
        });
    }
    if has_credits {
        columns = columns
            .column("Credits owed", "num", |(row, _), evidence| credits(context, told, row.period, evidence));
    }
    Table { class: "grouped", ..columns.table(name, caption) }
}

/// `9 of 12`, and below it how many were not measured; sorted by the share that was met.
fn met_cell((figure, count): &(FigureRef, Count)) -> Cell {
    let share = (count.met.len() * 1_000_000).checked_div(count.judged()).unwrap_or(0);
    let line: Inline = match count.judged() {
        0 => Inline::quiet("none judged"),
        _ => figure.into(),
    };
    let below = unmeasured(count, figure).map(Inline::marked);
    Cell::new(line).under(below.into_iter().collect::<Vec<_>>()).key(share)
}

/// What changed on another period, and how it came out then.
fn against(
    told: &Told<'_>,
    window: Window,
    period: Period,
    own: Option<&(FigureRef, Count)>,
    other: Option<Period>,
    evidence: &mut Evidence<'_>,
) -> Cell {
    let Some(other) = other.filter(|_| own.is_some()) else { return Cell::dash() };
    let Some(count) = told.results.count(window, other).filter(|count| count.judged() > 0) else {
        return Cell::dash();
    };
    let Some(changed) = told.change(window, (other, period), evidence) else {
        return Cell::new(Inline::quiet("nothing judged in both")).key(0);
    };
    let change = told.results.change(window, other, period);
    let then = told.met(window, other, count, evidence);
    let below = [Inline::literal("then "), Inline::from(then)];
    let key = i64::try_from(change.better).unwrap_or(0) - i64::try_from(change.worse).unwrap_or(0);
    Cell::new(Inline::marked(changed)).under(below).key(key)
}

/// What is owed for a period, by currency, and whose account of it is not closed.
fn credits(context: &PageContext<'_>, told: &Told<'_>, period: Period, evidence: &mut Evidence<'_>) -> Cell {
    let owed = told.credits.over(period);
    if owed.is_empty() {
        return Cell::dash();
    }
    let mut line: Vec<Inline> = Vec::new();
    let mut below: Vec<Inline> = Vec::new();
    // A currency in which nothing is owed is not told.
    for (currency, sum) in owed.iter().filter(|(_, sum)| sum.net != 0) {
        if !line.is_empty() {
            line.push(Inline::literal(" · "));
        }
        line.push(told.owed(period, (currency, sum), evidence).into());
    }
    if line.is_empty() {
        line.push(Inline::quiet("nothing owed"));
    }
    if owed.values().any(|sum| sum.provisional) {
        below.push(Inline::literal("provisional"));
    }
    let open = told.credits.open(&told.given, period);
    if !open.is_empty() {
        let lead = if below.is_empty() { "not closed: " } else { "; not closed: " };
        below.push(Inline::literal(lead));
        for (at, id) in open.iter().take(NAMED.1).enumerate() {
            below.extend((at > 0).then(|| Inline::literal(", ")));
            below.push(names::contract(context, id));
        }
        below.extend((open.len() > NAMED.1).then(|| Inline::literal(" and others")));
    }
    let key = owed.values().map(|sum| sum.net).sum::<i64>();
    Cell::new(Line(line)).under(below).key(key)
}

fn name_of(period: Period) -> Html {
    let name = capital(&period.label());
    match period {
        Period::Year(_) => Html::exempt(Exempt::Name, &name),
        _ => Html::dated(&name),
    }
}

/// The newest results in a sentence: `October 2026: 9 of 12 met, 2 not measured; 1 better, 2 worse than the one before`.
pub fn sentence(told: &Told<'_>, evidence: &mut Evidence<'_>) -> Option<(Html, Option<FigureNumber>)> {
    let (window, period) = told.results.leading()?;
    let count = told.results.count(window, period)?;
    let figure = told.met(window, period, count, evidence);
    let mut said = name_of(period).then(": ").then(met_words(count, &figure));
    for (other, words) in
        [(Some(period.previous()), " than the one before"), (year_before(period), " than the year before")]
    {
        let Some(other) = other else { continue };
        let changed = told.results.change(window, other, period);
        if changed.better + changed.worse == 0 {
            continue;
        }
        if let Some(html) = change(&told.group, window, (other, period), changed, evidence) {
            said = said.then("; ").then(html).then(words);
        }
    }
    Some((said.then("."), figure.number))
}
