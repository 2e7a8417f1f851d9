//! The budget in force against what the months cost: a table, a picture, and where the year leads.

use serde::Serialize;

use super::amounts::length;
use super::split::splits;
use crate::core::contract::record::CostCategory;
use crate::kit::id::{VendorId, VisitId};
use crate::kit::number::{Decimal, Quotient, show_minor};
use crate::kit::picture::bars::{Bar, Bars, Tone};
use crate::kit::picture::exempt::Exempt;
use crate::kit::source::Place;
use crate::subject::budget::address::BudgetPage;
use crate::subject::budget::page::{direction, of_visits};
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::finance::{Outlook, Standing};
use crate::subject::route::Route;
use crate::subject::shell::{Link, PageContext};
use crate::subject::table::{Cell, Table};
use crate::subject::text::label::Label;
use crate::subject::text::piece::{Html, Inline};

/// A budget on the page of money.
#[derive(Serialize)]
pub struct StandingView {
    link: Link,
    lede: Html,
    picture_label: Label,
    picture: Html,
    categories: Table,
    vendors: Table,
    splits: Table,
    /// What the amounts leave out, and why.
    gaps: Vec<Html>,
}

/// Whose outlook a row is.
#[derive(Clone, Copy)]
enum Whose<'w> {
    All,
    Category(CostCategory),
    Vendor(Option<&'w VendorId>),
}

pub fn standing(context: &PageContext<'_>, of: &Standing, evidence: &mut Evidence<'_>) -> StandingView {
    let title =
        context.report.register.budgets.get(&of.budget).map_or(of.budget.as_str(), |budget| &budget.title);
    let rows = of.categories.iter().map(|(category, outlook)| (Whose::Category(*category), outlook));
    let before = evidence.count_so_far();
    let categories: Vec<(Whose<'_>, &Outlook)> = rows.chain([(Whose::All, &of.all)]).collect();
    let categories =
        table(context, of, &categories, ("outlook", "Plan, actual and forecast by category"), evidence);
    let drawn = evidence.since(before);
    let vendors: Vec<(Whose<'_>, &Outlook)> =
        of.vendors.iter().map(|(vendor, outlook)| (Whose::Vendor(vendor.as_ref()), outlook)).collect();
    let vendors =
        table(context, of, &vendors, ("outlook-vendors", "Plan, actual and forecast by vendor"), evidence);
    let currency = context.report.register.settings.currency.as_str();
    let texts: Vec<String> = of.categories.iter().map(|(_, one)| show_minor(one.actual, currency)).collect();
    let bars: Vec<Bar<'_>> = of
        .categories
        .iter()
        .zip(&texts)
        .map(|((category, one), text)| Bar {
            name: category.label(),
            value: Some(length(one.actual)),
            text,
            goal: Some(length(one.planned_so_far)),
            tone: if one.variance() > 0 { Tone::Poor } else { Tone::Plain },
        })
        .collect();
    let label = "Actual so far by category, with what was planned for the same months as a stroke";
    StandingView {
        link: Link::to(&Route::Budget(BudgetPage::One(of.budget.clone())), Label::named(title)),
        lede: lede(context, of, evidence),
        picture_label: label.into(),
        picture: Html::picture(&Bars { label, bars: &bars, bands: None, figures: drawn }),
        categories,
        vendors,
        splits: splits(context, of, evidence),
        gaps: gaps(context, of, evidence),
    }
}

/// What an amount of an outlook is, as evidence names it.
fn asked<'a>(of: &'a Standing, whose: Whose<'a>) -> [&'a str; 3] {
    match whose {
        Whose::All => [of.budget.as_str(), "*", "*"],
        Whose::Category(category) => [of.budget.as_str(), "*", category.word()],
        Whose::Vendor(vendor) => [of.budget.as_str(), vendor.map_or("", VendorId::as_str), "*"],
    }
}

fn amount(
    context: &PageContext<'_>,
    (of, whose): (&Standing, Whose<'_>),
    minor: i128,
    formula: &'static str,
    evidence: &mut Evidence<'_>,
) -> FigureRef {
    let asked = asked(of, whose);
    let currency = context.report.register.settings.currency.as_str();
    evidence.money(minor, currency, formula, |entry| entry.note("asked", &asked))
}

/// `Ten months have cost 3,812,004.00 USD; 3,790,000.00 USD were planned for them.`
fn lede(context: &PageContext<'_>, of: &Standing, evidence: &mut Evidence<'_>) -> Html {
    let Some(last) = of.closed.last() else {
        return "None of its months has ended yet.".into();
    };
    let actual = amount(context, (of, Whose::All), of.all.actual, "money-actual", evidence);
    let planned = amount(context, (of, Whose::All), of.all.planned_so_far, "money-planned-so-far", evidence);
    let variance = evidence.money_less(
        of.all.variance(),
        context.report.register.settings.currency.as_str(),
        &actual,
        &planned,
    );
    let way = if of.all.variance() > 0 { ", over budget." } else { ", within budget." };
    Html::from("To the end of ")
        .then(Html::dated(&last.label()))
        .then(" it has cost ")
        .then(actual)
        .then(" of ")
        .then(planned)
        .then(" planned for these months: ")
        .then(variance)
        .then(way)
}

fn table(
    context: &PageContext<'_>,
    of: &Standing,
    rows: &[(Whose<'_>, &Outlook)],
    (name, caption): (&str, &'static str),
    evidence: &mut Evidence<'_>,
) -> Table {
    let currency = context.report.register.settings.currency.as_str();
    let money = |whose: Whose<'_>, minor: i128, formula: &'static str, evidence: &mut Evidence<'_>| {
        Cell::new(amount(context, (of, whose), minor, formula, evidence)).key(minor)
    };
    Columns::over(rows.iter().copied(), evidence)
        .column("Category or vendor", "", |(whose, _), _| match whose {
            Whose::All => Cell::head(Inline::literal("All")),
            Whose::Category(category) => Cell::head(Inline::literal(category.label())),
            Whose::Vendor(Some(id)) => {
                let page = Route::MoneyOf((*id).clone());
                let name =
                    context.report.register.vendors.get(*id).map_or(id.as_str(), |vendor| &vendor.name);
                Cell::head(Inline::link(&page, name.to_owned()).because(Exempt::Name))
            }
            Whose::Vendor(None) => Cell::head(Inline::literal("Not of one vendor")),
        })
        .column("Planned so far", "num", |(whose, one), evidence| {
            money(*whose, one.planned_so_far, "money-planned-so-far", evidence)
        })
        .column("Actual so far", "num", |(whose, one), evidence| {
            let category = match whose {
                Whose::Category(category) => Some(*category),
                Whose::All | Whose::Vendor(_) => None,
            };
            let visits = match whose {
                Whose::Vendor(Some(_)) => Vec::new(),
                _ => of_visits(context, of, one, (category, None), evidence),
            };
            money(*whose, one.actual, "money-actual", evidence).under(visits)
        })
        .column("Variance", "num", |(whose, one), evidence| {
            let actual = amount(context, (of, *whose), one.actual, "money-actual", evidence);
            let planned = amount(context, (of, *whose), one.planned_so_far, "money-planned-so-far", evidence);
            let variance = evidence.money_less(one.variance(), currency, &actual, &planned);
            Cell::new(variance).under([direction(one)]).key(one.variance())
        })
        .column("Planned in all", "num", |(whose, one), evidence| {
            money(*whose, one.planned, "money-planned", evidence)
        })
        .column("Committed", "num", |(whose, one), evidence| match one.committed {
            Some(minor) => money(*whose, minor, "money-committed", evidence),
            None => Cell::dash(),
        })
        .column("Forecast by run rate", "num", |(whose, one), evidence| match &one.forecast {
            Some(forecast) => money(*whose, forecast.by_run_rate.into(), "money-run-rate", evidence),
            None => Cell::dash(),
        })
        .column("Forecast by plan", "num", |(whose, one), evidence| match &one.forecast {
            Some(forecast) => money(*whose, forecast.by_plan.into(), "money-by-plan", evidence),
            None => Cell::dash(),
        })
        .column("Spread", "num", |(whose, one), evidence| match &one.forecast {
            Some(forecast) => money(*whose, forecast.spread().into(), "money-spread", evidence),
            None => Cell::dash(),
        })
        .table(name, caption)
        .titled()
}

/// `1 amount has no exchange rate and is not in the sums.`
fn gaps(context: &PageContext<'_>, of: &Standing, evidence: &mut Evidence<'_>) -> Vec<Html> {
    let mut gap = |count: usize, asked: &str, words: [&'static str; 2]| {
        let value = Quotient::from(Decimal::count(count));
        let shown = value.show(0);
        let number = evidence
            .figure(&shown, value, "accounts-gaps")
            .note("asked", &[of.budget.as_str(), asked])
            .done();
        let said = Html::from(FigureRef::new(number, value, shown));
        (count > 0).then(|| said.then(if count == 1 { words[0] } else { words[1] }))
    };
    let mut gaps = Vec::new();
    if of.all.without_rate > 0 {
        gaps.extend(gap(
            of.all.without_rate,
            "without-rate",
            [
                " amount has no exchange rate, and is in no sum of this table.",
                " amounts have no exchange rate, and are in no sum of this table.",
            ],
        ));
    }
    if of.all.unpriced > 0 {
        gaps.extend(gap(of.all.unpriced, "unpriced", [
            " rate and month should cost what nobody knows: rows of the client's record have not come, or were withheld. What was invoiced for it is in the sums.",
            " rates and months should cost what nobody knows: rows of the client's record have not come, or were withheld. What was invoiced for them is in the sums.",
        ]));
    }
    gaps.extend(of_travel(context, of, evidence));
    gaps
}

/// What of visits is in no sum, and why.
fn of_travel(context: &PageContext<'_>, of: &Standing, evidence: &mut Evidence<'_>) -> Vec<Html> {
    let visits = |ids: &[VisitId]| -> Vec<&Place> {
        ids.iter().filter_map(|id| Some(&context.report.register.visits.get(id)?.place)).collect()
    };
    let parts: [(&str, Vec<&Place>, [&'static str; 2]); 3] = [
        (
            "unrecorded",
            visits(&of.travel.unrecorded),
            [
                " visit is over by its plan, and nobody says whether it was held. What it cost is in no sum of this table.",
                " visits are over by their plan, and nobody says whether they were held. What they cost is in no sum of this table.",
            ],
        ),
        (
            "unsaid",
            of.travel.unsaid.iter().collect(),
            [
                " line of a visit says neither what was paid nor what was expected.",
                " lines of visits say neither what was paid nor what was expected.",
            ],
        ),
        (
            "unbudgeted",
            visits(&of.travel.unbudgeted),
            [
                " visit of these months names no budget: what it cost is in none.",
                " visits of these months name no budget: what they cost is in none.",
            ],
        ),
    ];
    let told = |(asked, places, words): (&str, Vec<&Place>, [&'static str; 2])| {
        let said = words[usize::from(places.len() != 1)];
        let is_any = !places.is_empty();
        is_any.then(|| {
            let asked = ["budget-visits", asked, of.budget.as_str()];
            Html::from(evidence.count(&asked, places)).then(said)
        })
    };
    parts.into_iter().filter_map(told).collect()
}
