//! Tables of incidents.

use std::collections::BTreeMap;

use super::Known;
use crate::core::settings::incident::IncidentSeverity;
use crate::kit::calendar::day_short;
use crate::kit::declared::Tallied;
use crate::kit::diag::plural;
use crate::kit::id::SiteId;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::{At, Place, Setting};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::incident::figures::{Closing, Figures, IncidentState, Response};
use crate::subject::incident::record::{Incident, IncidentCategory, IncidentCount, Warned};
use crate::subject::risk::address::RiskPage;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Inline, spaced};
use crate::subject::wording::{names, phrase};

/// Days that the table of places looks back: 52 weeks.
const YEAR_DAYS: i32 = 364;

/// Months of counts on the page.
const MONTHS: usize = 6;

/// A line each, in the order in which they come.
pub fn incidents(
    context: &PageContext<'_>,
    known: &[Known<'_>],
    (name, caption): (&str, &'static str),
    evidence: &mut Evidence<'_>,
) -> Table {
    Columns::over(known.iter().copied(), evidence)
        .column("Incident", "", |(row, _), _| {
            let warning = match row.content_warning.as_deref() {
                Some(Warned::Yes) => Some(Inline::chip("near", "content warning")),
                _ => None,
            };
            let ticket = Inline::words(row.reference.as_str()).because(Exempt::Name);
            Cell::head(row.category.label()).under(spaced([ticket].into_iter().chain(warning)))
        })
        .column("Site", "", |(row, state), _| names::party(context, &state.vendor, Some(&row.site)).into())
        .column("Severity", "tight", |(row, _), _| {
            let tone = match *row.severity {
                IncidentSeverity::Critical => "bad",
                IncidentSeverity::High => "poor",
                IncidentSeverity::Moderate | IncidentSeverity::Low => "plain",
            };
            Cell::new(Inline::chip(tone, row.severity.label())).key(*row.severity as u8)
        })
        .column("Reported", "tight", |(row, _), _| Cell::day(*row.reported_on))
        .column("First response", "", |(row, state), evidence| response(row, state, evidence))
        .column("Closed", "", |(row, state), evidence| closing(row, state, evidence))
        .column("Follows", "", |(row, _), _| follows(context, row))
        .table(name, caption)
}

/// `3 h`, `30 h late`, `none for 4 days`.
fn response(row: &Incident, state: &IncidentState, evidence: &mut Evidence<'_>) -> Cell {
    let hours = row.response_hours.as_ref();
    match (state.response, hours) {
        (Response::InTime | Response::Late, Some(hours)) => {
            let value = Quotient::from(Decimal::from_int(hours.value.into()));
            let shown = format!("{} h", hours.value);
            let entry = evidence.figure(&shown, value, "cell");
            let entry = entry.note("cell", &["response_hours", row.reference.as_str()]).records([&row.place]);
            let took = FigureRef::new(entry.done(), value, shown);
            let late = (state.response == Response::Late).then(|| Inline::chip("bad", "late"));
            Cell::new(Inline::from(took)).under(late.into_iter().collect::<Vec<_>>()).key(hours.value)
        }
        (response, _) => {
            let chip = match response {
                Response::Overdue => Inline::chip("bad", "none yet, late"),
                _ => Inline::chip("near", "none yet"),
            };
            let Some(number) = evidence.age(state.age_days, [("reported_on", &row.reported_on)]) else {
                return Cell::new(chip).key(i32::MAX);
            };
            let words = format!("for {}", plural(state.age_days.unsigned_abs() as usize, "day"));
            Cell::new(chip).under([Inline::part_of(number, &words)]).key(i32::MAX)
        }
    }
}

/// The day on which it was closed, else the day by which it has to be.
fn closing(row: &Incident, state: &IncidentState, evidence: &mut Evidence<'_>) -> Cell {
    let limit = Decimal::from_int((*state.clock.close_days).into());
    let moved = [("close-days", limit, state.clock.close_days.place.as_ref())];
    match (state.closing, &row.closed_on) {
        (Closing::Closed(on, late), Some(closed)) => {
            let mut under = Vec::new();
            if late > 0 {
                let dates: [(&str, &At<_>); 2] = [("reported_on", &row.reported_on), ("closed_on", closed)];
                let number = evidence.days(late.into(), dates, moved);
                under.push(phrase::age(late).of(number));
            }
            Cell::new(Inline::dated(day_short(on))).under(under).key(on)
        }
        (Closing::Open(due_on, late) | Closing::Closed(due_on, late), _) => {
            let number = evidence.days(late.into(), [("reported_on", &row.reported_on)], moved);
            let due = Inline::dated(format!("due {}", day_short(due_on)));
            Cell::new(due).under([phrase::age(late).of(number)]).key(due_on)
        }
    }
}

/// The plan and the risk that it names.
fn follows(context: &PageContext<'_>, row: &Incident) -> Cell {
    let register = context.report.register;
    let plan = row.plan.as_deref().filter(|plan| register.plans.contains_key(*plan));
    let risk = row.risk.as_deref().and_then(|risk| register.risks.get(risk.as_str()));
    let plan = plan.map(|plan| names::plan(context, plan));
    let risk = risk.map(|risk| {
        Inline::link(&Route::Risk(RiskPage::One(risk.id.clone())), &*risk.title).because(Exempt::Name)
    });
    let mut line: Vec<Inline> = Vec::new();
    for piece in [plan, risk].into_iter().flatten() {
        if !line.is_empty() {
            line.push(Inline::literal("; "));
        }
        line.push(piece);
    }
    if line.is_empty() { Cell::dash() } else { line.into() }
}

/// Which kinds happen where: of a year, the last 52 weeks, the most frequent first.
pub fn places(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Table {
    let mut of: BTreeMap<(&SiteId, IncidentCategory), Vec<Known<'_>>> = BTreeMap::new();
    for (row, state) in super::known(context).filter(|(_, state)| state.age_days < YEAR_DAYS) {
        of.entry((&row.site, *row.category)).or_default().push((row, state));
    }
    let mut of: Vec<_> = of.into_iter().collect();
    of.sort_by_key(|(_, incidents)| std::cmp::Reverse(incidents.len()));
    let count = |name,
                 site: &SiteId,
                 category: IncidentCategory,
                 places: Vec<&Place>,
                 evidence: &mut Evidence<'_>| {
        if places.is_empty() {
            return Cell::dash();
        }
        evidence.count(&["incidents", name, site.as_str(), category.word()], places).into()
    };
    Columns::over(of, evidence)
        .column("Site", "", |((site, _), incidents), _| {
            let vendor = incidents.first().map(|(_, state)| &state.vendor);
            Cell::head(vendor.map_or_else(Vec::new, |vendor| names::party(context, vendor, Some(site))))
        })
        .column("Kind", "", |((_, category), _), _| category.label().into())
        .column("In a year", "num", move |((site, category), incidents), evidence| {
            count("year", site, *category, incidents.iter().map(|(row, _)| &row.place).collect(), evidence)
        })
        .column("Of them open", "num", move |((site, category), incidents), evidence| {
            let open = incidents.iter().filter(|(_, state)| state.is_open());
            count("year-open", site, *category, open.map(|(row, _)| &row.place).collect(), evidence)
        })
        .table("incident-places", "Where they happen")
}

/// What is asked, by severity.
pub fn clocks(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Table {
    let settings = &context.report.register.settings;
    let told = |name, setting: &Setting<u32>, unit: &str, evidence: &mut Evidence<'_>| {
        let shown = plural(setting.value as usize, unit);
        let value = Decimal::from_int(setting.value.into());
        Cell::from(evidence.written(name, value, setting.place.as_ref(), shown)).key(setting.value)
    };
    Columns::over(IncidentSeverity::ALL, evidence)
        .column("Severity", "", |severity, _| Cell::head(severity.label()))
        .column("Answered within", "num", |severity, evidence| {
            told("respond-hours", &settings.incident_clock(*severity).respond_hours, "hour", evidence)
        })
        .column("Closed within", "num", |severity, evidence| {
            told("close-days", &settings.incident_clock(*severity).close_days, "day", evidence)
        })
        .column("Wants a plan or a risk", "tight", |severity, _| {
            if severity.is_severe() { "yes" } else { "no" }.into()
        })
        .table("incident-clocks", "Clocks")
}

/// Counts of what befell people, newest month first.
pub fn people(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Table {
    let register = context.report.register;
    let as_of = register.as_of();
    let over = register.incidents.counts.iter().filter(|row| row.month.last_day() <= as_of);
    let mut rows: Vec<&IncidentCount> = over.collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(*row.month), row.vendor.value.clone(), *row.category));
    let months: std::collections::BTreeSet<Period> = rows.iter().map(|row| **row.month).collect();
    let oldest = months.iter().rev().nth(MONTHS - 1).copied();
    rows.retain(|row| oldest.is_none_or(|oldest| oldest <= **row.month));
    let count = |row: &IncidentCount, column: &'static str, told: Tallied, evidence: &mut Evidence<'_>| {
        let Some(count) = told.known() else { return Cell::new(Inline::quiet("not told")).key("") };
        let value = Quotient::from(Decimal::from_int(count.into()));
        let month = row.month.to_string();
        let named = [column, month.as_str(), row.vendor.as_str(), row.category.word()];
        let entry = evidence.figure(&count.to_string(), value, "cell").note("cell", &named);
        FigureRef::new(entry.records([&row.place]).done(), value, count.to_string()).into()
    };
    Columns::over(rows, evidence)
        .column("Month", "tight", |row, _| {
            Cell::head(Inline::dated(phrase::capital(&row.month.label()))).key(*row.month)
        })
        .column("Vendor", "", |row, _| names::vendor(context, &row.vendor).into())
        .column("Kind", "", |row, _| row.category.label().into())
        .column("How many", "num", move |row, evidence| count(row, "count", *row.count, evidence))
        .column("Answered late", "num", move |row, evidence| count(row, "late", *row.late, evidence))
        .table("incident-counts", "What befell people")
}

/// Of an issue: those that were reported in its period, and those that were open on its last day. `None` where there are none.
pub fn of_period(context: &PageContext<'_>, period: Period, evidence: &mut Evidence<'_>) -> Option<Table> {
    let first = period.first_day();
    // Issues of months keep no figures of subjects.
    let figures = Figures::of(context.report.register);
    let told = super::of(context.report.register, &figures)
        .filter(|(row, state)| state.is_open() || *row.reported_on >= first);
    let told: Vec<Known<'_>> = told.collect();
    let caption = "Incidents, new or open";
    (!told.is_empty()).then(|| incidents(context, &told, ("incidents", caption), evidence))
}
