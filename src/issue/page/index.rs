//! The archive: every issue in a line, newest first.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::core::contract::window::closes_on;
use crate::core::rollup::Subject;
use crate::core::sentence::Sentence;
use crate::issue::happened::{Happened, happened};
use crate::kit::calendar::day_label;
use crate::kit::period::Period;
use crate::kit::picture::exempt::Exempt;
use crate::report::rated;
use crate::report::site::index::{counted, newest};
use crate::report::story::overall_tally;
use crate::subject::edition::Edition;
use crate::subject::evidence::Evidence;
use crate::subject::executive::About;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext, Shown};
use crate::subject::tally::Tally;
use crate::subject::text::label::Label;
use crate::subject::text::piece::Html;
use crate::subject::wording::phrase::capital;
use crate::subject::wording::tone::Tone;

/// What the archive and the feed tell of an issue.
#[derive(Clone, Debug)]
pub struct IssueSummary {
    pub period: Period,
    /// It is the second edition.
    pub is_second: bool,
    /// `Week 46 of 2026`
    pub title: String,
    /// The headline's sentences.
    pub sentences: Vec<Sentence<About>>,
    /// What the first sentence counts.
    pub tally: Tally,
    pub as_of: Date,
    /// Names of the vendors with their ratings; of weeks.
    pub ratings: Vec<(String, Tone)>,
    /// `None` where every figure is what today's data gives.
    pub changed: Option<Changed>,
    /// What it says of each vendor and site.
    pub happened: BTreeMap<Subject, Happened>,
    /// The site published last had other bytes of it.
    pub other: bool,
}

/// Figures of an issue that are another by what is recorded today.
#[derive(Clone, Debug)]
pub struct Changed {
    /// `2 figures of this issue were restated, 3 provisional figures became final`
    pub words: String,
    /// `restated`, `settled`, `recorded later`: the gravest of them.
    pub mark: &'static str,
    /// When something was last recorded anew that the issue rests on; `None` where rows only came late.
    pub at: Option<Timestamp>,
}

impl IssueSummary {
    pub fn of_week(context: &PageContext<'_>) -> IssueSummary {
        let report = context.report;
        let ratings = report.executive.grid.iter().map(|row| {
            let name =
                report.register.vendors.get(&row.vendor).map_or(row.vendor.as_str(), |vendor| &vendor.name);
            let card = newest(context, &Subject::Vendor(row.vendor.clone()));
            let missed = card.map_or(0, |card| counted(context, card).missed);
            (name.to_owned(), rated::in_short(row.overall, missed))
        });
        let is_measured = |subject: &Subject| {
            report
                .scorecards
                .get(subject)
                .and_then(|cards| cards.last())
                .is_some_and(|card| !card.lines.is_empty())
        };
        let any = report.scorecards.keys().any(is_measured);
        let period = report.period;
        IssueSummary {
            period,
            is_second: false,
            title: capital(&period.label()),
            sentences: if any { report.executive.headline.clone() } else { Vec::new() },
            tally: overall_tally(context),
            as_of: report.register.as_of(),
            ratings: ratings.collect(),
            changed: None,
            happened: happened(context),
            other: false,
        }
    }

    pub fn route(&self) -> Route {
        match self.period {
            period if self.is_second => Route::SecondEdition(period),
            Period::Week(week) => Route::WeekIssue(week),
            other => Route::MonthIssue(other),
        }
    }

    /// What the feed and the archive know it by: `2026-10`, `2026-10-second`.
    pub fn key(&self) -> String {
        if self.is_second { format!("{}-second", self.period) } else { self.period.to_string() }
    }

    /// As the edition that it is.
    pub fn of_edition(self, edition: &Edition) -> IssueSummary {
        let named = if edition.is_second { ", second edition" } else { "" };
        IssueSummary { is_second: edition.is_second, title: format!("{}{named}", self.title), ..self }
    }
}

/// `templates/archive.html`.
#[derive(Serialize)]
struct ArchiveView {
    /// The issues that come next: earlier ones lead to their places.
    next_month: Coming,
    /// `None` in a monthly book, which has no weekly issues.
    next_week: Option<Coming>,
    months: Vec<Entry>,
    weeks: Vec<Entry>,
}

#[derive(Serialize)]
struct Coming {
    id: String,
    words: Label,
}

#[derive(Serialize)]
struct Entry {
    /// Where an earlier issue's link to the next one leads.
    id: String,
    link: Link,
    day: Label,
    headline: Html,
    ratings: Vec<Rated>,
    /// How many vendors are not named.
    unnamed: Label,
    /// What became of figures of it since; empty where all stand.
    changed: &'static str,
}

#[derive(Serialize)]
struct Rated {
    vendor: Label,
    rating: Tone,
}

/// `issues` come newest first.
pub fn archive_page(context: &PageContext<'_>, issues: &[IssueSummary]) -> Page<Shown> {
    let reported = context.report.period;
    let by_week = matches!(reported, Period::Week(_));
    let mut evidence = Evidence::new(context, &Route::Issues);
    let (weeks, months): (Vec<&IssueSummary>, Vec<&IssueSummary>) =
        issues.iter().partition(|told| matches!(told.period, Period::Week(_)));
    let newest = months.first().map(|told| told.period);
    let month = newest.map_or_else(
        || match reported {
            Period::Week(week) => Period::month_of_week(week),
            other => other,
        },
        Period::next,
    );
    let months = months.into_iter().map(|told| entry(told, false, &mut evidence)).collect();
    let weeks = weeks.into_iter().zip(0..).map(|(told, at)| entry(told, at < RATED, &mut evidence)).collect();
    let view = ArchiveView {
        next_week: by_week.then(|| coming(context, reported.next())),
        next_month: coming(context, month),
        months,
        weeks,
    };
    Page::new("Reports", view, Some(evidence.finish())).shown("archive.html")
}

fn coming(context: &PageContext<'_>, period: Period) -> Coming {
    let words = format!(
        "{} ends on {}",
        capital(&period.label()),
        day_label(closes_on(context.report.register, period))
    );
    Coming { id: period.to_string(), words: Label::dated(words) }
}

/// Weeks whose ratings the archive has, and vendors of one of them: the issue itself has all.
const RATED: usize = 53;
const NAMED: usize = 12;

fn entry(told: &IssueSummary, is_rated: bool, evidence: &mut Evidence<'_>) -> Entry {
    let said = told.sentences.first().map_or(&[][..], |first| &first.pieces);
    let is_figure = |(words, about): &(String, Option<About>)| {
        matches!(about, Some(About::Overall)) && words.bytes().any(|byte| byte.is_ascii_digit())
    };
    let number = said.iter().any(is_figure).then(|| {
        let entry = told.tally.entry(evidence, told.tally.missed).note("all", &["vendors"]);
        entry.note("from", &[&told.route().path()]).done()
    });
    let headline = said.iter().fold(Html::default(), |markup, (words, about)| {
        markup.then(match about {
            Some(About::Name) => Html::exempt(Exempt::Name, words),
            _ => Html::part_of(number, words),
        })
    });
    let ratings = if is_rated { told.ratings.as_slice() } else { &[] };
    let unnamed = match ratings.len().saturating_sub(NAMED) {
        0 => Label::default(),
        count => Label::because(Exempt::Rows, format!("and {count} more")),
    };
    Entry {
        id: told.key(),
        link: Link::to(&told.route(), Label::dated(told.title.as_str())),
        day: Label::dated(day_label(told.as_of)),
        headline,
        unnamed,
        ratings: ratings
            .iter()
            .take(NAMED)
            .map(|(vendor, rating)| Rated { vendor: Label::named(vendor.as_str()), rating: *rating })
            .collect(),
        changed: told.changed.as_ref().map_or("", |changed| changed.mark),
    }
}
