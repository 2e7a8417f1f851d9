//! The credits ledger of a contract: month by month, line by line, each amount with its derivation.

mod view;

pub mod owed;

use std::collections::BTreeMap;

pub use view::{CreditSum, CreditsView};

use crate::core::credit::{CreditLine, CreditMonth, EarnBackState, Step};
use crate::kit::calendar::day_label;
use crate::kit::diag::plural;
use crate::kit::id::ContractId;
use crate::kit::number::{Decimal, Money, Quotient};
use crate::kit::period::Period;
use crate::kit::source::Place;
use crate::subject::claim::address::ClaimPage;
use crate::subject::claim::page::amounts::{Part, by_currency, total};
use crate::subject::claim::page::mark;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::clause::clause;
use crate::subject::evidence::sources::Sources;
use crate::subject::evidence::written::{FigureRef, marked};
use crate::subject::response::page::ReplyMark;
use crate::subject::route::Route;
use crate::subject::shell::{Link, Page, PageContext};
use crate::subject::text::label::Label;
use crate::subject::text::piece::Html;
use crate::subject::wording::figure::{exact, money};
use crate::subject::wording::names;
use view::{LineView, MonthView, StepView};

pub fn credits_page(context: &PageContext<'_>, route: &Route, id: &ContractId) -> Option<Page<CreditsView>> {
    let register = context.report.register;
    let contract = register.contracts.get(id)?;
    let vendor = register.vendors.get(&contract.vendor)?;
    let mut evidence = Evidence::new(context, route);
    let months: Vec<&CreditMonth> =
        context.report.credits.iter().filter(|month| &month.contract == id).collect();
    let mut views: Vec<MonthView> =
        months.iter().map(|month| month_view(context, month, &mut evidence)).collect();
    views.reverse();
    let lost = context.report.claims.of_contract(id).filter(|one| one.lost().is_some());
    let lost = by_currency(lost).into_iter();
    let unclaimed =
        lost.filter_map(|(_, months)| total(&months, Part::Lost, ("contract", id.as_str()), &mut evidence));
    let unclaimed = unclaimed.map(Html::from).collect();
    let view = CreditsView {
        contract: Link::to(&Route::Contract(id.clone()), Label::named(contract.title.clone())),
        vendor: Link::to(&Route::Vendor(vendor.id.clone()), Label::named(vendor.name.clone())),
        document: Label::named(contract.document_ref.clone()),
        without_terms: contract.versions.iter().all(|version| version.terms.credits.is_none()),
        totals: sums_of(months, true, &mut evidence),
        unclaimed,
        claims: Link::to(&Route::Claim(ClaimPage::All), "Credits and claims of all contracts"),
        uninvoiced: uninvoiced_months(context, id),
        months: views,
    };
    Some(Page {
        title: "Service credits".into(),
        above: vec![Link::to(&Route::Contract(id.clone()), Label::named(contract.title.clone()))],
        view,
        evidence: Some(evidence.finish()),
    })
}

/// Months whose credits are shares of what is invoiced for them, and nothing is; newest first.
fn uninvoiced_months(context: &PageContext<'_>, id: &ContractId) -> Vec<Label> {
    let own = context.report.uninvoiced.iter().rev().filter(|(contract, _)| contract == id);
    own.map(|(_, month)| (*month).into()).collect()
}

/// What pages sum up: the newest month that has a ledger entry, and the quarter so far; each with its words.
pub fn spans<'a>(context: &PageContext<'a>) -> Vec<(String, Vec<&'a CreditMonth>)> {
    let report = context.report;
    let quarter = Period::quarter_of(report.register.as_of(), report.register.settings.calendar.year_starts);
    let mut spans = Vec::new();
    if let Some(newest) = report.credits.iter().map(|month| month.month).max() {
        let of_newest = report.credits.iter().filter(|month| month.month == newest);
        spans.push((newest.label(), of_newest.collect()));
    }
    let in_quarter: Vec<&CreditMonth> =
        report.credits.iter().filter(|month| quarter.contains(month.month.first_day())).collect();
    if !in_quarter.is_empty() {
        spans.push((format!("{} so far", quarter.label()), in_quarter));
    }
    spans
}

/// Months of one currency added up.
pub struct Total<'m> {
    pub currency: &'m str,
    /// Minor units.
    owed: i64,
    net: i64,
    at_risk: i64,
    /// Some month rests on provisional figures.
    pub provisional: bool,
    awaited: bool,
    open: bool,
    ledger: Vec<String>,
}

/// By currency, in order of its name.
pub fn totals<'m>(months: impl IntoIterator<Item = &'m CreditMonth>) -> Vec<Total<'m>> {
    let mut totals: BTreeMap<&str, Total<'m>> = BTreeMap::new();
    for month in months {
        let currency = month.currency.as_str();
        let none = || Total {
            currency,
            owed: 0,
            net: 0,
            at_risk: 0,
            provisional: false,
            awaited: false,
            open: false,
            ledger: Vec::new(),
        };
        let total = totals.entry(currency).or_insert_with(none);
        total.owed += month.owed.0;
        total.net += month.net.0;
        total.at_risk += month.at_risk.0;
        total.provisional |= month.provisional;
        total.awaited |= month.awaited;
        let is_open = |line: &CreditLine| matches!(line.earn_back, EarnBackState::Provisional { .. });
        total.open |= month.lines.iter().any(is_open);
        total.ledger.push(format!("{}/{}", month.contract, month.month));
    }
    totals.into_values().collect()
}

impl Total<'_> {
    /// What is owed less what was earned back.
    pub fn net(&self, evidence: &mut Evidence<'_>) -> FigureRef {
        self.amount(self.net, "net", evidence)
    }

    /// What could be lost.
    pub fn at_risk(&self, evidence: &mut Evidence<'_>) -> FigureRef {
        self.amount(self.at_risk, "at-risk", evidence)
    }

    /// Nothing is owed and nothing was.
    pub fn is_nothing(&self) -> bool {
        self.owed == 0 && self.net == 0
    }

    /// Minor units.
    pub fn net_minor(&self) -> i64 {
        self.net
    }

    /// Minor units.
    pub fn at_risk_minor(&self) -> i64 {
        self.at_risk
    }

    fn amount(&self, minor: i64, what: &str, evidence: &mut Evidence<'_>) -> FigureRef {
        let ledger: Vec<&str> = self.ledger.iter().map(String::as_str).collect();
        let shown = money(Money(minor), self.currency);
        let value = Quotient::from(Decimal::from_int(minor));
        let entry = evidence.figure(&shown, value, "credit-total").note("ledger", &ledger);
        FigureRef::new(entry.note("part", &[what]).done(), value, shown)
    }
}

/// Sums of months, by currency; `whole`: with what was owed and earned back.
pub fn sums_of<'m>(
    months: impl IntoIterator<Item = &'m CreditMonth>,
    whole: bool,
    evidence: &mut Evidence<'_>,
) -> Vec<CreditSum> {
    let write = |total: Total<'m>| {
        let mut amount = |minor: i64, what: &str| match whole {
            true => Html::from(total.amount(minor, what, evidence)),
            false => Html::default(),
        };
        CreditSum {
            owed: amount(total.owed, "owed"),
            back: amount(total.owed - total.net, "back"),
            net: total.net(evidence).into(),
            provisional: total.provisional,
            awaited: total.awaited,
            open: total.open,
        }
    };
    totals(months).into_iter().map(write).collect()
}

fn month_view<'a>(
    context: &PageContext<'a>,
    month: &'a CreditMonth,
    evidence: &mut Evidence<'a>,
) -> MonthView {
    let before = evidence.count_so_far();
    let mut sources = Sources::new(context);
    for step in &month.steps {
        for (name, _, place) in &step.settings {
            sources.item(name, &[place]);
        }
    }
    let key = [month.contract.as_str().to_owned(), month.month.to_string()];
    let lines: Vec<LineView> = month
        .lines
        .iter()
        .filter_map(|line| line_view(context, month, line, &key, evidence, &mut sources))
        .collect();
    // A month without a miss has its line in the table; there is nothing to derive.
    let told = if month.lines.is_empty() { &[][..] } else { month.steps.as_slice() };
    let steps = told.iter().map(|step| step_view(month, step, &[&key[0], &key[1]], evidence)).collect();
    // The limits rest on the fee and on a percentage each, in the order of the steps.
    let of_step = |formula: &'static str, at: usize| {
        let found = month.steps.iter().filter(|step| step.formula == formula).nth(at);
        let settings = found.map_or(&[][..], |step| step.settings.as_slice());
        settings.iter().map(|(name, value, place)| (*name, *value, Some(place))).collect::<Vec<_>>()
    };
    let points = points_of(month);
    let (fee, at_risk, cap) =
        (of_step("credit-fee", 0), of_step("credit-limit", 0), of_step("credit-limit", 1));
    let mut amount = |minor: Money,
                      formula: &'static str,
                      part: &str,
                      settings: Vec<(&'static str, Decimal, Option<&'a Place>)>| {
        let shown = money(minor, &month.currency);
        let value = Quotient::from(Decimal::from_int(minor.0));
        let entry = evidence.figure(&shown, value, formula).settings(fee.iter().copied().chain(settings));
        let mut entry = entry.note("month", &[&key[0], &key[1]]).note("part", &[part]);
        if let (Some(points), "owed") = (points, part) {
            entry = entry.whole("points", points);
        }
        marked(entry.done(), &shown)
    };
    let owed = amount(month.owed, "credit-cap", "owed", Vec::new());
    let net = amount(month.net, "credit-net", "net", Vec::new());
    let cap = amount(month.cap, "credit-limit", "cap", cap);
    let at_risk = amount(month.at_risk, "credit-limit", "at-risk", at_risk);
    MonthView {
        id: month.month.to_string(),
        label: month.month.into(),
        figures: evidence.since(before).map_or_else(String::new, |figures| figures.to_string()),
        owed,
        net,
        cap,
        at_risk,
        provisional: month.provisional,
        claim: Label::dated(
            month.claim_by.filter(|_| month.net > Money(0)).map(day_label).unwrap_or_default(),
        ),
        state: mark(context, context.report.claims.of(&month.contract, month.month), evidence),
        steps,
        lines,
        sources: sources.panel_of(context, "credit-cap"),
    }
}

/// Service points of the month after repeats, where there are any and they are whole.
fn points_of(month: &CreditMonth) -> Option<u64> {
    let scale = i128::from(Decimal::SCALE);
    let of_line =
        |line: &CreditLine| i128::from(line.points.micro()) * i128::from(line.multiplier.micro()) / scale;
    let micro: i128 = month.lines.iter().map(of_line).sum();
    u64::try_from(micro / scale).ok().filter(|points| *points > 0 && micro % scale == 0)
}

fn line_view<'a>(
    context: &PageContext<'a>,
    month: &CreditMonth,
    line: &'a CreditLine,
    key: &[String; 2],
    evidence: &mut Evidence<'a>,
    sources: &mut Sources,
) -> Option<LineView> {
    let clause = clause(context.report, line.judged, Some(line.ruling))?;
    let ruling = clause.ruling?;
    let route = names::page_of_metric(context, &clause.judged.subject, &clause.metric.id);
    let before = evidence.count_so_far();
    let value = clause.value(evidence);
    let target = Html::from(clause.target(evidence)).then(clause.parts(evidence));
    let of_line = [key[0].as_str(), key[1].as_str(), line.service_level.as_str()];
    let steps = line.steps.iter().map(|step| step_view(month, step, &of_line, evidence)).collect();
    let mut amount = |minor: Money, formula: &'static str| {
        let shown = money(minor, &month.currency);
        let value = Quotient::from(Decimal::from_int(minor.0));
        let entry = evidence.figure(&shown, value, formula);
        let part = if formula == "credit-raw" { "raw" } else { "owed" };
        let entry = entry.note("month", &[&key[0], &key[1], line.service_level.as_str()]);
        let number = entry.note("part", &[part]).done();
        marked(number, &shown)
    };
    let raw = match line.raw == line.owed {
        true => Html::default(),
        false => amount(line.raw, "credit-raw"),
    };
    let owed = amount(line.owed, "credit-cap");
    let told = evidence.since(before);
    let view = LineView {
        name: Label::named(clause.level.name.as_str()),
        clause: Label::named(clause.level.clause_ref.clone().unwrap_or_default()),
        link: Link::to(&route, Label::named(clause.level.name.clone())),
        window: Label::dated(clause.window(ruling)),
        value: value.map_or_else(Html::default, Html::from),
        target,
        multiplier: Label::part_of(told, exact(line.multiplier)),
        points: Label::part_of(told, exact(line.points)),
        raw,
        owed,
        earn_back: Label::part_of(told, earn_back(&line.earn_back)),
        steps,
        replies: replies(context, month, line, ruling.window.period),
    };
    sources.of_clause(&clause, &context.report.register.measurements);
    for step in &line.steps {
        for (name, _, place) in &step.settings {
            sources.item(name, &[place]);
        }
    }
    Some(view)
}

fn replies(
    context: &PageContext<'_>,
    month: &CreditMonth,
    line: &CreditLine,
    window: Period,
) -> Vec<ReplyMark> {
    let mut marks =
        crate::subject::response::page::of_credit(context, &month.contract, &line.service_level, month.month);
    let judged = context.report.judged.get(line.judged);
    marks.extend(
        judged
            .map(|judged| crate::subject::response::page::of_story(context, judged, window))
            .unwrap_or_default(),
    );
    marks
}

fn step_view(month: &CreditMonth, step: &Step, key: &[&str], evidence: &mut Evidence<'_>) -> StepView {
    let shown = step_shown(step, &month.currency);
    let settings: Vec<(&str, Decimal, Option<&Place>)> =
        step.settings.iter().map(|(name, value, place)| (*name, *value, Some(place))).collect();
    let entry = evidence.figure(&shown, step.result, step.formula).settings(settings);
    let number = entry.note("month", key).note("words", &[&step.text]).done();
    StepView { words: Label::part_of(number, step.text.clone()), amount: marked(number, &shown) }
}

/// A factor, else an amount: also of an earn-back, which returns one.
fn step_shown(step: &Step, currency: &str) -> String {
    match step.formula {
        "credit-repeat" => format!("× {}", step.result.show(0)),
        _ => money(Money(i64::try_from(step.result.rounded(0)).unwrap_or(i64::MAX)), currency),
    }
}

fn earn_back(state: &EarnBackState) -> String {
    match state {
        EarnBackState::None => String::new(),
        EarnBackState::Provisional { have, need } => {
            format!("may be earned back: {have} of {} so far", plural(*need as usize, "window"))
        }
        EarnBackState::EarnedBack { at } => format!("earned back in {}", at.label()),
        EarnBackState::Final => "can no longer be earned back".to_owned(),
    }
}

#[cfg(test)]
mod tests;
