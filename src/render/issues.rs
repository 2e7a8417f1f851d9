//! Issues and what is sent: each week is judged anew as of its own Sunday, on all cores, and only what the archive tells of it is
//! kept.

use std::io;

use rayon::prelude::*;

use crate::compute::{self, Report, issue};
use crate::model::{Period, Week};
use crate::page::archive::index::Told;
use crate::page::route::Route;
use crate::page::sent::brief::brief;
use crate::page::sent::dates::key_dates;
use crate::page::sent::{CALENDAR, FEED, REPORT_DATA, REPORT_TEXT};
use crate::page::{self, BuildFacts, House, PageView};
use crate::render::error::WriteError;
use crate::render::frame::write_page;
use crate::render::template::Templates;
use crate::render::{calendar, feed, report_text};

type Put<'p> = &'p (dyn Fn(&str, &[u8]) -> io::Result<()> + Sync);

/// Writes the issues, their archive and what is sent; the number of pages.
///
/// # Errors
/// A template that fails on a page, or whatever `put` says.
pub fn write_issues(house: &House<'_>, templates: &Templates, put: Put<'_>) -> Result<u64, WriteError> {
    let weeks = issue::weeks(house.report);
    let week =
        |at: usize| write_week(house, templates, put, weeks[at], at.checked_sub(1).map(|at| weeks[at]));
    let mut told = (0..weeks.len()).into_par_iter().map(week).collect::<Result<Vec<Told>, WriteError>>()?;
    let months = issue::months(house.report);
    let month = |month: &Period| write_month(house, templates, put, *month);
    told.extend(months.par_iter().map(month).collect::<Result<Vec<Told>, WriteError>>()?);
    told.sort_by_key(|told| std::cmp::Reverse((told.as_of, told.period)));
    write(templates, put, &Route::Issues, page::archive_page(house, &told))?;
    send(house, &told, put)?;
    Ok(told.len() as u64 + 1)
}

fn write_week(
    house: &House<'_>,
    templates: &Templates,
    put: Put<'_>,
    week: Week,
    previous: Option<Week>,
) -> Result<Told, WriteError> {
    let register = issue::register_on(house.report.register, week.sunday());
    let report = compute::report_of_week(&register);
    let (view, told) = of(house, &report, |then| page::week_issue(then, previous));
    write(templates, put, &Route::WeekIssue(week), view)?;
    Ok(told)
}

fn write_month(
    house: &House<'_>,
    templates: &Templates,
    put: Put<'_>,
    month: Period,
) -> Result<Told, WriteError> {
    let register = issue::register_on(house.report.register, month.last_day());
    let report = compute::report_of_month(&register);
    let (view, told) = of(house, &report, |then| page::month_issue(then, month));
    write(templates, put, &Route::MonthIssue(month), view)?;
    Ok(told)
}

/// The house with the report of an earlier day. Nothing of it speaks of the commit that is built, so that a page stays as it is
/// when the book goes on.
fn of<T>(house: &House<'_>, report: &Report<'_>, page: impl FnOnce(&House<'_>) -> T) -> T {
    let facts = BuildFacts { commit: None, input_hash: String::new(), ..house.facts.clone() };
    page(&House { report, facts: &facts, ..*house })
}

fn write(templates: &Templates, put: Put<'_>, route: &Route, view: PageView) -> Result<(), WriteError> {
    for (path, content) in write_page(templates, route, view)? {
        put(&path, &content)?;
    }
    Ok(())
}

fn send(house: &House<'_>, told: &[Told], put: Put<'_>) -> Result<(), WriteError> {
    let book = &house.report.register.book;
    let base_url = house.facts.base_url.as_deref();
    let (brief, evidence) = brief(house);
    put(REPORT_TEXT, report_text::report_text(&brief, base_url).as_bytes())?;
    let mut data = serde_json::to_string_pretty(&brief).map_err(io::Error::from)?;
    // The evidence is JSON already; it goes in as the last key.
    if let Some(evidence) = evidence {
        data.truncate(data.trim_end_matches(['}', '\n']).len());
        data.push_str(",\n  \"evidence\": ");
        data.push_str(evidence.trim_end());
        data.push_str("\n}");
    }
    data.push('\n');
    put(REPORT_DATA, data.as_bytes())?;
    let as_of = house.report.register.as_of();
    let named = feed::Named { title: &book.title, organisation: &book.organisation, as_of, base_url };
    let issues: Vec<feed::Told> = told.iter().map(of_feed).collect();
    put(FEED, feed::feed(&named, &issues).as_bytes())?;
    let named = calendar::Named { title: &book.title, organisation: &book.organisation, as_of, base_url };
    put(CALENDAR, calendar::calendar(&named, &key_dates(house)).as_bytes())?;
    Ok(())
}

fn of_feed(told: &Told) -> feed::Told {
    feed::Told {
        period: told.period.to_string(),
        title: told.title.clone(),
        sentences: told.sentences.clone(),
        path: told.route().path(),
        as_of: told.as_of,
        restated: None,
    }
}
