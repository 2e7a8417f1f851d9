//! Issues as files, their archive, and what is sent: the feed, the calendar, the report as text and as data. Only what the archive
//! tells of an issue is kept once its files are written.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use jiff::Timestamp;

use crate::core::rollup::Subject;
use crate::core::sentence::Sentence;
use crate::issue::issues::Issues;
use crate::issue::judged::Judged;
use crate::issue::page::index::{IssueSummary, archive_page};
use crate::kit::apart;
use crate::kit::evidence::by_line;
use crate::kit::source::{CommitStore, PublishedSite};
use crate::render::error::WriteError;
use crate::render::frame::write_page;
use crate::render::template::Templates;
use crate::render::{again, calendar, feed, report_text};
use crate::report::brief::dates::key_dates;
use crate::report::brief::week::brief;
use crate::report::brief::{CALENDAR, FEED, REPORT_DATA, REPORT_TEXT};
use crate::report::exception::lower_first;
use crate::report::feeds::{FEED_BESIDE, Feed, FeedEntry, end_of, has_feed};
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

/// Path below the site's root and content.
pub type File = (String, Vec<u8>);

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
    let issues = Issues::new(context, before.earlier, routes.iter().cloned());
    let written = |at: usize| {
        let (files, told) = issue_files(&issues, templates, before.former, at)?;
        for (path, content) in &files {
            put(path, content)?;
        }
        Ok::<IssueSummary, WriteError>(told)
    };
    let told = apart::try_each(issues.count(), written)?;
    let archive = u64::from(Route::Issues.stands_in(context.report.register));
    let pages = told.len() as u64 + archive;
    let (files, again) = files_of_all(context, templates, before.former, told)?;
    for (path, content) in &files {
        put(path, content)?;
    }
    Ok(Issued { pages, again })
}

/// The files of the issue of a number below [`Issues::count`], and what the archive tells of it.
///
/// # Errors
/// A template that fails, or a commit that cannot be read.
pub fn issue_files(
    issues: &Issues<'_>,
    templates: &Templates,
    former: &PublishedSite,
    at: usize,
) -> Result<(Vec<File>, IssueSummary), WriteError> {
    let Judged { route, view, since, mut told } = issues.judge(at)?;
    let mut files = write_page(templates, &route, view)?;
    files.extend(since.map(|json| (format!("{}/since.json", route.folder()), json.into_bytes())));
    told.other = again::is_other(former, &route, &files);
    Ok((files, told))
}

/// The paths of [`files_of_all`].
pub fn paths_of_all() -> [String; 6] {
    let archive = &Route::Issues;
    let evidence = format!("{}/evidence.json", archive.folder());
    let sent = [REPORT_TEXT, REPORT_DATA, FEED, CALENDAR].map(str::to_owned);
    let [text, data, feed, calendar] = sent;
    [archive.path(), evidence, text, data, feed, calendar]
}

/// The archive and what is sent, which are made of what is told of every issue; and which of them were published before with other bytes.
///
/// # Errors
/// A template that fails.
pub fn files_of_all(
    context: &PageContext<'_>,
    templates: &Templates,
    former: &PublishedSite,
    mut told: Vec<IssueSummary>,
) -> Result<(Vec<File>, BTreeMap<String, Timestamp>), WriteError> {
    told.sort_by_key(|told| std::cmp::Reverse((told.as_of, told.period, told.is_second)));
    let mut files = match Route::Issues.stands_in(context.report.register) {
        true => write_page(templates, &Route::Issues, archive_page(context, &told).into())?,
        false => Vec::new(),
    };
    let issues: Vec<feed::FeedIssue> = told.iter().map(|told| of_feed(context, former, told)).collect();
    files.extend(sent(context, &issues));
    files.extend(feeds(context, &told));
    let again = issues.into_iter().filter_map(|issue| Some((issue.period, issue.again?))).collect();
    Ok((files, again))
}

fn sent(context: &PageContext<'_>, issues: &[feed::FeedIssue]) -> [File; 4] {
    let book = &context.report.register.settings;
    let base_url = context.facts.base_url.as_deref();
    let brief = brief(context);
    let as_of = context.report.register.as_of();
    let named = calendar::Named { title: &book.title, organisation: &book.organisation, as_of, base_url };
    let file = |path: &str, text: String| (path.to_owned(), text.into_bytes());
    [
        file(REPORT_TEXT, report_text::report_text(&brief, base_url)),
        // Vendors, exceptions and figures of the evidence have a line each.
        file(REPORT_DATA, by_line(&brief, 3)),
        file(FEED, feed::feed(&named, issues)),
        file(CALENDAR, calendar::calendar(&named, &key_dates(context))),
    ]
}

/// Whether a path is that of a feed that issues tell: of a vendor or a site.
pub fn is_told_by_issues(path: &str) -> bool {
    let mut parts = path.split('/');
    let is_ours = matches!(parts.next(), Some("vendors" | "sites"));
    is_ours && parts.next().is_some() && parts.next() == Some(FEED_BESIDE) && parts.next().is_none()
}

/// The feeds of vendors and sites: what each issue says of one. `told` come newest first; a service credit is told by the first issue
/// that has it.
fn feeds(context: &PageContext<'_>, told: &[IssueSummary]) -> Vec<File> {
    let mut entries: BTreeMap<&Subject, Vec<FeedEntry>> = BTreeMap::new();
    let mut known: BTreeSet<(&Subject, &str)> = BTreeSet::new();
    for issue in told.iter().rev() {
        for (subject, happened) in &issue.happened {
            let fresh = happened.credits.iter().filter(|(month, _)| known.insert((subject, month.as_str())));
            let fresh: Vec<&String> = fresh.map(|(_, line)| line).collect();
            let lines: Vec<String> = happened.lines.iter().chain(fresh).cloned().collect();
            let Some(first) = lines.first().map(|line| line.trim_end_matches('.')) else { continue };
            let more = if lines.len() > 1 { ", and more" } else { "" };
            entries.entry(subject).or_default().push(FeedEntry {
                id: issue.key(),
                title: format!("{}: {}{more}", issue.title, lower_first(first)),
                at: end_of(issue.as_of),
                page: issue.route().path(),
                lines,
            });
        }
    }
    let register = context.report.register;
    let vendors = register.vendors.keys().cloned().map(Subject::Vendor);
    let subjects = vendors.chain(register.sites.keys().cloned().map(Subject::Site));
    let followed = subjects.filter(|subject| has_feed(context, subject));
    let files = followed.map(|subject| {
        let feed = Feed::of_subject(context, &subject, entries.remove(&subject).unwrap_or_default());
        (format!("{}/{FEED_BESIDE}", feed.page.folder()), feed::feed_of_one(&feed).into_bytes())
    });
    files.collect()
}

fn of_feed(context: &PageContext<'_>, former: &PublishedSite, told: &IssueSummary) -> feed::FeedIssue {
    let changed = told.changed.as_ref().map(|changed| feed::Changed {
        at: changed.at,
        mark: changed.mark,
        why: format!("By later data {}: its page has each then and now.", changed.words),
    });
    let mut issue = feed::FeedIssue {
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
