//! Pulse surveys, who can see a counsellor and how soon, and which queues dull what they show.

use crate::core::organisation::record::{ContentTier, Project, Queue, Site};
use crate::core::settings::access::CountedTable;
use crate::kit::declared::Tallied;
use crate::kit::number::{Decimal, Quotient};
use crate::kit::period::Period;
use crate::kit::source::At;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::shell::PageContext;
use crate::subject::survey::record::Survey;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Inline, listed};
use crate::subject::wellness::figures::kept::{Part, part};
use crate::subject::wording::{names, phrase};

/// Surveys on the page: so many months.
const MONTHS: usize = 6;

/// The newest month first; a share that is below what the book asks for is marked.
pub fn surveys(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Table {
    let register = context.report.register;
    let asked = register.settings.wellness_policy().pulse_percent.map(|asked| *asked);
    let as_of = register.as_of();
    let mut rows: Vec<&Survey> =
        register.surveys.iter().filter(|row| row.month.last_day() <= as_of).collect();
    rows.sort_by_key(|row| (std::cmp::Reverse(*row.month), row.vendor.value.clone(), row.site.value.clone()));
    let months: std::collections::BTreeSet<Period> = rows.iter().map(|row| **row.month).collect();
    let oldest = months.iter().rev().nth(MONTHS - 1).copied();
    rows.retain(|row| oldest.is_none_or(|oldest| oldest <= **row.month));
    Columns::over(rows, evidence)
        .column("Month", "tight", |row, _| {
            Cell::head(Inline::dated(phrase::capital(&row.month.label()))).key(*row.month)
        })
        .column("Site", "", |row, _| names::party(context, &row.vendor, Some(&row.site)).into())
        .column("Asked", "num", |row, evidence| cell(row, "invited", *row.invited, "", evidence).into())
        .column("Answered", "num", |row, evidence| answered(context, row, evidence))
        .column("Favourable", "num", move |row, evidence| {
            let Some(share) = row.favourable.known() else { return not_told() };
            let unit = format!("%{}", row.cut_off().unwrap_or_default());
            let told = cell(row, "favourable", share, &unit, evidence);
            let is_low = asked.is_some_and(|asked| share < asked);
            let chip = is_low.then(|| Inline::chip("bad", "low"));
            Cell::new(Inline::from(told)).under(chip.into_iter().collect::<Vec<_>>()).key(share)
        })
        .table("surveys", "Pulse surveys")
}

fn not_told() -> Cell {
    Cell::new(Inline::quiet("not told")).key("")
}

/// How many answered, and which share of those who were asked.
fn answered(context: &PageContext<'_>, row: &Survey, evidence: &mut Evidence<'_>) -> Cell {
    let (least, _) = context.report.register.settings.suppression(CountedTable::Wellness);
    let count = match part(*row.answered, Tallied::Known(*row.invited), least) {
        Part::Told(count) => count,
        untold => return super::untold(context, untold),
    };
    let told = cell(row, "answered", count, "", evidence);
    let Some(value) =
        Quotient::new(i128::from(count) * 100, i128::from(*row.invited)).filter(|_| *row.invited > 0)
    else {
        return told.into();
    };
    let asked = cell(row, "invited", *row.invited, "", evidence);
    let shown = phrase::percent(value);
    let number = evidence.figure(&shown, value, "share").inputs([told.number, asked.number]).done();
    let share = FigureRef::new(number, value, shown);
    Cell::new(Inline::from(told)).under([Inline::from(share)]).key(count)
}

/// A number as it stands in the row.
fn cell(row: &Survey, column: &str, count: u32, unit: &str, evidence: &mut Evidence<'_>) -> FigureRef {
    let value = Quotient::from(Decimal::from_int(count.into()));
    let shown = format!("{count}{unit}");
    let month = row.month.to_string();
    let entry = evidence.figure(&shown, value, "cell").note("cell", &[column, &month, row.site.as_str()]);
    FigureRef::new(entry.records([&row.place]).done(), value, shown)
}

/// Queues with harmful content that are live, with their projects.
fn queues<'a>(context: &PageContext<'a>) -> Vec<(&'a Project, &'a Queue)> {
    let register = context.report.register;
    let as_of = register.as_of();
    let is_live = |queue: &&Queue| {
        *queue.content_tier != ContentTier::None
            && *queue.starts_on <= as_of
            && queue.days().1.is_none_or(|end| as_of <= end)
    };
    let projects = register.projects.values();
    projects
        .flat_map(|project| project.queues.iter().filter(is_live).map(move |queue| (project, queue)))
        .collect()
}

/// Sites that work such queues, and what each says of its counsellors; a site that says nothing is shown as one.
pub fn support(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Table {
    let queues = queues(context);
    let works = |site: &&Site| queues.iter().any(|(project, queue)| queue.is_worked_at(project, &site.id));
    let sites: Vec<&Site> = context.report.register.sites.values().filter(works).collect();
    let told = |name, setting: Option<&At<u32>>, evidence: &mut Evidence<'_>| match setting {
        Some(number) => {
            let value = Decimal::from_int(number.value.into());
            evidence.written(name, value, Some(&number.place), number.value.to_string()).into()
        }
        None => not_said(),
    };
    Columns::over(sites, evidence)
        .column("Site", "", |site, _| Cell::head(names::party(context, &site.vendor, Some(&site.id))))
        .column("People for each counsellor", "num", move |site, evidence| {
            told("people-per-counsellor", site.people_per_counsellor.as_ref(), evidence)
        })
        .column("Days until a session", "num", move |site, evidence| {
            told("counsellor-wait-days", site.counsellor_wait_days.as_ref(), evidence)
        })
        .column("Out of hours", "tight", |site, _| match site.out_of_hours_counselling.as_deref() {
            Some(true) => Inline::chip("good", "yes").into(),
            Some(false) => Inline::chip("poor", "no").into(),
            None => not_said(),
        })
        .table("counselling", "Who can see a counsellor")
}

fn not_said() -> Cell {
    Cell::new(Inline::chip("near", "not said")).key("")
}

/// Those queues, and which tools are on by default.
pub fn tooling(context: &PageContext<'_>) -> Table {
    Columns::over(queues(context), &mut ())
        .column("Queue", "", |(_, queue), _| Cell::head(names::queue(context, &queue.id)))
        .column("Project", "", |(project, _), _| names::project(context, &project.id).into())
        .column("Content", "tight", |(_, queue), _| match *queue.content_tier {
            ContentTier::High => Inline::chip("poor", "high").into(),
            _ => Inline::chip("near", "low").into(),
        })
        .column("On by default", "", |(_, queue), _| {
            listed(queue.tooling.iter().map(|tool| Inline::literal(tool.label()))).into()
        })
        .column("Lacking", "", |(_, queue), _| {
            let lacking = queue.lacking_tools();
            if *queue.content_tier != ContentTier::High || lacking.is_empty() {
                return Cell::dash();
            }
            listed(lacking.into_iter().map(|tool| Inline::chip("bad", tool.label()))).into()
        })
        .table("tooling", "What queues dull by default")
}
