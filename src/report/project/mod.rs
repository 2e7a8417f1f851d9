//! Projects: the manager's first duty. Planned and delivered units, forecast, milestones, queues, what judges them.

pub mod counted;

pub mod rows;

pub mod periods;

pub mod capacity;

pub mod pace;

pub mod levels;

use serde::Serialize;

use crate::core::organisation::record::{ContentTier, Project, tags};
use crate::kit::calendar::{day_label, days_between};
use crate::kit::diag::plural;
use crate::kit::id::ProjectId;
use crate::kit::numbered::FigureNumber;
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::Place;
use crate::report::project::counted::days_late;
use crate::report::project::levels::levels;
use crate::report::project::pace::{Pace, pace};
use crate::report::project::rows::{gap, overdue_milestones, project_table, site_table};
use crate::subject::block::Offered;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::evidence::{Document, Evidence};
use crate::subject::market_event::page as event_page;
use crate::subject::offered::offered;
use crate::subject::project::address::ProjectPage;
use crate::subject::project::figures::{Forecast, MilestoneState, NoForecast, ProjectState};
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext, Shown};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Fact, Figure, Html, Inline, listed};
use crate::subject::wording::{names, phrase};

/// A page of it; `None` where the record is not there.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &ProjectPage) -> Option<Page<Shown>> {
    Some(match address {
        ProjectPage::All => {
            let (view, evidence) = index(context, route);
            Page::new("Projects", view, evidence).shown("projects.html")
        }
        ProjectPage::One(id) => {
            let (view, evidence) = page(context, route, id)?;
            Page::new(names::project(context, id), view, evidence).shown("project.html")
        }
    })
}

#[derive(Serialize)]
pub struct ProjectsView {
    lede: Html,
    projects: Table,
}

#[derive(Serialize)]
pub struct ProjectView {
    eyebrow: Label,
    lede: Html,
    note: Label,
    figures: Vec<Figure>,
    facts: Vec<Fact>,
    /// Whether it counts units at all: without, there is nothing to plan or forecast.
    counts: bool,
    pace: Pace,
    forecast: Vec<Html>,
    milestones: Table,
    queues: Table,
    levels: Table,
    sites: Table,
    source: Vec<Inline>,
    offered: Vec<Offered>,
}

pub fn index(context: &PageContext<'_>, route: &Route) -> (ProjectsView, Option<Document>) {
    let register = context.report.register;
    let mut evidence = Evidence::new(context, route);
    let projects: Vec<&Project> = register.projects.values().collect();
    let places = |which: &dyn Fn(&Project) -> bool| -> Vec<&Place> {
        projects.iter().filter(|project| which(project)).map(|project| &project.place).collect()
    };
    let late = places(&|project| days_late(context, project).is_some_and(|days| days > 0));
    let overdue = places(&|project| overdue_milestones(context, project) > 0);
    let all = evidence.count(&["projects"], places(&|_| true)).number;
    let mut lede = Html::part_of(all, &format!("{}.", plural(projects.len(), "project")));
    if !late.is_empty() {
        let verb = if late.len() == 1 { "is" } else { "are" };
        let said = format!(" {} {verb} forecast to end after the promised date.", late.len());
        lede = lede.then(Html::part_of(evidence.count(&["projects-late"], late).number, &said));
    }
    if !overdue.is_empty() {
        let verb = if overdue.len() == 1 { "has" } else { "have" };
        let said = format!(" {} {verb} a milestone overdue.", overdue.len());
        let number = evidence.count(&["projects-with-milestone-overdue"], overdue).number;
        lede = lede.then(Html::part_of(number, &said));
    }
    let table = project_table(context, &projects, "All projects", &mut evidence);
    (ProjectsView { lede, projects: table }, Some(evidence.finish()))
}

/// Figures that the page of a project tells more than once.
struct SharedFigures {
    total: Option<FigureRef>,
    planned: Option<FigureRef>,
    /// How late the forecast is; `None` where it is not.
    late: Option<FigureNumber>,
    pace: Option<FigureRef>,
}

pub fn page(
    context: &PageContext<'_>,
    route: &Route,
    id: &ProjectId,
) -> Option<(ProjectView, Option<Document>)> {
    let project = context.report.register.projects.get(id)?;
    let state = context.report.project_states.get(id);
    let mut evidence = Evidence::new(context, route);
    let ours = &mut evidence;
    let forecasted = state.and_then(|state| state.forecast.as_ref().ok());
    let told = SharedFigures {
        total: counted::delivered(project, state, ours),
        planned: counted::planned(project, state, ours),
        late: counted::late(context, project, ours),
        pace: forecasted.map(|forecast| counted::pace(project, forecast, ours)),
    };
    let view = ProjectView {
        eyebrow: Label::without_number(format!("Project, {}", project.work_type.label().to_lowercase())),
        lede: lede(project, state, &told, ours),
        note: Label::because(Exempt::Quoted, project.note.as_deref().cloned().unwrap_or_default()),
        figures: figures(project, state, &told, ours),
        facts: facts(context, project),
        counts: project.units_metric.is_some(),
        pace: pace(context, project, state, ours),
        forecast: forecast(context, project, state, &told),
        milestones: milestones(project, state, ours),
        queues: queues(context, project),
        levels: levels(context, project, state, ours),
        sites: site_table(context, &project.sites, "Sites that work on it", ours).titled(),
        source: vec![names::place(context, &project.place)],
        offered: offered(context, route, ours),
    };
    Some((view, Some(evidence.finish())))
}

fn lede(
    project: &Project,
    state: Option<&ProjectState>,
    told: &SharedFigures,
    evidence: &mut Evidence<'_>,
) -> Html {
    let mut parts: Vec<Html> = Vec::new();
    if let (Some(total), Some(planned)) = (&told.total, &told.planned)
        && let Some(share) = counted::share(total, planned, evidence)
    {
        let gap = gap_markup(state, total, planned, evidence);
        let of = Html::from(" units delivered, ").then(share).then(" of what the plan wanted by now (");
        parts.push(Html::from(total).then(of).then(gap).then(")."));
    }
    match (state.map(|state| &state.forecast), project.ends_on.as_deref().copied()) {
        (Some(Ok(forecast)), Some(end)) => {
            let days = days_between(end, forecast.on);
            let verdict = match days {
                1.. => {
                    format!("{} after the promised end", plural(usize::try_from(days).unwrap_or(0), "day"))
                }
                0 => "on the promised day".to_owned(),
                _ => "in time for the promised end".to_owned(),
            };
            let on = format!("At this pace it completes on {}, ", day_label(forecast.on));
            parts.push(Html::dated(&on).then(Html::part_of(told.late, &verdict)).then("."));
        }
        (Some(Ok(forecast)), None) => {
            parts.push(Html::dated(&format!("At this pace it completes on {}.", day_label(forecast.on))));
        }
        (Some(Err(NoForecast::Complete)), _) => parts.push("All planned units are delivered.".into()),
        _ => {}
    }
    let overdue = overdue_of(project, state);
    if !overdue.is_empty() {
        let said = match overdue.len() {
            1 => "1 milestone is overdue.".to_owned(),
            n => format!("{n} milestones are overdue."),
        };
        let number = evidence.count(&["milestones-overdue", project.id.as_str()], overdue).number;
        parts.push(Html::part_of(number, &said));
    }
    spaced_out(parts)
}

fn spaced_out(parts: Vec<Html>) -> Html {
    parts.into_iter().fold(Html::default(), |line, part| match line.is_empty() {
        true => part,
        false => line.then(" ").then(part),
    })
}

fn gap_markup(
    state: Option<&ProjectState>,
    total: &FigureRef,
    planned: &FigureRef,
    evidence: &mut Evidence<'_>,
) -> Html {
    let both = state.and_then(|state| state.delivered_total.zip(state.planned_to_date));
    let said = both.map_or_else(String::new, |(total, planned)| gap(total, planned));
    Html::part_of(counted::gap(total, planned, evidence), &said)
}

fn overdue_of<'a>(project: &'a Project, state: Option<&ProjectState>) -> Vec<&'a Place> {
    let states = state.map(|state| state.milestones.as_slice()).unwrap_or_default();
    let late = project
        .milestones
        .iter()
        .zip(states)
        .filter(|(_, state)| matches!(state, MilestoneState::Open { age_days } if *age_days > 0));
    late.map(|(milestone, _)| &milestone.id.place).collect()
}

fn figures(
    project: &Project,
    state: Option<&ProjectState>,
    told: &SharedFigures,
    evidence: &mut Evidence<'_>,
) -> Vec<Figure> {
    let mut figures = Vec::new();
    let Some(of) = state else { return figures };
    if let Some(total) = &told.total {
        let note = counted::planned_units(project, evidence)
            .map_or_else(Html::default, |planned| Html::from("of ").then(planned).then(" planned"));
        figures.push(Figure::new("Delivered units", total, note));
    }
    if let Some(planned) = &told.planned {
        let note = told.total.as_ref().map(|total| gap_markup(state, total, planned, evidence));
        figures.push(Figure::new("Planned by now", planned, note.unwrap_or_default()));
    }
    if let (Ok(forecast), Some(pace)) = (&of.forecast, &told.pace) {
        let range = forecast_range(forecast);
        figures.push(Figure::new(
            "Forecast completion",
            Html::dated(&phrase::day(forecast.on)),
            Html::dated(&range),
        ));
        let note = format!("units a week, last {}", plural(forecast.weeks_used, "week"));
        figures.push(Figure::new("Pace", pace, Html::part_of(pace.number, &note)));
    }
    if let Some((week, backlog)) = counted::backlog_now(project, of, evidence) {
        figures.push(Figure::new("Backlog", backlog, Html::dated(&format!("in {week}"))));
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

fn facts(context: &PageContext<'_>, project: &Project) -> Vec<Fact> {
    vec![
        Fact::new("Line of business", names::line_of_business(&project.line_of_business)),
        Fact::new("Manager", names::person(context, &project.client_manager)),
        Fact::new("Started", Inline::dated(day_label(*project.starts_on))),
        Fact::new(
            "Promised end",
            Inline::dated(project.ends_on.as_deref().copied().map_or_else(|| "none".to_owned(), day_label)),
        ),
        Fact::new("Sites", listed(project.sites.iter().map(|site| names::site(context, site)))),
    ]
}

/// The forecast and how it is made, or the reason for none.
fn forecast(
    context: &PageContext<'_>,
    project: &Project,
    state: Option<&ProjectState>,
    told: &SharedFigures,
) -> Vec<Html> {
    let Some(state) = state else { return Vec::new() };
    let forecast = match &state.forecast {
        Ok(forecast) => forecast,
        Err(why) => return vec![no_forecast(*why).into()],
    };
    let range = match forecast.latest {
        Some(latest) if latest == forecast.earliest => {
            "The pace hardly varies, so the range is that same day.".to_owned()
        }
        Some(latest) => {
            format!("Likely between {} and {}.", day_label(forecast.earliest), day_label(latest))
        }
        None => format!("Not before {}; at the slow end of the pace, never.", day_label(forecast.earliest)),
    };
    let mut said: Vec<Html> =
        vec![Html::dated(&format!("{} is the forecast. {range}", day_label(forecast.on)))];
    if let Some(days) = days_late(context, project).filter(|days| *days > 0) {
        let days = plural(usize::try_from(days).unwrap_or(0), "day");
        said.push(Html::part_of(told.late, &format!("That is {days} after the promised end.")));
    }
    if let Some(pace) = &told.pace {
        let how = format!(
            "How it is made: the units that remain, divided by the mean pace of the last {} complete weeks ({} a week). The range \
             uses the natural process limits of a mean of that many weeks.",
            forecast.weeks_used, pace.shown
        );
        said.push(Html::part_of(pace.number, &how));
    }
    said.extend(event_page::said_of_project(context, project));
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

fn milestones(project: &Project, state: Option<&ProjectState>, evidence: &mut Evidence<'_>) -> Table {
    let states = state.map(|state| state.milestones.as_slice()).unwrap_or_default();
    let told = project.milestones.iter().enumerate().map(|(at, milestone)| (milestone, states.get(at)));
    Columns::over(told, evidence)
        .column("Milestone", "", |(milestone, _), _| {
            Cell::head(Inline::words(milestone.title.as_str()).because(Exempt::Name))
        })
        .column("Units", "num", |(milestone, _), evidence| {
            let Some(units) = &milestone.units else { return Cell::dash() };
            Cell::new(evidence.written("units", **units, Some(&units.place), units.show(0))).key(**units)
        })
        .column("Due", "tight", |(milestone, _), _| Cell::day(*milestone.due_on))
        .column("Done", "tight", |(milestone, state), evidence| {
            let Some(done_on) = &milestone.done_on else { return Cell::dash() };
            let Some(MilestoneState::Done { late_days: days @ 1.. }) = state else {
                return Cell::day(**done_on);
            };
            let dates = [("due-on", &milestone.due_on), ("done-on", done_on)];
            let said = format!("{} late", plural(usize::try_from(*days).unwrap_or(0), "day"));
            Cell::day(**done_on).under(Inline::words(said).of(evidence.age(*days, dates)))
        })
        .column("State", "tight", |(milestone, state), evidence| match state {
            Some(MilestoneState::Done { late_days: 1.. }) => {
                Cell::new(Inline::chip("plain", "done late")).key(0)
            }
            Some(MilestoneState::Done { .. }) => Cell::new(Inline::chip("good", "done in time")).key(0),
            Some(MilestoneState::Open { age_days }) => {
                let number = evidence.age(*age_days, [("due-on", &milestone.due_on)]);
                Cell::new(phrase::age(*age_days).of(number)).key(age_days)
            }
            None => Cell::new(Inline::quiet("–")).key(0),
        })
        .table("milestones", "Due and done")
        .empty("No milestone is set.", "")
}

fn queues(context: &PageContext<'_>, project: &Project) -> Table {
    let as_of = context.report.register.as_of();
    Columns::over(&project.queues, &mut ())
        .column("Queue", "", |queue, _| Cell::head(names::queue(context, &queue.id)))
        .column("Languages", "", |queue, _| {
            Inline::words(tags(&queue.languages).join(", ")).because(Exempt::Name).into()
        })
        .column("Exposure to harmful content", "tight", |queue, _| match *queue.content_tier {
            ContentTier::High => Inline::chip("poor", "high").into(),
            ContentTier::Low => Inline::chip("near", "low").into(),
            ContentTier::None => "none".into(),
        })
        .column("From", "tight", |queue, _| Cell::day(*queue.starts_on))
        .column("Until", "tight", |queue, _| queue.days().1.map_or_else(Cell::dash, Cell::day))
        .column("State", "tight", |queue, _| match queue.days().1 {
            Some(end) if end < as_of => Inline::chip("plain", "ended").into(),
            _ if queue.starts_on > as_of => Inline::chip("plain", "to come").into(),
            _ => Inline::chip("good", "live").into(),
        })
        .table("queues", "Queues")
        .empty("No queue is declared.", "")
        .titled()
}
