//! Projects and sites as rows, for their index and for the pages of people.

use crate::compute::project::{MilestoneState, NoForecast, ProjectState};
use crate::compute::rollup::Subject;
use crate::compute::scorecard::Scorecard;
use crate::diag::plural;
use crate::model::{Decimal, Project, SiteId, days_between};
use crate::page::piece::{Piece, listed, spaced};
use crate::page::plan::verdict::is_closed;
use crate::page::shell::House;
use crate::page::table::{Cell, Table};
use crate::page::wording::names;
use crate::page::wording::phrase;

/// Projects as rows, for the index and for people.
pub fn project_table(house: &House<'_>, projects: &[&Project], caption: &str) -> Table {
    let columns = [
        ("Project", ""),
        ("Manager", ""),
        ("Delivered", "num"),
        ("Against plan so far", "num"),
        ("Forecast end", "tight"),
        ("Promised end", "tight"),
        ("Next milestone", ""),
        ("Backlog", "num"),
    ];
    let mut table = Table::new("projects", caption, &columns)
        .empty("No project.", "A file under data/projects becomes a page here.");
    for project in projects {
        let state = house.report.projects.get(&project.id);
        table.push([
            Cell::head(names::project(house, &project.id))
                .under(names::line_of_business(&project.line_of_business)),
            names::person(house, &project.client_manager).into(),
            delivered_cell(project, state),
            against_plan(state),
            forecast_cell(house, project, state),
            project.ends_on.map_or_else(Cell::dash, |day| Cell::new(phrase::day(day)).key(day)),
            next_milestone(project, state),
            state.and_then(|state| state.backlog_now).map_or_else(Cell::dash, |(week, backlog)| {
                Cell::new(backlog.show(0)).under(week.to_string()).key(backlog.rounded(0))
            }),
        ]);
    }
    table
}

fn delivered_cell(project: &Project, state: Option<&ProjectState>) -> Cell {
    let Some(total) = state.and_then(|state| state.delivered_total) else { return Cell::dash() };
    let of =
        project.planned_units.and_then(|planned| phrase::share(total, planned).map(|share| (planned, share)));
    let cell = Cell::new(total.show(0)).key(total);
    match of {
        Some((planned, share)) => cell.under(format!("{} of {}", phrase::percent(share), planned.show(0))),
        None => cell,
    }
}

fn against_plan(state: Option<&ProjectState>) -> Cell {
    let Some(state) = state else { return Cell::dash() };
    let (Some(total), Some(planned)) = (state.delivered_total, state.planned_to_date) else {
        return Cell::dash();
    };
    match phrase::share(total, planned) {
        Some(share) => Cell::new(phrase::percent(share)).under(gap(total, planned)).key(share.to_f64()),
        None => Cell::dash(),
    }
}

/// `1,200 behind`, `300 ahead`, `on plan`.
pub fn gap(delivered: Decimal, planned: Decimal) -> String {
    let gap = delivered.micro() - planned.micro();
    let size = Decimal::from_micro(gap.abs()).show(0);
    match gap {
        ..0 => format!("{size} behind"),
        0 => "on plan".to_owned(),
        1.. => format!("{size} ahead"),
    }
}

/// Days by which the forecast passes the promised end; negative is early.
pub fn days_late(house: &House<'_>, project: &Project) -> Option<i32> {
    let forecast = house.report.projects.get(&project.id)?.forecast.as_ref().ok()?;
    Some(days_between(project.ends_on?, forecast.on))
}

pub fn overdue_milestones(house: &House<'_>, project: &Project) -> usize {
    let states =
        house.report.projects.get(&project.id).map(|state| state.milestones.as_slice()).unwrap_or_default();
    states.iter().filter(|state| matches!(state, MilestoneState::Open { age_days } if *age_days > 0)).count()
}

fn forecast_cell(house: &House<'_>, project: &Project, state: Option<&ProjectState>) -> Cell {
    match state.map(|state| &state.forecast) {
        Some(Ok(forecast)) => {
            let late = days_late(house, project).map(lateness);
            Cell::new(phrase::day(forecast.on))
                .under(late.map(|chip| vec![chip]).unwrap_or_default())
                .key(forecast.on)
        }
        Some(Err(why)) => Cell::new(Piece::quiet(no_forecast_short(*why))).key(""),
        None => Cell::dash(),
    }
}

fn lateness(days: i32) -> Piece {
    match days {
        1.. => Piece::chip(
            "poor",
            format!("{} after promise", plural(usize::try_from(days).unwrap_or(0), "day")),
        ),
        _ => Piece::chip("good", "in time"),
    }
}

fn no_forecast_short(why: NoForecast) -> &'static str {
    match why {
        NoForecast::NoPlan => "no planned units",
        NoForecast::TooFewWeeks => "too few weeks",
        NoForecast::NothingDelivered => "nothing delivered",
        NoForecast::Complete => "complete",
    }
}

fn next_milestone(project: &Project, state: Option<&ProjectState>) -> Cell {
    let states = state.map(|state| state.milestones.as_slice()).unwrap_or_default();
    let next = project.milestones.iter().zip(states).filter_map(|(milestone, state)| match state {
        MilestoneState::Open { age_days } => Some((milestone, *age_days)),
        MilestoneState::Done { .. } => None,
    });
    match next.min_by_key(|(milestone, _)| milestone.due_on) {
        Some((milestone, age)) => Cell::new(milestone.title.as_str())
            .under(spaced([Piece::words(phrase::day(milestone.due_on)), phrase::age(age)]))
            .key(milestone.due_on),
        None => Cell::dash(),
    }
}

/// Sites with the rating of the report's week.
pub fn site_table(house: &House<'_>, sites: &[SiteId], caption: &str) -> Table {
    let columns = [
        ("Site", ""),
        ("Rating", "tight"),
        ("Score", "num"),
        ("Coverage", "num"),
        ("Missed", ""),
        ("Open plans", ""),
    ];
    let mut table = Table::new("sites", caption, &columns).empty("No site.", "");
    for id in sites {
        let Some(site) = house.report.register.sites.get(id) else { continue };
        let cards = house.report.scorecards.get(&Subject::Site(id.clone()));
        let card = cards.and_then(|cards| cards.last());
        let plans = house.report.register.plans.values().filter(|plan| {
            !is_closed(house, plan)
                && plan.vendor == site.vendor
                && plan.site.as_ref().is_none_or(|of| of == id)
        });
        table.push([
            Cell::head(names::site(house, id)).under(names::vendor(house, &site.vendor)),
            card.map_or_else(Cell::dash, |card| Cell::new(Piece::rating(card.rating))),
            card.and_then(|card| card.score).map_or_else(Cell::dash, |score| Cell::new(phrase::cut(score))),
            card.and_then(|card| card.coverage)
                .map_or_else(Cell::dash, |share| Cell::new(format!("{}%", phrase::cut(share)))),
            card.map_or_else(Cell::dash, |card| Cell::new(missed(house, card))),
            Cell::new(listed(plans.map(|plan| names::plan(house, &plan.id)))),
        ]);
    }
    table
}

fn missed(house: &House<'_>, card: &Scorecard) -> Vec<Piece> {
    let lines = card.lines.iter().filter_map(|line| {
        let judged = house.report.judged.get(line.judged)?;
        let ruling = judged.rulings.get(line.ruling?)?;
        ruling.missed().then(|| names::service_level(house, &judged.contract, &judged.service_level))
    });
    let pieces = listed(lines);
    if pieces == [Piece::quiet("–")] { vec![Piece::quiet("nothing")] } else { pieces }
}
