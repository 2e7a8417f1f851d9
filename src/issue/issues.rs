//! Issues and what is sent: each week is judged as of its own Sunday, on all cores, and only what the archive tells of it is kept.

use std::collections::BTreeMap;
use std::io;

use jiff::Timestamp;

use crate::core::sentence::Sentence;
use crate::issue::again;
use crate::issue::judged::{Bench, Judged};
use crate::issue::page::index::Told;
use crate::kit::apart;
use crate::kit::evidence::by_line;
use crate::kit::period::Period;
use crate::kit::source::{CommitStore, PublishedSite};
use crate::render::error::WriteError;
use crate::render::frame::write_page;
use crate::render::template::Templates;
use crate::render::{calendar, feed, report_text};
use crate::report::brief::dates::key_dates;
use crate::report::brief::week::brief;
use crate::report::brief::{CALENDAR, FEED, REPORT_DATA, REPORT_TEXT};
use crate::report::view::PageView;
use crate::subject::edition::Edition;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;

/// What was there before this build.
#[derive(Clone, Copy)]
pub struct Before<'a> {
    /// The files of earlier commits, for the issues they judge.
    pub earlier: &'a dyn CommitStore,
    /// The site that was published last.
    pub former: &'a PublishedSite,
}

/// What was written of issues.
pub struct Issued {
    pub pages: u64,
    /// Issues that were published before with other bytes, by their period, and when.
    pub again: BTreeMap<String, Timestamp>,
}

type Put<'p> = &'p (dyn Fn(&str, &[u8]) -> io::Result<()> + Sync);

/// Writes the issues, their archive and what is sent. `routes` are those of the other pages.
///
/// # Errors
/// A template that fails on a page, a commit that cannot be read, or whatever `put` says.
pub fn write_issues(
    context: &PageContext<'_>,
    templates: &Templates,
    before: Before<'_>,
    routes: &[Route],
    put: Put<'_>,
) -> Result<Issued, WriteError> {
    let (weeks, months) =
        (crate::subject::edition::weeks(context.report), crate::subject::edition::months(context.report));
    let of = |periods: Vec<Period>| -> Vec<Edition> {
        periods
            .into_iter()
            .flat_map(|period| crate::subject::edition::editions(context.report, period))
            .collect()
    };
    let by_week = of(weeks.iter().copied().map(Period::Week).collect());
    let by_month = of(months);
    let own = by_week.iter().chain(&by_month).map(Route::edition).chain([Route::Issues]);
    let bench = Bench::new(context, templates, before.earlier, routes.iter().cloned().chain(own));
    let written = |edition: &Edition, page: &dyn Fn(&PageContext<'_>) -> (PageView, Told)| {
        let mut judged: Judged = bench.judge(&Route::edition(edition), edition, page)?;
        judged.told = judged.told.of_edition(edition);
        let route = judged.told.route();
        judged.told.other = again::is_other(before.former, &route, &judged.files);
        for (path, content) in &judged.files {
            put(path, content)?;
        }
        Ok::<Told, WriteError>(judged.told)
    };
    let week = |at: usize| {
        let edition = &by_week[at];
        let Period::Week(of) = edition.period else { unreachable!("editions of weeks") };
        let previous = weeks.iter().rfind(|week| **week < of).copied();
        written(edition, &|then: &PageContext<'_>| {
            crate::report::view::week_issue(then, edition, of, previous)
        })
    };
    let mut told = apart::try_each(by_week.len(), week)?;
    let month = |at: usize| {
        let edition = &by_month[at];
        written(edition, &|then: &PageContext<'_>| crate::report::view::month_issue(then, edition))
    };
    told.extend(apart::try_each(by_month.len(), month)?);
    told.sort_by_key(|told| std::cmp::Reverse((told.as_of, told.period, told.is_second)));
    write(templates, put, &Route::Issues, crate::report::view::archive_page(context, &told))?;
    let issues: Vec<feed::Told> = told.iter().map(|told| of_feed(context, before.former, told)).collect();
    send(context, &issues, put)?;
    let again = issues.into_iter().filter_map(|issue| Some((issue.period, issue.again?))).collect();
    Ok(Issued { pages: told.len() as u64 + 1, again })
}

fn write(templates: &Templates, put: Put<'_>, route: &Route, view: PageView) -> Result<(), WriteError> {
    for (path, content) in write_page(templates, route, view)? {
        put(&path, &content)?;
    }
    Ok(())
}

fn send(context: &PageContext<'_>, issues: &[feed::Told], put: Put<'_>) -> Result<(), WriteError> {
    let book = &context.report.register.settings;
    let base_url = context.facts.base_url.as_deref();
    let brief = brief(context);
    put(REPORT_TEXT, report_text::report_text(&brief, base_url).as_bytes())?;
    // Vendors, exceptions and figures of the evidence have a line each.
    put(REPORT_DATA, by_line(&brief, 3).as_bytes())?;
    let as_of = context.report.register.as_of();
    let named = feed::Named { title: &book.title, organisation: &book.organisation, as_of, base_url };
    put(FEED, feed::feed(&named, issues).as_bytes())?;
    let named = calendar::Named { title: &book.title, organisation: &book.organisation, as_of, base_url };
    put(CALENDAR, calendar::calendar(&named, &key_dates(context)).as_bytes())?;
    Ok(())
}

fn of_feed(context: &PageContext<'_>, former: &PublishedSite, told: &Told) -> feed::Told {
    let changed = told.changed.as_ref().map(|changed| feed::Changed {
        at: changed.at,
        mark: changed.mark,
        why: format!("By later data {}: its page has each then and now.", changed.words),
    });
    let mut issue = feed::Told {
        period: told.key(),
        title: told.title.clone(),
        sentences: told.sentences.iter().map(Sentence::text).collect(),
        edition: told.is_second.then_some(
            "A second edition: figures that were not due when the first came out have come since; the first stays as it was.",
        ),
        path: told.route().path(),
        as_of: told.as_of,
        changed,
        again: None,
    };
    let before = former.again.get(&issue.period).copied();
    issue.again = match told.other {
        false => before,
        true => {
            let said = feed::updated_at(&issue);
            let now = context.facts.commit.as_ref().map_or(said, |commit| commit.committed_at);
            Some(again::again_at(now, said, before))
        }
    };
    issue
}
