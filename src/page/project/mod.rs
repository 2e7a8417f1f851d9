//! Projects: the manager's first duty. Planned and delivered units, forecast, milestones, queues, what judges them.

pub mod pace;

pub mod rows;

use serde::Serialize;

use crate::compute::attainment::{Judged, Outcome, Ruling};
use crate::compute::project::{Forecast, MilestoneState, NoForecast, ProjectState};
use crate::diag::plural;
use crate::model::{ContentTier, Project, ProjectId, day_label, days_between};
use crate::page::piece::{Fact, Figure, Piece, listed};
use crate::page::project::pace::{Pace, pace};
use crate::page::project::rows::{days_late, gap, overdue_milestones, project_table, site_table};
use crate::page::shell::House;
use crate::page::table::{Cell, Table};
use crate::page::wording::names;
use crate::page::wording::phrase;

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
    /// Whether it counts units at all: without, there is nothing to plan or forecast.
    counts: bool,
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
    ProjectsView { lede, projects: project_table(house, &projects, "All projects") }
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
        counts: project.units_metric.is_some(),
        pace: pace(house, project, state),
        forecast: forecast(house, project, state),
        milestones: milestones(project, state),
        queues: queues(house, project),
        levels: levels(house, state),
        sites: site_table(house, &project.sites, "Sites that work on it").titled(),
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
        let range = forecast_range(forecast);
        figures.push(Figure::new("Forecast completion", phrase::day(forecast.on), range));
        let pace = crate::picture::scale::label(forecast.pace, 0, "");
        figures.push(Figure::new("Pace", pace, format!("units a week, last {} weeks", forecast.weeks_used)));
    }
    if let Some((week, backlog)) = &state.backlog_now {
        figures.push(Figure::new("Backlog", backlog.show(0), format!("in {week}")));
    }
    figures
}

/// From the fast end of the pace to its slow end, in a few words.
fn forecast_range(forecast: &Forecast) -> String {
    match forecast.latest {
        None => format!("{} or never at the slow end", phrase::day(forecast.earliest)),
        Some(latest) if latest == forecast.earliest => "whatever the pace’s usual variation".to_owned(),
        Some(latest) => format!("{} to {}", phrase::day(forecast.earliest), phrase::day(latest)),
    }
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
    let range = match forecast.latest {
        Some(latest) if latest == forecast.earliest => {
            "The pace hardly varies, so the range is that same day.".to_owned()
        }
        Some(latest) => {
            format!("Likely between {} and {}.", day_label(forecast.earliest), day_label(latest))
        }
        None => format!("Not before {}; at the slow end of the pace, never.", day_label(forecast.earliest)),
    };
    let mut said = vec![
        format!("{} is the forecast. {range}", day_label(forecast.on)),
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
    let mut table = Table::new("milestones", "Due and done", &columns).empty("No milestone is set.", "");
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
    let mut table = Table::new("queues", "Queues", &columns).empty("No queue is declared.", "").titled();
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
        .titled()
        .empty("No service level covers this project.", "Its contracts promise nothing about it.");
    let judged = judged_of(house, state);
    let missed = judged.iter().filter(|judged| judged.rulings.last().is_some_and(Ruling::missed)).count();
    if !judged.is_empty() {
        table = table.note(match missed {
            0 => "None was missed in its latest window.".to_owned(),
            n => format!("{n} of {} missed in the latest window; those first.", judged.len()),
        });
    }
    for judged in judged {
        push_level(house, &mut table, judged);
    }
    table
}

/// Missed first, then what was not measured, then what was met.
fn judged_of<'a>(house: &House<'a>, state: Option<&ProjectState>) -> Vec<&'a Judged> {
    let judged = state.map(|state| state.judged.as_slice()).unwrap_or_default();
    let mut judged: Vec<&Judged> = judged.iter().filter_map(|&at| house.report.judged.get(at)).collect();
    judged.sort_by_key(|judged| match judged.rulings.last().map(|ruling| &ruling.outcome) {
        Some(Outcome::Missed) => 0,
        Some(Outcome::NotMeasured(_)) | None => 1,
        Some(Outcome::Met) => 2,
        Some(Outcome::Shown) => 3,
    });
    judged
}

fn push_level(house: &House<'_>, table: &mut Table, judged: &Judged) {
    let register = house.report.register;
    let Some(contract) = register.contracts.get(&judged.contract) else { return };
    let Some(level) = names::service_level_of(contract, &judged.service_level) else { return };
    let metric = register.metrics.get(&level.metric);
    let latest = judged.rulings.last();
    let target = latest.map_or(level.target, |ruling| ruling.target);
    let result = latest.and_then(|ruling| names::figure_cell(house, &judged.subject, ruling, level, (0, 0)));
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
        result.unwrap_or_else(Cell::dash),
        ruling,
    ]);
}
