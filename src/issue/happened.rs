//! What a weekly issue says happened at each vendor and each site: what its own comparison with the week before found, and the records of
//! the days between. Feeds tell it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::core::rollup::Subject;
use crate::core::score::{Rating, Scorecard};
use crate::issue::recorded::{ended, recorded};
use crate::kit::id::{SiteId, VendorId};
use crate::kit::number::Money;
use crate::kit::period::Period;
use crate::report::home::changed::restated_since;
use crate::report::site::index::newest;
use crate::subject::evidence::clause::{clause, subject_name};
use crate::subject::executive::{Exception, Since};
use crate::subject::history::{Change, Fact};
use crate::subject::plan::record::Plan;
use crate::subject::shell::PageContext;
use crate::subject::wording::tone;

/// What is told of one vendor or site in an issue, the gravest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Happened {
    /// Sentences.
    pub lines: Vec<String>,
    /// Months of contracts in which a service credit is owed, each with its sentence: what the issue before had too is no news.
    pub credits: Vec<(String, String)>,
}

/// Restated figures that a sentence names.
const NAMED: usize = 3;

/// Of every vendor and site of which there is something to tell.
pub fn happened(context: &PageContext<'_>) -> BTreeMap<Subject, Happened> {
    let register = context.report.register;
    let mut told: BTreeMap<Subject, Happened> = BTreeMap::new();
    let mut tell = |subject: Subject, line: String| told.entry(subject).or_default().lines.push(line);
    ratings(context, &mut tell);
    if let Some(since) = &context.report.executive.since {
        exceptions(context, since, &mut tell);
        plans(context, since, &mut tell);
        recorded(context, &|day| since.covers(day, register.as_of()), &mut tell);
        restated(context, since, &mut tell);
    }
    for month in context.report.credits.iter().filter(|month| month.net > Money(0)) {
        let Some(contract) = register.contracts.get(&month.contract) else { continue };
        let provisional = if month.provisional { ", provisional" } else { "" };
        let line =
            format!("A service credit is owed for {}: {}{provisional}.", month.month.label(), contract.title);
        let credits = &mut told.entry(Subject::Vendor(contract.vendor.clone())).or_default().credits;
        credits.push((format!("{}/{}", month.contract, month.month), line));
    }
    told
}

/// What the issue of a month says of each vendor: what was missed, and what records say of the month. `spoken` are places in `Report::judged` and among its rulings.
pub fn happened_in_month(
    context: &PageContext<'_>,
    spoken: &[(usize, usize)],
    month: Period,
) -> BTreeMap<Subject, Happened> {
    let mut told: BTreeMap<Subject, Happened> = BTreeMap::new();
    for (at, ruling) in spoken {
        let Some(clause) = clause(context.report, *at, Some(*ruling)) else { continue };
        let Some(ruling) = clause.ruling else { continue };
        let lines = &mut told.entry(clause.judged.subject.clone()).or_default().lines;
        if !ruling.missed() {
            continue;
        }
        // A quarter or a year that ends in the month, or an earlier window that was due in it.
        let window = ruling.window.period;
        let named = if window == month { String::new() } else { format!(", {}", window.label()) };
        let value = ruling.value.map_or_else(
            || "for want of figures".to_owned(),
            |value| {
                let shown = clause.measure.show_against(value, &ruling.target);
                format!("{shown}, needs {}", clause.measure.promise(clause.level, &ruling.target))
            },
        );
        lines.push(format!("Missed{named}: {}, {value}.", clause.level.name));
    }
    for happened in told.values_mut().filter(|happened| happened.lines.is_empty()) {
        happened.lines.push("Nothing was missed.".to_owned());
    }
    let mut tell = |subject: Subject, line: String| {
        // Issues of months tell of vendors.
        if let Subject::Vendor(_) = subject {
            told.entry(subject).or_default().lines.push(line);
        }
    };
    recorded(context, &|day| month.contains(day), &mut tell);
    told
}

/// Ratings that moved; in the first issue, and of who is rated for the first time, the rating.
fn ratings(context: &PageContext<'_>, tell: &mut impl FnMut(Subject, String)) {
    for (subject, cards) in &context.report.scorecards {
        let Some(card) = newest(context, subject).filter(|card| !card.lines.is_empty()) else { continue };
        let before = cards.iter().find(|one| one.period == card.period.previous());
        if let Some(line) = rating(before, card) {
            tell(subject.clone(), line);
        }
    }
    let since = context.report.executive.since.iter();
    for moved in since.flat_map(|since| &since.moved) {
        let Some(family) = moved.family else { continue };
        let (before, after) = (moved.before.label().to_lowercase(), moved.after.label().to_lowercase());
        tell(Subject::Vendor(moved.vendor.clone()), format!("{}: {before} to {after}.", family.label()));
    }
}

/// `Rating: good to approaching target.`; `None` where it is as it was.
fn rating(before: Option<&Scorecard>, now: &Scorecard) -> Option<String> {
    let was = before.map(|card| card.rating).filter(|rating| *rating != Rating::NotMeasured);
    match was {
        Some(was) if was == now.rating => None,
        Some(was) => {
            Some(format!("Rating: {} to {}.", was.label().to_lowercase(), now.rating.label().to_lowercase()))
        }
        None if now.rating == Rating::NotMeasured => None,
        None => Some(format!("Rated for the first time: {}.", now.rating.label().to_lowercase())),
    }
}

fn exceptions(context: &PageContext<'_>, since: &Since, tell: &mut impl FnMut(Subject, String)) {
    let all = &context.report.executive.exceptions;
    let new = since.new.iter().filter_map(|at| all.get(*at)).map(|exception| (exception, true));
    for (exception, is_new) in new.chain(since.closed.iter().map(|exception| (exception, false))) {
        let Some((subject, words)) = exception_told(context, exception, is_new) else { continue };
        if let Subject::Site(_) = subject {
            tell(Subject::Vendor(exception.vendor.clone()), words.clone());
        }
        tell(subject, words);
    }
}

/// `New breach, Porto: labelling accuracy, 93.10%, needs 95% or more.`
fn exception_told(
    context: &PageContext<'_>,
    exception: &Exception,
    is_new: bool,
) -> Option<(Subject, String)> {
    let clause = clause(context.report, exception.judged, Some(exception.ruling))?;
    let subject = clause.judged.subject.clone();
    let name = subject_name(context.report.register, &subject);
    let what = format!("{name}: {}", clause.level.name);
    if !is_new {
        return Some((subject, format!("Closed, {what}.")));
    }
    let ruling = clause.ruling?;
    // The report has the value of a contract-wide result with its evidence, and of a site's where there is room.
    let told = ruling.value.filter(|_| matches!(subject, Subject::Vendor(_)));
    let value = told.map_or_else(String::new, |value| {
        let shown = clause.measure.show_against(value, &ruling.target);
        format!(", {shown}, needs {}", clause.measure.promise(clause.level, &ruling.target))
    });
    let kind = tone::exception(exception.kind).label.to_lowercase();
    Some((subject, format!("New, {kind}, {what}{value}.")))
}

fn plans(context: &PageContext<'_>, since: &Since, tell: &mut impl FnMut(Subject, String)) {
    let register = context.report.register;
    let mut of = |plan: &Plan, line: String| {
        if let Some(site) = &plan.site {
            tell(Subject::Site(site.value.clone()), line.clone());
        }
        tell(Subject::Vendor(plan.vendor.value.clone()), line);
    };
    for (ids, word) in [(&since.plans_opened, "opened"), (&since.plans_closed, "closed")] {
        for plan in ids.iter().filter_map(|id| register.plans.get(id)) {
            of(plan, format!("Plan {word}: {}.", ended(&plan.title)));
        }
    }
    for plan in register.plans.values() {
        let done = |on: Date| since.covers(on, register.as_of());
        let done = plan.actions.iter().filter(|action| action.done_on.as_deref().copied().is_some_and(done));
        for action in done {
            of(plan, format!("Action done: {} ({}).", ended(&action.title), ended(&plan.title)));
        }
    }
}

/// Final figures that were recorded anew.
fn restated(context: &PageContext<'_>, since: &Since, tell: &mut impl FnMut(Subject, String)) {
    let register = context.report.register;
    let mut by_site: BTreeMap<SiteId, Vec<String>> = BTreeMap::new();
    for change in restated_since(context, since) {
        if let Some((site, what)) = figure_of(context, change) {
            let named = by_site.entry(site).or_default();
            if !named.contains(&what) {
                named.push(what);
            }
        }
    }
    let mut by_vendor: BTreeMap<VendorId, Vec<String>> = BTreeMap::new();
    for (site, named) in by_site {
        if let Some(record) = register.sites.get(&site) {
            let of_vendor = by_vendor.entry(record.vendor.value.clone()).or_default();
            of_vendor.extend(named.iter().map(|what| format!("{what} at {}", record.name)));
        }
        tell(Subject::Site(site), restated_told(&named));
    }
    for (vendor, named) in by_vendor {
        tell(Subject::Vendor(vendor), restated_told(&named));
    }
}

/// Whose figure it is, and which: `labelling accuracy of 2026-W40`.
fn figure_of(context: &PageContext<'_>, change: &Change) -> Option<(SiteId, String)> {
    let Fact::Measurement { key, .. } = &change.fact else { return None };
    let (site, _) = context.report.register.sites.iter().find(|(id, _)| id.as_str() == key.site)?;
    let metric = context.report.register.metrics.iter().find(|(id, _)| id.as_str() == key.metric);
    let metric = metric.map_or(key.metric.as_str(), |(_, metric)| &metric.name);
    Some((site.clone(), format!("{metric} of {}", key.period)))
}

fn restated_told(named: &[String]) -> String {
    let more = if named.len() > NAMED { ", and others" } else { "" };
    format!("Final figures were restated: {}{more}.", named[..named.len().min(NAMED)].join(", "))
}
