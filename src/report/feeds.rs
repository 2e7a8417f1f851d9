//! Feeds of one thing: what changed at a procedure, a vendor or a site, for those who follow that one. `render` writes them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::core::rollup::Subject;
use crate::kit::calendar::Grain;
use crate::kit::id::SopId;
use crate::subject::edition::{months, weeks};
use crate::subject::evidence::clause::subject_name;
use crate::subject::route::Route;
use crate::subject::shell::PageContext;
use crate::subject::sop::address::SopPage;
use crate::subject::sop::page::changes::Past;
use crate::subject::sop::page::news::news;

/// The file of a feed in the folder of its page.
pub const FEED_BESIDE: &str = "feed.xml";

/// Entries that a feed has: readers of feeds have seen the older ones.
pub const MOST_ENTRIES: usize = 50;

/// A feed, newest entry first.
#[derive(Clone, Debug)]
pub struct Feed {
    /// The page of what it tells of.
    pub page: Route,
    /// What it is called: `Acme Data – Partner operations`.
    pub title: String,
    pub organisation: String,
    /// The book's own title.
    pub book: String,
    pub as_of: Date,
    /// Where the site is published, with a slash at its end.
    pub base_url: Option<String>,
    pub entries: Vec<FeedEntry>,
}

#[derive(Clone, Debug)]
pub struct FeedEntry {
    /// Tells it from the others of its feed, in every build.
    pub id: String,
    pub title: String,
    /// Sentences; the first is the summary.
    pub lines: Vec<String>,
    pub at: Timestamp,
    /// The page that tells more, below the site's root.
    pub page: String,
}

impl Feed {
    /// A feed of a page with a name, newest entry first.
    pub fn of(context: &PageContext<'_>, page: Route, name: &str, mut entries: Vec<FeedEntry>) -> Feed {
        let book = &context.report.register.settings;
        entries.sort_by(|one, other| (other.at, &other.id).cmp(&(one.at, &one.id)));
        entries.truncate(MOST_ENTRIES);
        Feed {
            page,
            title: format!("{name} – {}", book.title),
            organisation: book.organisation.clone(),
            book: book.title.clone(),
            as_of: context.report.register.as_of(),
            base_url: context.facts.base_url.clone(),
            entries,
        }
    }

    /// Of a vendor or a site, as issues tell of it.
    pub fn of_subject(context: &PageContext<'_>, subject: &Subject, entries: Vec<FeedEntry>) -> Feed {
        let name = subject_name(context.report.register, subject).to_owned();
        Feed::of(context, Route::of_subject(subject), &name, entries)
    }

    /// Of a procedure: every version that git recorded. `None` where none is.
    pub fn of_procedure(context: &PageContext<'_>, id: &SopId) -> Option<Feed> {
        let sop = context.report.register.sops.get(id)?;
        let entries: Vec<FeedEntry> = news(context, &Past::of(context, sop))
            .into_iter()
            .map(|one| FeedEntry {
                id: one.commit,
                title: one.title,
                lines: one.lines,
                at: one.at,
                page: one.page.path(),
            })
            .collect();
        let page = Route::Sop(SopPage::One(id.clone()));
        (!entries.is_empty()).then(|| Feed::of(context, page, &sop.title, entries))
    }
}

/// Whether a vendor or a site has a feed: issues tell of it. Issues of months tell of vendors alone.
pub fn has_feed(context: &PageContext<'_>, subject: &Subject) -> bool {
    let report = context.report;
    let newest = report.scorecards.get(subject).and_then(|cards| cards.last());
    let is_rated = newest.is_some_and(|card| card.period == report.period && !card.lines.is_empty());
    is_rated
        && match report.register.pace() {
            Grain::Month => matches!(subject, Subject::Vendor(_)) && !months(report).is_empty(),
            _ => !weeks(report).is_empty(),
        }
}

/// The last second of the day, in UTC: a report of a day is out when the day is over.
pub fn end_of(on: Date) -> Timestamp {
    on.at(23, 59, 59, 0).to_zoned(TimeZone::UTC).map_or(Timestamp::UNIX_EPOCH, |end| end.timestamp())
}
