//! The Atom feed of issues (RFC 4287). Ids and dates come from the data: the same issue has the same id in every build.

use atom_syndication::{Content, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::calendar::Named;
use crate::kit::calendar::day_label;
use crate::report::feeds::{FEED_BESIDE, Feed as FeedOfOne, end_of};

/// One issue as the feed tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedIssue {
    /// `2026-W46` or `2026-11`.
    pub period: String,
    /// `Week 46 of 2026`.
    pub title: String,
    /// Sentences of its headline; the first is the summary.
    pub sentences: Vec<String>,
    /// Why there is a second one of its period; `None` for the first.
    pub edition: Option<&'static str>,
    /// Page below the site's root.
    pub path: String,
    /// The day the issue speaks for.
    pub as_of: Date,
    /// `None` where every figure is what today's data gives.
    pub changed: Option<Changed>,
    /// When it was published a second time with other bytes.
    pub again: Option<Timestamp>,
}

/// Figures of an issue that later data show otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// When, where that is known.
    pub at: Option<Timestamp>,
    /// What stands beside the title, such as `restated`.
    pub mark: &'static str,
    pub why: String,
}

/// The feed, newest issue first; `issues` come newest first.
pub fn feed(named: &Named<'_>, issues: &[FeedIssue]) -> String {
    let link = |path: &str| format!("{}{path}", named.base_url.unwrap_or_default());
    let newest = issues.iter().map(updated_at).max().unwrap_or_else(|| end_of(named.as_of));
    let mut feed = opened(named.title, id(named, ""), named.organisation, newest);
    feed.set_links(links(link("feed.xml"), link("index.html")));
    feed.set_entries(issues.iter().map(|issue| entry(named, issue, &link(&issue.path))).collect::<Vec<_>>());
    feed.to_string()
}

/// The feed of one vendor, site or procedure, which stands beside its page.
pub fn feed_of_one(one: &FeedOfOne) -> String {
    let (folder, root) = (one.page.folder(), one.page.root());
    let own = format!("{folder}/{FEED_BESIDE}");
    let link = |path: &str| match &one.base_url {
        Some(base) => format!("{base}{path}"),
        None => format!("{root}{path}"),
    };
    let id = |entry: &str| match (&one.base_url, entry) {
        (Some(base), "") => format!("{base}{own}"),
        (Some(base), entry) => format!("{base}{own}#{entry}"),
        (None, "") => format!("{}/{folder}", tag(&one.book)),
        (None, entry) => format!("{}/{folder}/{entry}", tag(&one.book)),
    };
    let newest = one.entries.iter().map(|entry| entry.at).max().unwrap_or_else(|| end_of(one.as_of));
    let mut feed = opened(&one.title, id(""), &one.organisation, newest);
    feed.set_links(links(link(&own), link(&one.page.path())));
    let entries = one.entries.iter().map(|told| {
        let mut entry =
            Entry { title: Text::plain(clean(&told.title)), id: id(&told.id), ..Entry::default() };
        let lines: Vec<String> = told.lines.iter().map(|line| clean(line)).collect();
        said(&mut entry, &lines, told.at, link(&told.page));
        entry.set_updated(written(told.at));
        entry
    });
    feed.set_entries(entries.collect::<Vec<_>>());
    feed.to_string()
}

/// A feed without links and entries.
fn opened(title: &str, id: String, organisation: &str, updated: Timestamp) -> Feed {
    let mut feed = Feed {
        title: Text::plain(clean(title)),
        id,
        generator: Some(Generator {
            value: "scorebook".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            uri: None,
        }),
        lang: Some("en".to_owned()),
        ..Feed::default()
    };
    feed.set_updated(written(updated));
    feed.set_authors(vec![Person { name: clean(organisation), ..Person::default() }]);
    feed
}

fn links(own: String, page: String) -> Vec<Link> {
    vec![
        Link { href: own, rel: "self".to_owned(), ..Link::default() },
        Link { href: page, rel: "alternate".to_owned(), ..Link::default() },
    ]
}

/// Gives an entry its sentences, the first of which is the summary, its day and its page.
fn said(entry: &mut Entry, sentences: &[String], published: Timestamp, href: String) {
    entry.set_published(written(published));
    entry.set_links(vec![Link { href, rel: "alternate".to_owned(), ..Link::default() }]);
    entry.set_summary(Text::plain(sentences.first().cloned().unwrap_or_default()));
    entry.set_content(Content {
        value: Some(sentences.join("\n")),
        content_type: Some("text".to_owned()),
        ..Content::default()
    });
}

fn entry(named: &Named<'_>, issue: &FeedIssue, href: &str) -> Entry {
    let mut sentences: Vec<String> = issue.sentences.iter().map(|sentence| clean(sentence)).collect();
    let summary = sentences.first().cloned().unwrap_or_default();
    let mut title = clean(&issue.title);
    if let Some(changed) = &issue.changed {
        title.push_str(&format!(" ({})", changed.mark));
        sentences.insert(0, clean(&changed.why));
    }
    sentences.splice(0..0, issue.edition.map(str::to_owned));
    if let Some(again) = issue.again {
        if issue.changed.is_none() {
            title.push_str(" (published again)");
        }
        let on = day_label(again.to_zoned(TimeZone::UTC).date());
        sentences.insert(0, format!("Published again on {on} with other bytes."));
    }
    let mut entry = Entry { title: Text::plain(title), id: id(named, &issue.period), ..Entry::default() };
    said(&mut entry, &sentences, end_of(issue.as_of), href.to_owned());
    entry.set_updated(written(updated_at(issue)));
    entry.set_summary(Text::plain(summary));
    entry
}

/// When the entry of an issue last changed, as far as the issue itself says.
pub fn updated_at(issue: &FeedIssue) -> Timestamp {
    let changed = issue.changed.as_ref().and_then(|changed| changed.at);
    [Some(end_of(issue.as_of)), changed, issue.again]
        .into_iter()
        .flatten()
        .max()
        .unwrap_or(Timestamp::UNIX_EPOCH)
}

/// `tag:` URIs (RFC 4151) need a date on which the name was ours: the year the format was made.
fn id(named: &Named<'_>, period: &str) -> String {
    match named.base_url {
        Some(base) if period.is_empty() => base.to_owned(),
        Some(base) => format!("{base}#{period}"),
        None => {
            format!("{}/{period}", tag(named.title))
        }
    }
}

fn tag(book: &str) -> String {
    format!("tag:scorebook.invalid,2026:{}", crate::subject::route::slug(book))
}

fn written(at: Timestamp) -> FixedDateTime {
    at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string().parse().unwrap_or_default()
}

/// XML has no place for most control characters.
fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn told() -> FeedIssue {
        FeedIssue {
            period: "2026-W46".to_owned(),
            title: "Week 46 of 2026".to_owned(),
            sentences: vec!["21 of 50 are missed <script>&amp;\u{0}".to_owned(), "Worst is A.".to_owned()],
            edition: None,
            path: "weeks/2026-W46/index.html".to_owned(),
            as_of: date(2026, 11, 15),
            changed: None,
            again: None,
        }
    }

    fn named(base_url: Option<&'static str>) -> Named<'static> {
        Named { title: "Partner operations", organisation: "Example", as_of: date(2026, 11, 15), base_url }
    }

    #[test]
    fn an_issue_has_its_page_and_its_day() {
        let text = feed(&named(Some("https://example.org/book/")), &[told()]);
        assert!(text.contains("<id>https://example.org/book/#2026-W46</id>"), "{text}");
        assert!(text.contains("href=\"https://example.org/book/weeks/2026-W46/index.html\""), "{text}");
        assert!(text.contains("<updated>2026-11-15T23:59:59+00:00</updated>"), "{text}");
        assert!(!text.contains("<script>") && !text.contains('\u{0}'), "{text}");
    }

    #[test]
    fn without_an_address_ids_stay_the_same_and_links_are_relative() {
        let text = feed(&named(None), &[told()]);
        assert!(text.contains("<id>tag:scorebook.invalid,2026:partner-operations/2026-W46</id>"), "{text}");
        assert!(text.contains("href=\"weeks/2026-W46/index.html\""), "{text}");
    }

    #[test]
    fn an_issue_that_was_published_with_other_bytes_says_so_and_is_newer() {
        let again = FeedIssue { again: Some("2026-11-17T10:00:00Z".parse().expect("an instant")), ..told() };
        let text = feed(&named(None), &[again]);
        assert!(text.contains("Week 46 of 2026 (published again)"), "{text}");
        assert!(text.contains("Published again on 17 November 2026 with other bytes."), "{text}");
        assert_eq!(text.matches("<updated>2026-11-17T10:00:00+00:00</updated>").count(), 2, "{text}");
    }

    #[test]
    fn r23_a_second_edition_says_why_there_is_one() {
        let second = FeedIssue {
            period: "2026-10-second".to_owned(),
            edition: Some("A second edition: why."),
            ..told()
        };
        let text = feed(&named(None), &[second]);
        assert!(text.contains("partner-operations/2026-10-second</id>"), "{text}");
        assert!(text.contains("A second edition: why."), "{text}");
    }

    #[test]
    fn a_restated_issue_says_so_and_is_updated() {
        let changed = FeedIssue {
            changed: Some(Changed {
                at: "2026-12-06T10:00:00Z".parse().ok(),
                mark: "restated",
                why: "Figures changed since: see the ledger.".to_owned(),
            }),
            ..told()
        };
        let text = feed(&named(None), &[changed]);
        assert!(text.contains("Week 46 of 2026 (restated)"), "{text}");
        assert!(text.contains("<updated>2026-12-06T10:00:00+00:00</updated>"), "{text}");
        assert!(text.contains("<published>2026-11-15T23:59:59+00:00</published>"), "{text}");
        assert!(text.contains("Figures changed since"), "{text}");
    }
}
