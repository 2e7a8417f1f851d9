//! Figures of visits, each with what it rests on.

use crate::core::organisation::record::Site;
use crate::kit::diag::plural;
use crate::kit::number::Decimal;
use crate::kit::numbered::FigureNumber;
use crate::kit::source::{At, Place};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::cite::Dated;
use crate::subject::evidence::written::FigureRef;
use crate::subject::shell::PageContext;
use crate::subject::text::piece::Inline;
use crate::subject::visit::figures::{FoundState, SiteCover, Standing, Stretch, is_invoiced};
use crate::subject::visit::record::{Visit, VisitFinding};
use crate::subject::wording::phrase;

/// What a visit found, and how that stands.
pub type Found<'a> = (&'a Visit, &'a VisitFinding, &'a FoundState);

/// The day from which the next visit of a site counts.
fn counts_from<'a>(context: &PageContext<'a>, site: &'a Site, cover: &SiteCover) -> Dated<'a> {
    let last = cover.last.as_ref().and_then(|id| context.report.register.visits.get(id));
    match last.and_then(|visit| visit.back_on.as_ref()) {
        Some(back) => ("back-on", back),
        None => ("opened-on", &site.opened_on),
    }
}

/// `45 days`
pub fn since<'a>(
    context: &PageContext<'a>,
    site: &'a Site,
    cover: &SiteCover,
    evidence: &mut Evidence<'_>,
) -> Inline {
    let number = evidence.days(cover.since_days.into(), [counts_from(context, site, cover)], []);
    Inline::words(plural(cover.since_days.unsigned_abs() as usize, "day")).of(number)
}

/// How late the next visit is, or how soon it is due; `None` without a cadence.
pub fn due_age<'a>(
    context: &PageContext<'a>,
    site: &'a Site,
    cover: &SiteCover,
    evidence: &mut Evidence<'_>,
) -> Option<Inline> {
    let (_, late) = cover.due?;
    let (name, every) = cover.cadence.as_ref()?;
    let moved = [(*name, Decimal::from_int((**every).into()), every.place.as_ref())];
    let number = evidence.days(late.into(), [counts_from(context, site, cover)], moved);
    Some(phrase::age(late).of(number))
}

/// `every 90 days`
pub fn every(cover: &SiteCover, evidence: &mut Evidence<'_>) -> Option<Inline> {
    let (name, every) = cover.cadence.as_ref()?;
    let value = Decimal::from_int((**every).into());
    let number = evidence.quoted(&[], [(*name, value, every.place.as_ref())]);
    Some(Inline::words(format!("every {}", plural(**every as usize, "day"))).of(number))
}

/// The share of working days that somebody travelled, held against a line.
pub fn load(
    context: &PageContext<'_>,
    person: &str,
    of: &Stretch,
    evidence: &mut Evidence<'_>,
) -> Option<FigureRef> {
    let share = of.share()?;
    let register = context.report.register;
    let line = Decimal::from_int((*register.settings.visit_policy().travel_percent).into());
    let shown = format!("{}%", share.show_against(line, 1));
    let visits = of.visits.iter().filter_map(|id| Some(&register.visits.get(id)?.place));
    let number = evidence
        .figure(&shown, share, "travel-load")
        .note("person", &[person])
        .note("between", &[&of.first.to_string(), &of.last.to_string()])
        .sums(millionths(of.travelled), millionths(of.working))
        .records(visits)
        .done();
    Some(FigureRef::new(number, share, shown))
}

fn millionths(days: u32) -> i128 {
    i128::from(days) * i128::from(Decimal::SCALE)
}

/// What visits found, counted: which of it, and of which visit, site or person.
pub fn findings(
    what: &str,
    (scope, id): (&str, &str),
    found: &[Found<'_>],
    evidence: &mut Evidence<'_>,
) -> FigureRef {
    let places = found.iter().map(|(_, finding, _)| &finding.id.place);
    evidence.count(&["visit-findings", what, scope, id], places)
}

/// Costs of some visits, added up; `None` where none is written. Of a budget without what a vendor bills: that is a cost of its invoice.
pub fn costs<'v>(
    context: &PageContext<'_>,
    asked: [&str; 3],
    visits: impl IntoIterator<Item = &'v Visit>,
    evidence: &mut Evidence<'_>,
) -> Option<FigureRef> {
    let (is_spent, of_budget) = (asked[0] == "spent", asked[1] == "budget");
    let register = context.report.register;
    let lines = visits.into_iter().flat_map(|visit| visit.costs.iter().map(move |cost| (visit, cost)));
    let lines = lines.filter(|(visit, cost)| !of_budget || !is_invoiced(register, visit, cost));
    let amounts: Vec<&At<crate::kit::number::Money>> = lines
        .filter_map(|(_, cost)| if is_spent { cost.spent.as_ref() } else { cost.estimated.as_ref() })
        .collect();
    if amounts.is_empty() {
        return None;
    }
    let sum = amounts.iter().map(|amount| i128::from(amount.value.0)).sum();
    let places: Vec<&Place> = amounts.iter().map(|amount| &amount.place).collect();
    let currency = register.settings.currency.as_str();
    Some(evidence.money(sum, currency, "money-visits", |entry| entry.note("asked", &asked).lines(&places)))
}

/// What was paid for a visit, or before it was held what it is expected to cost.
pub fn cost_of(
    context: &PageContext<'_>,
    visit: &Visit,
    standing: Standing,
    evidence: &mut Evidence<'_>,
) -> Option<FigureRef> {
    let what = if standing == Standing::Planned { "estimated" } else { "spent" };
    costs(context, [what, "visit", visit.id.as_str()], [visit], evidence)
}

/// One amount as its author wrote it.
pub fn amount(
    context: &PageContext<'_>,
    name: &'static str,
    amount: Option<&At<crate::kit::number::Money>>,
    evidence: &mut Evidence<'_>,
) -> Option<FigureRef> {
    let amount = amount?;
    let currency = context.report.register.settings.currency.as_str();
    let shown = format!("{}\u{a0}{currency}", amount.show(currency));
    Some(evidence.written(name, Decimal::from_int(amount.value.0), Some(&amount.place), shown))
}

/// The figure of a late finding's days.
pub fn finding_age(
    finding: &VisitFinding,
    found: &FoundState,
    evidence: &mut Evidence<'_>,
) -> Option<FigureNumber> {
    evidence.age(found.age_days, [("due-on", &finding.due_on)])
}
