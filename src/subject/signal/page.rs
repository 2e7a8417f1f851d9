//! Signals: what stands and what answers it, and how good the earlier ones were.

use serde::Serialize;

use crate::kit::calendar::day_label;
use crate::kit::id::{PersonId, SiteId, VendorId};
use crate::kit::number::{Decimal, Quotient};
use crate::kit::picture::exempt::Exempt;
use crate::kit::words::ClosedList;
use crate::subject::block::Offered;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::project::address::ProjectPage;
use crate::subject::risk::record::SignalKind;
use crate::subject::route::Route;
use crate::subject::shell::{Page, PageContext, Shown};
use crate::subject::signal::address::SignalPage;
use crate::subject::signal::figures::track::{self, Counted, Fate, Track};
use crate::subject::signal::figures::{About, Answer, Basis, Measured, Signal, Unforecast};
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Inline, listed};
use crate::subject::wording::{figure, names, warned};

/// `templates/signals.html`.
#[derive(Serialize)]
struct SignalsView {
    signals: Table,
    tracks: Table,
    unforecast: Table,
}

/// Its pages.
pub fn pages(_: &PageContext<'_>) -> Vec<SignalPage> {
    vec![SignalPage::All]
}

/// The page.
pub fn shown(context: &PageContext<'_>, route: &Route, address: &SignalPage) -> Option<Page<Shown>> {
    Some(match address {
        SignalPage::All => index(context, route).shown("signals.html"),
    })
}

/// Signals of a vendor, a site, a project and a person, on their pages, and in an issue those that are red and have no answer.
pub fn offered(context: &PageContext<'_>, on: &Route, evidence: &mut Evidence<'_>) -> Vec<Offered> {
    let is_site = |signal: &Signal, id: &SiteId| signal.about.site.as_ref() == Some(id);
    let is_vendor = |signal: &Signal, id: &VendorId| signal.about.vendor.as_ref() == Some(id);
    let signals = context.report.signals.signals.iter();
    let own: Vec<&Signal> = match on {
        Route::Vendor(id) => signals.filter(|signal| is_vendor(signal, id)).collect(),
        Route::Site(id) => signals.filter(|signal| is_site(signal, id)).collect(),
        Route::Project(ProjectPage::One(id)) => {
            signals.filter(|signal| signal.about.project.as_ref() == Some(id)).collect()
        }
        Route::Person(id) => signals.filter(|signal| is_theirs(context, signal, id)).collect(),
        // The issue of a month draws no charts, and most signals rest on them.
        issue if issue.is_issue() && !context.report.charts.is_empty() => unanswered(context),
        _ => Vec::new(),
    };
    if own.is_empty() {
        return Vec::new();
    }
    let heading = match on {
        Route::Person(_) => "At your sites and of what you own: early warnings",
        on if on.is_issue() => "Red signals without an answer",
        _ => "Early warnings",
    };
    let note = vec![Inline::link(&Route::Signal(SignalPage::All), "All signals")];
    vec![Offered { id: "signals", heading, note, table: table(context, own, evidence) }]
}

/// At a site that they manage, of a procedure that they own; of a project, where no site is named, that they manage, and of a vendor that they answer for.
fn is_theirs(context: &PageContext<'_>, signal: &Signal, person: &PersonId) -> bool {
    let register = context.report.register;
    let About { vendor, site, project, sop, .. } = &signal.about;
    if let Some(site) = site.as_ref().and_then(|id| register.sites.get(id)) {
        return *site.manager == *person;
    }
    let sop = sop.as_ref().and_then(|id| register.sops.get(id));
    let project = project.as_ref().and_then(|id| register.projects.get(id));
    let vendor = vendor.as_ref().and_then(|id| register.vendors.get(id));
    sop.is_some_and(|sop| sop.owner.as_ref().is_some_and(|owner| *owner == *person))
        || project.is_some_and(|project| *project.client_manager == *person)
        || vendor.is_some_and(|vendor| *vendor.owner == *person)
}

/// Red ones that nothing answers.
pub fn unanswered<'a>(context: &PageContext<'a>) -> Vec<&'a Signal> {
    let signals = context.report.signals.signals.iter();
    signals.filter(|signal| signal.is_red && signal.answer.is_none()).collect()
}

/// How many red signals nothing answers, as a figure that names them.
pub fn count_unanswered(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> FigureRef {
    let value = Quotient::from(Decimal::count(unanswered(context).len()));
    let shown = value.show(0);
    let named: Vec<String> = unanswered(context).into_iter().map(warned::anchor).collect();
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    let entry = evidence.figure(&shown, value, "signal-count").note("asked", &["red", "unanswered"]);
    FigureRef::new(entry.note("cases", &named).done(), value, shown)
}

fn index(context: &PageContext<'_>, route: &Route) -> Page<SignalsView> {
    let mut evidence = Evidence::new(context, route);
    let figures = &context.report.signals;
    let view = SignalsView {
        signals: table(context, figures.signals.iter().collect(), &mut evidence)
            .titled()
            .empty("No signal stands.", "Figures, days and safeguards give none."),
        tracks: tracks(context, &mut evidence).titled(),
        unforecast: unforecast(context, &mut evidence).titled(),
    };
    Page::new("Signals", view, Some(evidence.finish()))
}

fn table(context: &PageContext<'_>, signals: Vec<&Signal>, evidence: &mut Evidence<'_>) -> Table {
    Columns::over(signals, evidence)
        .anchored(|signal| warned::anchor(signal))
        .column("Signal", "", |signal, _| Cell::head(signal.kind.label()))
        .column("About", "", |signal, _| warned::about(context, &signal.about))
        .column("What it says", "", |signal, evidence| said(context, signal, evidence))
        .column("Since", "tight", |signal, _| Cell::day(signal.since))
        .column("Weight", "tight", |signal, _| warned::weight(signal).into())
        .column("Answer", "", |signal, _| answer(context, signal))
        .table("signals", "Signals that stand, red ones first")
}

fn said(context: &PageContext<'_>, signal: &Signal, evidence: &mut Evidence<'_>) -> Cell {
    match (&signal.basis, signal.kind) {
        (Basis::Chart(period), _) => {
            Cell::new([Inline::literal("unusual in "), Inline::dated(period.label())])
        }
        (Basis::Expected(period), _) => Cell::new([
            Inline::literal("on target now; on its way to a miss by "),
            Inline::dated(period.label()),
        ]),
        (Basis::Day(day), SignalKind::ProcedureOverdue) => {
            Cell::new([Inline::literal("review was due on "), Inline::dated(day_label(*day))])
        }
        (Basis::Day(day), SignalKind::NoticeNear) => {
            Cell::new([Inline::literal("notice by "), Inline::dated(day_label(*day))])
        }
        (Basis::Day(day), SignalKind::PriceReviewNear) => {
            Cell::new([Inline::literal("speak of prices by "), Inline::dated(day_label(*day))])
        }
        (Basis::Day(day), _) => Cell::new([Inline::literal("holds until "), Inline::dated(day_label(*day))]),
        (Basis::Languages(languages), _) => {
            let tags = listed(languages.iter().map(|tag| crate::subject::language::page::link(tag)));
            Cell::new(
                [vec![Inline::literal("fewer people known to be proficient than it needs: ")], tags].concat(),
            )
        }
        (Basis::Value(measured), kind) => value(context, signal, (measured, kind), evidence),
    }
}

fn value(
    _: &PageContext<'_>,
    signal: &Signal,
    (measured, kind): (&Measured, SignalKind),
    evidence: &mut Evidence<'_>,
) -> Cell {
    let unit = if kind == SignalKind::Backlog { " days" } else { "%" };
    let words = match kind {
        SignalKind::Backlog => " of work wait, at the pace of the last four periods",
        SignalKind::Attrition => " of the people left",
        SignalKind::OneVendor => " of the project’s units of the last four periods come from this vendor",
        _ => " of the error budget used up",
    };
    let shown = format!("{}{unit}", figure::cut(measured.value));
    let asked = asked(&signal.about, kind, measured);
    let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
    let entry = evidence.figure(&shown, measured.value, "signal-value").note("asked", &asked);
    let number = entry.rows(&measured.rows).done();
    let figure = FigureRef::new(number, measured.value, shown);
    let until = Inline::dated(format!("; {}", measured.period.label()));
    let cell = Cell::new([Inline::from(figure), Inline::literal(words), until]);
    match &measured.level {
        Some((_, last)) => cell.under([
            Inline::dated(format!(
                "misses of {} so far, of those that as many cases as in ",
                last.next().label()
            )),
            Inline::dated(format!("{} may have", last.label())),
        ]),
        None => cell,
    }
}

/// Kind, vendor, site, metric, project, contract, period, service level and its last window; what is not there is empty.
fn asked(about: &About, kind: SignalKind, measured: &Measured) -> [String; 9] {
    let text = |id: Option<&str>| id.unwrap_or_default().to_owned();
    [
        kind.word().to_owned(),
        text(about.vendor.as_ref().map(|id| id.as_str())),
        text(about.site.as_ref().map(|id| id.as_str())),
        text(about.metric.as_ref().map(|id| id.as_str())),
        text(about.project.as_ref().map(|id| id.as_str())),
        text(about.contract.as_ref().map(|id| id.as_str())),
        measured.period.to_string(),
        text(measured.level.as_ref().map(|(level, _)| level.as_str())),
        measured.level.as_ref().map_or_else(String::new, |(_, last)| last.to_string()),
    ]
}

fn answer(context: &PageContext<'_>, signal: &Signal) -> Cell {
    let register = context.report.register;
    match &signal.answer {
        None if signal.is_red => Inline::chip("bad", "None").into(),
        None => Cell::dash(),
        Some(Answer::Plan(id)) => Cell::new([Inline::literal("Plan: "), names::plan(context, id)]),
        Some(Answer::Asked(id)) => Cell::new([Inline::literal("Decision: "), names::decision(context, id)]),
        // And the plan that the risk is answered by.
        Some(Answer::Risk(id)) => match register.risks.get(id) {
            Some(risk) => {
                let plan = warned::plan_of(context.report, risk);
                let plan = plan.map(|plan| vec![Inline::literal("Plan: "), names::plan(context, plan)]);
                Cell::new([Inline::literal("Risk: "), warned::of_risk(risk)]).under(plan.unwrap_or_default())
            }
            None => Cell::dash(),
        },
        Some(Answer::Dismissed(id)) => match register.signals.get(id) {
            Some(one) => {
                let reason = Inline::words(one.reason.as_str().to_owned()).because(Exempt::Quoted);
                let until = Inline::dated(format!("left alone until {}, by ", day_label(*one.until)));
                Cell::new([reason]).under([until, names::person(context, &one.by)])
            }
            None => Cell::dash(),
        },
    }
}

/// Of each kind: how many were raised, what became of them, and what it is to come true.
fn tracks(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Table {
    let all = &context.report.signals.tracks;
    let none = Track::new();
    let kinds = SignalKind::WORDS.iter().map(|(_, kind)| (*kind, all.get(kind).unwrap_or(&none)));
    let count = |fate: Fate| {
        move |(kind, track): &(SignalKind, &Track), evidence: &mut Evidence<'_>| match track::counted(*kind) {
            Counted::Nothing => Cell::dash(),
            Counted::TrueAlone if fate == Fate::FalseAlarm => Cell::new(Inline::quiet("not known")),
            Counted::Raised | Counted::TrueAlone if fate == Fate::Unwarned => {
                Cell::new(Inline::quiet("not counted"))
            }
            _ => counted(kind.word(), (fate.word(), cases(track, Some(fate))), evidence),
        }
    };
    Columns::over(kinds, evidence)
        .column("Signal", "", |(kind, _), _| Cell::head(kind.label()))
        .column("Raised", "num", |(kind, track), evidence| match track::counted(*kind) {
            Counted::Nothing => Cell::dash(),
            _ => counted(kind.word(), ("raised", cases(track, None)), evidence),
        })
        .column("Came true", "num", count(Fate::Hit))
        .column("Did not", "num", count(Fate::FalseAlarm))
        .column("Still open", "num", count(Fate::Open))
        .column("Misses without it", "num", count(Fate::Unwarned))
        .column("It comes true where", "", |(kind, _), _| comes_true(*kind).into())
        .table("signal-record", "How good the signals were")
}

/// In the words of docs/signals.md.
fn comes_true(kind: SignalKind) -> &'static str {
    match kind {
        SignalKind::SpecialCause | SignalKind::ForecastMiss => {
            "the target, which was met, is missed within the horizon"
        }
        SignalKind::BudgetSpent => "the window is missed",
        SignalKind::Backlog => "a target of latency at the site, which was met, is missed within the horizon",
        SignalKind::Attrition => "a target of the site, which was met, is missed within the horizon",
        SignalKind::CoverageGap => {
            "a target at a site of the project, which was met, is missed within the horizon"
        }
        SignalKind::NoticeNear => "the notice day passes with nothing decided and no contract to carry on",
        SignalKind::PriceReviewNear => "the last day to speak of prices passes with nothing decided",
        SignalKind::ProcedureOverdue => {
            "the review is still missing when the days for an answer are over; a late review leaves no trace in the record"
        }
        SignalKind::SafeguardEnds => "it expires before another holds in its place",
        SignalKind::OneVendor => "cannot be judged: a share has no day and no target that could be missed",
    }
}

/// Those of a fate; `None`: all that were raised.
fn cases(track: &Track, fate: Option<Fate>) -> Vec<String> {
    let wanted = |of: Fate| fate.map_or(of != Fate::Unwarned, |fate| of == fate);
    track.iter().filter(|case| wanted(case.fate)).map(|case| case.name.clone()).collect()
}

/// A count whose evidence names what it counts.
fn counted(kind: &str, (what, cases): (&str, Vec<String>), evidence: &mut Evidence<'_>) -> Cell {
    let value = Quotient::from(Decimal::count(cases.len()));
    let shown = value.show(0);
    let named: Vec<&str> = cases.iter().map(String::as_str).collect();
    let entry = evidence.figure(&shown, value, "signal-count").note("asked", &[kind, what]);
    Cell::from(FigureRef::new(entry.note("cases", &named).done(), value, shown))
}

/// Why no miss is forecast where none is.
fn unforecast(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Table {
    let signals = &context.report.signals;
    let is_forecast = signals.signals.iter().any(|signal| signal.kind == SignalKind::ForecastMiss);
    Columns::over(&signals.unforecast, evidence)
        .column("Why not", "", |(why, _): &(&Unforecast, &Vec<About>), _| Cell::head(why.label()))
        .column("Metrics of sites", "num", |(why, abouts), evidence| {
            let text = |id: Option<&str>| id.unwrap_or_default().to_owned();
            let cases = abouts.iter().map(|about| {
                let site = text(about.site.as_ref().map(|id| id.as_str()));
                format!("{site}/{}", text(about.metric.as_ref().map(|id| id.as_str())))
            });
            counted("no-forecast", (word(**why), cases.collect()), evidence)
        })
        .table("unforecast", "Metrics with a target for which no miss is forecast")
        .empty(
            if is_forecast {
                "A miss is forecast for every one of them."
            } else {
                "No metric that a site still reports has a target from one side."
            },
            "",
        )
}

fn word(why: Unforecast) -> &'static str {
    match why {
        Unforecast::TooFewPoints => "too-few-points",
        Unforecast::NothingMoves => "nothing-moves",
        Unforecast::NotTowards => "not-towards",
        Unforecast::TooFar => "too-far",
        Unforecast::AlreadyMissed => "already-missed",
    }
}
