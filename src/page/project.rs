//! Projects: the manager's first duty. Planned and delivered units, forecast, milestones, queues, what judges them.

use serde::Serialize;

use crate::compute::attainment::Judged;
use crate::compute::project::{MilestoneState, NoForecast, ProjectState};
use crate::compute::rollup::Subject;
use crate::compute::scorecard::Scorecard;
use crate::diag::plural;
use crate::model::{ContentTier, Decimal, Project, ProjectId, SiteId, day_label, days_between};
use crate::page::names;
use crate::page::phrase;
use crate::page::piece::{Fact, Figure, Piece, listed, spaced};
use crate::page::project_pace::{Pace, pace};
use crate::page::shell::House;
use crate::page::table::{Cell, Table};

#[derive(Serialize)]
pub struct ProjectsView {
    lede: String,
    projects: Table,
}

#[derive(Serialize)]
pub struct ProjectView {
    eyebrow: String,
    lede: String,
    note: String,
    figures: Vec<Figure>,
    facts: Vec<Fact>,
    pace: Pace,
    forecast: Vec<String>,
    milestones: Table,
    queues: Table,
    levels: Table,
    sites: Table,
    source: Vec<Piece>,
}

pub fn index(house: &House<'_>) -> ProjectsView {
    let register = house.report.register;
    let projects: Vec<&Project> = register.projects.values().collect();
    let late =
        projects.iter().filter(|project| days_late(house, project).is_some_and(|days| days > 0)).count();
    let overdue = projects.iter().filter(|project| overdue_milestones(house, project) > 0).count();
    let lede = phrase::sentences(&[
        plural(projects.len(), "project"),
        if late > 0 {
            format!(
                "{} forecast to end after the promised date",
                if late == 1 { "1 is".to_owned() } else { format!("{late} are") }
            )
        } else {
            String::new()
        },
        if overdue > 0 {
            format!(
                "{} a milestone overdue",
                if overdue == 1 { "1 has".to_owned() } else { format!("{overdue} have") }
            )
        } else {
            String::new()
        },
    ]);
    ProjectsView { lede, projects: table(house, &projects, "All projects") }
}

/// Projects as rows, for the index and for people.
pub fn table(house: &House<'_>, projects: &[&Project], caption: &str) -> Table {
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
fn gap(delivered: Decimal, planned: Decimal) -> String {
    let gap = delivered.micro() - planned.micro();
    let size = Decimal::from_micro(gap.abs()).show(0);
    match gap {
        ..0 => format!("{size} behind"),
        0 => "on plan".to_owned(),
        1.. => format!("{size} ahead"),
    }
}

/// Days by which the forecast passes the promised end; negative is early.
fn days_late(house: &House<'_>, project: &Project) -> Option<i32> {
    let forecast = house.report.projects.get(&project.id)?.forecast.as_ref().ok()?;
    Some(days_between(project.ends_on?, forecast.on))
}

fn overdue_milestones(house: &House<'_>, project: &Project) -> usize {
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

pub fn page(house: &House<'_>, id: &ProjectId) -> Option<ProjectView> {
    let project = house.report.register.projects.get(id)?;
    let state = house.report.projects.get(id);
    Some(ProjectView {
        eyebrow: format!("Project, {}", project.work_type.label().to_lowercase()),
        lede: lede(house, project, state),
        note: project.note.clone().unwrap_or_default(),
        figures: figures(project, state),
        facts: facts(house, project),
        pace: pace(house, project, state),
        forecast: forecast(house, project, state),
        milestones: milestones(project, state),
        queues: queues(house, project),
        levels: levels(house, state),
        sites: site_table(house, &project.sites, "Sites that work on it"),
        source: vec![names::place(house, &project.place)],
    })
}

fn lede(house: &House<'_>, project: &Project, state: Option<&ProjectState>) -> String {
    let mut parts = Vec::new();
    if let Some(state) = state
        && let (Some(total), Some(planned)) = (state.delivered_total, state.planned_to_date)
        && let Some(share) = phrase::share(total, planned)
    {
        parts.push(format!(
            "{} units delivered, {} of what the plan wanted by now ({})",
            total.show(0),
            phrase::percent(share),
            gap(total, planned)
        ));
    }
    match (state.map(|state| &state.forecast), project.ends_on) {
        (Some(Ok(forecast)), Some(end)) => {
            let days = days_between(end, forecast.on);
            let verdict = match days {
                1.. => {
                    format!("{} after the promised end", plural(usize::try_from(days).unwrap_or(0), "day"))
                }
                0 => "on the promised day".to_owned(),
                _ => "in time for the promised end".to_owned(),
            };
            parts.push(format!("at this pace it completes on {}, {verdict}", day_label(forecast.on)));
        }
        (Some(Ok(forecast)), None) => {
            parts.push(format!("at this pace it completes on {}", day_label(forecast.on)));
        }
        (Some(Err(NoForecast::Complete)), _) => parts.push("all planned units are delivered".to_owned()),
        _ => {}
    }
    match overdue_milestones(house, project) {
        0 => {}
        1 => parts.push("1 milestone is overdue".to_owned()),
        n => parts.push(format!("{n} milestones are overdue")),
    }
    phrase::sentences(&parts)
}

fn figures(project: &Project, state: Option<&ProjectState>) -> Vec<Figure> {
    let mut figures = Vec::new();
    let Some(state) = state else { return figures };
    if let Some(total) = state.delivered_total {
        let of = project
            .planned_units
            .map(|planned| format!("of {} planned", planned.show(0)))
            .unwrap_or_default();
        figures.push(Figure::new("Delivered units", total.show(0), of));
    }
    if let Some(planned) = state.planned_to_date {
        let note = state.delivered_total.map(|total| gap(total, planned)).unwrap_or_default();
        figures.push(Figure::new("Planned by now", planned.show(0), note));
    }
    if let Ok(forecast) = &state.forecast {
        let latest = forecast
            .latest
            .map_or_else(|| "or never at the slow end".to_owned(), |day| format!("to {}", phrase::day(day)));
        let range = format!("{} {latest}", phrase::day(forecast.earliest));
        figures.push(Figure::new("Forecast completion", phrase::day(forecast.on), range));
        let pace = crate::picture::scale::label(forecast.pace, 0, "");
        figures.push(Figure::new("Pace", pace, format!("units a week, last {} weeks", forecast.weeks_used)));
    }
    if let Some((week, backlog)) = &state.backlog_now {
        figures.push(Figure::new("Backlog", backlog.show(0), format!("in {week}")));
    }
    figures
}

fn facts(house: &House<'_>, project: &Project) -> Vec<Fact> {
    vec![
        Fact::new("Line of business", names::line_of_business(&project.line_of_business)),
        Fact::new("Manager", names::person(house, &project.client_manager)),
        Fact::new("Started", day_label(project.starts_on)),
        Fact::new("Promised end", project.ends_on.map_or_else(|| "none".to_owned(), day_label)),
        Fact::new("Sites", listed(project.sites.iter().map(|site| names::site(house, site)))),
    ]
}

/// The forecast and how it is made, or the reason for none.
fn forecast(house: &House<'_>, project: &Project, state: Option<&ProjectState>) -> Vec<String> {
    let Some(state) = state else { return Vec::new() };
    let forecast = match &state.forecast {
        Ok(forecast) => forecast,
        Err(why) => return vec![no_forecast(*why).to_owned()],
    };
    let pace = crate::picture::scale::label(forecast.pace, 0, "");
    let latest = match forecast.latest {
        Some(latest) => format!("between {} and {}", day_label(forecast.earliest), day_label(latest)),
        None => format!("not before {}, and at the slow end of the pace never", day_label(forecast.earliest)),
    };
    let mut said = vec![
        format!("{} is the forecast; likely {latest}.", day_label(forecast.on)),
        format!(
            "How it is made: the units that remain, divided by the mean pace of the last {} complete weeks ({pace} a week). \
             The range uses the natural process limits of a mean of that many weeks.",
            forecast.weeks_used
        ),
    ];
    if let Some(days) = days_late(house, project).filter(|days| *days > 0) {
        let days = plural(usize::try_from(days).unwrap_or(0), "day");
        said.insert(1, format!("That is {days} after the promised end."));
    }
    said
}

fn no_forecast(why: NoForecast) -> &'static str {
    match why {
        NoForecast::NoPlan => "No forecast: the project has no planned number of units.",
        NoForecast::TooFewWeeks => "No forecast yet: it needs eight complete weeks of figures.",
        NoForecast::NothingDelivered => "No forecast: nothing was delivered in the last eight weeks.",
        NoForecast::Complete => "Complete: all planned units are delivered.",
    }
}

fn milestones(project: &Project, state: Option<&ProjectState>) -> Table {
    let columns =
        [("Milestone", ""), ("Units", "num"), ("Due", "tight"), ("Done", "tight"), ("State", "tight")];
    let mut table = Table::new("milestones", "Milestones", &columns).empty("No milestone is set.", "");
    let states = state.map(|state| state.milestones.as_slice()).unwrap_or_default();
    for (at, milestone) in project.milestones.iter().enumerate() {
        let (key, chip) = match states.get(at) {
            Some(MilestoneState::Done { late_days: 1.. }) => (0, Piece::chip("plain", "done late")),
            Some(MilestoneState::Done { .. }) => (0, Piece::chip("good", "done in time")),
            Some(MilestoneState::Open { age_days }) => (*age_days, phrase::age(*age_days)),
            None => (0, Piece::quiet("–")),
        };
        let late = match states.get(at) {
            Some(MilestoneState::Done { late_days: days @ 1.. }) => {
                format!("{} late", plural(usize::try_from(*days).unwrap_or(0), "day"))
            }
            _ => String::new(),
        };
        table.push([
            Cell::head(milestone.title.as_str()),
            milestone.units.map_or_else(Cell::dash, |units| Cell::new(units.show(0)).key(units)),
            Cell::new(phrase::day(milestone.due_on)).key(milestone.due_on),
            milestone.done_on.map_or_else(Cell::dash, |day| Cell::new(phrase::day(day)).under(late).key(day)),
            Cell::new(chip).key(key),
        ]);
    }
    table
}

fn queues(house: &House<'_>, project: &Project) -> Table {
    let columns = [
        ("Queue", ""),
        ("Languages", ""),
        ("Exposure to harmful content", "tight"),
        ("From", "tight"),
        ("Until", "tight"),
        ("State", "tight"),
    ];
    let mut table = Table::new("queues", "Queues", &columns).empty("No queue is declared.", "");
    let as_of = house.report.register.as_of();
    for queue in &project.queues {
        let state = match queue.ends_on {
            Some(end) if end < as_of => Piece::chip("plain", "ended"),
            _ if queue.starts_on > as_of => Piece::chip("plain", "to come"),
            _ => Piece::chip("good", "live"),
        };
        let tier = match queue.content_tier {
            ContentTier::High => Piece::chip("poor", "high"),
            ContentTier::Low => Piece::chip("near", "low"),
            ContentTier::None => Piece::words("none"),
        };
        table.push([
            Cell::head(queue.name.as_str()),
            queue.languages.join(", ").into(),
            tier.into(),
            Cell::new(phrase::day(queue.starts_on)).key(queue.starts_on),
            queue.ends_on.map_or_else(Cell::dash, |day| Cell::new(phrase::day(day)).key(day)),
            state.into(),
        ]);
    }
    table
}

/// Service levels whose scope covers the project, with their latest ruling.
fn levels(house: &House<'_>, state: Option<&ProjectState>) -> Table {
    let columns =
        [("Service level", ""), ("For", ""), ("Promise", ""), ("Latest result", "num"), ("Ruling", "tight")];
    let mut table = Table::new("service-levels", "Service levels that judge it", &columns)
        .empty("No service level covers this project.", "Its contracts promise nothing about it.");
    let judged = state.map(|state| state.judged.as_slice()).unwrap_or_default();
    for judged in judged.iter().filter_map(|&at| house.report.judged.get(at)) {
        push_level(house, &mut table, judged);
    }
    table
}

fn push_level(house: &House<'_>, table: &mut Table, judged: &Judged) {
    let register = house.report.register;
    let Some(contract) = register.contracts.get(&judged.contract) else { return };
    let Some(level) = names::service_level_of(contract, &judged.service_level) else { return };
    let metric = register.metrics.get(&level.metric);
    let latest = judged.rulings.last();
    let target = latest.map_or(level.target, |ruling| ruling.target);
    let result =
        latest.and_then(|ruling| phrase::figure(ruling, level, metric)).map_or_else(Cell::dash, |value| {
            Cell::new(names::metric(house, &judged.subject, &level.metric, value))
        });
    let ruling = latest.map_or_else(
        || Cell::new(Piece::mark("none", "No window yet")),
        |ruling| {
            let (tone, word) = phrase::verdict(ruling);
            Cell::new(Piece::mark(tone, word)).under(phrase::window(ruling))
        },
    );
    table.push([
        Cell::head(names::service_level(house, &judged.contract, &judged.service_level))
            .under(names::contract(house, &judged.contract)),
        names::subject(house, &judged.subject).into(),
        phrase::promise(level, target, metric).into(),
        result,
        ruling,
    ]);
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
            !crate::page::plan::is_closed(house, plan)
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
