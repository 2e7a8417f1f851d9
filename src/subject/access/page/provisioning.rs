//! Provisioning lead time: in which step half of the accounts are usable. A distribution adds up over sites; medians would not.

use crate::kit::number::{Decimal, Quotient};
use crate::kit::picture::exempt::Exempt;
use crate::subject::access::figures::{Place, Where};
use crate::subject::access::page::told::Teller;
use crate::subject::access::record::{AccessMeasure, AccessRegister};
use crate::subject::block::BoxedFigure;
use crate::subject::evidence::Evidence;
use crate::subject::evidence::columns::Columns;
use crate::subject::evidence::written::FigureRef;
use crate::subject::shell::PageContext;
use crate::subject::table::{Cell, Table};
use crate::subject::text::piece::{Html, Inline};
use crate::subject::wording::names;

/// The step in which half of the accounts lie, and how many lie in it and in those before, of all.
struct Half {
    step: AccessMeasure,
    within: FigureRef,
    all: FigureRef,
}

/// `None` where a step is not told, or nothing is counted.
fn half(teller: &mut Teller<'_, '_, '_>, of: Where<'_>) -> Option<Half> {
    let register = teller.context.report.register;
    let sum = |step| teller.context.report.access.sum(&register.access.counts, step, of);
    let counts = AccessMeasure::LEAD.into_iter().map(|step| sum(step)?.count);
    let counts: Vec<u64> = counts.collect::<Option<_>>()?;
    let all: u64 = counts.iter().sum();
    // Nothing is cited where nothing is shown.
    if all == 0 {
        return None;
    }
    let mut within = 0;
    let at = counts.iter().position(|count| {
        within += count;
        within * 2 >= all
    })?;
    let inputs: Vec<_> = AccessMeasure::LEAD
        .into_iter()
        .map(|step| teller.figure(step, of).and_then(|figure| figure.number))
        .collect();
    let written = |count: u64| {
        let value = Quotient::from(Decimal::from_int(i64::try_from(count).unwrap_or(i64::MAX)));
        (value.show(0), value)
    };
    let (shown, value) = written(within);
    let number = teller.evidence.figure(&shown, value, "access-half").inputs(inputs.clone()).done();
    let (shown_all, value_all) = written(all);
    Some(Half {
        step: AccessMeasure::LEAD[at],
        within: FigureRef::new(number, value, shown),
        all: teller.evidence.made_of(shown_all, value_all, "sum", inputs),
    })
}

/// `within 5 working days`
fn words(step: AccessMeasure) -> &'static str {
    match step {
        AccessMeasure::LeadTwo => "within 2 working days",
        AccessMeasure::LeadFive => "within 5 working days",
        AccessMeasure::LeadTen => "within 10 working days",
        _ => "later than 10 working days",
    }
}

/// Among the answers on top: how soon half of all accounts are usable.
pub fn answer(teller: &mut Teller<'_, '_, '_>) -> Option<BoxedFigure> {
    let half = half(teller, Where::default())?;
    let value = Html::exempt(Exempt::Rule, &words(half.step).replace("working ", ""));
    let note =
        Html::from("working days from the request; so were ").then(half.within).then(" of ").then(half.all);
    Some(BoxedFigure::new("Half are usable", value, note))
}

fn of<'p>((vendor, site, project): &Place<'p>) -> Where<'p> {
    Where { vendor: Some(vendor), site: Some(site), project: Some(*project), ..Where::default() }
}

/// By site and project, where accounts became usable of late.
pub fn table(context: &PageContext<'_>, evidence: &mut Evidence<'_>) -> Table {
    let report = context.report;
    let counts = &report.register.access.counts;
    let places = report.access.places(counts, AccessRegister::Accounts);
    let some = |place: &Place<'_>| {
        let sum = |step| report.access.sum(counts, step, of(place));
        AccessMeasure::LEAD.into_iter().any(|step| sum(step).is_some_and(|sum| sum.is_some()))
    };
    let mut places: Vec<Place<'_>> = places.into_iter().filter(some).collect();
    let many = |place: &Place<'_>, step| {
        report.access.sum(counts, step, of(place)).map_or(0, |sum| sum.count.unwrap_or(1))
    };
    // The slowest first.
    places.sort_by_key(|place| {
        std::cmp::Reverse((many(place, AccessMeasure::LeadLater), many(place, AccessMeasure::LeadTen)))
    });
    let column = |step: AccessMeasure| {
        move |place: &Place<'_>, evidence: &mut Evidence<'_>| {
            Teller { context, evidence }.cell(step, of(place))
        }
    };
    Columns::over(places, evidence)
        .column("Site", "", |(vendor, site, project), _| {
            let under = project.map(|id| names::project(context, id));
            Cell::head(names::party(context, vendor, Some(site))).under(under.into_iter().collect::<Vec<_>>())
        })
        .column("Half are usable", "", |place, evidence| {
            let mut teller = Teller { context, evidence };
            let Some(half) = half(&mut teller, of(place)) else {
                return Cell::new(Inline::quiet("not told")).key("");
            };
            let at = AccessMeasure::LEAD.iter().position(|step| *step == half.step);
            let many = [Inline::from(half.within), Inline::literal(" of "), Inline::from(half.all)];
            Cell::new(Inline::exempt(Exempt::Rule, words(half.step))).under(many).key(at.unwrap_or_default())
        })
        .column("Within two", "num", column(AccessMeasure::LeadTwo))
        .column("Three to five", "num", column(AccessMeasure::LeadFive))
        .column("Six to ten", "num", column(AccessMeasure::LeadTen))
        .column("Later", "num", column(AccessMeasure::LeadLater))
        .table("provisioning", "From the request to a usable account, in working days")
        .empty("No account became usable in the last weeks.", "")
}
