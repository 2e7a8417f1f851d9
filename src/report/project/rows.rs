//! Projects and sites as rows, for their index and for the pages of people.

use crate::core::organisation::record::Project;
use crate::core::rollup::Subject;
use crate::core::score::Scorecard;
use crate::kit::diag::plural;
use crate::kit::id::SiteId;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::picture::exempt::Exempt;
use crate::report::project::counted;
use crate::report::project::counted::days_late;
use crate::report::site::index::rating_of;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::cite::quoted;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::plan::page::verdict::is_closed;
use crate::subject::project::figures::{MilestoneState, NoForecast, ProjectState};
use crate::subject::queue::address::QueuePage;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Inline, listed, spaced};
use crate::subject::text::words::Unproved;
use crate::subject::wording::{names, phrase};

/// Projects as rows, for the index and for people.
pub fn project_table(
    context: &PageContext<'_>,
    projects: &[&Project],
    caption: &'static str,
    evidence: &mut Evidence<'_>,
) -> Table {
    let stated = projects.iter().map(|project| (*project, context.report.project_states.get(&project.id)));
    let told: Vec<_> = stated
        .map(|(project, state)| (project, state, counted::delivered(project, state, evidence)))
        .collect();
    Columns::over(told, evidence)
        .column("Project", "", |(project, ..), _| {
            let line = names::line_of_business(&project.line_of_business);
            Cell::head(names::project(context, &project.id)).under(line)
        })
        .column("Queues", "", |(project, ..), _| Cell::new(queues(context, project)))
        .column("Manager", "", |(project, ..), _| names::person(context, &project.client_manager).into())
        .column("Delivered", "num", |(project, _, total), evidence| {
            delivered_cell(project, total.as_ref(), evidence)
        })
        .column("Against plan so far", "num", |(project, _, total), evidence| {
            against_plan(context, project, total.as_ref(), evidence)
        })
        .column("Forecast end", "tight", |(project, state, _), evidence| {
            forecast_cell(context, project, *state, evidence)
        })
        .column("Promised end", "tight", |(project, ..), _| {
            project.ends_on.as_deref().copied().map_or_else(Cell::dash, Cell::day)
        })
        .column("Next milestone", "", |(project, state, _), evidence| {
            next_milestone(project, *state, evidence)
        })
        .column("Backlog", "num", |(project, state, _), evidence| {
            let backlog = state.and_then(|state| counted::backlog_now(project, state, evidence));
            backlog.map_or_else(Cell::dash, |(week, backlog)| {
                let key = backlog.value.map_or(0, |value| value.rounded(0));
                Cell::new(backlog).under(Inline::dated(week.to_string())).key(key)
            })
        })
        .table("projects", caption)
        .empty("No project.", "A file under data/projects becomes a page here.")
}

fn delivered_cell(project: &Project, total: Option<&FigureRef>, evidence: &mut Evidence<'_>) -> Cell {
    let Some(total) = total else { return Cell::dash() };
    let cell = Cell::new(Inline::from(total)).key(total.value.map_or(0, |value| value.rounded(0)));
    let Some(planned) = counted::planned_units(project, evidence) else { return cell };
    match counted::share(total, &planned, evidence) {
        Some(share) => cell.under([share.into(), Inline::literal(" of "), planned.into()]),
        None => cell,
    }
}

fn against_plan(
    context: &PageContext<'_>,
    project: &Project,
    total: Option<&FigureRef>,
    evidence: &mut Evidence<'_>,
) -> Cell {
    let state = context.report.project_states.get(&project.id);
    let (Some(total), Some(planned)) = (total, counted::planned(project, state, evidence)) else {
        return Cell::dash();
    };
    let Some(share) = counted::share(total, &planned, evidence) else { return Cell::dash() };
    let key = share.value.map_or(0, |value| value.rounded(6));
    Cell::new(share).under(gap_piece(state, total, &planned, evidence)).key(key)
}

/// How far a project is from its plan, in words with their figure.
pub fn gap_piece(
    state: Option<&ProjectState>,
    total: &FigureRef,
    planned: &FigureRef,
    evidence: &mut Evidence<'_>,
) -> Inline {
    let both = state.and_then(|state| state.delivered_total.zip(state.planned_to_date));
    let said = both.map_or_else(String::new, |(total, planned)| gap(total, planned));
    Inline::words(said).of(counted::gap(total, planned, evidence))
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

pub fn overdue_milestones(context: &PageContext<'_>, project: &Project) -> usize {
    let states = context
        .report
        .project_states
        .get(&project.id)
        .map(|state| state.milestones.as_slice())
        .unwrap_or_default();
    states.iter().filter(|state| matches!(state, MilestoneState::Open { age_days } if *age_days > 0)).count()
}

fn forecast_cell(
    context: &PageContext<'_>,
    project: &Project,
    state: Option<&ProjectState>,
    evidence: &mut Evidence<'_>,
) -> Cell {
    match state.map(|state| &state.forecast) {
        Some(Ok(forecast)) => {
            let number = counted::late(context, project, evidence);
            let late = days_late(context, project).map(|days| lateness(days).of(number));
            Cell::new(Inline::dated(phrase::day(forecast.on)))
                .under(late.map(|chip| vec![chip]).unwrap_or_default())
                .key(forecast.on)
        }
        Some(Err(why)) => Cell::new(Inline::quiet(no_forecast_short(*why))).key(""),
        None => Cell::dash(),
    }
}

fn lateness(days: i32) -> Unproved {
    match days {
        1.. => Inline::chip(
            "poor",
            format!("{} after promise", plural(usize::try_from(days).unwrap_or(0), "day")),
        ),
        _ => Inline::chip("good", "in time").into(),
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

fn next_milestone(project: &Project, state: Option<&ProjectState>, evidence: &mut Evidence<'_>) -> Cell {
    let states = state.map(|state| state.milestones.as_slice()).unwrap_or_default();
    let next = project.milestones.iter().zip(states).filter_map(|(milestone, state)| match state {
        MilestoneState::Open { age_days } => Some((milestone, *age_days)),
        MilestoneState::Done { .. } => None,
    });
    match next.min_by_key(|(milestone, _)| *milestone.due_on) {
        Some((milestone, age)) => {
            let number = evidence.age(age, [("due-on", &milestone.due_on)]);
            Cell::new(Inline::words(milestone.title.as_str()).because(Exempt::Name))
                .under(spaced([Inline::dated(phrase::day(*milestone.due_on)), phrase::age(age).of(number)]))
                .key(*milestone.due_on)
        }
        None => Cell::dash(),
    }
}

/// Queues that a cell has room for.
const QUEUES: usize = 8;

fn queues(context: &PageContext<'_>, project: &Project) -> Vec<Inline> {
    let all = project.queues.len();
    let mut line = listed(project.queues.iter().take(QUEUES).map(|queue| names::queue(context, &queue.id)));
    if all > QUEUES {
        let more = Inline::link(&Route::Queue(QueuePage::All), "all queues");
        line.extend([Inline::literal(", "), more]);
    }
    line
}

/// Sites with the rating of the report's week.
pub fn site_table<'s>(
    context: &PageContext<'_>,
    sites: impl IntoIterator<Item = &'s SiteId>,
    caption: &'static str,
    evidence: &mut Evidence<'_>,
) -> Table {
    let (register, cards) = (context.report.register, &context.report.scorecards);
    let sites = sites.into_iter().filter_map(|id| register.sites.get(id)).map(|site| {
        let card = cards.get(&Subject::Site(site.id.clone())).and_then(|cards| cards.last());
        (site, card.filter(|card| card.period == context.report.period))
    });
    Columns::over(sites, evidence)
        .column("Site", "", |(site, _), _| {
            Cell::head(names::site(context, &site.id)).under(names::vendor(context, &site.vendor))
        })
        .column("Rating", "tight", |(site, card), evidence| match card {
            Some(_) => {
                let subject = Subject::Site(site.id.clone());
                Inline::marked(rating_of(context, &subject, *card, evidence)).into()
            }
            None => Cell::dash(),
        })
        .column("Score", "num", |(site, card), evidence| {
            told(evidence, &site.id, "score", card.and_then(|card| card.score))
        })
        .column("Coverage", "num", |(site, card), evidence| {
            told(evidence, &site.id, "coverage", card.and_then(|card| card.coverage))
        })
        .column("Missed", "", |(_, card), _| {
            card.map_or_else(Cell::dash, |card| Cell::new(missed(context, card)))
        })
        .column("Open plans", "", |(site, _), _| {
            let plans = register.plans.values().filter(|plan| {
                !is_closed(context, plan)
                    && plan.vendor == site.vendor
                    && plan.site.as_ref().is_none_or(|of| *of == site.id)
            });
            listed(plans.map(|plan| names::plan(context, &plan.id))).into()
        })
        .table("sites", caption)
        .empty("No site.", "")
}

/// A score or coverage as the page of the site derives it.
fn told(evidence: &mut Evidence<'_>, site: &SiteId, formula: &'static str, value: Option<Quotient>) -> Cell {
    let page = Route::Site(site.clone());
    let key = value.map_or(0, |value| value.rounded(6));
    quoted(evidence, &page, formula, value).map_or_else(Cell::dash, |written| Cell::new(written).key(key))
}

/// Names in the cell of a table: the site's own page has all.
const NAMED: usize = 4;

fn missed(context: &PageContext<'_>, card: &Scorecard) -> Vec<Inline> {
    let lines = card.lines.iter().filter_map(|line| {
        let judged = context.report.judged.get(line.judged)?;
        let ruling = judged.rulings.get(line.ruling?)?;
        ruling.missed().then(|| names::service_level(context, &judged.contract, &judged.service_level))
    });
    let all: Vec<Inline> = lines.collect();
    let more = all.len().saturating_sub(NAMED);
    let mut pieces = listed(all.into_iter().take(NAMED));
    if pieces == [Inline::quiet("–")] {
        return vec![Inline::quiet("nothing")];
    }
    if more > 0 {
        pieces.push(Inline::words(format!(" and {more} more")).because(Exempt::Rows));
    }
    pieces
}
