//! The issue of one month: what the monthly clauses say of it, the credits it costs, the weeks that belong to it. A month is not
//! four weeks pasted together: weekly clauses have their say in the weekly issues.

use serde::Serialize;

use crate::core::attainment::{Outcome, Ruling};
use crate::core::contract::record::Window;
use crate::core::contract::window::closes_on;
use crate::core::rollup::Subject;
use crate::core::sentence::Sentence;
use crate::issue::happened::happened_in_month;
use crate::issue::page::index::IssueSummary;
use crate::kit::calendar::{Grain, day_label, week_of};
use crate::kit::diag::plural;
use crate::kit::id::VendorId;
use crate::kit::period::Period;
use crate::report::home::commentary;
use crate::report::money::{IssueMoney, issue_money};
use crate::subject::block::Offered;
use crate::subject::decision::address::DecisionPage;
use crate::subject::edition::Edition;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::clause::{clause, remark_of};
use crate::subject::executive::About;
use crate::subject::offered::offered;
use crate::subject::plan::address::PlanPage;
use crate::subject::plan::record::Plan;
use crate::subject::register::Register;
use crate::subject::report::Report;
use crate::subject::route::Route;
use crate::subject::shell::{Around, Link, Page, PageContext, Shown, around_day};
use crate::subject::tally::Tally;
use crate::subject::text::label::Label;
use crate::subject::text::piece::Html;
use crate::subject::wording::tone::Tone;
use crate::subject::wording::{names, phrase, tone};

/// `templates/month.html`.
#[derive(Serialize)]
struct MonthView {
    #[serde(flatten)]
    around: Around,
    headline: Html,
    days: Label,
    vendors: Vec<VendorMonth>,
    weeks: Vec<Link>,
    opened: Vec<Link>,
    closed: Vec<Link>,
    decided: Vec<Link>,
    previous: Option<Link>,
    next: Link,
    /// Who wrote the month's commentary; empty where nobody did.
    commentary_by: Label,
    /// The accounts as they were known then; `None` of a book that keeps none.
    accounts: Option<IssueMoney>,
    offered: Vec<Offered>,
}

#[derive(Serialize)]
struct VendorMonth {
    link: Link,
    lines: Vec<LineView>,
    ledgers: Vec<Link>,
}

#[derive(Serialize)]
struct LineView {
    link: Link,
    window: Label,
    value: Html,
    target: Html,
    verdict: Tone,
    doubt: &'static str,
    /// How much of the window is there, where rows are missing.
    gaps: Html,
    provisional: bool,
}

/// The page and what the archive tells of it.
pub fn month_page(context: &PageContext<'_>, edition: &Edition) -> (Page<Shown>, IssueSummary) {
    let register = context.report.register;
    let month = edition.period;
    let route = Route::edition(edition);
    let mut evidence = Evidence::new(context, &route);
    let spoken = spoken(context.report, edition);
    let (counted_in, judged, missed) = counted(context.report, &spoken, month);
    let mut vendors = Vec::new();
    for vendor in register.vendors.values() {
        let lines = lines(context, &vendor.id, &spoken, &mut evidence);
        if lines.is_empty() {
            continue;
        }
        let ledgers = register.contracts_of(&vendor.id);
        let ledgers = ledgers.map(|contract| {
            Link::to(
                &Route::Credits(contract.id.clone()),
                Label::named(format!("Credits of {}", contract.title)),
            )
        });
        vendors.push(VendorMonth {
            link: Link::to(&Route::Vendor(vendor.id.clone()), Label::named(vendor.name.clone())),
            lines,
            ledgers: ledgers.collect(),
        });
    }
    let label = counted_in.label();
    let mut headline = match (judged, missed) {
        (0, _) => format!("No monthly or quarterly service level was judged for {label}."),
        (all, 0) => {
            format!("All {} judged for {label} were met.", plural(all, "monthly and quarterly service level"))
        }
        (all, missed) => {
            let verb = if missed == 1 { "was" } else { "were" };
            format!(
                "{missed} of {} judged for {label} {verb} missed.",
                plural(all, "monthly and quarterly service level")
            )
        }
    };
    if counted_in != month {
        let of = month.label();
        headline.push_str(&match edition.has_other || lags(register) {
            true => format!(" Figures for {of} are not due yet."),
            false => format!(" No figures for {of} have come yet."),
        });
    }
    let tally = Tally { met: judged - missed, missed, unmeasured: 0, vendors: 0 };
    let entry = tally.entry(&mut evidence, missed);
    let counted = entry.note("month", &[&counted_in.to_string()]).note("all", &["vendors"]).done();
    let plan = |plan: &Plan| {
        Link::to(&Route::Plan(PlanPage::One(plan.id.clone())), Label::named(plan.title.as_str()))
    };
    let plans = || register.plans.values();
    let decided = register
        .decisions
        .values()
        .filter(|one| one.decided_on.as_deref().copied().is_some_and(|on| month.contains(on)));
    let written = register.commentaries.get(&month);
    let view = MonthView {
        accounts: issue_money(context, &mut evidence),
        offered: offered(context, &route, &mut evidence),
        commentary_by: written.map_or_else(Label::default, |written| {
            Label::named(register.person_name(written.author.as_str()))
        }),
        around: around_day(context.report, context.facts, register.as_of()),
        headline: Html::part_of(counted, &headline),
        days: Label::dated(format!("{} to {}", day_label(month.first_day()), day_label(month.last_day()))),
        vendors,
        weeks: if register.pace() == Grain::Month { Vec::new() } else { weeks(month) },
        opened: plans().filter(|one| month.contains(*one.detected_on)).map(plan).collect(),
        closed: plans()
            .filter(|one| one.closed_on.as_deref().copied().is_some_and(|on| month.contains(on)))
            .map(plan)
            .collect(),
        decided: decided
            .map(|one| {
                Link::at(
                    &Route::Decision(DecisionPage::All),
                    one.id.as_str(),
                    Label::named(one.title.clone()),
                )
            })
            .collect(),
        previous: crate::subject::edition::months(context.report)
            .into_iter()
            .rfind(|one| *one < month)
            .map(|one| Link::to(&Route::MonthIssue(one), one)),
        next: Link::at(&Route::Issues, &month.next().to_string(), "Next month"),
    };
    let label = month.label();
    let told = IssueSummary {
        period: month,
        is_second: false,
        title: label.clone(),
        sentences: vec![Sentence::of(About::Overall, headline)],
        tally,
        as_of: register.as_of(),
        ratings: Vec::new(),
        changed: None,
        happened: happened_in_month(context, &spoken, month),
        other: false,
    };
    let text = written.and_then(|written| commentary(context, written));
    (Page::new(Label::dated(label), view, Some(evidence.finish())).shown_with("month.html", text), told)
}

/// Places in `Report::judged` and among its rulings of the contract-wide results that an issue of a month speaks of: those of windows of
/// a month, a quarter or a year that end in it. Of a clause whose own window is not due, or late as everybody's is, the first edition
/// speaks of the newest one before it, if that became due since the month before.
fn spoken(report: &Report<'_>, edition: &Edition) -> Vec<(usize, usize)> {
    let month = edition.period;
    let is_ours =
        |at: usize, ruling: &Ruling| ruling.window.month() == month && is_long_at(report, at, ruling);
    let of_vendor = |at: &usize| matches!(report.judged[*at].subject, Subject::Vendor(_));
    let vendors: Vec<usize> = (0..report.judged.len()).filter(of_vendor).collect();
    let has_rows = |at: &usize| {
        report.judged[*at].rulings.iter().any(|ruling| is_ours(*at, ruling) && ruling.has_come())
    };
    let anybody = edition.is_second || vendors.iter().any(has_rows);
    let since = closes_on(report.register, month.previous());
    let mut spoken = Vec::new();
    for at in vendors {
        let rulings = &report.judged[at].rulings;
        let own: Vec<usize> = (0..rulings.len()).filter(|ruling| is_ours(at, &rulings[*ruling])).collect();
        if edition.is_second || (anybody && !own.is_empty()) {
            spoken.extend(own.into_iter().map(|ruling| (at, ruling)));
            continue;
        }
        let stands = |ruling: &Ruling| {
            !ruling.is_late() && ruling.window.month() < month && is_long_at(report, at, ruling)
        };
        let newest = rulings.iter().rposition(stands);
        spoken.extend(
            newest
                .filter(|newest| !own.is_empty() || rulings[*newest].due_on > since)
                .map(|ruling| (at, ruling)),
        );
    }
    spoken
}

fn is_long_at(report: &Report<'_>, at: usize, ruling: &Ruling) -> bool {
    let judged = &report.judged[at];
    judged.level(report.register, ruling).is_some_and(|clause| is_long(clause.window))
}

/// The newest month for which any of them is judged, and how many were judged and missed in it: all in one and the same.
fn counted(report: &Report<'_>, spoken: &[(usize, usize)], month: Period) -> (Period, usize, usize) {
    let rulings = || spoken.iter().map(|(at, ruling)| &report.judged[*at].rulings[*ruling]);
    let judged = || rulings().filter(|one| matches!(one.outcome, Outcome::Met | Outcome::Missed));
    let of = judged().map(|ruling| ruling.window.month()).max().unwrap_or(month);
    let counted = || judged().filter(|ruling| ruling.window.month() == of);
    (of, counted().count(), counted().filter(|ruling| ruling.missed()).count())
}

fn lags(register: &Register) -> bool {
    register.metrics.values().any(|metric| metric.lag_days > 0)
}

/// What is said of a vendor's contracts.
fn lines<'a>(
    context: &PageContext<'a>,
    vendor: &VendorId,
    spoken: &[(usize, usize)],
    evidence: &mut Evidence<'a>,
) -> Vec<LineView> {
    let mut lines = Vec::new();
    for (at, ruling_at) in spoken {
        let of = &context.report.judged[*at];
        if of.subject != Subject::Vendor(vendor.clone()) {
            continue;
        }
        let Some(clause) = clause(context.report, *at, Some(*ruling_at)) else { continue };
        let Some(ruling) = clause.ruling else { continue };
        let page = names::page_of_metric(context, &of.subject, &clause.metric.id);
        let value = clause.value(evidence);
        let target = value.as_ref().map(|_| Html::from(clause.target(evidence)).then(clause.parts(evidence)));
        let gaps = phrase::gaps(ruling, Some(clause.metric));
        let gaps = gaps.map(|gaps| Html::part_of(remark_of(&clause, &value, evidence), &gaps));
        lines.push(LineView {
            link: Link::to(&page, Label::named(clause.level.name.clone())),
            window: Label::dated(clause.window(ruling)),
            value: value.map_or_else(Html::default, Html::from),
            target: target.unwrap_or_default(),
            verdict: tone::attainment(ruling),
            doubt: tone::doubt(ruling).unwrap_or_default(),
            gaps: gaps.unwrap_or_default(),
            provisional: ruling.provisional,
        });
    }
    lines
}

/// Windows whose say is had in the issue of the month in which they end.
fn is_long(window: Window) -> bool {
    matches!(window, Window::Month | Window::Quarter | Window::Year)
}

/// The weeks whose Thursday lies in the month.
fn weeks(month: Period) -> Vec<Link> {
    let (first, last) = month.weeks();
    let weeks = std::iter::successors(Some(week_of(first)), |week| Some(week.next()));
    weeks
        .take_while(|week| week.sunday() <= last)
        .map(|week| Link::at(&Route::Issues, &week.to_string(), Period::Week(week)))
        .collect()
}
