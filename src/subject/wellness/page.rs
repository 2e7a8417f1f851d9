//! Wellness by site: exposure within its cap, breaks, overtime, and who could see a counsellor. People of whom too few are counted are not told of.

mod people;
mod support;

use serde::Serialize;

use crate::core::organisation::record::ContentTier;
use crate::core::settings::access::CountedTable;
use crate::kit::id::{SiteId, VendorId};
use crate::kit::number::{Decimal, Quotient};
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::subject::block::Offered;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::project::address::ProjectPage;
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext, Shown};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::Inline;
use crate::subject::wellness::address::WellnessPage;
use crate::subject::wellness::figures::kept::Part;
use crate::subject::wellness::figures::{Exposure, exposure};
use crate::subject::wellness::record::{
    BREAKS_DUE, BREAKS_TAKEN, COUNSELLED, COUNTS, OVERTIME, PAST_ROTATION, PEOPLE, PERSON_DAYS, WITHIN_CAP,
    WellnessCount,
};
use crate::subject::wording::{figure, names, phrase};

/// `templates/wellness.html`.
#[derive(Serialize)]
struct WellnessView {
    latest: Table,
    weeks: Table,
    surveys: Table,
    support: Table,
    tooling: Table,
    team: Table,
    outcomes: Table,
    least: Label,
    reason: Label,
}

/// Its pages: none in a book that counts nothing of wellness.
pub fn pages(context: &PageContext<'_>) -> Vec<WellnessPage> {
    if is_empty(context) { Vec::new() } else { vec![WellnessPage::All] }
}

fn is_empty(context: &PageContext<'_>) -> bool {
    context.report.wellness.is_empty()
        && context.report.surveys.newest.is_empty()
        && context.report.register.team_exposures.is_empty()
}

/// The page; `None` where nothing is counted.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &WellnessPage) -> Option<Page<Shown>> {
    if is_empty(context) {
        return None;
    }
    Some(match address {
        WellnessPage::All => index(context, route).shown("wellness.html"),
    })
}

/// The newest week of a site, of the sites of a vendor and of those of a project; in an issue of the sites that are red.
pub fn offered(context: &PageContext<'_>, on: &Route, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    let own = |site: &SiteId, vendor: &VendorId| match on {
        Route::Vendor(id) => vendor == id,
        Route::Site(id) => site == id,
        Route::Project(ProjectPage::One(id)) => {
            let project = context.report.register.projects.get(id);
            project.is_some_and(|project| project.sites.contains(site))
        }
        issue if issue.is_issue() => is_red(context, site),
        _ => false,
    };
    let rows = newest(context)
        .into_iter()
        .filter(|row| row.site.as_deref().is_some_and(|site| own(site, &row.vendor)));
    let rows: Vec<&WellnessCount> = rows.collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let table = latest(context, rows, evidence);
    let note = vec![Inline::link(&Route::Wellness(WellnessPage::All), "Wellness of all sites")];
    let heading = if on.is_issue() { "Wellness: sites beyond a limit" } else { "Wellness" };
    vec![Offered { id: "wellness", heading, note, table }]
}

fn is_red(context: &PageContext<'_>, site: &SiteId) -> bool {
    let report = context.report;
    let policy = report.register.settings.wellness_policy();
    let of = report.wellness.sites.iter().find(|of| of.site == *site);
    of.is_some_and(|of| of.is_red(&report.register.wellness, &policy))
}

fn index(context: &PageContext<'_>, route: &Route) -> Page<WellnessView> {
    let mut evidence = Evidence::new(context, route);
    let (least, reason) = context.report.register.settings.suppression(CountedTable::Wellness);
    let view = WellnessView {
        latest: latest(context, newest(context), &mut evidence).titled(),
        weeks: weeks(context, &mut evidence).titled(),
        surveys: support::surveys(context, &mut evidence).titled(),
        support: support::support(context, &mut evidence).titled(),
        tooling: support::tooling(context).titled(),
        team: people::team(context, &mut evidence).titled(),
        outcomes: people::outcomes(context, &mut evidence).titled(),
        least: Label::because(Exempt::Rule, least.to_string()),
        reason: Label::because(Exempt::Quoted, reason),
    };
    Page::new("Wellness", view, Some(evidence.finish()))
}

/// Of each site the rows of its newest week, beyond the cap first, all tiers before the single ones.
fn newest<'c>(context: &PageContext<'c>) -> Vec<&'c WellnessCount> {
    let report = context.report;
    let rows = &report.register.wellness;
    let policy = report.register.settings.wellness_policy();
    let mut sites: Vec<_> = report.wellness.sites.iter().collect();
    sites.sort_by_key(|of| !of.is_red(rows, &policy));
    let mut shown = Vec::new();
    for of in sites {
        let Some((week, _)) = of.weeks.first() else { continue };
        let own = rows.iter().filter(|row| row.site.as_deref() == Some(&of.site) && *row.week == *week);
        let mut own: Vec<&WellnessCount> = own.collect();
        own.sort_by_key(|row| row.tier.as_deref().map(|tier| std::cmp::Reverse(*tier)));
        // One tier alone says what all of them do.
        if own.len() == 2 {
            own.truncate(1);
        }
        shown.extend(own);
    }
    shown
}

fn latest<'c>(context: &PageContext<'c>, rows: Vec<&'c WellnessCount>, evidence: &mut Evidence<'_>) -> Table {
    let policy = context.report.register.settings.wellness_policy();
    let has_rotation = policy.rotation_weeks.is_some();
    let columns = Columns::over(rows, evidence)
        .column("Site", "", |row, _| match row.site.as_deref() {
            Some(site) => Cell::head(names::party(context, &row.vendor, Some(site))),
            None => Cell::head(names::vendor(context, &row.vendor)),
        })
        .column("Content", "tight", |row, _| match row.tier.as_deref() {
            None => Inline::literal("all tiers").into(),
            Some(ContentTier::High) => Inline::literal("high").into(),
            Some(_) => Inline::literal("low").into(),
        })
        .column("Week", "tight", |row, _| {
            Cell::new(Inline::dated(phrase::short(Period::Week(*row.week)))).key(*row.week)
        })
        .column("People", "num", |row, evidence| count(context, row, PEOPLE, evidence))
        .column("Within the cap", "num", move |row, evidence| {
            let chip = match exposure(row, &policy) {
                Exposure::Beyond => Some(Inline::chip("bad", "beyond the cap")),
                Exposure::Within | Exposure::Unknown => None,
            };
            share(context, row, WITHIN_CAP, PERSON_DAYS, evidence).under(chip.into_iter().collect::<Vec<_>>())
        })
        .column("Breaks taken", "num", |row, evidence| {
            share(context, row, BREAKS_TAKEN, BREAKS_DUE, evidence)
        })
        .column("Overtime, minutes", "num", |row, evidence| count(context, row, OVERTIME, evidence))
        .column("Saw a counsellor", "num", |row, evidence| count(context, row, COUNSELLED, evidence));
    let columns = match has_rotation {
        true => columns
            .column("Past the rotation", "num", |row, evidence| count(context, row, PAST_ROTATION, evidence)),
        false => columns,
    };
    columns.table("wellness", "The newest week of each site")
}

/// Person-days within the cap, week by week.
fn weeks(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Table {
    let report = context.report;
    let rows = &report.register.wellness;
    let all = report.wellness.sites.iter().flat_map(|of| of.weeks.iter().map(|(week, at)| (*week, *at)));
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|(week, at)| (std::cmp::Reverse(*week), *at));
    let kept: std::collections::BTreeSet<_> = all.iter().map(|(week, _)| *week).collect();
    let oldest = kept.iter().rev().nth(WEEKS - 1).copied();
    all.retain(|(week, _)| oldest.is_none_or(|oldest| oldest <= *week));
    Columns::over(all, evidence)
        .column("Week", "tight", |(week, _), _| {
            Cell::head(Inline::dated(phrase::short(Period::Week(*week)))).key(*week)
        })
        .column("Site", "", |(_, at), _| match rows[*at].site.as_deref() {
            Some(site) => names::party(context, &rows[*at].vendor, Some(site)).into(),
            None => Cell::dash(),
        })
        .column("People", "num", |(_, at), evidence| count(context, &rows[*at], PEOPLE, evidence))
        .column("Person-days", "num", |(_, at), evidence| count(context, &rows[*at], PERSON_DAYS, evidence))
        .column("Within the cap", "num", |(_, at), evidence| {
            share(context, &rows[*at], WITHIN_CAP, PERSON_DAYS, evidence)
        })
        .column("Breaks taken", "num", |(_, at), evidence| {
            share(context, &rows[*at], BREAKS_TAKEN, BREAKS_DUE, evidence)
        })
        .column("Overtime, minutes", "num", |(_, at), evidence| {
            count(context, &rows[*at], OVERTIME, evidence)
        })
        .table("wellness-weeks", "Week by week")
        .filtered()
}

/// Weeks on the page.
const WEEKS: usize = 13;

fn told(
    context: &PageContext<'_>,
    row: &WellnessCount,
    which: usize,
    evidence: &mut Evidence<'_>,
) -> Option<FigureRef> {
    let Part::Told(count) = context.report.wellness.kept.part(row, which) else { return None };
    let value = Quotient::from(Decimal::from_int(count.into()));
    let shown = value.show(0);
    let week = row.week.to_string();
    let asked = [
        COUNTS[which],
        week.as_str(),
        row.vendor.as_str(),
        row.site.as_deref().map_or("", |site| site.as_str()),
        row.tier.as_deref().map_or("", |tier| tier.word()),
    ];
    let entry = evidence.figure(&shown, value, "wellness-cell").note("asked", &asked);
    let number = entry.records([&row.place]).done();
    Some(FigureRef::new(number, value, shown))
}

fn not_told() -> Cell {
    Cell::new(Inline::quiet("not told")).key("")
}

/// What is said of a part that is not told.
fn untold(context: &PageContext<'_>, part: Part) -> Cell {
    let (least, _) = context.report.register.settings.suppression(CountedTable::Wellness);
    match part {
        Part::NearlyAll => {
            Cell::new(Inline::words(format!("all but fewer than {least}")).because(Exempt::Rule)).key("")
        }
        Part::Told(_) | Part::NotTold => not_told(),
    }
}

fn count(context: &PageContext<'_>, row: &WellnessCount, which: usize, evidence: &mut Evidence<'_>) -> Cell {
    match told(context, row, which, evidence) {
        Some(figure) => Cell::from(figure),
        None => untold(context, context.report.wellness.kept.part(row, which)),
    }
}

fn share(
    context: &PageContext<'_>,
    row: &WellnessCount,
    part: usize,
    whole: usize,
    evidence: &mut Evidence<'_>,
) -> Cell {
    let kept = &context.report.wellness.kept;
    let (some, all) = match (kept.part(row, part), kept.part(row, whole)) {
        (Part::Told(some), Part::Told(all)) => (some, all),
        (some, _) => return untold(context, some),
    };
    let Some(value) = Quotient::new(i128::from(some) * 100, i128::from(all)).filter(|_| all > 0) else {
        return Cell::dash();
    };
    let inputs = [told(context, row, part, evidence), told(context, row, whole, evidence)];
    let inputs = inputs.into_iter().map(|input| input.and_then(|input| input.number));
    let shown = format!("{}%", figure::cut(value));
    let number = evidence.figure(&shown, value, "wellness-share").inputs(inputs.collect::<Vec<_>>()).done();
    Cell::from(FigureRef::new(number, value, shown)).key(value.show(6))
}
